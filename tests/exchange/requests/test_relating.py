"""How requests stand to one another: on both sides, taken back, hidden from who may not open both."""

from __future__ import annotations

import pytest

from exchange.errors import Conflict, Invalid, NotFound, Refused, Tampered
from exchange.requests.inputs import Closing
from tests.exchange.requests.cases import WANTED, add, ask
from tests.exchange.store.filled import store_of
from tests.world import INVESTIGATOR, Seat, World


def two(desk: Seat) -> tuple[str, str]:
    return ask(desk, "dijin").ref, ask(desk, "dijin", "policia-es").ref


def related(desk: Seat, ref: str) -> list[tuple[str, str | None]]:
    return [(one.ref, one.as_) for one in desk.requests.show(ref)[0].relations]


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        (None, "same-matter"),
        ("same-matter", "same-matter"),
        ("follows", "followed-by"),
        ("followed-by", "follows"),
        ("duplicate", "duplicate"),
        ("became", "came-from"),
        ("came-from", "became"),
    ],
)
def test_a_relation_shows_on_both_sides_and_has_an_entry_on_each(
    world: World, desk: Seat, said: str | None, seen: str
) -> None:
    one, other = two(desk)
    before = len(world.ops())
    desk.requests.relate(one, other, said)
    assert related(desk, one) == [(other, said or "same-matter")]
    assert related(desk, other) == [(one, seen)]
    entries = world.entries()[before : before + 2]
    assert [(entry.op, entry.lg) for entry in entries] == [("request.related", "combination")] * 2
    assert [entry.x["other"] for entry in entries] == [(entry.on or {})["id"] for entry in reversed(entries)]
    store_of(desk).check()


def test_a_relation_is_made_once_between_two_that_are_there(world: World, desk: Seat) -> None:
    one, other = two(desk)
    desk.requests.relate(one, other)
    before = world.ops()
    with pytest.raises(Conflict, match="already-related"):
        desk.requests.relate(one, other)
    for same in (one, one.lower()):
        with pytest.raises(Invalid, match="related-to-itself"):
            desk.requests.relate(one, same)
    with pytest.raises(Invalid, match="unknown-code"):
        desk.requests.relate(one, other, "cousin")
    with pytest.raises(NotFound):
        desk.requests.relate(one, "BOG-2026-09999")
    with pytest.raises(Invalid, match="reference-form"):
        desk.requests.merge(one, "../x")
    assert world.ops() == before


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("follows", (None, "followed-by")),
        ("became", (None, "came-from")),
        ("duplicate", (None, "duplicate")),
        (None, (None, "same-matter")),
    ],
)
def test_the_same_fact_from_the_other_side_is_refused_and_told(
    world: World, desk: Seat, said: str | None, again: tuple[str | None, ...]
) -> None:
    one, other = two(desk)
    desk.requests.relate(one, other, said)
    before, (_, seen) = world.ops(), related(desk, other)[0]
    for anew in again:
        with pytest.raises(Conflict, match="already-related") as caught:
            desk.requests.relate(other.lower(), one, anew)
        assert caught.value.arguments == {"ref": other, "other": one, "relation": seen}
    assert [op for op in world.ops()[len(before) :] if op != "request.consulted"] == []


def test_a_relation_said_otherwise_is_corrected_on_both_sides_and_its_past_kept(
    world: World, desk: Seat
) -> None:
    one, other = two(desk)
    desk.requests.relate(one, other, "follows")
    before = len(world.ops())
    desk.requests.relate(other, one, "follows")
    assert world.ops()[before:] == ["request.related"] * 2
    assert related(desk, one) == [(other, "followed-by")]
    assert related(desk, other) == [(one, "follows")]
    assert world.sql("SELECT revision FROM request_relation") == [(2,), (2,)]
    store_of(desk).check()


def test_an_arrest_is_not_merged_away(world: World, desk: Seat) -> None:
    held, other = (
        ask(desk, "dijin", new=WANTED, arrested_at="2026-11-18", arrested_in="CO").ref,
        ask(desk, "dijin", new=WANTED).ref,
    )
    before = world.ops()
    with pytest.raises(Refused, match="arrest-runs") as caught:
        desk.requests.merge(other, held)
    assert caught.value.arguments == {"ref": held, "other": other}
    assert world.ops() == before
    again = ask(desk, "dijin", new=WANTED, arrested_at="2026-11-17", arrested_in="CO").ref
    with pytest.raises(Refused, match="arrest-runs"):  # its limit is nearer
        desk.requests.merge(held, again)
    desk.requests.merge(again, held)
    desk.requests.merge(again, other)
    assert [item.ref for item in desk.due().items if item.what == "arrest"] == [again]


def test_two_that_were_merged_are_related_no_further_until_it_is_taken_back(desk: Seat) -> None:
    one, other = two(desk)
    desk.requests.relate(one, other, "duplicate")
    desk.requests.merge(one, other)
    for said in (None, "duplicate", "follows"):
        with pytest.raises(Conflict, match="already-related") as caught:
            desk.requests.relate(other, one, said)
        assert caught.value.arguments["relation"] == "merged-into"
    desk.requests.unmerge(other)
    desk.requests.relate(other, one, "follows")
    assert related(desk, one) == [(other, "followed-by")]


def test_a_duplicate_is_open_again_once_its_merger_is_taken_back_and_not_before(
    world: World, desk: Seat
) -> None:
    one, other = two(desk)
    desk.requests.merge(one, other)
    before = world.ops()
    with pytest.raises(Conflict, match="already-merged"):
        desk.requests.reopen(other, "repris")
    with pytest.raises(Conflict, match="already-merged"):
        desk.legs.status(other, "1", "received", "repris")
    assert [op for op in world.ops()[len(before) :] if op != "request.consulted"] == []
    desk.requests.unmerge(other)
    assert desk.requests.show(other)[0].item.status == "received"


def test_who_may_not_open_the_other_sees_the_mere_reference(world: World, desk: Seat) -> None:
    one, other = two(desk)
    desk.requests.relate(one, other, "follows")
    desk.requests.assign(one, INVESTIGATOR)
    his = world.desk(INVESTIGATOR)
    assert related(his, one) == [(other, None)]
    desk.requests.assign(other, INVESTIGATOR)
    assert related(his, one) == [(other, "follows")]


def test_a_merged_duplicate_gets_no_leg_and_leaves_the_merger_open_as_it_was(desk: Seat) -> None:
    one, other = two(desk)
    ask(desk, "policia-ec")
    desk.requests.merge(one, other)
    with pytest.raises(Refused, match="request-closed"):
        add(desk, other, "policia-ec")
    assert desk.requests.show(other)[0].outcome == "superseded"
    desk.requests.unmerge(other)
    add(desk, other, "policia-ec")
    again = desk.requests.show(other)[0]
    assert (again.item.status, again.outcome, len(again.legs)) == ("received", None, 3)


def test_a_merged_duplicate_is_found_closed_and_opens_again_as_it_was(world: World, desk: Seat) -> None:
    one, other = two(desk)
    desk.requests.close(other, Closing("fulfilled", leg="1", reason="x"))
    desk.requests.merge(one, other)
    merged = desk.requests.show(other)[0]
    assert (merged.item.status, related(desk, other)) == ("closed", [(one, "merged-into")])
    assert related(desk, one) == [(other, "absorbed")]
    with pytest.raises(Conflict, match="already-merged"):
        desk.requests.merge(one, other)
    with pytest.raises(NotFound, match="not-merged"):
        desk.requests.unmerge(one)
    before = len(world.ops())
    desk.requests.unmerge(other, "deux personnes")
    assert world.ops()[before:] == ["request.unmerged"] * 2
    again = desk.requests.show(other)[0]
    assert [(leg.status, leg.outcome) for leg in again.legs] == [("closed", "fulfilled"), ("received", None)]
    assert related(desk, one) == related(desk, other) == []
    store_of(desk).check()
    desk.requests.merge(other, one)
    assert related(desk, one) == [(other, "merged-into")]


def test_a_duplicate_that_was_closed_before_stays_closed(desk: Seat) -> None:
    one, other = two(desk)
    desk.requests.close(other, Closing("fulfilled", reason="x"))
    desk.requests.merge(one, other)
    desk.requests.unmerge(other)
    assert desk.requests.show(other)[0].item.status == "closed"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM request_relation",
        "UPDATE request_relation SET owner = (SELECT max(id) FROM request)",
        "UPDATE request_relation SET sealed = (SELECT sealed FROM request_text)",
    ],
)
def test_a_relation_that_was_touched_is_tampering(world: World, desk: Seat, statement: str) -> None:
    one, other = two(desk)
    desk.requests.relate(one, other)
    world.sql(statement)
    with pytest.raises(Tampered):
        desk.requests.show(one)
    with pytest.raises(Tampered):
        store_of(desk).check()
