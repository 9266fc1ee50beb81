"""A whole log verified, here and over several processes: the first wrong entry is the one told."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import tracemalloc
from collections.abc import Iterator, Sequence

import pytest

from exchange.log import verification
from exchange.log.entry import SignedEntry
from exchange.log.replay import ReplayError
from exchange.log.verification import ALONE, CHUNK, replay
from tests.exchange.log import naive
from tests.exchange.log.book import Book, an_id

LONG = (ALONE + 3) * CHUNK + 57


def long_book(size: int) -> Book:
    book = Book()
    officer = book.member("b.durand", "officer")
    while book.size < size:
        book.consult(officer, f"request {book.size % 7}")
    return book


@pytest.fixture(scope="module")
def lines() -> tuple[bytes, ...]:
    """Return the lines of a log that is long enough for several processes."""
    return tuple(long_book(LONG).lines)


def badly_signed(line: bytes) -> bytes:
    """Return the line with another signature of the right form."""
    body, _, signature = line.partition(b"\t")
    return body + b"\t" + (b"B" if signature[:1] == b"A" else b"A") + signature[1:]


def test_a_short_log_is_verified_by_this_process_alone() -> None:
    book = long_book(20)
    replayed = replay(book.lines)
    assert replayed.entries == 20
    assert replayed.edge.root() == naive.tree_hash(book.lines)
    assert replayed.roster == book.replay.roster


def test_a_log_of_nothing_holds_and_says_nothing() -> None:
    assert replay([]).edge.size == 0


def test_a_long_log_is_verified_by_several_processes(lines: tuple[bytes, ...]) -> None:
    replayed = replay(lines, processes=2)
    assert replayed.entries == LONG
    assert replayed.edge.root() == naive.tree_hash(lines)


def test_verification_goes_on_from_what_was_verified_before(lines: tuple[bytes, ...]) -> None:
    first = replay(lines[:1000])
    rest = replay(lines[1000:1500], after=first)
    assert rest.entries == 500
    assert rest.edge == replay(lines[:1500]).edge


def test_each_entry_is_shown_once_and_in_order() -> None:
    seen: list[SignedEntry] = []
    book = long_book(30)
    replay(book.lines, seen=lambda signed, _: seen.append(signed))
    assert [signed.line for signed in seen] == book.lines


def failure(lines: list[bytes]) -> tuple[int, str]:
    with pytest.raises(ReplayError) as caught:
        replay(lines, processes=2)
    return caught.value.index, caught.value.reason


@pytest.mark.parametrize("place", [1, CHUNK * ALONE + 5, LONG - 1])
def test_a_wrong_signature_is_told_with_the_index_of_its_entry(lines: tuple[bytes, ...], place: int) -> None:
    changed = list(lines)
    changed[place] = badly_signed(changed[place])
    # The root that the next entry signs is over the old line: were that told, it would be place + 1.
    assert failure(changed) == (place, "entry-signature")


def test_of_two_wrong_entries_the_lower_is_told() -> None:
    book = long_book(60)
    book.lines[59] = b"not an entry"
    book.lines[58] = badly_signed(book.lines[58])
    assert failure(book.lines) == (58, "entry-signature")


def test_a_wrong_signature_comes_before_what_its_entry_may_not() -> None:
    book = long_book(10)
    auditor = book.member("c.petit", "auditor")
    forbidden = book.line(auditor, "request.consulted", "request", an_id("request"))
    assert failure([*book.lines, forbidden]) == (book.size, "log-role-may-not")
    assert failure([*book.lines, badly_signed(forbidden)]) == (book.size, "entry-signature")


def test_an_entry_left_out_is_noticed_at_its_place() -> None:
    book = long_book(30)
    assert failure(book.lines[:12] + book.lines[13:]) == (12, "entry-index")


def test_two_entries_swapped_are_noticed_at_the_first() -> None:
    book = long_book(30)
    swapped = [*book.lines[:12], book.lines[13], book.lines[12], *book.lines[14:]]
    assert failure(swapped) == (12, "entry-index")


def test_an_entry_twice_is_noticed_at_the_second() -> None:
    book = long_book(30)
    assert failure([*book.lines[:13], *book.lines[12:]]) == (13, "entry-index")


def test_every_entry_altered_anywhere_is_noticed() -> None:
    book = long_book(12)
    for place, line in enumerate(book.lines):
        for byte in range(0, len(line), 37):
            changed = bytearray(line)
            changed[byte] ^= 0xFF
            index, _ = failure([*book.lines[:place], bytes(changed), *book.lines[place + 1 :]])
            assert index == place


def beside_a_halted_process(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Give lines while whatever process was started for them gets no time; it goes on at their end."""
    halted: list[int] = []
    for line in lines:
        yield line
        if not halted:
            halted = [child.pid for child in multiprocessing.active_children() if child.pid is not None]
            for process in halted:
                os.kill(process, signal.SIGSTOP)
    assert halted
    for process in halted:
        os.kill(process, signal.SIGCONT)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, few in (("CHUNK", 8), ("ALONE", 2), ("AHEAD", 4)):
        monkeypatch.setattr(verification, name, few)


@pytest.mark.usefixtures("small_chunks")
def test_memory_does_not_grow_with_the_log(lines: tuple[bytes, ...]) -> None:
    def peak(count: int) -> int:
        gc.collect()
        tracemalloc.start()
        replay(beside_a_halted_process(lines[:count]), processes=1)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(300)  # what is loaded once is not the log's
    assert peak(2400) < 1.5 * peak(300)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("also", [None, 3])
def test_of_wrong_entries_found_by_several_processes_the_lowest_is_told(also: int | None) -> None:
    book = Book()
    while book.size < 400:
        line = book.line(book.head, "request.consulted", "request", an_id("request"), {"rev": 1})
        book.force(badly_signed(line) if book.size in (also, 200) else line)
    assert failure(book.lines) == (also or 200, "entry-signature")
