"""`exchange due`: what wants attention now: arrests, arrivals to sort, then by date."""

from __future__ import annotations

from tui.cli.answer import Column, answer, rows, table
from tui.cli.grammar import Call, Noun, Verb, value
from tui.cli.session import opened, zone_of

_COLUMNS = (
    Column("what", "code:due"),
    Column("number", "register"),
    Column("ref"),
    Column("leg"),
    Column("due_at", "limit"),
    Column("suspended_since", "moment"),
    Column("clock", "code:clock"),
    Column("source", "source"),
    Column("alarm", "code:alarm"),
)


def due(call: Call) -> None:
    """Show what is overdue, and what comes within the time asked."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = desk.due(call.given.text("within"))
        answer(call.report, found, lambda row: table(call.report, rows(row, "items"), _COLUMNS, zone))


NOUN = Noun(
    "due",
    (
        Verb(
            "",
            due,
            (value("within", "7d"),),
            ("exchange due", "exchange due --within 7d --json"),
            later=("--out",),
        ),
    ),
)
