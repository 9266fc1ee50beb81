"""`exchange incident`: a partner's log that forked or rolled back, and what a head decides."""

from __future__ import annotations

from tui.cli.answer import Column, answer, fields, rows, table
from tui.cli.grammar import Call, Noun, Verb, needed, word
from tui.cli.session import opened, zone_of

_COLUMNS = (
    Column("number"),
    Column("what", "code:incident"),
    Column("service"),
    Column("origin"),
    Column("at", "moment"),
    Column("status", "code:incident-status"),
    Column("outcome", "code:incident-outcome"),
    Column("reason"),
    Column("evidence"),
)


def list_incidents(call: Call) -> None:
    """Show the incidents, the undecided ones first."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.incidents.list()}
        answer(call.report, found, lambda row: table(call.report, rows(row, "items"), _COLUMNS[:-2], zone))


def show(call: Call) -> None:
    """Show one incident with both signed checkpoints."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = desk.incidents.show(call.given.need("n"))
        answer(call.report, found, lambda row: fields(call.report, row, _COLUMNS, zone))


def decide(call: Call) -> None:
    """Decide an incident, with the reason; until then that origin is stopped."""
    given = call.given
    with opened(call) as desk:
        zone = zone_of(desk)
        done = desk.incidents.decide(given.need("n"), given.need("outcome"), given.need("reason"))
        answer(call.report, done, lambda row: fields(call.report, row, _COLUMNS, zone))


_N = word("n", "N")

NOUN = Noun(
    "incident",
    (
        Verb("list", list_incidents, (), ("exchange incident list",)),
        Verb("show", show, (_N,), ("exchange incident show 1",)),
        Verb(
            "decide",
            decide,
            (_N, needed("outcome", "CODE"), needed("reason", "TEXT")),
            ('exchange incident decide 1 --outcome restored --reason "Annoncée par note verbale"',),
        ),
    ),
)
