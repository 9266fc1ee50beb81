"""`message.json`: the message of a dispatch for programs; the bordereau says the same to people.

Codes are only checked for their form here: which kinds, natures, markings and grounds exist is the
business of those who keep these lists, on the receiving side.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from exchange.transmission.content import Content, Moment, parse_content, render_content
from exchange.transmission.parts import Id, Reference

LIMIT: Final = 8 * 1024**2
"""The longest `message.json`: twice the longest text, for what JSON must escape."""

TEXT_LIMIT: Final = 4 * 1024**2
"""The longest text, in bytes of UTF-8."""


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("more than one line")
    return text


def _within_limit(text: str) -> str:
    if len(text.encode("utf-8", "surrogatepass")) > TEXT_LIMIT:
        raise ValueError("too long")
    return text


Code = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Sign = Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9]+([:+/-][A-Z0-9]+)*$")]
"""An official code, as its text writes it: `H1`, `DR-SF`, `TLP:AMBER+STRICT`."""
LanguageTag = Annotated[str, Field(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Line = Annotated[str, Field(max_length=2000), AfterValidator(_one_line)]
Text = Annotated[str, Field(max_length=TEXT_LIMIT), AfterValidator(_within_limit)]
FieldName = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$")]
Fields = Annotated[dict[FieldName, Text], Field(max_length=64)]
"""Named values: those of a subject's type or of the request's kind (`warrant.number`)."""


class Subject(Content):
    """A person, document, vehicle… named in the message, with the fields of its type."""

    type: Code
    role: Code | None = None
    fields: Fields = Field(default_factory=dict)


class Conditions(Content):
    """The conditions of use that travel with the information."""

    handling: Sign | None = None
    marking: Sign | None = None
    text: Text | None = None
    owner: Line | None = None


class Message(Content):
    """The whole of `message.json`; absent values are null, lists may be empty."""

    version: Literal[1] = 1
    transmission: Id
    nature: Code
    answers: Id | None = None
    kind: Code | None = None
    type: Code | None = None
    ref: Reference | None = None
    their_refs: Annotated[tuple[Reference, ...], Field(max_length=16)] = ()
    legal_basis: Code | None = None
    urgency: Code | None = None
    urgency_reason: Code | None = None
    due_at: Moment | None = None
    subject: Line
    text: Text
    language: LanguageTag | None = None
    points: Annotated[tuple[Text, ...], Field(max_length=200)] = ()
    subjects: Annotated[tuple[Subject, ...], Field(max_length=1000)] = ()
    fields: Fields = Field(default_factory=dict)
    conditions: Conditions = Conditions()
    agent: Line | None = None


def render_message(message: Message) -> bytes:
    """Return the bytes of `message.json`."""
    return render_content(message)


def parse_message(data: bytes) -> Message:
    """Return the message; raise Refused, without a word of it, for anything but its one form."""
    return parse_content(Message, data, limit=LIMIT, reason="message-malformed")
