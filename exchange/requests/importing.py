"""Many requests from a file: read line by line, opened by batches, each batch in one transaction.

A line that can't become a request is left out and told, with its number; the others of its batch go in
together, each with its own signed entry and its mark (`imported_lines`), or not at all. Whoever starts
the same file again, after a crash or a correction, finds the marked lines passed over; in a file of
another name they are left out and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from exchange.codes import nearest_codes
from exchange.errors import Conflict, Interrupted, Invalid, NotFound, Refused, Usage
from exchange.importing.lines import REFUSED, Document, Line
from exchange.importing.reading import open_source
from exchange.importing.tables import CELLS, FIELD
from exchange.law.model import Law
from exchange.lawbook.reading import law_of
from exchange.requests.document_keys import FILES, KEYS, new_request
from exchange.requests.imported_lines import Mark, Marks, imported_before
from exchange.requests.inputs import NewImport, NewRequest
from exchange.requests.opening import Ready, make_ready, open_ready
from exchange.store.attempt import attempt
from exchange.store.check import Progress
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.store.vault import NoGrant

BATCH: Final = 500
HEAVY: Final = 32 * 1024 * 1024
"""Characters after which a batch ends early: no file fills the memory."""
_SAID: Final = 5
"""How many loosely typed moments are said back as they were understood; the others were read alike."""
_OP: Final = "request.opened"

TellLeftOut: TypeAlias = Callable[[Line], None]
"""Is told of each line that was left out, its `refusal` saying why."""


@dataclass(frozen=True)
class ImportDone:
    """What an import did: how many requests it opened, how many lines had been imported before."""

    imported: int
    already: int
    left_out: int
    encoding: str | None
    dry_run: bool


@dataclass(frozen=True)
class _Candidate:
    """A line that may become a request: checked as far as no row is needed for it."""

    line: Line
    ready: Ready
    identity: bytes


class _Rehearsed(Exception):
    """A batch was tried and is to leave nothing."""


def import_requests(
    session: Session, new: NewImport, left_out: TellLeftOut, progress: Progress | None = None
) -> ImportDone:
    """Open a request for each line of a file; raise Invalid or Refused where the file can't be read.

    Raise Interrupted, which says how many stand, where somebody stops it from the keyboard.
    """
    session.ready_for(_OP)
    with open_source(new.file, new.mapping, check_key) as source:
        run = _Import(session, new, left_out)
        try:
            for batch in _batches(source.lines):
                run.take(batch)
                if progress is not None:
                    progress(source.place(), source.size)
        except KeyboardInterrupt:
            if new.dry_run:
                raise
            raise Interrupted("import-interrupted", count=run.imported) from None
    return ImportDone(run.imported, run.already, run.left_out, source.encoding, new.dry_run)


def check_key(key: str) -> None:
    """Raise Invalid for the name of a column that no request has."""
    if key not in KEYS and not key.startswith(FIELD):
        raise Invalid("import-column-unknown", given=key[:60], nearest=nearest_codes(key[:60], KEYS))


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += line.size
        if len(batch) == BATCH or size >= HEAVY:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@dataclass
class _Import:
    session: Session
    new: NewImport
    tell: TellLeftOut
    imported: int = 0
    already: int = 0
    left_out: int = 0

    def __post_init__(self) -> None:
        self._marks = Marks(self.session, self.new.file.name)

    def take(self, batch: list[Line]) -> None:
        """Import a batch, then tell what was left out of it: only then is the rest durable."""
        candidates: list[_Candidate] = []
        refused: list[Line] = []
        for line in batch:
            try:
                candidates.append(self._candidate(line))
            except (Refused, Usage) as error:
                refused.append(replace(line, refusal=error))
        done = _Batch(self._marks)
        with suppress(_Rehearsed), self.session.unit() as journal:
            done.write(journal, candidates)
            if self.new.dry_run:
                raise _Rehearsed
        self.imported += done.imported
        self.already += done.already
        self._log_refusals(done)
        refused = sorted((*refused, *done.refused), key=lambda line: line.number)
        self.left_out += len(refused)
        for line in refused:
            self.tell(line)
        self._forget_moments()

    def _candidate(self, line: Line) -> _Candidate:
        if line.refusal is not None:
            raise line.refusal
        new = request_of(line.document or {})
        identity = self._marks.identity(new)
        return _Candidate(line, make_ready(self.session, new), identity)

    def _log_refusals(self, done: _Batch) -> None:
        """Log what was refused for want of a key, each object once."""
        if not done.denied:
            return
        with self.session.unit() as journal:
            for on in {str(on): on for on in done.denied}.values():
                journal.append("access.refused", on=on, op=_OP)

    def _forget_moments(self) -> None:
        """Keep a few moments to be said as they were understood: a file has one a line."""
        understood = self.session.understood
        while len(understood) > _SAID:
            understood.popitem()


@dataclass
class _Batch:
    """The lines of one transaction."""

    marks: Marks
    imported: int = 0
    already: int = 0
    refused: list[Line] = field(default_factory=list)
    denied: list[Mapping[str, str] | None] = field(default_factory=list)

    def write(self, journal: Journal, candidates: Iterable[_Candidate]) -> None:
        """Open what can be opened; the others leave nothing."""
        law = law_of(self.marks.session, journal.rows)
        # All are looked up before the first is opened: what is written waits until anything is asked.
        marked = [found for one in candidates for found in self._marked(journal.rows, one)]
        for one, mark in marked:
            with self._refusing(one), attempt(journal):
                self._open(journal, one, mark, law)

    def _marked(self, rows: Reader, one: _Candidate) -> Iterator[tuple[_Candidate, Mark | None]]:
        """Give a line that is to be opened, with its mark if it has one; nothing of another line."""
        with self._refusing(one):
            marks = self.marks.of(rows, one.ready.new, one.identity)
            if imported_before(self.marks.session, rows, marks):
                self.already += 1
            else:
                yield one, marks[0] if marks else None

    def _open(self, journal: Journal, one: _Candidate, mark: Mark | None, law: Law) -> None:
        ready = one.ready._replace(mark=mark.sealed if mark else None)
        dossier, _, _ = open_ready(self.marks.session, journal, ready, law)
        if mark is not None:
            journal.rows.insert(mark.row(dossier.request.id))
        self.imported += 1

    @contextmanager
    def _refusing(self, one: _Candidate) -> Iterator[None]:
        """Leave a line out, where the block refuses it, with the reason."""
        try:
            yield
        except (Refused, NotFound, Conflict, Usage, NoGrant) as error:
            if isinstance(error, NoGrant):
                self.denied.append(None)
            self.refused.append(replace(one.line, refusal=error))


def request_of(document: Document) -> NewRequest:
    """Return the request that a line asks for; raise Invalid or Usage where it asks for none."""
    if CELLS in document:
        raise Invalid("line-cells-left", key=CELLS)
    found = {key: value for key, value in document.items() if key != REFUSED}
    for key in FILES:
        if found.get(key) is not None:
            raise Invalid("import-names-a-file", key=key)
    return new_request(found)
