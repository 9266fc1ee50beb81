"""Each fate of a leg, to its end: what was recorded, how it closed, and that the law was kept to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.law.reader import load_law
from tests.exchange.demo.office import Begun, begin, case_of

KINDS = ("trafficking", "wanted", "document-fraud", "illegal-immigration", "rogatory")


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Begun]:
    begun = begin(tmp_path)
    yield begun
    begun.office.lock()


def test_every_answered_leg_ends_closed_and_fulfilled(begun: Begun) -> None:
    refs = [begun.live(case_of(kind), "answered") for kind in KINDS]
    begun.timeline.run()
    for view in map(begun.show, refs):
        assert view.item.status == "closed"
        assert view.legs[0].outcome == "fulfilled"
        assert any(one.direction == "in" and one.nature == "answer" for one in view.transmissions)


def test_a_question_is_asked_and_answered_before_the_answer(begun: Begun) -> None:
    ref = begun.live(case_of("trafficking"), "questioned")
    begun.timeline.run()
    view = begun.show(ref)
    asked, answered = view.events
    assert (asked.code, answered.code) == ("clarification-asked", "clarification-answered")
    assert asked.at < answered.at
    assert view.item.status == "closed"


def test_a_part_answer_is_completed_or_given_up_with_a_reason(begun: Begun) -> None:
    refs = [begun.live(case_of("wanted"), "partly") for _ in range(8)]
    begun.timeline.run()
    outcomes = {begun.show(ref).legs[0].outcome for ref in refs}
    assert outcomes == {"fulfilled", "partly-fulfilled"}


def test_a_refusal_has_a_ground_that_its_basis_knows(begun: Begun) -> None:
    refs = [begun.live(case_of(kind), "refused") for kind in KINDS]
    begun.timeline.run()
    for view in map(begun.show, refs):
        [leg] = view.legs
        assert leg.ground in load_law().basis(leg.basis).grounds
        assert leg.outcome in ("refused", "fulfilled")  # a refusal of a part leaves the rest owed


def test_a_negative_answer_is_told_to_the_requester(begun: Begun) -> None:
    ref = begun.live(case_of("document-fraud"), "negative")
    begun.timeline.run()
    view = begun.show(ref)
    assert view.legs[0].outcome == "negative"
    assert [(one.direction, one.nature) for one in view.transmissions] == [
        ("in", "answer"),
        ("out", "answer"),
    ]


def test_a_withdrawn_request_is_closed_as_withdrawn(begun: Begun) -> None:
    ref = begun.live(case_of("illegal-immigration"), "withdrawn")
    begun.timeline.run()
    assert begun.show(ref).legs[0].outcome == "withdrawn"
    assert [event.code for event in begun.show(ref).events] == ["withdrawn"]


def test_silence_is_reminded_three_times_then_given_up(begun: Begun) -> None:
    ref = begun.live(case_of("wanted"), "silent")
    begun.timeline.run()
    view = begun.show(ref)
    reminders = [one for one in view.transmissions if one.nature == "reminder"]
    assert [one.subject for one in reminders] == ["Relance 1", "Relance 2", "Relance 3"]
    assert view.item.status == "closed"


def test_what_the_requester_is_told_goes_to_him_and_to_nobody_else(begun: Begun) -> None:
    case = case_of("trafficking")
    ref = begun.live(case, "negative")
    begun.timeline.run()
    told = [one.other for one in begun.show(ref).transmissions if one.direction == "out"]
    assert told == [begun.show(ref).item.requester]


def test_texts_are_filled_and_name_our_reference_to_partners(begun: Begun) -> None:
    ref = begun.live(case_of("trafficking"), "negative")
    begun.timeline.run()
    [answer] = [one for one in begun.office.head.transmissions.list().items if one.direction == "in"]
    assert ref in answer.text
    assert "{" not in answer.text


def test_a_leg_that_begins_is_passed_on_to_whom_it_asks(begun: Begun) -> None:
    first = begun.timeline.now
    begun.intake.spread(5, first, first.replace(month=12, day=28))
    begun.timeline.run()
    assert len(begun.opened) == 5
    for view in map(begun.show, begun.opened):
        natures = [one.nature for one in view.transmissions if one.direction == "out"]
        assert "request" in natures


def test_five_requests_in_a_row_are_of_all_five_kinds(begun: Begun) -> None:
    first = begun.timeline.now
    begun.intake.spread(5, first, first.replace(month=12, day=28))
    begun.timeline.run()
    assert {begun.show(ref).item.kind for ref in begun.opened} == set(KINDS)


def test_arrivals_stay_to_sort_and_the_rest_is_set_aside(begun: Begun) -> None:
    begun.intake.to_sort(lambda: "BOG-2026-00001")
    begun.intake.set_aside(begun.timeline.now, begun.timeline.present)
    begun.timeline.run()
    statuses = [one.status for one in begun.office.head.transmissions.list().items]
    assert statuses.count("to-sort") == 8
    assert statuses.count("set-aside") == 6


def test_the_madrid_post_lives_under_european_law(tmp_path: Path) -> None:
    begun = begin(tmp_path / "madrid", "asi-madrid")
    ref = begun.live(case_of("document-fraud", "asi-madrid"), "answered")
    [leg] = begun.show(ref).legs
    assert (leg.basis, leg.clock) == ("eu-2023-977", "legal")
    begun.office.lock()
