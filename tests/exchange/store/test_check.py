"""Checking a store: what holds is said, what doesn't is named; every page, entry and row of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from exchange.checking.area import StoreProblems
from exchange.checking.vouched import POST_ROWS
from exchange.errors import Conflict, Exit, NotAuthorised, Tampered
from exchange.requests.model import Request
from exchange.requests.parts import PARTS
from exchange.requests.searched import Searched
from exchange.store.check import check_file
from exchange.store.rows import SealedRow
from tests.exchange.store.filled import FIRST, filled_in, log_of, store_of
from tests.world import AUDITOR, INVESTIGATOR, OFFICER, Seat, World


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[World]:
    """Give a post whose desk wrote something of everything, and was locked."""
    with filled_in(tmp_path) as world:
        yield world


def failure(world: World, handle: str = "a.martin") -> Tampered:
    """Return what unlocking and checking the store fail with."""
    with pytest.raises(Tampered) as caught:
        store_of(world.desk(handle)).check()
    assert caught.value.exit is Exit.INTEGRITY
    return caught.value


def impatient(desk: Seat) -> None:
    """Let the desk's connection give up at once where another one holds what it needs."""
    with desk.session.database.connection() as connection:
        connection.execute("PRAGMA busy_timeout = 1")


def test_a_store_that_nobody_touched_holds_and_its_check_is_logged(filled: World) -> None:
    report = store_of(filled.desk()).check()
    entry = filled.entries()[-1]
    assert entry.n == report.log_index
    assert (entry.op, entry.x) == ("store.checked", {"size": report.log.size, "problems": 0})
    assert {line.verdict for line in report.checks} == {"ok"}
    assert [line.step for line in report.checks][:3] == ["pages", "tree", "entries"]


def test_an_auditor_checks_what_he_cannot_open_by_its_commitment(filled: World) -> None:
    steps = {line.step: line.arguments for line in store_of(filled.desk(AUDITOR)).check().checks}
    assert steps["rows-closed"] == {"count": 2}
    filled.sql("UPDATE request SET revision = revision - 1 WHERE ref = ?", FIRST)
    filled.lock_all()
    assert failure(filled, AUDITOR).arguments == {"ref": FIRST}


def test_an_officer_checks_the_requests_of_his_compartment(filled: World) -> None:
    steps = {line.step for line in store_of(filled.desk(OFFICER)).check().checks}
    assert "rows-closed" not in steps


def test_an_investigator_may_not_check_and_his_try_is_logged(filled: World) -> None:
    with pytest.raises(NotAuthorised):
        store_of(filled.desk(INVESTIGATOR)).check()
    assert filled.entries()[-1].x == {"op": "store.checked"}


def test_progress_runs_from_the_entries_to_the_requests(filled: World) -> None:
    told: list[tuple[int, int]] = []
    size = len(filled.entries())
    store_of(filled.desk()).check(lambda done, total: told.append((done, total)))
    assert told[-1] == (size + 2, size + 2)
    assert sorted(told) == told


def test_a_check_that_found_problems_is_logged_with_their_number(filled: World) -> None:
    filled.sql("UPDATE note SET at = at + 1")
    filled.sql("UPDATE service SET country = 'EC' WHERE handle = 'dijin'")
    error = failure(filled)
    assert isinstance(error, StoreProblems)
    assert [(p.reason, p.arguments["table"]) for p in error.problems] == [
        ("row-altered", "service"),
        ("request-part-altered", "note"),
    ]
    assert filled.entries()[-1].x["problems"] == 2


def test_a_check_that_finds_the_log_broken_appends_nothing_to_it(filled: World) -> None:
    size = len(filled.entries())
    filled.sql("UPDATE log_entry SET commits = 1 - commits WHERE n = 9")
    assert failure(filled).arguments == {"index": 9}
    assert filled.sql("SELECT size FROM log_head") == [(size,)]


def test_every_table_with_content_is_opened_by_the_check() -> None:
    checked = {*POST_ROWS, *PARTS, Request, Searched}
    ours = {kind for kind in SealedRow.__subclasses__() if kind.metadata is SQLModel.metadata}
    assert ours == checked


def test_a_flipped_byte_anywhere_in_the_file_is_found(filled: World) -> None:
    file = filled.folder / "exchange.db"
    whole = bytearray(file.read_bytes())
    for place in (len(whole) - 700, len(whole) // 2, 9000):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        file.write_bytes(bytes(damaged))
        assert failure(filled).reason in {"store-pages-altered", "store-unreadable"}
        filled.lock_all()


def test_a_file_that_another_desk_is_reading_is_not_judged(filled: World) -> None:
    desk, other = filled.desk(), filled.desk(OFFICER)
    with other.session.reading() as rows:
        rows.cursor.execute("SELECT count(*) FROM log_entry")
        rows.cursor.fetchone()
        desk.requests.note(FIRST, "pendant ce temps")
        impatient(desk)
        with pytest.raises(Conflict):
            check_file(desk.session.database)
    check_file(desk.session.database)


def test_info_says_what_the_store_is_and_nothing_of_its_content(filled: World) -> None:
    info = store_of(filled.desk()).info()
    assert (info.post, info.requests, info.members, info.schema) == ("asi-bogota", 2, 4, "0001")
    assert info.size == len(filled.entries())
    assert info.store == filled.folder and info.bytes > 0
    assert info.witnessed is None
    assert "Conteneur" not in repr(info)


def test_the_log_alone_is_verified_without_a_new_entry(filled: World) -> None:
    size = len(filled.entries())
    report = log_of(filled.desk()).verify()
    assert (report.size, len(filled.entries())) == (size, size)
