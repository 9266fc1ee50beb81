"""The history of a request: every change with its entry; what was touched by hand is found; two at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import ExchangeError, Tampered
from exchange.requests.inputs import Amendment
from exchange.transmission.inputs import NewDispatch
from tests.exchange.at_once import amend
from tests.exchange.requests.cases import ask
from tests.exchange.requests.test_amending import changed
from tests.exchange.store.filled import store_of
from tests.warm import begun
from tests.world import HEAD, INVESTIGATOR, OFFICER, Seat, World


def test_the_history_tells_who_did_what_in_which_entry(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", text="t").ref
    world.desk(OFFICER).requests.note(ref, "vu")
    desk.legs.status(ref, "1", "answered", "erreur de saisie")
    desk.requests.amend(ref, Amendment(urgency="urgent"))
    before = len(world.ops())
    found = desk.requests.history(ref)
    assert world.ops()[before:] == ["request.consulted"]
    assert [(item.op, item.by, item.version) for item in found.items] == [
        ("request.opened", "a.martin", 1),
        ("request.noted", OFFICER, 2),
        ("leg.corrected", "a.martin", 3),
        ("request.amended", "a.martin", 4),
    ]
    entries = world.entries()
    assert [entries[item.log_index].op for item in found.items] == [item.op for item in found.items]
    assert found.items[2].details == {"number": 1, "status": "answered", "was": "received"}
    assert changed(found.items[3].changes)["urgency"] == ("routine", "urgent")


def test_what_moved_on_a_leg_stands_as_it_was_and_as_it_became(desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk, "dijin", points=("a", "b")).ref
    desk.legs.point(ref, "1", 2, "answered")
    desk.legs.point(ref, "1", 2, "answered")
    desk.legs.follow_up(ref, "1", "2026-12-01")
    desk.transmissions.send(NewDispatch(ref, "dijin", tmp_path, channel="note-verbale"))
    _, answered, again, followed, sent = desk.requests.history(ref).items
    assert changed(answered.changes) == {"legs.1.points.2": ("open", "answered")}
    assert again.changes == ()
    assert changed(followed.changes) == {"legs.1.follow_up_at": (None, "2026-12-02T05:00:00Z")}
    assert (sent.op, sent.details["channel"]) == ("transmission.sent", "note-verbale")
    store_of(desk).check()


def test_two_processes_amending_at_once_lose_nothing(world: World, desk: Seat) -> None:
    """Each reads, says which version he read, and tries again where the other came first."""
    ref = ask(desk, "dijin").ref
    world.lock(desk)
    handles = (HEAD, OFFICER)
    one, other = ((world.folder, world.state, handle, ref, 6) for handle in handles)
    with begun(amend, *one) as first, begun(amend, *other) as second:
        assert set(first.lines()) | set(second.lines()) <= {"overtaken"}
        assert [first.ended(), second.ended()] == [0, 0]
    head = world.desk()
    view, _ = head.requests.show(ref)
    assert sorted(text for _, text, _ in view.points) == sorted(f"{h} {n}" for h in handles for n in range(6))
    assert view.version == 13
    assert len(head.requests.history(ref).items) == 13
    store_of(head).check()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM request_revision",
        "UPDATE request_revision SET log_index = log_index + 1",
        "UPDATE request_revision SET sealed = (SELECT sealed FROM request_text)",
        "INSERT INTO request_revision SELECT lower(hex(randomblob(16))), owner, revision, key_version, form,"
        " commitment, sealed, log_index FROM request_revision",
    ],
)
def test_a_revision_that_was_touched_is_tampering(world: World, desk: Seat, statement: str) -> None:
    ref = ask(desk, "dijin").ref
    desk.requests.amend(ref, Amendment(title="Autre"))
    world.sql(statement)
    with pytest.raises(Tampered):
        desk.requests.history(ref)
    with pytest.raises(Tampered):
        store_of(desk).check()


def test_two_revisions_cannot_change_places(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    for title in ("Deux", "Trois"):
        desk.requests.amend(ref, Amendment(title=title))
    (first, one), (second, other) = world.sql("SELECT id, log_index FROM request_revision ORDER BY log_index")
    assert isinstance(one, int)
    assert isinstance(other, int)
    world.sql("UPDATE request_revision SET log_index = ? WHERE id = ?", other, str(first))
    world.sql("UPDATE request_revision SET log_index = ? WHERE id = ?", one, str(second))
    with pytest.raises(Tampered):
        desk.requests.history(ref)


def test_an_assigned_investigator_reads_the_history_and_amends_nothing(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.requests.assign(ref, INVESTIGATOR)
    his = world.desk(INVESTIGATOR)
    assert [item.op for item in his.requests.history(ref).items] == ["request.opened", "request.assigned"]
    with pytest.raises(ExchangeError, match="role-may-not"):
        his.requests.amend(ref, Amendment(title="x"))


def test_a_revision_survives_a_new_key(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.requests.amend(ref, Amendment(title="Deux"))
    desk.requests.assign(ref, INVESTIGATOR)
    desk.requests.unassign(ref, INVESTIGATOR)
    assert desk.requests.history(ref).items[1].changes[0].new == "Deux"
