"""When what is typed of a leg happened: after its request, an answer after its question, or it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exchange.errors import Refused
from exchange.requests.inputs import Amendment, Closing
from exchange.requests.views import LegView
from exchange.transmission.inputs import Filing, NewTransmission
from tests.exchange.requests.cases import DRUGS, ask, event
from tests.exchange.requests.test_several_clocks import ORDER
from tests.world import Seat, World

# The clock of these tests: Thursday 19 November 2026, 09:00 in Bogotá.
DIRECTIVE = replace(
    DRUGS,
    legal_basis="eu-2023-977",
    channel="spoc",
    received_at="2026-11-16T08:00:00-05:00",
    points=("p1", "p2"),
)
QUESTION = "2026-11-17T10:00:00-05:00"
SEVEN_DAYS = "2026-11-24T05:00:00Z"
A_DAY_MORE = "2026-11-25T05:00:00Z"


def asked(desk: Seat) -> str:
    """Return a request whose one leg waits for a clarification since the 17th, 10:00."""
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    event(desk, ref, "clarification-asked", at=QUESTION)
    return ref


def leg_of(desk: Seat, ref: str) -> LegView:
    return desk.legs.list(ref)[0]


def came(desk: Seat, ref: str, nature: str, at: str | None = None) -> None:
    """Record a message of the service that is asked."""
    desk.transmissions.record(
        NewTransmission(
            "in", "spoc", request=ref, leg="1", from_="policia-es", nature=nature, at=at, text="x"
        )
    )


def test_a_limit_that_a_question_suspends_is_due_and_says_since_when(desk: Seat) -> None:
    ref = asked(desk)
    (item,) = desk.due().items
    assert (item.what, item.ref, item.leg, item.due_at) == ("clarification", ref, 1, None)
    assert (item.suspended_since, item.overdue, item.clock) == ("2026-11-17T15:00:00Z", False, "legal")
    event(desk, ref, "clarification-answered")
    assert desk.due().items == ()


def test_a_date_asked_that_is_far_hides_no_question_that_is_open(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=replace(DIRECTIVE, due="2026-11-29")).ref
    event(desk, ref, "clarification-asked", at=QUESTION)
    assert [item.what for item in desk.due().items] == ["clarification"]
    assert [item.what for item in desk.due("30d").items] == ["limit", "clarification"]


def test_a_part_answer_ends_the_suspension_at_its_moment(desk: Seat) -> None:
    ref = asked(desk)
    came(desk, ref, "part-answer", "2026-11-18T10:00:00-05:00")
    leg = leg_of(desk, ref)
    assert (leg.status, leg.due_at, leg.suspended_since) == ("partly-answered", A_DAY_MORE, None)
    assert [item.what for item in desk.due("7d").items] == ["limit"]


def test_a_refusal_of_a_part_ends_the_suspension_when_it_is_recorded(desk: Seat) -> None:
    ref = asked(desk)
    leg = desk.legs.refuse(ref, "1", "not-available", "p1")
    assert (leg.status, leg.due_at) == ("partly-answered", "2026-11-26T05:00:00Z")


@pytest.mark.parametrize("status", ["received", "transmitted", "acknowledged", "partly-answered"])
def test_a_status_corrected_to_one_that_waits_for_nothing_ends_the_suspension(
    desk: Seat, status: str
) -> None:
    ref = asked(desk)
    leg = desk.legs.status(ref, "1", status, "x")
    assert (leg.status, leg.due_at) == (status, "2026-11-26T05:00:00Z")


def test_a_status_corrected_to_clarification_leaves_the_question_open(desk: Seat) -> None:
    ref = asked(desk)
    assert desk.legs.status(ref, "1", "clarification", "x").due_at is None


def test_a_withdrawal_that_a_correction_takes_back_leaves_the_limit_running(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    event(desk, ref, "withdrawn")
    assert leg_of(desk, ref).due_at is None
    leg = desk.legs.status(ref, "1", "acknowledged", "x")
    assert (leg.due_at, leg.clocks[0].ended) == (SEVEN_DAYS, False)


def test_a_leg_reopened_as_it_was_before_the_question_waits_for_no_answer(desk: Seat) -> None:
    ref = asked(desk)
    desk.requests.close(ref, Closing("superseded", reason="x"))
    desk.requests.reopen(ref, "x")
    leg = leg_of(desk, ref)
    assert (leg.status, leg.due_at) == ("received", "2026-11-26T05:00:00Z")


def test_an_order_answered_before_its_recognition_is_executed_in_time(desk: Seat) -> None:
    ref = ask(desk, "juzgado-es", new=ORDER).ref
    event(desk, ref, "clarification-asked", at="2026-11-17T10:00:00-05:00")
    came_at = "2026-11-18T10:00:00-05:00"
    desk.transmissions.record(
        NewTransmission("in", "judicial", request=ref, leg="1", nature="part-answer", at=came_at, text="x")
    )
    event(desk, ref, "recognised")
    assert [clock.suspended_since for clock in leg_of(desk, ref).clocks] == [None, None, None]


def test_a_part_answer_from_before_the_question_leaves_it_open_due_and_answerable(desk: Seat) -> None:
    ref = asked(desk)
    came(desk, ref, "part-answer", "2026-11-17T09:00:00-05:00")
    leg = leg_of(desk, ref)
    assert (leg.status, leg.suspended_since) == ("partly-answered", "2026-11-17T15:00:00Z")
    assert [item.what for item in desk.due().items] == ["clarification"]
    event(desk, ref, "clarification-answered", at="2026-11-18T10:00:00-05:00")
    leg = leg_of(desk, ref)
    assert (leg.status, leg.due_at) == ("partly-answered", A_DAY_MORE)


@pytest.mark.parametrize("typed", ["2026-11-17", "17/11", "2026-11-17T10:00:00-05:00"])
def test_an_answer_on_the_day_of_its_question_came_after_it(desk: Seat, typed: str) -> None:
    ref = asked(desk)
    event(desk, ref, "clarification-answered", at=typed)
    leg = leg_of(desk, ref)
    assert (leg.status, leg.due_at, leg.suspended_since) == ("received", SEVEN_DAYS, None)
    told = {one.code: one.at for one in desk.requests.show(ref)[0].events}
    assert told["clarification-answered"] == told["clarification-asked"] == "2026-11-17T15:00:00Z"


def test_an_hour_typed_without_its_seconds_is_the_minute_of_the_question(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    event(desk, ref, "clarification-asked", at="2026-11-17T10:00:37-05:00")
    event(desk, ref, "clarification-answered", at="17/11 10:00")
    assert leg_of(desk, ref).suspended_since is None


def test_a_part_answer_on_the_day_of_the_question_ends_it(desk: Seat) -> None:
    ref = asked(desk)
    came(desk, ref, "part-answer", "2026-11-17")
    assert leg_of(desk, ref).due_at == SEVEN_DAYS


@pytest.mark.parametrize("typed", ["2026-11-16", "2026-11-17T09:59:00-05:00"])
def test_an_answer_before_its_question_is_refused_with_the_moment_of_the_question(
    world: World, desk: Seat, typed: str
) -> None:
    ref = asked(desk)
    before = world.ops()
    with pytest.raises(Refused, match="answer-before-question") as caught:
        event(desk, ref, "clarification-answered", at=typed)
    assert caught.value.arguments["at"] == datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
    assert leg_of(desk, ref).status == "clarification"
    assert "leg.event" not in world.ops()[len(before) :]
    event(desk, ref, "clarification-answered", at="2026-11-17 10:00")
    assert leg_of(desk, ref).status == "received"


def test_our_message_before_the_question_that_it_answers_is_refused(desk: Seat) -> None:
    ref = asked(desk)
    answer = NewTransmission(
        "out", "spoc", request=ref, leg="1", nature="clarification-answer", at=None, text="x"
    )
    with pytest.raises(Refused, match="answer-before-question"):
        desk.transmissions.record(replace(answer, at="2026-11-17T09:00:00-05:00"))
    desk.transmissions.record(answer)
    assert leg_of(desk, ref).due_at == "2026-11-26T05:00:00Z"


def test_an_answer_to_a_question_that_nobody_put_is_refused(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    with pytest.raises(Refused, match="no-question-open"):
        event(desk, ref, "clarification-answered")
    desk.transmissions.record(
        NewTransmission("out", "spoc", request=ref, leg="1", nature="clarification-answer", text="x")
    )
    event(desk, ref, "clarification-asked", at=QUESTION)
    assert leg_of(desk, ref).suspended_since == "2026-11-17T15:00:00Z"


@pytest.mark.parametrize(
    "code", ["acknowledged", "withdrawn", "clarification-asked", "delay-notified", "recognised"]
)
def test_what_follows_the_receipt_is_refused_before_it_and_the_receipt_named(desk: Seat, code: str) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    for typed in ("2026-11-15", "2026-11-16T07:59:00-05:00"):
        with pytest.raises(Refused, match="event-before-receipt") as caught:
            event(desk, ref, code, at=typed)
        assert caught.value.arguments == {"event": code, "at": datetime(2026, 11, 16, 13, 0, tzinfo=UTC)}
    event(desk, ref, code, at="2026-11-16")
    assert desk.requests.show(ref)[0].events[0].at == "2026-11-16T13:00:00Z"


@pytest.mark.parametrize("code", ["arrested", "decided", "released"])
def test_a_person_may_be_arrested_before_the_request_came(desk: Seat, code: str) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    event(desk, ref, code, at="2026-11-10")
    hour = "09T23" if code == "arrested" else "10T05"  # the day of Madrid, else that of Bogotá
    assert desk.requests.show(ref)[0].events[0].at == f"2026-11-{hour}:00:00Z"


@pytest.mark.parametrize("nature", ["answer", "part-answer", "refusal", "clarification-question"])
def test_a_message_of_the_service_asked_is_refused_before_the_receipt(desk: Seat, nature: str) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    with pytest.raises(Refused, match="event-before-receipt"):
        came(desk, ref, nature, "2026-11-15")
    assert leg_of(desk, ref).status == "received"


def test_an_answer_on_the_day_of_the_receipt_ends_the_limit(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    came(desk, ref, "answer", "2026-11-16")
    leg = leg_of(desk, ref)
    assert (leg.status, leg.due_at) == ("answered", None)
    assert leg.clocks[0].ended
    assert desk.due("30d").items == ()


def test_an_arrival_from_before_the_receipt_is_filed_and_ends_the_limit(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    arrival = desk.transmissions.record(
        NewTransmission("in", "spoc", from_="policia-es", at="2026-11-15T10:00:00-05:00", text="x")
    )
    desk.transmissions.file(f"{arrival.year}-{arrival.number}", Filing(ref, "1", "answer"))
    leg = leg_of(desk, ref)
    assert (leg.status, leg.clocks[0].ended) == ("answered", True)


def test_an_answer_that_a_corrected_receipt_overtakes_still_ends_the_limit(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    came(desk, ref, "answer", "2026-11-17T10:00:00-05:00")
    desk.requests.amend(ref, Amendment(received_at="2026-11-18T08:00:00-05:00"))
    assert leg_of(desk, ref).clocks[0].ended
