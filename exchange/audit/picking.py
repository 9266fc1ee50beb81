"""Which entries a selection exports: the selected ones, and those that their signatures rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

from exchange.audit.selection import Selection
from exchange.errors import Refused
from exchange.log.entry import Entry
from exchange.log.reading import LineReader

MAX_SELECTED: Final = 50_000
"""Each costs a proof of about five kilobytes: beyond, the full export is smaller."""

KEY_OPERATIONS: Final = frozenset(
    {
        *("post.created", "post.rekeyed", "card.issued", "backup.restored"),
        *("member.added", "member.keyed", "member.role", "member.renewed", "member.revoked"),
        *("compartment.added", "compartment.rekeyed", "grant.given", "grant.withdrawn"),
        *("store.rekeyed", "store.retired", "absence.set", "absence.ended"),
        *("service.trusted", "service.amended", "service.distrusted"),
    }
)
"""What changes keys, roles, grants, or what the log vouches for: without these no role can be replayed."""

_OP: Final = b',"op":"'


class Lines(Protocol):
    """The part of a log's snapshot that picking needs."""

    @property
    def size(self) -> int:
        """How many entries the snapshot holds."""

    def lines(self, first: int, last: int) -> Iterator[bytes]:
        """Give the lines of entries `first` to `last` (excluded), in order."""


@dataclass(frozen=True)
class Picked:
    """Indexes in order: what was selected, and what else is needed, disjoint."""

    selected: Sequence[int]
    support: Sequence[int]


def pick(source: Lines, selection: Selection) -> Picked:
    """Return which entries to export; raise Refused where none is selected, or too many."""
    selected: set[int] = set()
    support = {source.size - 1}
    reader = LineReader()
    for n, line in enumerate(source.lines(0, source.size)):
        is_key = _operation(line) in KEY_OPERATIONS
        if not is_key and not _within(selection, n):
            continue
        entry = reader.read(line).entry
        taken = selection.takes(entry)
        if taken:
            selected.add(n)
        if is_key:
            support.add(n)
        if taken or is_key:
            support.update(_proposal(entry))
    if not selected:
        raise Refused("selection-empty")
    if len(selected) > MAX_SELECTED:
        raise Refused("selection-too-large", found=len(selected), limit=MAX_SELECTED)
    return Picked(sorted(selected), sorted(support - selected))


def lines_of(source: Lines, numbers: Sequence[int]) -> Iterator[bytes]:
    """Give the lines of `numbers` (in order), asking the source for whole runs."""
    if not numbers:
        return
    starts = [numbers[0], *(right for left, right in pairwise(numbers) if right != left + 1)]
    ends = [left + 1 for left, right in pairwise(numbers) if right != left + 1]
    for first, last in zip(starts, [*ends, numbers[-1] + 1], strict=True):
        yield from source.lines(first, last)


def _operation(line: bytes) -> str:
    """Return the operation of a canonical line without parsing it: what stands before can't hold it."""
    start = line.find(_OP) + len(_OP)
    return line[start : line.find(b'"', start)].decode("ascii", "replace")


def _within(selection: Selection, n: int) -> bool:
    after = selection.first is None or n >= selection.first
    return after and (selection.last is None or n <= selection.last)


def _proposal(entry: Entry) -> tuple[int, ...]:
    """Return the entry that proposed this one, if it names one (four eyes)."""
    number = entry.x.get("proposed")
    return (number,) if type(number) is int and number < entry.n else ()
