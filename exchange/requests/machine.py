"""What moves a leg from one status to the next, and what a request's status is.

A leg is `received` when it is added. Passed on to the service that is asked, it is `transmitted`;
when that service says that it has it, `acknowledged`. A question back makes it `clarification`, until
the answer to it sends it back to where it was; answered in part, or corrected, meanwhile, the leg still
takes that answer, which moves nothing. An answer on some points makes it `partly-answered`,
one on all `answered`; a refusal `refused`; the requester may take the request back at any moment:
`withdrawn`. These last three are news that the requester is owed: sent on to him, the leg is
`returned`. A refusal of some points only counts as a part answer: the rest is still owed. Whoever is
satisfied closes it, from any status, and may reopen it: back to where it was.

People record what happened late and in any order, and many services answer what they never
acknowledged: a move is refused only where it would undo something known. An acknowledgement after
the answer is kept and moves nothing; after the closing, nothing moves a leg but its reopening.
A second answer to a `returned` leg makes it `answered` again: it is owed to the requester.

    received -> transmitted -> acknowledged -> answered -> returned -> closed
                     |               |-> partly-answered -|
                     |               |-> refused, withdrawn -> returned -> closed
                     |-> clarification -> back

The request's status is that of its least advanced leg that isn't closed; with every leg closed it is
`closed`, and with none yet `received`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias

from exchange.codes import EventCode, LegStatus, Move, Nature, Outcome, WaitsFor
from exchange.errors import Refused


class Back(Enum):
    """The target of a move that returns a leg to the status that it had before."""

    BACK = "back"


Target: TypeAlias = LegStatus | Back

_S, _M = LegStatus, Move

# From every open status these lead to the same place, whatever was known before.
_NEWS: Mapping[Move, Target] = {
    _M.PARTLY_ANSWERED: _S.PARTLY_ANSWERED,
    _M.ANSWERED: _S.ANSWERED,
    _M.REFUSED: _S.REFUSED,
    _M.WITHDRAWN: _S.WITHDRAWN,
    _M.CLOSED: _S.CLOSED,
}
_QUESTION: Mapping[Move, Target] = {_M.CLARIFICATION_ASKED: _S.CLARIFICATION}
_LATE = _M.CLARIFICATION_ANSWERED
"""Possible wherever something is owed: a question may be open there (`happening` says whether one is)."""


def _stay(status: LegStatus, *moves: Move) -> Mapping[Move, Target]:
    return dict.fromkeys(moves, status)


TABLE: Mapping[LegStatus, Mapping[Move, Target]] = MappingProxyType(
    {
        _S.RECEIVED: {
            _M.TRANSMITTED: _S.TRANSMITTED,
            _M.ACKNOWLEDGED: _S.ACKNOWLEDGED,
            **_QUESTION,
            **_stay(_S.RECEIVED, _LATE),
            **_NEWS,
        },
        _S.TRANSMITTED: {
            **_stay(_S.TRANSMITTED, _M.TRANSMITTED, _LATE),
            _M.ACKNOWLEDGED: _S.ACKNOWLEDGED,
            **_QUESTION,
            **_NEWS,
        },
        _S.ACKNOWLEDGED: {
            **_stay(_S.ACKNOWLEDGED, _M.TRANSMITTED, _M.ACKNOWLEDGED, _LATE),
            **_QUESTION,
            **_NEWS,
        },
        _S.CLARIFICATION: {
            **_stay(_S.CLARIFICATION, _M.TRANSMITTED, _M.ACKNOWLEDGED),
            **_QUESTION,
            _M.CLARIFICATION_ANSWERED: Back.BACK,
            **_NEWS,
        },
        _S.PARTLY_ANSWERED: {
            **_stay(_S.PARTLY_ANSWERED, _M.TRANSMITTED, _M.ACKNOWLEDGED, _M.RETURNED, _LATE),
            **_QUESTION,
            **_NEWS,
        },
        _S.ANSWERED: {
            **_NEWS,
            **_stay(_S.ANSWERED, _M.ACKNOWLEDGED, _M.PARTLY_ANSWERED),
            _M.RETURNED: _S.RETURNED,
        },
        _S.REFUSED: {**_NEWS, **_stay(_S.REFUSED, _M.ACKNOWLEDGED), _M.RETURNED: _S.RETURNED},
        _S.WITHDRAWN: {
            **_stay(_S.WITHDRAWN, _M.ACKNOWLEDGED, _M.WITHDRAWN),
            _M.RETURNED: _S.RETURNED,
            _M.CLOSED: _S.CLOSED,
        },
        _S.RETURNED: {**_stay(_S.RETURNED, _M.ACKNOWLEDGED, _M.RETURNED), **_QUESTION, **_NEWS},
        _S.CLOSED: {_M.REOPENED: Back.BACK},
    }
)
"""For each status, the moves that are possible and where each leads."""

RANK: tuple[LegStatus, ...] = tuple(LegStatus)
"""The statuses from the least advanced to the most (the order of `LegStatus`)."""

EVENT_MOVES: Mapping[EventCode, Move] = MappingProxyType(
    {
        EventCode.ACKNOWLEDGED: _M.ACKNOWLEDGED,
        EventCode.WITHDRAWN: _M.WITHDRAWN,
        EventCode.CLARIFICATION_ASKED: _M.CLARIFICATION_ASKED,
        EventCode.CLARIFICATION_ANSWERED: _M.CLARIFICATION_ANSWERED,
    }
)
"""The reported events that move the status; the others start or stop clocks only."""

AFTER_RECEIPT: frozenset[str] = frozenset(
    {
        *EVENT_MOVES,
        EventCode.AUTHORISATION_NEEDED,
        EventCode.AUTHORISATION_GIVEN,
        EventCode.DELAY_NOTIFIED,
        EventCode.RECOGNISED,
        *(move for move in Move if move is not Move.TRANSMITTED),
    }
)
"""What only follows the receipt of a request; a person may be arrested, an oral request passed on, before."""

AHEAD: frozenset[str] = frozenset({EventCode.SURRENDER_FIXED})
"""What is told of a moment that may lie ahead: the day on which a person will be handed over."""

FROM_REQUESTED: Mapping[Nature, Move] = MappingProxyType(
    {
        Nature.ANSWER: _M.ANSWERED,
        Nature.PART_ANSWER: _M.PARTLY_ANSWERED,
        Nature.REFUSAL: _M.REFUSED,
        Nature.CLARIFICATION_QUESTION: _M.CLARIFICATION_ASKED,
    }
)
"""What a message of the requested service does to its leg, by its nature."""

TO_REQUESTED: Mapping[Nature, Move] = MappingProxyType(
    {
        Nature.REQUEST: _M.TRANSMITTED,
        Nature.INFORMATION: _M.TRANSMITTED,
        Nature.CLARIFICATION_ANSWER: _M.CLARIFICATION_ANSWERED,
    }
)
"""What our message to the requested service does to its leg, by its nature."""

TO_REQUESTER: Mapping[Nature, Move] = MappingProxyType(
    {Nature.ANSWER: _M.RETURNED, Nature.PART_ANSWER: _M.RETURNED, Nature.REFUSAL: _M.RETURNED}
)
"""What passing a message on to the requester does to the leg that it came from, by its nature."""

WAITS_FOR: Mapping[LegStatus, WaitsFor | None] = MappingProxyType(
    {
        _S.RECEIVED: WaitsFor.US,
        _S.TRANSMITTED: WaitsFor.THEM,
        _S.ACKNOWLEDGED: WaitsFor.THEM,
        _S.CLARIFICATION: WaitsFor.US,
        _S.PARTLY_ANSWERED: WaitsFor.THEM,
        _S.ANSWERED: WaitsFor.US,
        _S.REFUSED: WaitsFor.US,
        _S.WITHDRAWN: WaitsFor.US,
        _S.RETURNED: None,
        _S.CLOSED: None,
    }
)
"""Whose turn it is in each status."""


def after(status: LegStatus, move: Move, before: LegStatus = LegStatus.ACKNOWLEDGED) -> LegStatus:
    """Return the status of a leg after `move`.

    `before` is what the leg was when the clarification was asked, or when it was closed: answering
    and reopening lead back there. Raise Refused("event-not-possible") with the moves that are.
    """
    target = TABLE[status].get(move)
    if target is None:
        raise Refused(
            "event-not-possible", status=status.value, event=move.value, possible=", ".join(TABLE[status])
        )
    return before if isinstance(target, Back) else target


def follow(moves: Iterable[Move | LegStatus], start: LegStatus = LegStatus.RECEIVED) -> LegStatus:
    """Return the status of a leg to which all of `moves` happened, in their order.

    A LegStatus among them is a correction: it holds from there on. A move that is not possible where
    it stands, since an earlier one was withdrawn, stays recorded and moves nothing.
    """
    status, before = start, start
    for move in moves:
        target = move if isinstance(move, LegStatus) else TABLE[status].get(move)
        if target is None or target is status:
            continue
        reached = before if isinstance(target, Back) else target
        if reached in (LegStatus.CLARIFICATION, LegStatus.CLOSED):
            # Closed while a question was open, a leg reopens as it was before the question.
            before = before if status is LegStatus.CLARIFICATION else status
        status = reached
    return status


def request_status(legs: Iterable[LegStatus]) -> LegStatus:
    """Return the status of a request from those of its legs (see the module's docstring)."""
    statuses = list(legs)
    if not statuses:
        return LegStatus.RECEIVED
    return min(statuses, key=RANK.index)


def request_outcome(legs: Iterable[Outcome]) -> Outcome | None:
    """Return the outcome of a request from those of its closed legs; None where it has none.

    One outcome for all is the request's. Legs withdrawn, superseded or out of competence say nothing
    beside others; something fulfilled beside something not is `partly-fulfilled`; of what is left the
    negative answer says more than the refusal.
    """
    outcomes = set(legs)
    silent = {Outcome.WITHDRAWN, Outcome.SUPERSEDED, Outcome.OUT_OF_COMPETENCE}
    said = outcomes - silent or outcomes
    if len(said) <= 1:
        return next(iter(said), None)
    if said & {Outcome.FULFILLED, Outcome.PARTLY_FULFILLED}:
        return Outcome.PARTLY_FULFILLED
    return min(said, key=tuple(Outcome).index)
