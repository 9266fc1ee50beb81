"""`exchange compartment`: need-to-know sets of requests, each with keys of its own."""

from __future__ import annotations

from tui.cli.answer import Column, answer, rows, table
from tui.cli.grammar import Call, Noun, Verb, many, word
from tui.cli.session import opened, zone_of

_COLUMNS = (
    Column("compartment"),
    Column("held", "only-yes"),
    Column("holders"),
    Column("created_at", "moment"),
)


def add(call: Call) -> None:
    """Make a compartment; its maker and the members named hold it."""
    given = call.given
    with opened(call) as desk:
        done = desk.compartments.add(given.need("name"), given.many("to"))
        answer(call.report, done, lambda row: call.report.say("compartment.added", name=done.compartment))


def list_compartments(call: Call) -> None:
    """Show the compartments, and who holds each."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.compartments.list()}
        answer(call.report, found, lambda row: table(call.report, rows(row, "items"), _COLUMNS, zone))


NOUN = Noun(
    "compartment",
    (
        Verb(
            "add",
            add,
            (word("name", "NAME"), many("to", "HANDLE")),
            ("exchange compartment add stupéfiants --to b.durand --to e.fort",),
        ),
        Verb("list", list_compartments, (), ("exchange compartment list",)),
    ),
)
