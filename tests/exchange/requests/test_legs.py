"""Legs: events and their withdrawal, corrections, refusals, points, follow-up, who waits for whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import ExchangeError, Invalid, NotFound, Refused
from exchange.requests.inputs import NewEvent, NewLeg
from tests.exchange.requests.cases import ask, event
from tests.world import Seat, World


def status_of(desk: Seat, ref: str) -> str:
    return desk.requests.show(ref)[0].item.status


def test_a_leg_is_added_and_logged_with_its_number(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.services.add("fiscalia", "Fiscalía", "CO", "prosecution")
    leg = desk.legs.add(ref, NewLeg("fiscalia", channel="judicial", due="2026-12-01", follow_up="2026-11-25"))
    assert (leg.number, leg.channel, leg.clock) == (2, "judicial", "asked")
    assert leg.follow_up_at == "2026-11-26T05:00:00Z"
    entry = world.entries()[-1]
    assert (entry.op, entry.x["number"], entry.x["leg"]) == ("leg.added", 2, leg.id)


def test_a_leg_is_found_by_number_id_or_the_handle_of_its_service(desk: Seat) -> None:
    opened = ask(desk, "dijin", "policia-ec")
    for name in ("2", opened.legs[1].id, "policia-ec"):
        assert desk.legs.follow_up(opened.ref, name, "2026-12-01").number == 2


def test_a_service_asked_twice_names_no_leg_and_the_refusal_names_both(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.legs.add(ref, NewLeg("dijin"))
    with pytest.raises(Refused, match="leg-ambiguous") as caught:
        event(desk, ref, "acknowledged", leg="dijin")
    assert caught.value.arguments["numbers"] == "1, 2"


def test_an_unknown_leg_is_not_found_and_those_there_are_named(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.legs.add(ref, NewLeg("dijin"))
    for name in ("3", "nobody", ""):
        with pytest.raises(NotFound, match="leg-unknown") as caught:
            event(desk, ref, "acknowledged", leg=name)
        assert caught.value.arguments["nearest"] == "1 dijin, 2 dijin"


def test_acknowledging_moves_the_leg_and_the_request_follows(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec").ref
    event(desk, ref, "acknowledged", leg="1")
    assert status_of(desk, ref) == "received"  # the other leg is less advanced
    event(desk, ref, "acknowledged", leg="2")
    assert status_of(desk, ref) == "acknowledged"
    assert [leg.waits_for for leg in desk.legs.list(ref)] == ["them", "them"]


def test_an_event_keeps_its_place_country_note_document_and_reporter(desk: Seat, tmp_path: Path) -> None:
    paper = tmp_path / "pv.pdf"
    paper.write_bytes(b"%PDF")
    ref = ask(desk, "dijin").ref
    desk.legs.event(ref, "1", NewEvent("decided", "hier 14h", "Cali", "CO", paper, "par le juge"))
    view, files = desk.requests.show(ref)
    (found,) = view.events
    assert (found.leg, found.code, found.at) == (1, "decided", "2026-11-18T19:00:00Z")
    assert (found.place, found.country, found.note, found.withdrawn) == ("Cali", "CO", "par le juge", False)
    assert [file.name for file in files] == ["pv.pdf"]


def test_an_event_that_has_not_happened_yet_is_refused(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    with pytest.raises(Invalid, match="future-moment"):
        event(desk, ref, "acknowledged", at="demain 14h")


def test_an_unknown_event_is_refused_with_those_nearest(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    with pytest.raises(Invalid, match="unknown-code") as caught:
        event(desk, ref, "acknowledge")
    assert "acknowledged" in str(caught.value.arguments["nearest"])


def test_a_withdrawn_event_stays_visible_and_what_held_before_holds_again(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    event(desk, ref, "acknowledged")
    event(desk, ref, "clarification-asked")
    assert status_of(desk, ref) == "clarification"
    leg = desk.legs.withdraw(ref, "1", "clarification-asked", "mauvais dossier")
    assert leg.status == "acknowledged"
    events = desk.requests.show(ref)[0].events
    assert [(e.code, e.withdrawn, e.reason) for e in events] == [
        ("acknowledged", False, None),
        ("clarification-asked", True, "mauvais dossier"),
    ]
    withdrawn = [e.x["withdrawn"] for e in world.entries() if e.op == "leg.event"]
    assert withdrawn == [False, False, True]


def test_only_the_newest_event_of_a_code_is_withdrawn(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", received_at="2026-11-16").ref
    for day in ("2026-11-17", "2026-11-18"):
        event(desk, ref, "delay-notified", at=day)
    desk.legs.withdraw(ref, "1", "delay-notified", "doublon")
    events = desk.requests.show(ref)[0].events
    assert [(e.at[:10], e.withdrawn) for e in events] == [("2026-11-17", False), ("2026-11-18", True)]


def test_what_never_happened_cant_be_withdrawn(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec").ref
    event(desk, ref, "acknowledged", leg="2")
    with pytest.raises(NotFound, match="event-unknown"):
        desk.legs.withdraw(ref, "1", "acknowledged", "x")
    desk.legs.withdraw(ref, "2", "acknowledged", "x")
    with pytest.raises(NotFound, match="event-unknown"):
        desk.legs.withdraw(ref, "2", "acknowledged", "x")


@pytest.mark.parametrize("reason", ["", "   "])
def test_taking_back_or_correcting_needs_a_reason(desk: Seat, reason: str) -> None:
    ref = ask(desk, "dijin").ref
    event(desk, ref, "acknowledged")
    for act in (
        lambda: desk.legs.withdraw(ref, "1", "acknowledged", reason),
        lambda: desk.legs.status(ref, "1", "transmitted", reason),
        lambda: desk.requests.reopen(ref, reason),
    ):
        with pytest.raises(Invalid, match="reason-missing"):
            act()


def test_a_status_is_corrected_with_a_reason_and_logged_with_both(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    leg = desk.legs.status(ref, "1", "answered", "réponse reçue par téléphone")
    assert (leg.status, leg.waits_for) == ("answered", "us")
    entry = world.entries()[-1]
    assert (entry.op, entry.x["was"], entry.x["status"]) == ("leg.corrected", "received", "answered")
    assert "téléphone" not in str(entry)
    assert status_of(desk, ref) == "answered"


def test_a_correction_holds_until_the_next_event(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.legs.status(ref, "1", "returned", "x")
    event(desk, ref, "clarification-asked")
    assert status_of(desk, ref) == "clarification"
    event(desk, ref, "clarification-answered")
    assert status_of(desk, ref) == "returned"


def test_nothing_moves_a_closed_leg_and_the_refusal_says_what_would(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.legs.status(ref, "1", "closed", "x")
    with pytest.raises(Refused, match="event-not-possible") as caught:
        event(desk, ref, "acknowledged")
    assert caught.value.arguments["possible"] == "reopened"


def test_a_refusal_needs_a_ground_that_the_basis_knows(world: World, desk: Seat) -> None:
    ref = ask(desk, "policia-es").ref
    with pytest.raises(Refused, match="unknown-ground") as caught:
        desk.legs.refuse(ref, "1", "too-busy", None)
    assert "owner-consent" in str(caught.value.arguments["known"])
    leg = desk.legs.refuse(ref, "1", "owner-consent", None)
    assert (leg.status, leg.ground, leg.outcome) == ("refused", "owner-consent", "refused")
    assert world.entries()[-1].x["ground"] == "owner-consent"


def test_a_refusal_of_a_part_leaves_the_rest_owed(desk: Seat) -> None:
    ref = ask(desk, "policia-es", points=("a", "b")).ref
    before = desk.legs.list(ref)[0]
    leg = desk.legs.refuse(ref, "1", "national-security", "le point b")
    assert (leg.status, leg.outcome, leg.ground) == ("partly-answered", None, "national-security")
    assert leg.due_at == before.due_at and leg.waits_for == "them"


def test_points_are_answered_and_reopened_leg_by_leg(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec", points=("a", "b")).ref
    desk.legs.point(ref, "1", 2, "answered")
    assert [leg.open_points for leg in desk.legs.list(ref)] == [(1,), (1, 2)]
    assert desk.requests.show(ref)[0].points == ((1, "a", "open"), (2, "b", "open"))
    desk.legs.point(ref, "2", 2, "answered")
    assert desk.requests.show(ref)[0].points[1] == (2, "b", "answered")
    assert desk.legs.point(ref, "1", 2, "open").open_points == (1, 2)


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_point_that_was_never_asked_is_not_found(desk: Seat, number: int) -> None:
    ref = ask(desk, "dijin", points=("a", "b")).ref
    with pytest.raises(NotFound, match="point-unknown"):
        desk.legs.point(ref, "1", number, "answered")


def test_a_follow_up_date_ends_with_its_day_and_shows_on_the_request(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec").ref
    assert desk.legs.follow_up(ref, "2", "2026-12-01").follow_up_at == "2026-12-02T05:00:00Z"
    desk.legs.follow_up(ref, "1", "2026-11-25")
    assert desk.requests.show(ref)[0].item.follow_up_at == "2026-11-26T05:00:00Z"


def test_a_follow_up_date_in_the_past_is_refused(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    with pytest.raises(Invalid, match="past-date"):
        desk.legs.follow_up(ref, "1", "2026-11-18")


def test_a_refused_act_changes_neither_rows_nor_log(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    before, rows = world.ops(), world.sql("SELECT * FROM leg")
    for act in (
        lambda: event(desk, ref, "acknowledged", leg="9"),
        lambda: desk.legs.status(ref, "1", "lost", "x"),
        lambda: desk.legs.refuse(ref, "1", "", None),
        lambda: desk.legs.add(ref, NewLeg("nobody")),
        lambda: desk.legs.add("BOG-2026-99999", NewLeg("dijin")),
        lambda: desk.legs.add("not a reference", NewLeg("dijin")),
    ):
        with pytest.raises(ExchangeError):
            act()
    assert (world.ops(), world.sql("SELECT * FROM leg")) == (before, rows)
