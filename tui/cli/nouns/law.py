"""`exchange law`: the texts that limits, grounds and handling come from."""

from __future__ import annotations

from tui.cli.answer import Column, Row, answer, fields, rows, table
from tui.cli.grammar import Call, Noun, Verb, word
from tui.cli.session import opened, zone_of

_COLUMNS = (Column("code"), Column("name"), Column("valid_from", "day"), Column("valid_to", "day"))
_WHOLE = (
    *_COLUMNS,
    Column("source", "source"),
    Column("to_check", "only-yes"),
    Column("states"),
    Column("channels", "code:channel"),
)
_EVENTS = "code:event|leg-status"
_LIMITS = (
    Column("text"),
    Column("limit", "period"),
    Column("from", _EVENTS, "counted_from"),
    Column("until", _EVENTS, "ends_at"),
    Column("source", "source"),
)
_GROUNDS = (Column("code"), Column("text"), Column("source", "source"))


def list_law(call: Call) -> None:
    """Show every basis that requests can stand on."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.law.list(call.report.language)}
        answer(call.report, found, lambda row: table(call.report, rows(row, "items"), _COLUMNS, zone))


def show(call: Call) -> None:
    """Show the limits and refusal grounds of a basis, each with its source."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = desk.law.show(call.given.need("code"), call.report.language)

        def for_people(row: Row) -> None:
            fields(call.report, row, _WHOLE, zone)
            for key, columns in (("limits", _LIMITS), ("grounds", _GROUNDS)):
                if rows(row, key):
                    call.report.text("")
                    call.report.say(f"part.{key}")
                    table(call.report, rows(row, key), columns, zone)

        answer(call.report, found, for_people)


NOUN = Noun(
    "law",
    (
        Verb("list", list_law, (), ("exchange law list",)),
        Verb("show", show, (word("code", "CODE"),), ("exchange law show eu-2023-977",)),
    ),
)
