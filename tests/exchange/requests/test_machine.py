"""The legs' machine: its table rendered whole, and what follows from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.codes import EventCode, LegStatus, Move, Nature, Outcome, WaitsFor
from exchange.errors import Refused
from exchange.requests import machine
from exchange.requests.machine import Back, after, follow, request_outcome, request_status

# One line a status; one column a move, in the order of `Move`; `.` = not possible, `=` = stays.
RENDERED = """
received: transmitted acknowledged clarification = partly-answered answered refused withdrawn . closed .
transmitted: = acknowledged clarification = partly-answered answered refused withdrawn . closed .
acknowledged: = = clarification = partly-answered answered refused withdrawn . closed .
clarification: = = = back partly-answered answered refused withdrawn . closed .
partly-answered: = = clarification = = answered refused withdrawn = closed .
answered: . = . . = = refused withdrawn returned closed .
refused: . = . . partly-answered answered = withdrawn returned closed .
withdrawn: . = . . . . . = returned closed .
returned: . = clarification . partly-answered answered refused withdrawn = closed .
closed: . . . . . . . . . . back
"""
PATH = (Move.TRANSMITTED, Move.ACKNOWLEDGED, Move.ANSWERED, Move.RETURNED, Move.CLOSED)


def cell(status: LegStatus, move: Move) -> str:
    target = machine.TABLE[status].get(move)
    if target is None:
        return "."
    return "=" if target.value == status.value else target.value


def test_the_table_rendered_is_the_one_that_is_documented() -> None:
    lines = [f"{status}: {' '.join(cell(status, move) for move in Move)}" for status in LegStatus]
    assert lines == RENDERED.strip().splitlines()


def test_a_leg_goes_through_its_life_in_the_documented_order() -> None:
    seen, status = [], LegStatus.RECEIVED
    for move in PATH:
        status = after(status, move)
        seen.append(status.value)
    assert seen == ["transmitted", "acknowledged", "answered", "returned", "closed"]
    assert follow(PATH) is LegStatus.CLOSED


@pytest.mark.parametrize("news", [Move.REFUSED, Move.WITHDRAWN])
def test_a_refusal_or_withdrawal_is_told_to_the_requester_like_an_answer(news: Move) -> None:
    told = (Move.TRANSMITTED, news, Move.RETURNED)
    assert follow(told) is LegStatus.RETURNED
    assert follow((*told, Move.CLOSED)) is LegStatus.CLOSED


@pytest.mark.parametrize("status", LegStatus)
def test_every_leg_that_is_open_can_be_closed_and_only_a_closed_one_reopened(status: LegStatus) -> None:
    possible = machine.TABLE[status]
    assert (Move.CLOSED in possible) is (status is not LegStatus.CLOSED)
    assert (Move.REOPENED in possible) is (status is LegStatus.CLOSED)


def test_a_move_that_is_not_possible_names_those_that_are() -> None:
    with pytest.raises(Refused) as caught:
        after(LegStatus.CLOSED, Move.ANSWERED)
    assert caught.value.reason == "event-not-possible"
    assert caught.value.arguments == {"status": "closed", "event": "answered", "possible": "reopened"}


@pytest.mark.parametrize("before", [LegStatus.RECEIVED, LegStatus.TRANSMITTED, LegStatus.PARTLY_ANSWERED])
def test_an_answered_clarification_leads_back_to_where_the_leg_was(before: LegStatus) -> None:
    asked: list[Move | LegStatus] = [before, Move.CLARIFICATION_ASKED, Move.CLARIFICATION_ASKED]
    assert follow(asked) is LegStatus.CLARIFICATION
    assert follow([*asked, Move.CLARIFICATION_ANSWERED]) is before
    assert after(LegStatus.CLARIFICATION, Move.CLARIFICATION_ANSWERED, before) is before


def test_a_reopened_leg_is_what_it_was_before_it_was_closed() -> None:
    assert follow([*PATH, Move.REOPENED]) is LegStatus.RETURNED
    asked = [Move.TRANSMITTED, Move.CLARIFICATION_ASKED, Move.CLOSED, Move.REOPENED]
    assert follow(asked) is LegStatus.TRANSMITTED


def test_a_second_answer_to_a_returned_leg_is_owed_to_the_requester() -> None:
    assert follow([*PATH[:4], Move.ANSWERED]) is LegStatus.ANSWERED


def test_an_acknowledgement_that_comes_late_moves_nothing() -> None:
    assert follow([Move.TRANSMITTED, Move.ANSWERED, Move.ACKNOWLEDGED]) is LegStatus.ANSWERED


def test_a_correction_holds_from_where_it_was_made() -> None:
    assert follow([*PATH[:3], LegStatus.TRANSMITTED]) is LegStatus.TRANSMITTED
    assert follow([*PATH[:3], LegStatus.TRANSMITTED, Move.ANSWERED]) is LegStatus.ANSWERED


@given(st.lists(st.sampled_from(Move)))
def test_following_possible_moves_is_taking_them_one_by_one(moves: list[Move]) -> None:
    status, before, taken = LegStatus.RECEIVED, LegStatus.RECEIVED, []
    for move in moves:
        if move not in machine.TABLE[status]:
            continue
        taken.append(move)
        reached = after(status, move, before)
        if reached is not status and reached in (LegStatus.CLARIFICATION, LegStatus.CLOSED):
            before = before if status is LegStatus.CLARIFICATION else status
        status = reached
    assert follow(moves) is follow(taken) is status


@given(st.lists(st.sampled_from(LegStatus), min_size=1))
def test_a_request_is_as_far_as_its_least_advanced_open_leg(legs: list[LegStatus]) -> None:
    status = request_status(legs)
    open_legs = [leg for leg in legs if leg is not LegStatus.CLOSED]
    assert status in legs
    assert (status is LegStatus.CLOSED) is (not open_legs)
    assert all(machine.RANK.index(status) <= machine.RANK.index(leg) for leg in legs)


def test_a_request_without_any_leg_is_received() -> None:
    assert request_status([]) is LegStatus.RECEIVED


@pytest.mark.parametrize(
    ("legs", "outcome"),
    [
        ([], None),
        (["fulfilled"], "fulfilled"),
        (["fulfilled", "withdrawn", "superseded"], "fulfilled"),
        (["fulfilled", "negative"], "partly-fulfilled"),
        (["partly-fulfilled", "refused"], "partly-fulfilled"),
        (["negative", "refused"], "negative"),
        (["refused", "out-of-competence"], "refused"),
        (["withdrawn", "withdrawn"], "withdrawn"),
        (["superseded", "withdrawn"], "withdrawn"),
    ],
)
def test_the_outcome_of_a_request_follows_from_its_legs(legs: list[str], outcome: str | None) -> None:
    found = request_outcome(map(Outcome, legs))
    assert (found.value if found else None) == outcome


def test_messages_and_events_name_moves_of_the_table() -> None:
    for mapping in (machine.FROM_REQUESTED, machine.TO_REQUESTED, machine.TO_REQUESTER):
        assert set(mapping) <= set(Nature)
        assert all(any(move in row for row in machine.TABLE.values()) for move in mapping.values())
    assert all(isinstance(event, EventCode) for event in machine.EVENT_MOVES)
    assert {event.value for event in machine.EVENT_MOVES} == {
        move.value for move in machine.EVENT_MOVES.values()
    }


def test_somebody_has_to_act_on_every_leg_that_is_not_settled() -> None:
    settled = {LegStatus.RETURNED, LegStatus.CLOSED}
    assert {status for status, waits in machine.WAITS_FOR.items() if waits is None} == settled
    assert machine.WAITS_FOR[LegStatus.ANSWERED] is WaitsFor.US
    assert machine.WAITS_FOR[LegStatus.TRANSMITTED] is WaitsFor.THEM


def test_back_is_the_target_of_two_moves_only() -> None:
    found = [
        (status, move) for status, row in machine.TABLE.items() for move in row if row[move] is Back.BACK
    ]
    assert found == [
        (LegStatus.CLARIFICATION, Move.CLARIFICATION_ANSWERED),
        (LegStatus.CLOSED, Move.REOPENED),
    ]
