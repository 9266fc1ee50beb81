"""`exchange proposal`: what waits for a second member, where a post chose four eyes."""

from __future__ import annotations

from tui.cli.answer import Column, Row, answer, rows, table
from tui.cli.grammar import Call, Noun, Verb
from tui.cli.session import opened, zone_of

_COLUMNS = (
    Column("n"),
    Column("op", "code:op"),
    Column("ref"),
    Column("handle"),
    Column("role", "code:role"),
    Column("ground", "code:erasure-ground"),
    Column("by"),
    Column("at", "moment"),
    Column("until", "moment"),
    Column("may", "only-yes"),
)


def list_proposals(call: Call) -> None:
    """Show what one member proposed and another may still do."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.proposals.list()}

        def for_people(row: Row) -> None:
            waiting = rows(row, "items")
            table(call.report, [_flat(one) for one in waiting], _COLUMNS, zone)
            if any(one["may"] for one in waiting):
                call.report.note("proposal.how")

        answer(call.report, found, for_people)


def _flat(row: Row) -> Row:
    """Return a proposal with the codes among its arguments beside its own keys."""
    args = row["args"]
    return {**args, **row} if isinstance(args, dict) else row


NOUN = Noun("proposal", (Verb("list", list_proposals, (), ("exchange proposal list",)),))
