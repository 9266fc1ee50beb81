"""`exchange request new`: what a new request is made of, from options, a JSON document, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exchange.pairs import pairs
from tui.cli.answer import Column, Row, answer, rows, table, warnings
from tui.cli.field_help import fields_of_kind
from tui.cli.forms import opened_form
from tui.cli.grammar import Call, Verb, many, value
from tui.cli.inputs import Asked, document_from, text_from
from tui.cli.session import opened, zone_of

if TYPE_CHECKING:
    from exchange.requests.inputs import NewRequest

LEGS = (
    Column("number"),
    Column("to"),
    Column("status", "code:leg-status"),
    Column("basis"),
    Column("clock", "code:clock"),
    Column("due_at", "limit"),
    Column("source", "source"),
    Column("outcome", "code:outcome"),
)
# What a JSON document may hold besides the options: lists of objects, and the kind's own fields.
_OWN = ("persons", "documents", "points", "fields", "notes", "attachments")


def new(call: Call) -> None:
    """Open a request, from options, a JSON document, or both."""
    asked = _asked(call)
    new_request = _new_request(asked)
    with opened(call) as desk:
        made = desk.requests.open(new_request)
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            call.report.text(str(row["ref"]))
            if rows(row, "legs"):
                table(call.report, rows(row, "legs"), LEGS, zone)
            warnings(call.report, row)

        answer(call.report, opened_form(made), for_people)


def _asked(call: Call) -> Asked:
    source = call.given.text("input")
    parts = tuple(part for part in NEW_PARTS if part.name != "input")
    return Asked(call.given, parts, document_from(source) if source else {}, _OWN)


def _new_request(asked: Asked) -> NewRequest:
    from exchange.requests.document_keys import needed, new_request

    found = {**asked.all(), "text": text_asked(asked)}
    for key in needed(found):
        asked.need(key)
    found.pop("text-file", None)
    return new_request(found)


def text_asked(asked: Asked) -> str | None:
    """Return the text that was given, or that of the file which was named."""
    source = asked.text("text-file")
    return asked.text("text") if source is None else text_from(source)


def described(asked: Asked, name: str) -> tuple[dict[str, str], ...]:
    """Return the persons or documents of the options, then those of the JSON document."""
    return (*(pairs(one, f"--{name}") for one in asked.many(name)), *asked.objects(f"{name}s"))


NEW_PARTS = (
    value("input", "FILE|-"),
    value("kind", "KIND"),
    value("type", "SUBKIND"),
    value("from", "HANDLE"),
    many("to", "HANDLE"),
    value("title", "TEXT"),
    value("text", "TEXT"),
    value("text-file", "FILE|-"),
    value("arrival", "NUMBER"),
    value("via", "CODE"),
    value("their-ref", "REF"),
    value("received-at", "WHEN"),
    value("due", "WHEN"),
    value("urgency", "routine|urgent"),
    value("urgency-reason", "CODE"),
    value("access", "direct|indirect"),
    value("legal-basis", "CODE"),
    value("basis-reason", "TEXT"),
    value("channel", "CODE"),
    value("arrested-at", "WHEN"),
    value("place", "TEXT"),
    value("arrested-in", "ISO2"),
    value("nature", "request|information"),
    value("follow-up", "DATE"),
    value("handling", "CODE"),
    value("marking", "CODE"),
    value("conditions", "TEXT"),
    value("compartment", "NAME"),
    value("agent", "TEXT"),
    value("language", "CODE"),
    value("purpose", "CODE"),
    many("point", "TEXT"),
    many("set", "FIELD=VALUE"),
    many("person", '"family=…;given=…"'),
    many("document", '"type=…;number=…"'),
    many("attach", "FILE"),
)


NEW = Verb(
    "new",
    new,
    NEW_PARTS,
    (
        "exchange request new --input demande.json",
        "exchange request new --input - < demande.json",
        "exchange request new --kind wanted --type arrest --from ofast --to dijin "
        '--title "Recherche en vue d\'extradition" --text-file texte.txt',
    ),
    fields_of_kind,
)
