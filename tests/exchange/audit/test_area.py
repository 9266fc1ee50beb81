"""The live log through the desk: shown, verified, its checkpoint signed; every tampering with it named."""

# ruff: noqa: S608  (the names of our own tables, in a test that writes past the program)
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.audit.area import Log
from exchange.audit.live import Above
from exchange.checking.above import above
from exchange.errors import Exit, Invalid, NotAuthorised, NotFound, Tampered
from exchange.log.checkpoint import Checkpoint, parse_checkpoint_note, verify_checkpoint
from tests.exchange.store.filled import FIRST, SECOND, filled_in, log_of
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, World


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[World]:
    """Give a post whose desk wrote something of everything, and was locked."""
    with filled_in(tmp_path) as world:
        yield world


def failure(world: World) -> Tampered:
    """Return what unlocking and verifying the log fail with."""
    with pytest.raises(Tampered) as caught:
        log_of(world.desk()).verify()
    assert caught.value.exit is Exit.INTEGRITY
    world.lock_all()
    return caught.value


def test_the_newest_entries_come_first_a_page_at_a_time(filled: World) -> None:
    log = log_of(filled.desk())
    size = len(filled.entries())
    page = log.show(limit=20)
    assert [item.n for item in page.items] == list(range(size - 1, size - 21, -1))
    rest = [log.show(limit=20, after=page.next)]
    while rest[-1].next is not None:
        rest.append(log.show(limit=20, after=rest[-1].next))
    assert [item.n for one in rest for item in one.items] == list(range(size - 21, -1, -1))


def test_an_entry_is_shown_with_handles_and_the_reference(filled: World) -> None:
    note = log_of(filled.desk()).show(op="request.noted", limit=1).items[0]
    assert (note.by, note.ref, note.duty, note.why) == (HEAD, FIRST, "collection", "investigation")
    assert note.at.endswith("Z")
    given = log_of(filled.desk()).show(op="grant.given", limit=1).items[0]
    assert given.to == (OFFICER,)


def test_entries_are_picked_by_request_member_operation_index_and_day(filled: World) -> None:
    log = log_of(filled.desk())
    assert {item.ref for item in log.show(request=SECOND).items} == {SECOND}
    assert {item.by for item in log.show(member=AUDITOR).items} == {AUDITOR}
    assert [item.n for item in log.show(first=3, last=5).items] == [5, 4, 3]
    assert log.show(until="2026-11-18").items == ()
    assert len(log.show(since="2026-11-19", until="2026-11-19", limit=1000).items) == len(filled.entries())


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"request": "BOG-2026-00099"}, NotFound),
        ({"request": "../00001"}, Invalid),
        ({"member": "nobody"}, NotFound),
        ({"op": "request.dreamt"}, Invalid),
        ({"after": "x"}, Invalid),
        ({"limit": 0}, Invalid),
        ({"limit": 1001}, Invalid),
        ({"since": "one day"}, Invalid),
    ],
)
def test_what_cannot_be_asked_of_the_log_is_refused(
    filled: World, asked: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        log_of(filled.desk()).show(**asked)  # type: ignore[arg-type]


def test_an_investigator_reads_his_own_trace_and_no_more(filled: World) -> None:
    log = log_of(filled.desk(INVESTIGATOR))
    assert {item.by for item in log.show(member=INVESTIGATOR).items} == {INVESTIGATOR}
    for asked in ({}, {"member": HEAD}, {"request": FIRST}):
        with pytest.raises(NotAuthorised):
            log.show(**asked)  # type: ignore[arg-type]
    assert [entry.op for entry in filled.entries()[-3:]] == ["access.refused"] * 3


@pytest.mark.parametrize("verb", ["verify", "checkpoint", "witnessed"])
def test_an_investigator_has_no_other_verb_on_the_log(filled: World, verb: str) -> None:
    with pytest.raises(NotAuthorised):
        getattr(log_of(filled.desk(INVESTIGATOR)), verb)()
    assert filled.entries()[-1].op == "access.refused"


@pytest.mark.parametrize("handle", [HEAD, OFFICER, AUDITOR])
def test_heads_officers_and_auditors_verify_the_log(filled: World, handle: str) -> None:
    report = log_of(filled.desk(handle)).verify()
    assert report.size == len(filled.entries())
    assert {line.verdict for line in report.checks} == {"ok"}


def test_an_altered_entry_is_refused_when_it_is_shown(filled: World) -> None:
    for altered in (
        "CAST(replace(line, 'service', 'Service') AS BLOB)",
        "CAST(line AS TEXT)",
        "7",
        "line || x'00'",
    ):
        ((line,),) = filled.sql("SELECT line FROM log_entry WHERE n = 30")
        assert isinstance(line, bytes)
        filled.sql(f"UPDATE log_entry SET line = {altered} WHERE n = 30")
        with pytest.raises(Tampered):
            log_of(filled.desk()).show(first=30, last=30)
        filled.sql("UPDATE log_entry SET line = ? WHERE n = 30", line)


def test_each_altered_entry_is_named_by_its_index(filled: World) -> None:
    for n in (0, 8, 30):
        ((line,),) = filled.sql("SELECT line FROM log_entry WHERE n = ?", n)
        assert isinstance(line, bytes)
        for place in (30, len(line) // 2, len(line) - 9):
            bad = line[:place] + bytes([line[place] ^ 0x01]) + line[place + 1 :]
            filled.sql("UPDATE log_entry SET line = ? WHERE n = ?", bad, n)
            assert failure(filled).arguments["index"] == n, place
        filled.sql("UPDATE log_entry SET line = ? WHERE n = ?", line, n)
    assert log_of(filled.desk()).verify().size == len(filled.entries())


@pytest.mark.parametrize("later", [20, 30, 45])
def test_of_several_altered_entries_the_first_is_named_whichever_is_met_first(
    filled: World, later: int
) -> None:
    for n in (8, later):
        filled.sql("UPDATE log_entry SET line = CAST(line || 'x' AS BLOB) WHERE n = ?", n)
    assert failure(filled).arguments["index"] == 8
    with pytest.raises(Tampered) as caught:
        log_of(filled.desk()).show(first=later, last=later)
    assert caught.value.arguments["index"] == 8


@pytest.mark.parametrize(
    ("change", "reason", "index"),
    [
        ("UPDATE log_entry SET leaf = zeroblob(32) WHERE n = 7", "log-leaf-altered", 7),
        ("UPDATE log_entry SET about = NULL WHERE n = 8", "log-index-altered", 8),
        ("UPDATE log_entry SET commits = 1 - commits WHERE n = 9", "log-index-altered", 9),
        ("UPDATE log_node SET hash = zeroblob(32) WHERE level = 1 AND position = 3", "log-node-altered", 7),
        ("DELETE FROM log_node WHERE level = 2 AND position = 1", "log-node-altered", 7),
        ("DELETE FROM log_entry WHERE n = 10", "entry-missing", 10),
        ("UPDATE log_entry SET n = -1 WHERE n = 11", "entry-missing", 11),
    ],
)
def test_the_tree_and_index_beside_the_lines_are_recomputed(
    filled: World, change: str, reason: str, index: int
) -> None:
    filled.sql(change)
    error = failure(filled)
    assert (error.reason, error.arguments["index"]) == (reason, index)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO log_entry SELECT n - 1000, line, leaf, about, commits FROM log_entry WHERE n = 3",
        "INSERT INTO log_node VALUES (9, 9, zeroblob(32))",
    ],
)
def test_rows_beyond_the_log_are_found(filled: World, change: str) -> None:
    filled.sql(change)
    assert failure(filled).reason == "log-rows-added"


@pytest.mark.parametrize(
    "change", ["size = size - 1", "size = size + 1", "root = zeroblob(32)", "edge = zeroblob(length(edge))"]
)
def test_a_changed_head_is_refused_before_anything_is_shown(filled: World, change: str) -> None:
    filled.sql(f"UPDATE log_head SET {change}")
    with pytest.raises(Tampered):
        log_of(filled.desk()).verify()
        log_of(filled.desk()).show()


def test_two_entries_that_changed_places_are_found_at_the_first(filled: World) -> None:
    (one,), (other,) = filled.sql("SELECT line FROM log_entry WHERE n IN (20, 21) ORDER BY n")
    assert isinstance(one, bytes) and isinstance(other, bytes)
    filled.sql("UPDATE log_entry SET line = ? WHERE n = 20", other)
    filled.sql("UPDATE log_entry SET line = ? WHERE n = 21", one)
    assert failure(filled).arguments["index"] == 20


def test_a_checkpoint_is_signed_by_both_keys_and_never_forgotten(filled: World) -> None:
    desk = filled.desk(AUDITOR)
    given = log_of(desk).checkpoint()
    note = parse_checkpoint_note(given.note.encode())
    found = verify_checkpoint(note, desk.session.vault.log.vkeys)
    assert (found.origin, found.size) == (given.origin, len(filled.entries()))
    newest = desk.session.state.newest()
    assert newest is not None and (newest.size, newest.root) == (found.size, found.root)


def test_without_a_partner_no_checkpoint_was_witnessed(filled: World) -> None:
    with pytest.raises(NotFound):
        log_of(filled.desk()).witnessed()


@pytest.mark.parametrize(
    ("size", "reason"), [(10, "log-differs-from-sent"), (9999, "log-shorter-than-seen"), (0, None)]
)
def test_what_was_sent_must_be_a_beginning_of_the_log(filled: World, size: int, reason: str | None) -> None:
    session = filled.desk().session
    root = filled.entries()[0].root if size == 0 else bytes(32)
    sent = Checkpoint(session.post.origin, size, root)
    known: Above = replace(above(session), checkpoints=lambda rows: (sent,))
    if reason is None:
        assert Log(session, known).verify().size
        return
    with pytest.raises(Tampered) as caught:
        Log(session, known).verify()
    assert caught.value.reason == reason


def test_a_store_put_back_is_a_rollback_on_the_machine_that_saw_more(filled: World, tmp_path: Path) -> None:
    copy = filled.copy_store(tmp_path / "copy")
    desk = filled.desk()
    desk.requests.note(FIRST, "après la copie")
    filled.put_back(copy)
    assert failure(filled).reason == "store-rolled-back"
