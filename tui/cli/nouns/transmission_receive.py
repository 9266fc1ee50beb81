"""`exchange transmission receive`: dispatches and receipts from a carrier, one or several."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from exchange.errors import Carried, Conflict, ExchangeError, NotFound, Refused, Tampered
from tui.cli.answer import Column, Row, rows, table, warnings
from tui.cli.document import document
from tui.cli.grammar import Call, Verb, value, words
from tui.cli.nouns.transmission_record import give
from tui.cli.session import opened, zone_of

if TYPE_CHECKING:
    from exchange.desk import Desk

LIST = (
    Column("number", "register"),
    Column("status", "code:transmission-status"),
    Column("nature", "code:nature"),
    Column("channel", "code:channel"),
    Column("service"),
    Column("request"),
    Column("at", "moment"),
    Column("subject"),
)


def receive(call: Call) -> None:
    """Take in dispatches and receipts, each checked whole before anything of it is kept."""
    given = call.given
    files = tuple(Path(name) for name in given.many("file"))
    with opened(call) as desk:
        if len(files) == 1:
            give(call, desk.transmissions.receive(files[0], given.path("receipt-dir")), zone_of(desk))
        else:
            _receive_all(call, desk, files)


def lines(found: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows of a register with one name for the other side, and one for the moment."""
    return tuple(
        {**one, "service": one["from"] or one["to"], "at": one["received_at"] or one["sent_at"]}
        for one in found
    )


def _receive_all(call: Call, desk: Desk, files: Iterable[Path]) -> None:
    """Take in each file for itself: one that is refused keeps none of the others out.

    All are told, in order; then the gravest refusal is raised: a damaged store, then a damaged file.
    """
    report, folder = call.report, call.given.path("receipt-dir")
    told: list[object] = []
    refused: list[ExchangeError] = []
    for file in files:
        try:
            told.append(document(desk.transmissions.receive(file, folder)))
        except (Refused, Tampered, NotFound, Conflict) as error:
            refused.append(error)
            told.append({"file": str(file.absolute()), "error": report.error_form(error)})
    if report.as_json:
        report.document(told)
    else:
        items = rows({"items": told}, "items")
        table(report, lines(one for one in items if "error" not in one), LIST, zone_of(desk))
        for one in items:
            _say(call, one)
    if refused:
        raise min(refused, key=_gravity)


def _gravity(error: ExchangeError) -> int:
    return 1 if isinstance(error, Carried) else 0 if isinstance(error, Tampered) else 2


def _say(call: Call, item: Row) -> None:
    """Say what is wrong with one of several files, or what it warns of."""
    error = item.get("error")
    if isinstance(error, dict):
        call.report.note("receive.refused", file=str(item["file"]), message=str(error["message"]))
    else:
        warnings(call.report, item)


RECEIVE = Verb(
    "receive",
    receive,
    (words("file", "FILE"), value("receipt-dir", "DIR")),
    ("exchange transmission receive 3f9c0a1b2c3d4e5f.dispatch.age --receipt-dir /media/cle",),
)
