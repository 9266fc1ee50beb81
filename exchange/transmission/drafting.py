"""What a departure says: its message for programs and its bordereau for people, from one request.

A request, information passed on, or a copy carries the whole request: text, points, persons and
objects, fields. Any other message (an answer, a question, a reminder) carries what was written for
it, under the same references and conditions of use.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from babel.languages import get_official_languages
from pydantic import ValidationError

from exchange.clock import to_moment
from exchange.codes import Channel, Nature
from exchange.directory.cards import own_card
from exchange.directory.model import Service, ServiceContent
from exchange.directory.services import parse_card
from exchange.documents.content import Attachment as PaperAttachment
from exchange.documents.content import Bordereau, Due, Field, Sender
from exchange.documents.content import Conditions as PaperConditions
from exchange.documents.content import Subject as PaperSubject
from exchange.documents.words import PaperLanguage
from exchange.errors import Refused
from exchange.law.citing import cited
from exchange.locale import Language
from exchange.requests.attachments import Staged
from exchange.requests.dossier import Dossier
from exchange.requests.leg_clock import top_of
from exchange.requests.leg_rows import text_of
from exchange.requests.model import Leg, LegContent, Subject, SubjectContent
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.transmission.message import Conditions, Message
from exchange.transmission.message import Subject as MessageSubject
from keys.encoding import unb64

WHOLE: Final = frozenset({Nature.REQUEST, Nature.INFORMATION, Nature.FOR_INFORMATION})
"""The natures that carry the whole request."""

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_REFERENCE_LIMIT: Final = 200
_CODE_SIGNS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # without those that are read for one another


@dataclass(frozen=True)
class Draft:
    """A departure as it is about to be said."""

    transmission: str
    nature: Nature
    channel: Channel
    subject: str
    text: str
    service: Service
    content: ServiceContent
    leg: Leg | None
    their_refs: tuple[str, ...]
    answers: str | None
    """The transmission of theirs that it answers, by their own id."""


@dataclass(frozen=True)
class Numbered:
    """What a paper says beside the message: its number, moment, entry, files, and the code to send back."""

    number: str
    at: datetime
    log_index: int
    files: Sequence[Staged]
    code: str


def return_code() -> str:
    """Return a new code that a partner types or says back to acknowledge on paper: `K7QF-2M4X`."""
    signs = "".join(secrets.choice(_CODE_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def language_of(service: Service, content: ServiceContent) -> PaperLanguage:
    """Return the language beside French on papers for a service: its own, else its country's."""
    spoken = content.languages or tuple(get_official_languages(service.country))
    known = [PaperLanguage(word) for word in spoken if word in list(PaperLanguage)]
    if service.country == "FR":
        return PaperLanguage.FR
    others = [word for word in known if word is not PaperLanguage.FR]
    return others[0] if others else known[0] if known else PaperLanguage.EN


def message_of(rows: Reader, dossier: Dossier, draft: Draft) -> Message:
    """Return the message of a departure; raise Refused where a value of ours has no place in one."""
    request, text = dossier.request, text_of(rows, dossier)
    whole = draft.nature in WHOLE
    try:
        return Message(
            transmission=UUID(draft.transmission),
            nature=draft.nature.value,
            answers=UUID(draft.answers) if draft.answers else None,
            kind=request.kind,
            type=text.type,
            ref=request.ref,
            their_refs=draft.their_refs,
            legal_basis=(draft.leg.basis if draft.leg else None) or None,
            urgency=request.urgency,
            urgency_reason=text.urgency_reason,
            due_at=due_of(draft),
            subject=draft.subject,
            text=draft.text,
            language=text.language if text.language and _LANGUAGE.fullmatch(text.language) else None,
            points=text.points if whole else (),
            subjects=_subjects(rows, dossier) if whole else (),
            fields=dict(text.fields) if whole else {},
            conditions=Conditions(handling=request.handling, marking=request.marking, text=text.conditions),
            agent=text.agent if whole else None,
        )
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise Refused("message-not-sendable", field=place) from None


def due_of(draft: Draft) -> datetime | None:
    """Return until when the receiver is asked to answer: his leg's limit, for what asks something."""
    leg = draft.leg
    if leg is None or leg.due_at is None or leg.service != draft.service.id:
        return None
    return to_moment(leg.due_at)


def reference(text: str) -> str:
    """Return a partner's reference as a message can carry it."""
    return text[:_REFERENCE_LIMIT]


def bordereau_of(
    session: Session, dossier: Dossier, draft: Draft, message: Message, numbered: Numbered
) -> Bordereau:
    """Return the paper that says to people what `message` says to programs."""
    content = draft.content
    conditions = message.conditions
    return Bordereau(
        sender=sender_of(session),
        recipient=content.names.get("fr", draft.service.handle),
        number=numbered.number,
        at=numbered.at,
        zone=session.post.zone,
        our_reference=dossier.request.ref,
        language=language_of(draft.service, content),
        nature=draft.nature.value,
        channel=draft.channel.value,
        subject=message.subject,
        text=message.text,
        kind=message.kind or "",
        urgency=message.urgency or "routine",
        urgency_reason=message.urgency_reason or "",
        their_references=message.their_refs,
        conditions=PaperConditions(
            marking=conditions.marking or "",
            handling=conditions.handling or "",
            restrictions=conditions.text or "",
        ),
        due=_due(session, dossier, draft),
        points=message.points,
        details=tuple(Field(name, value) for name, value in message.fields.items()),
        subjects=tuple(
            PaperSubject(
                one.type, one.role or "", tuple(Field(name, value) for name, value in one.fields.items())
            )
            for one in message.subjects
        ),
        attachments=tuple(
            PaperAttachment(file.name, file.size, unb64(file.sha256, 32).hex()) for file in numbered.files
        ),
        return_code=numbered.code,
        log_index=numbered.log_index,
    )


def sender_of(session: Session) -> Sender:
    """Return the post as its papers name it."""
    post = session.post
    return Sender(
        name=post.content.name,
        handle=post.handle,
        country=post.content.country,
        fingerprint=parse_card(own_card(session)).fingerprint.digits,
        host=post.content.hosts[0],
    )


def _subjects(rows: Reader, dossier: Dossier) -> tuple[MessageSubject, ...]:
    found = dossier.find(rows, Subject, SubjectContent, "number")
    return tuple(
        MessageSubject(type=row.type, role=content.role, fields=content.fields) for row, content in found
    )


def _due(session: Session, dossier: Dossier, draft: Draft) -> Due | None:
    at = due_of(draft)
    if at is None or draft.leg is None:
        return None
    top = top_of(dossier.unseal(dossier.legs[draft.leg.id], LegContent).clocks)
    french = language_of(draft.service, draft.content) is PaperLanguage.FR
    languages = (Language.FR,) if french else (Language.FR, Language.EN)
    sources = (cited(top.cited[language], language) for language in languages) if top else ()
    return Due(at, session.post.zone, tuple(dict.fromkeys(sources)))
