"""What a request is made of beside its own row: the tables of its other rows, and what each seals.

All that is here stands in the digest that the request's own row seals, is re-sealed when its key is
rotated, and is opened by `store check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exchange.requests.model import (
    Attachment,
    AttachmentContent,
    Leg,
    LegContent,
    LegEvent,
    LegEventContent,
    Note,
    NoteContent,
    RelationContent,
    RequestRelation,
    RequestRevision,
    RequestText,
    RequestTextContent,
    RevisionContent,
    Subject,
    SubjectContent,
)
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.rows import SealedRow
from exchange.store.sealed import Content

PARTS: Final[Mapping[type[SealedRow], type[Content]]] = {
    RequestText: RequestTextContent,
    RequestRevision: RevisionContent,
    RequestRelation: RelationContent,
    Leg: LegContent,
    LegEvent: LegEventContent,
    Note: NoteContent,
    Subject: SubjectContent,
    Attachment: AttachmentContent,
    Transmission: TransmissionContent,
}
"""Each table of a request's other rows, with what its rows seal."""
