"""`exchange transmission record`: what came or went by other ways, and how the register shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exchange.errors import Usage
from tui.cli.answer import Column, Row, answer, fields, rows, table, warnings
from tui.cli.grammar import Call, Verb, flag, many, maybe, value
from tui.cli.inputs import Asked, document_from, text_from
from tui.cli.nouns.subject import COLUMNS as SUBJECTS
from tui.cli.session import opened, zone_of

if TYPE_CHECKING:
    from exchange.transmission.inputs import NewTransmission

COLUMNS = (
    Column("shown", title="number"),
    Column("direction", "code:direction"),
    Column("status", "code:transmission-status"),
    Column("nature", "code:nature"),
    Column("channel", "code:channel"),
    Column("oral", "only-yes"),
    Column("from"),
    Column("to"),
    Column("request"),
    Column("leg"),
    Column("sent_at", "moment"),
    Column("received_at", "moment"),
    Column("subject"),
    Column("file"),
    Column("phrase"),
    Column("receipt"),
    Column("reason"),
    Column("sequence"),
    Column("log_index"),
    Column("witnessed"),
    Column("fields", "named", "details"),
    Column("points"),
    Column("text"),
    Column("conditions"),
)

_TRANSFER = (
    Column("text", title="transfer"),
    Column("instrument"),
    Column("source"),
    Column("reason"),
    Column("authorisation"),
    Column("guarantees", "code:guarantees"),
)


def give(call: Call, view: object, zone: str) -> None:
    """Answer with one transmission as it stands in the register now."""

    def for_people(row: Row) -> None:
        fields(call.report, row, COLUMNS, zone)
        transfer = row.get("transfer")
        if isinstance(transfer, dict):
            fields(call.report, transfer, _TRANSFER, zone)
        if rows(row, "subjects"):
            call.report.text("")
            call.report.say("part.subjects")
            table(call.report, rows(row, "subjects"), SUBJECTS, zone)
        proposed = row.get("proposed")
        if isinstance(proposed, dict):
            call.report.note("transmission.proposed", ref=str(proposed["request"]), number=str(row["number"]))
        warnings(call.report, row)

    answer(call.report, view, for_people)


def record(call: Call) -> None:
    """Register what came or went without this program."""
    source = call.given.text("input")
    parts = tuple(part for part in RECORD_PARTS if part.name != "input")
    asked = Asked(call.given, parts, document_from(source) if source else {}, ("request",))
    message = _new_transmission(asked)
    with opened(call) as desk:
        give(call, desk.transmissions.record(message), zone_of(desk))


def _new_transmission(asked: Asked) -> NewTransmission:
    from exchange.transmission.inputs import NewTransmission

    if asked.flag("in") == asked.flag("out"):
        raise Usage("one-or-the-other", one="--in", other="--out")
    text_file = asked.text("text-file")
    return NewTransmission(
        direction="in" if asked.flag("in") else "out",
        channel=asked.need("channel"),
        from_=asked.text("from"),
        to=asked.text("to"),
        at=asked.text("at"),
        their_ref=asked.text("their-ref"),
        subject=asked.text("subject"),
        text=asked.text("text") if text_file is None else text_from(text_file),
        eml=_path(asked.text("eml")),
        compartment=asked.text("compartment"),
        attach=tuple(Path(name) for name in asked.many("attach")),
        nature=asked.text("nature"),
        answers=asked.text("answers"),
        request=asked.text("ref") or asked.text("request"),
        leg=asked.text("leg"),
    )


def _path(name: str | None) -> Path | None:
    return None if name is None else Path(name)


FILING = (value("leg", "LEG"), value("nature", "CODE"), value("answers", "NUMBER"))
RECORD_PARTS = (
    maybe("ref", "REF"),
    value("input", "FILE|-"),
    flag("in"),
    flag("out"),
    value("channel", "CODE"),
    value("from", "HANDLE|TEXT"),
    value("to", "HANDLE|TEXT"),
    value("at", "WHEN"),
    value("their-ref", "REF"),
    value("subject", "TEXT"),
    value("text", "TEXT"),
    value("text-file", "FILE|-"),
    value("eml", "FILE"),
    value("compartment", "NAME"),
    many("attach", "FILE"),
    *FILING,
)


RECORD = Verb(
    "record",
    record,
    RECORD_PARTS,
    (
        "exchange transmission record --input arrivee.json",
        "exchange transmission record --in --channel messaging --from dijin --text-file -",
        "exchange transmission record --in --channel email --eml message.eml",
    ),
)
