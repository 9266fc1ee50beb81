"""`exchange subject`: the persons and things named in a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exchange.errors import Usage
from exchange.pairs import assignments
from tui.cli.answer import Column, Row, answer, rows, table, warnings
from tui.cli.field_help import fields_of_type
from tui.cli.forms import recorded_form
from tui.cli.grammar import Call, Noun, Verb, many, value, word
from tui.cli.inputs import Asked, document_from, text_from
from tui.cli.session import opened, zone_of

COLUMNS = (
    Column("number"),
    Column("type", "code:subject-type"),
    Column("role", "code:person-role", "person-role"),
    Column("fields", "named", "details"),
)


def add(call: Call) -> None:
    """Name one more person or thing in a request."""
    given = call.given
    source = given.text("input")
    asked = Asked(given, _ASKED, document_from(source) if source else {}, ("fields",))
    type_, role, fields = asked.need("type"), asked.text("role"), _fields(asked)
    with opened(call) as desk:
        done = recorded_form(desk.subjects.add(given.need("ref"), type_, fields, role))
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            table(call.report, rows(row, "subjects"), COLUMNS, zone)
            warnings(call.report, row)

        answer(call.report, done, for_people)


def list_subjects(call: Call) -> None:
    """Show the persons and things of a request."""
    with opened(call) as desk:
        found = {"items": desk.subjects.list(call.given.need("ref"))}
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            table(call.report, rows(row, "items"), COLUMNS, zone)
            warnings(call.report, {"subjects": row["items"]})

        answer(call.report, found, for_people)


def _fields(asked: Asked) -> dict[str, str]:
    """Return the fields of the options, of the JSON document, and the zone that a file or stdin holds."""
    fields = {**assignments(asked.many("set"), "--set"), **asked.object("fields")}
    source = asked.text("mrz")
    if source is None:
        return fields
    if "mrz" in fields:
        raise Usage("one-or-the-other", one="--mrz", other="--set mrz=…")
    return {**fields, "mrz": text_from(source)}


def _help(arguments: Sequence[str], say: Callable[..., str]) -> str:
    return fields_of_type(arguments, say)


_ASKED = (
    value("type", "TYPE"),
    many("set", "FIELD=VALUE"),
    value("role", "ROLE"),
    value("mrz", "FILE|-"),
)
_REF = word("ref", "REF")

NOUN = Noun(
    "subject",
    (
        Verb(
            "add",
            add,
            (_REF, value("input", "FILE|-"), *_ASKED),
            (
                "exchange subject add BOG-2026-00042 --input vehicule.json",
                "exchange subject add BOG-2026-00042 --type document --mrz -",
                "exchange subject add BOG-2026-00042 --type vehicle --set plate=FZX123 --set country=COL",
            ),
            _help,
        ),
        Verb("list", list_subjects, (_REF,), ("exchange subject list BOG-2026-00042",)),
    ),
)
