"""`exchange law`: the texts that limits, grounds and handling come from."""

from __future__ import annotations

from tui.cli.answer import Column, Row, answer, fields, rows, table
from tui.cli.grammar import Call, Noun, Verb, word
from tui.cli.inputs import bytes_from
from tui.cli.session import opened, zone_of

_COLUMNS = (Column("code"), Column("name"), Column("valid_from", "day"), Column("valid_to", "day"))
_CHECKED = (Column("checked_by"), Column("checked_at", "moment"))
_LIST = (*_COLUMNS, Column("to_check", "only-yes"), *_CHECKED)
_WHOLE = (
    *_COLUMNS,
    Column("source", "source"),
    Column("note", title="remark"),
    Column("to_check", "only-yes"),
    Column("states"),
    Column("channels", "code:channel"),
    Column("instrument", "only-yes"),
    Column("review_months"),
)
_VOUCHED = (
    Column("by", title="checked_by"),
    Column("at", "moment", "checked_at"),
    Column("log_index"),
    Column("sha256"),
)
_EVENTS = "code:event|leg-status"
_LIMITS = (
    Column("text"),
    Column("limit", "period"),
    Column("extended_to", "period"),
    Column("urgency", "code:urgency"),
    Column("access", "code:access"),
    Column("from", _EVENTS, "counted_from"),
    Column("only_after", _EVENTS),
    Column("arrested_in"),
    Column("not_arrested_in"),
    Column("until", _EVENTS, "ends_at"),
    Column("replaced_by", _EVENTS),
    Column("suspended", "only-yes", "suspendable"),
    Column("source", "source"),
)
_ADDED = (Column("code"), Column("log_index"), Column("sha256"), Column("legs"))
_GROUNDS = (Column("code"), Column("text"), Column("source", "source"))
_PARTS = (
    ("coming", (*_COLUMNS, *_CHECKED)),
    ("limits", _LIMITS),
    ("grounds", _GROUNDS),
    ("earlier", (*_COLUMNS, *_CHECKED)),
)


def list_law(call: Call) -> None:
    """Show every basis that requests can stand on."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.law.list(call.report.language)}
        answer(call.report, found, lambda row: table(call.report, rows(row, "items"), _LIST, zone))


def show(call: Call) -> None:
    """Show the limits and refusal grounds of a basis, each with its source."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = desk.law.show(call.given.need("code"), call.report.language)

        def for_people(row: Row) -> None:
            fields(call.report, row, _WHOLE, zone)
            if isinstance(row["checked"], dict):
                fields(call.report, row["checked"], _VOUCHED, zone)
            for key, columns in _PARTS:
                if rows(row, key):
                    call.report.text("")
                    call.report.say(f"part.{key}")
                    table(call.report, rows(row, key), columns, zone)

        answer(call.report, found, for_people)


def add(call: Call) -> None:
    """Add the text of a treaty or act from a file, for limits of later requests."""
    data = bytes_from(call.given.need("file"))
    with opened(call) as desk:
        zone = zone_of(desk)
        done = desk.law.add(data)
        answer(call.report, done, lambda row: fields(call.report, row, _ADDED, zone))


NOUN = Noun(
    "law",
    (
        Verb("list", list_law, (), ("exchange law list",)),
        Verb("show", show, (word("code", "CODE"),), ("exchange law show eu-2023-977",)),
        Verb("add", add, (word("file", "FILE.toml"),), ("exchange law add extradition-ec.toml",)),
    ),
)
