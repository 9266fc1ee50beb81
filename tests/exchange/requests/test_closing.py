"""Closing and reopening: what is still open is said, outcomes and results add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import Invalid, Refused
from exchange.requests.inputs import Closing
from exchange.transmission.inputs import Filing, NewDispatch, NewTransmission
from tests.exchange.requests.cases import WANTED, add, ask, event
from tests.world import Seat, World


def answered(desk: Seat, *services: str) -> str:
    """Return a request whose legs have all been answered and passed on."""
    ref = ask(desk, *services).ref
    for leg in desk.legs.list(ref):
        desk.legs.status(ref, str(leg.number), "returned", "remis")
    return ref


def test_a_finished_request_closes_with_its_outcome_and_results(world: World, desk: Seat) -> None:
    ref = answered(desk, "dijin")
    view = desk.requests.close(ref, Closing("fulfilled", results=("arrests=2", "seizures=1")))
    assert (view.item.status, view.outcome, dict(view.results)) == (
        "closed",
        "fulfilled",
        {"arrests": 2, "seizures": 1},
    )
    assert (view.item.due_at, view.legs[0].status, view.legs[0].outcome) == (None, "closed", "fulfilled")
    entry = world.entries()[-1]
    assert (entry.op, entry.x["outcome"]) == ("request.closed", "fulfilled")


def test_what_is_still_open_is_said_and_needs_a_reason(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec", points=("a", "b")).ref
    desk.legs.point(ref, "1", 1, "answered")
    with pytest.raises(Refused, match="still-open") as caught:
        desk.requests.close(ref, Closing("fulfilled"))
    what = str(caught.value.arguments["what"])
    assert "legs:1,2" in what and "points:" in what
    view = desk.requests.close(ref, Closing("fulfilled", reason="le magistrat y renonce"))
    assert view.item.status == "closed"


@pytest.mark.parametrize("services", [("dijin",), ()])
def test_an_arrest_whose_clock_runs_is_still_open(desk: Seat, services: tuple[str, ...]) -> None:
    ref = ask(desk, *services, new=WANTED, arrested_at="2026-11-18", arrested_in="CO").ref
    with pytest.raises(Refused, match="still-open") as caught:
        desk.requests.close(ref, Closing("fulfilled"))
    assert "arrests:1" in str(caught.value.arguments["what"])
    assert desk.requests.close(ref, Closing("fulfilled", reason="remis")).item.status == "closed"


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_an_empty_reason_closes_nothing(desk: Seat, reason: str | None) -> None:
    ref = ask(desk, "dijin").ref
    with pytest.raises(Refused, match="still-open"):
        desk.requests.close(ref, Closing("fulfilled", reason=reason))


def test_one_leg_closes_alone_and_the_request_stays_open(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec").ref
    view = desk.requests.close(ref, Closing("superseded", leg="2", reason="autre voie"))
    assert [leg.status for leg in view.legs] == ["received", "closed"]
    assert (view.item.status, view.outcome) == ("received", None)
    entry = world.entries()[-1]
    assert (entry.op, entry.x["number"], entry.x["outcome"]) == ("leg.closed", 2, "superseded")


def test_closing_the_last_leg_gives_the_request_its_outcome(desk: Seat) -> None:
    ref = answered(desk, "dijin", "policia-ec")
    desk.requests.close(ref, Closing("fulfilled", leg="1", results=("arrests=1",)))
    view = desk.requests.close(ref, Closing("negative", leg="2", results=("arrests=2",)))
    assert (view.item.status, view.outcome, dict(view.results)) == (
        "closed",
        "partly-fulfilled",
        {"arrests": 3},
    )


def test_closing_the_whole_counts_its_results_once(desk: Seat) -> None:
    ref = answered(desk, "dijin", "policia-ec")
    view = desk.requests.close(ref, Closing("fulfilled", results=("arrests=1",)))
    assert dict(view.results) == {"arrests": 1}


def test_a_negative_outcome_needs_an_answer_or_a_reason(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    event(desk, ref, "withdrawn")
    with pytest.raises(Refused, match="negative-needs-check"):
        desk.requests.close(ref, Closing("negative"))
    assert desk.requests.close(ref, Closing("negative", reason="SLTD consulté")).outcome == "negative"


def test_a_request_without_legs_closes_with_the_outcome_said(desk: Seat) -> None:
    ref = ask(desk, due="2026-12-01").ref
    view = desk.requests.close(ref, Closing("out-of-competence"))
    assert (view.item.status, view.outcome, view.item.due_at) == ("closed", "out-of-competence", None)


def test_what_is_closed_cant_be_closed_again(desk: Seat) -> None:
    for ref in (answered(desk, "dijin"), ask(desk).ref):
        desk.requests.close(ref, Closing("fulfilled"))
        with pytest.raises(Refused, match="already-closed"):
            desk.requests.close(ref, Closing("negative", reason="x"))


def test_a_closed_leg_cant_be_closed_again(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec").ref
    desk.requests.close(ref, Closing("superseded", leg="1", reason="x"))
    with pytest.raises(Refused):
        desk.requests.close(ref, Closing("fulfilled", leg="1", reason="x"))


@pytest.mark.parametrize("result", ["arrests", "arrests=", "arrests=-1", "arrests=many", "=1", "", "a=1=2"])
def test_a_result_is_a_code_and_a_number(desk: Seat, result: str) -> None:
    ref = answered(desk, "dijin")
    with pytest.raises(Invalid):
        desk.requests.close(ref, Closing("fulfilled", results=(result,)))


def test_an_unknown_outcome_is_refused_with_the_known_ones(desk: Seat) -> None:
    ref = answered(desk, "dijin")
    with pytest.raises(Invalid, match="unknown-code"):
        desk.requests.close(ref, Closing("done"))


def test_reopening_gives_back_what_held_before(world: World, desk: Seat) -> None:
    ref = ask(desk, "policia-es", received_at="2026-11-19T09:00:00-05:00").ref
    event(desk, ref, "acknowledged")
    before = desk.requests.show(ref)[0]
    desk.requests.close(ref, Closing("superseded", reason="x"))
    view = desk.requests.reopen(ref, "le magistrat insiste")
    assert (view.item.status, view.item.due_at) == ("acknowledged", before.item.due_at)
    assert (view.outcome, view.legs[0].outcome) == (None, None)
    assert world.ops()[-1] == "request.reopened"


def test_reopening_gives_the_request_without_legs_its_date_back(desk: Seat) -> None:
    ref = ask(desk, due="2026-12-01").ref
    desk.requests.close(ref, Closing("superseded"))
    view = desk.requests.reopen(ref, "encore")
    assert (view.item.status, view.item.due_at) == ("received", "2026-12-02T05:00:00Z")


def test_what_is_open_cant_be_reopened(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    with pytest.raises(Refused, match="not-closed"):
        desk.requests.reopen(ref, "x")


def test_a_result_is_counted_in_its_unit(desk: Seat) -> None:
    ref = ask(desk).ref
    given = ("seizures=12 kilogram", "seizures=3", "arrests=1 person")
    view = desk.requests.close(ref, Closing("fulfilled", results=given, reason="Clos"))
    assert dict(view.results) == {"seizures.kilogram": 12, "seizures": 3, "arrests": 1}


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        (("arrests=1 kilogram",), "unknown-code"),
        (("seizures=1 stone",), "unknown-code"),
        (("seizures=1", "seizures=2"), "result-twice"),
        (("seizures=2 kg cocaine",), "result-form"),
    ],
)
def test_a_unit_that_a_result_has_not_or_a_result_given_twice_is_refused(
    desk: Seat, results: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(Invalid, match=reason):
        desk.requests.close(ask(desk).ref, Closing("fulfilled", results=results, reason="Clos"))


def test_results_of_a_reopened_request_are_counted_anew(desk: Seat) -> None:
    ref = answered(desk, "dijin")
    desk.requests.close(ref, Closing("fulfilled", results=("arrests=2",)))
    desk.requests.reopen(ref, "x")
    view = desk.requests.close(ref, Closing("fulfilled", results=("arrests=3",)))
    assert dict(view.results) == {"arrests": 3}


def test_no_new_leg_opens_a_closed_request_again(world: World, desk: Seat, tmp_path: Path) -> None:
    ask(desk, "policia-ec")
    for ref in (answered(desk, "dijin"), ask(desk).ref):
        desk.requests.close(ref, Closing("fulfilled"))
        before = len(world.ops())
        with pytest.raises(Refused, match="request-closed"):
            add(desk, ref, "policia-ec")
        new = NewDispatch(ref, "policia-ec", tmp_path, channel="letter")
        for leave in (desk.transmissions.intended, desk.transmissions.send):
            with pytest.raises(Refused, match="request-closed"):
                leave(new)
        assert (world.ops()[before:], list(tmp_path.glob("*.pdf"))) == ([], [])
        view = desk.requests.show(ref)[0]
        assert (view.item.status, view.outcome) == ("closed", "fulfilled")
        desk.requests.reopen(ref, "nouvel élément")
        add(desk, ref, "policia-ec")
        assert desk.requests.show(ref)[0].outcome is None


def test_what_comes_in_or_is_told_after_the_closing_is_kept_and_opens_nothing(
    desk: Seat, tmp_path: Path
) -> None:
    ref = answered(desk, "dijin")
    desk.requests.close(ref, Closing("fulfilled"))
    late = NewTransmission("in", "letter", from_="dijin", nature="answer", text="encore ceci")
    desk.transmissions.record(NewTransmission(**{**vars(late), "request": ref, "leg": "1"}))
    arrival = desk.transmissions.record(late)
    desk.transmissions.file(str(arrival.number), Filing(ref))
    for nature in ("confirmation", "for-information"):
        desk.transmissions.send(NewDispatch(ref, "dijin", tmp_path, nature=nature, channel="letter"))
    view = desk.requests.show(ref)[0]
    assert [one.number for one in view.transmissions] == [1, 2, 3, 4]
    assert (view.item.status, view.outcome, view.legs[0].status) == ("closed", "fulfilled", "closed")


def test_a_leg_whose_closing_is_corrected_leaves_no_outcome_behind(desk: Seat) -> None:
    ref = answered(desk, "dijin", "policia-ec")
    desk.requests.close(ref, Closing("fulfilled", leg="1", results=("arrests=1",)))
    desk.requests.close(ref, Closing("fulfilled", leg="2", results=("arrests=2",)))
    assert desk.legs.status(ref, "2", "answered", "clos par erreur").outcome is None
    view = desk.requests.show(ref)[0]
    assert (view.item.status, view.outcome, dict(view.results)) == ("answered", None, {"arrests": 1})
    assert [leg.outcome for leg in view.legs] == ["fulfilled", None]
