"""Appending: entry and effect in one transaction, gapless, recomputed from what was stored."""

from __future__ import annotations

import pytest

from exchange.errors import Tampered
from exchange.log.merkle import Edge, leaf_hash
from exchange.store.journal import Journal, entry_at
from exchange.store.model import LogEntry
from exchange.store.rows import changed
from tests.exchange.requests.cases import WANTED, ask
from tests.world import Seat, World


def naive_root(world: World) -> bytes:
    edge = Edge.EMPTY
    with world.raw() as connection:
        for (line,) in connection.execute("SELECT line FROM log_entry ORDER BY n"):
            edge, _ = edge.append(leaf_hash(bytes(line)))
    return edge.root()


def look(journal: Journal) -> int:
    return journal.append("access.refused", op="request.listed")


def test_the_head_is_the_root_of_the_lines_as_stored(world: World, desk: Seat) -> None:
    for _ in range(20):
        ask(desk)
        ((size, root),) = world.sql("SELECT size, root FROM log_head")
        assert (root, size) == (naive_root(world), len(world.entries()))


def test_each_entry_signs_the_root_of_those_before_it(world: World, desk: Seat) -> None:
    ask(desk)
    before = naive_root(world)
    n = ask(desk).log_index
    assert world.entries()[n].root == before


def test_many_entries_of_one_transaction_follow_each_other(world: World, desk: Seat) -> None:
    with desk.session.unit() as journal:
        first = journal.size
        assert [look(journal) for _ in range(5)] == list(range(first, first + 5))
    assert [entry.n for entry in world.entries()] == list(range(first + 5))


def test_a_unit_that_fails_leaves_no_entry_no_row_and_no_number(world: World, desk: Seat) -> None:
    before = world.sql("SELECT * FROM log_head")
    with pytest.raises(RuntimeError), desk.session.unit() as journal:
        look(journal)
        journal.next_number("reference-2026")
        raise RuntimeError
    assert world.sql("SELECT * FROM log_head") == before
    assert desk.requests.open(WANTED).ref == "BOG-2026-00001"


def test_each_series_of_numbers_is_gapless_and_its_own(desk: Seat) -> None:
    with desk.session.unit() as journal:
        assert [journal.next_number("a") for _ in range(3)] == [1, 2, 3]
        assert journal.next_number("b") == 1
    with desk.session.unit() as journal:
        assert (journal.next_number("a"), journal.next_number("b")) == (4, 2)


def test_a_line_that_changes_between_hash_and_commit_ends_nothing(world: World, desk: Seat) -> None:
    before = world.ops()
    with pytest.raises(Tampered, match="log-not-as-written"), desk.session.unit() as journal:
        n = look(journal)
        stored = journal.rows.get(LogEntry, n=n)
        assert stored is not None
        journal.rows.replace(changed(stored, line=stored.line[:-1] + bytes((stored.line[-1] ^ 1,))))
    assert world.ops() == before
    ask(desk)
    assert world.ops() == [*before, "request.opened"]


@pytest.mark.parametrize("column", ["edge", "root"])
def test_a_head_that_was_altered_takes_no_further_entry(world: World, desk: Seat, column: str) -> None:
    ask(desk)
    world.sql(f"UPDATE log_head SET {column} = zeroblob(length({column}))")  # noqa: S608
    before = world.ops()
    with pytest.raises(Tampered):
        ask(desk)
    assert world.ops() == before


def test_a_missing_entry_is_told_by_its_index(world: World, desk: Seat) -> None:
    world.sql("DELETE FROM log_entry WHERE n = 3")
    with desk.session.reading() as rows, pytest.raises(Tampered, match="entry-missing") as caught:
        entry_at(rows, 3)
    assert caught.value.arguments == {"n": 3}
