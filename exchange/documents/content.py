"""What a paper says, as frozen values: everything that its reader must know, nothing computed here.

Codes (kind, nature, channel, urgency, roles, field names) are those of the store; the papers turn
them into words. Text may be of any origin, script and length: it is made visible when it is set.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from exchange.documents.words import PaperLanguage


@dataclass(frozen=True, slots=True)
class Sender:
    """The post that writes: `country` is whose service it is, `host` where it sits (ISO 3166)."""

    name: str
    handle: str
    country: str
    fingerprint: str = ""
    """The digits of its card, to be compared with what was handed over in person."""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Until when an answer is expected, and from which text, event or wish that comes."""

    at: datetime
    zone: str
    sources: tuple[str, ...] = ()
    """One paragraph a language, as the table of limits words it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A named value; the name is a code with words ("birth-place"), else it is shown as it is."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, document, vehicle… with its role and its fields."""

    type: str
    role: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent along: its name, its size in bytes, and its SHA-256 as the reader will compute it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the reader may do with it: handling code with its official words, marking, restrictions."""

    marking: str = ""
    handling: str = ""
    handling_words: tuple[str, ...] = ()
    """The official words, one paragraph a language, from the law's tables."""
    restrictions: str = ""


@dataclass(frozen=True, slots=True)
class Bordereau:
    """One transmission on paper."""

    sender: Sender
    recipient: str
    number: str
    at: datetime
    zone: str
    our_reference: str
    language: PaperLanguage
    nature: str
    channel: str
    subject: str
    text: str
    kind: str = ""
    urgency: str = "routine"
    urgency_reason: str = ""
    """A code, or what the requester wrote."""
    their_references: tuple[str, ...] = ()
    answers: str = ""
    conditions: Conditions = Conditions()
    due: Due | None = None
    points: tuple[str, ...] = ()
    details: tuple[Field, ...] = ()
    subjects: tuple[Subject, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    return_code: str = ""
    log_index: int | None = None
