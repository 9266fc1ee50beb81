"""How long a request is kept: the day of its review, what a review decides, what stops an erasure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exchange.errors import Invalid, NotAuthorised, NotFound, Refused
from exchange.requests.inputs import Closing, Filter, NewRequest, Review
from tests.exchange.requests.cases import ask
from tests.world import AUDITOR, INVESTIGATOR, OFFICER, Seat, World


def closed(desk: Seat, *services: str, basis: str | None = None) -> str:
    """Open a request and close it."""
    ref = ask(desk, *services, legal_basis=basis).ref
    desk.requests.close(ref, Closing("withdrawn", reason="sans suite"))
    return ref


def review_of(desk: Seat, ref: str) -> str | None:
    """Return the day of a request's review."""
    at = desk.requests.show(ref)[0].item.review_at
    return at[:10] if at else None


def test_closing_begins_the_period_of_the_basis_and_reopening_ends_it(world: World) -> None:
    desk = world.desk()
    assert review_of(desk, ask(desk, "dijin").ref) is None
    ref = closed(desk, "dijin")
    assert review_of(desk, ref) == "2029-11-20"
    assert review_of(desk, closed(desk)) == "2029-11-20"
    desk.requests.reopen(ref, "nouvel élément")
    assert review_of(desk, ref) is None
    world.clock.advance(days=10)
    desk.requests.close(ref, Closing("withdrawn", reason="sans suite"))
    assert review_of(desk, ref) == "2029-11-30"


def test_under_the_directive_of_2023_it_is_six_months(world: World) -> None:
    desk = world.desk()
    assert review_of(desk, closed(desk, "policia-es", basis="eu-2023-977")) == "2027-05-20"


def test_what_is_due_for_review_is_listed_and_on_the_agenda(world: World) -> None:
    desk = world.desk()
    ref = closed(desk, "dijin")
    ask(desk, "dijin")
    assert desk.requests.list(Filter(review=True)).items == ()
    assert "review" not in {item.what for item in desk.due(None).items}
    world.clock.advance(days=3 * 366)
    assert [item.ref for item in desk.requests.list(Filter(review=True)).items] == [ref]
    (due,) = [item for item in desk.due(None).items if item.what == "review"]
    assert (due.ref, due.overdue, due.source) == (ref, True, "review")
    assert desk.requests.list(Filter(review=True, kind="wanted")).items == ()
    assert world.desk(INVESTIGATOR).requests.list(Filter(review=True)).items == ()


def test_a_review_keeps_a_request_for_another_period_with_a_reason(world: World) -> None:
    desk = world.desk()
    ref = closed(desk, "dijin")
    world.clock.advance(days=3 * 366)
    with pytest.raises(Invalid, match="reason"):
        desk.requests.review(ref, Review())
    kept = desk.requests.review(ref, Review(reason="procédure en cours"))
    assert (kept.item.review_at or "")[:4] == "2032" and kept.erasure is None
    assert desk.requests.list(Filter(review=True)).items == ()
    shorter = desk.requests.review(ref, Review(until="2030-06-30", reason="procédure en cours"))
    assert (shorter.item.review_at or "")[:10] == "2030-07-01"
    entry = world.entries()[-1]
    assert (entry.op, entry.x["outcome"]) == ("request.reviewed", "kept")


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (Review("2026-01-01", "tard"), "review-past"),
        (Review("2041-01-01", "longtemps"), "review-too-far"),
        (Review("2028-01-01", "les deux", "court-order"), "review-either"),
        (Review(ground="envie"), "unknown-code"),
    ],
)
def test_a_review_that_decides_nothing_possible_is_refused(world: World, wanted: Review, reason: str) -> None:
    desk = world.desk()
    ref = closed(desk, "dijin")
    with pytest.raises(Refused, match=reason):
        desk.requests.review(ref, wanted)
    assert world.ops().count("request.reviewed") == 0


@pytest.mark.parametrize("handle", [INVESTIGATOR, AUDITOR])
def test_heads_and_officers_review(world: World, handle: str) -> None:
    desk = world.desk()
    ref = closed(desk, "dijin")
    with pytest.raises(NotAuthorised):
        world.desk(handle).requests.review(ref, Review(reason="non"))
    assert world.desk(OFFICER).requests.review(ref, Review(reason="oui")).item.review_at


def test_a_review_by_an_officer_has_a_head_erase(world: World) -> None:
    desk = world.desk()
    ref = closed(desk, "dijin")
    marked = world.desk(OFFICER).requests.review(ref, Review(ground="data-subject-right"))
    assert marked.erasure == "data-subject-right"
    assert [item.ref for item in desk.requests.list(Filter(review=True)).items] == [ref]
    assert desk.erasing.erase(ref).ground == "data-subject-right"
    with pytest.raises(NotFound, match="request-erased"):
        desk.requests.show(ref)


CHANGES: dict[str, Callable[[Seat, str], object]] = {
    "a note": lambda desk, ref: desk.requests.note(ref, "du nouveau"),
    "a reopening": lambda desk, ref: desk.requests.reopen(ref, "du nouveau"),
    "a relation": lambda desk, ref: desk.requests.relate(ref, ask(desk).ref),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_new_in_it_stops_an_erasure_and_says_so(world: World, change: str) -> None:
    desk = world.desk()
    ref = closed(desk, "dijin")
    desk.requests.review(ref, Review(ground="retention-ended"))
    assert desk.session.stopped == []
    CHANGES[change](desk, ref)
    assert desk.session.stopped == [ref]
    assert desk.requests.show(ref)[0].erasure is None
    with pytest.raises(Invalid, match="ground-missing"):
        desk.erasing.erase(ref)


def test_looking_at_it_stops_nothing(world: World) -> None:
    desk = world.desk()
    ref = closed(desk, "dijin")
    desk.requests.review(ref, Review(ground="retention-ended"))
    desk.requests.show(ref)
    desk.requests.open(NewRequest(kind="wanted", requester="dnpj", title="Autre"))
    assert desk.session.stopped == []
    assert desk.requests.show(ref)[0].erasure == "retention-ended"
