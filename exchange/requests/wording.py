"""What of a request's rows can be searched, and how the index learns of each change to it.

`passages` says for each content which of its texts are words; a content without such texts gives none.
A dossier keeps what its rows said before and after: when it is saved, the words that came to the request
as a whole, and those that went, go to the index in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial, singledispatch
from typing import TYPE_CHECKING, TypeAlias

from exchange.codes.fields import Form, form_of
from exchange.codes.found import FoundIn
from exchange.requests.model import (
    AttachmentContent,
    LegContent,
    LegEventContent,
    NoteContent,
    RequestContent,
    RequestTextContent,
    SubjectContent,
)
from exchange.requests.parts import PARTS
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.search.folding import Folder
from exchange.search.matching import Passage
from exchange.store.owed import Indexed
from exchange.store.rows import Reader
from exchange.store.sealed import Content
from keys.encoding import unb64
from keys.seal import RowKey

if TYPE_CHECKING:
    from exchange.requests.dossier import Dossier
    from exchange.store.journal import Journal
    from exchange.store.session import Session

Name: TypeAlias = tuple[str, str]
"""Table and id of a row."""


@singledispatch
def passages(content: Content) -> Iterator[Passage]:
    """Give the texts of a content that can be searched."""
    yield from ()


@passages.register
def _request(content: RequestContent) -> Iterator[Passage]:
    yield Passage(FoundIn.TITLE, content.title)
    yield from _each(FoundIn.REFERENCE, content.their_refs)


@passages.register
def _text(content: RequestTextContent) -> Iterator[Passage]:
    yield from _each(FoundIn.TEXT, (content.text,))
    yield from _each(FoundIn.AGENT, (content.agent,))
    yield from _each(FoundIn.CONDITIONS, (content.conditions, content.urgency_reason))
    yield from _each(FoundIn.FIELD, content.fields.values())
    yield from _each(FoundIn.POINT, content.points)
    yield from _each(FoundIn.REASON, content.reasons)


@passages.register
def _note(content: NoteContent) -> Iterator[Passage]:
    yield from _each(FoundIn.NOTE, (content.text,))


@passages.register
def _subject(content: SubjectContent) -> Iterator[Passage]:
    # Codes, countries and languages would be found in every other request.
    told = " ".join(value for name, value in content.fields.items() if form_of(name) is Form.TEXT)
    yield from _each(FoundIn.SUBJECT, (told,))


@passages.register
def _leg(content: LegContent) -> Iterator[Passage]:
    yield from _each(FoundIn.REFERENCE, (content.their_ref,))
    yield from _each(FoundIn.REASON, (content.basis_reason, content.refused_part, *content.reasons))


@passages.register
def _event(content: LegEventContent) -> Iterator[Passage]:
    yield from _each(FoundIn.EVENT, (content.place, content.note, content.reason))


@passages.register
def _attachment(content: AttachmentContent) -> Iterator[Passage]:
    yield from _each(FoundIn.ATTACHMENT, (content.name,))


@passages.register
def _transmission(content: TransmissionContent) -> Iterator[Passage]:
    yield from _each(FoundIn.REFERENCE, (content.their_ref,))
    yield from _each(FoundIn.TRANSMISSION, (content.subject, content.text))
    yield from _each(
        FoundIn.TRANSMISSION, (content.from_text, content.to_text, content.handed, content.reason)
    )


def _each(where: FoundIn, texts: Iterable[str | None]) -> Iterator[Passage]:
    for text in texts:
        if text:
            yield Passage(where, text)


def words_of(folder: Folder, contents: Iterable[Content]) -> set[str]:
    """Return the words of some contents, folded, each once."""
    return folder.distinct("\n".join(passage.text for one in contents for passage in passages(one)))


@dataclass
class Wording:
    """What the changed rows of one dossier said before, and say now."""

    before: dict[Name, Content] = field(default_factory=dict)
    after: dict[Name, Content] = field(default_factory=dict)

    def change(self, name: Name, before: Content | None, after: Content) -> None:
        """Note that a row says something else, or is new to the request."""
        if before is not None and name not in self.after:
            self.before[name] = before
        self.after[name] = after


def tell_index(dossier: Dossier, journal: Journal) -> None:
    """Tell the index which words came to a request as a whole, and which went, since it was told last."""
    wording, folder = dossier.wording, dossier.session.folder
    dossier.wording = Wording()
    after = words_of(folder, wording.after.values())
    if dossier.request.revision == 0:
        journal.index.enter(indexed(dossier), after)
        return
    before = words_of(folder, wording.before.values())
    added, removed = after - before, before - after
    if added or removed:
        contents = contents_of(dossier, journal.rows)
        rest = words_of(folder, (content for name, content in contents if name not in wording.after))
        journal.index.change(indexed(dossier), added - rest, removed - rest)


def contents_of(dossier: Dossier, rows: Reader) -> Iterator[tuple[Name, Content]]:
    """Give what each row of a request says, its own first."""
    yield ("request", dossier.request.id), dossier.content
    for kind, content in PARTS.items():
        for row, found in dossier.find(rows, kind, content):
            yield (str(kind.__tablename__), row.id), found


def indexed(dossier: Dossier) -> Indexed:
    """Return a request as a row of the index."""
    request, earlier = dossier.request, dossier.content.keys

    def key_of(version: int) -> RowKey:
        return dossier.key if version == request.key_version else RowKey(unb64(earlier[version - 1], 32))

    return Indexed("request", request.id, request.compartment, request.key_version, key_of)


def unfiled(session: Session, row: Transmission) -> Indexed:
    """Return a message that no request holds as a row of the index."""
    key_of = partial(session.vault.compartment_row_key, row.compartment)
    return Indexed("transmission", row.id, row.compartment, row.key_version, key_of)
