"""`exchange attachment`: files of a request, streamed in and out, sealed in between."""

from __future__ import annotations

from pathlib import Path

from tui.cli.answer import Column, answer, rows, table
from tui.cli.grammar import Call, Noun, Verb, output, word, words
from tui.cli.outputs import place_given, streamed_to
from tui.cli.session import opened, zone_of

_COLUMNS = (
    Column("number"),
    Column("name"),
    Column("size", title="bytes"),
    Column("sha256"),
    Column("added_at", "moment"),
)


def add(call: Call) -> None:
    """Add files to a request."""
    given = call.given
    with opened(call) as desk:
        zone = zone_of(desk)
        paths = [Path(name) for name in given.many("file")]
        added = {"items": desk.attachments.add(given.need("ref"), *paths)}
        answer(call.report, added, lambda row: table(call.report, rows(row, "items"), _COLUMNS, zone))


def list_attachments(call: Call) -> None:
    """Show the files of a request."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.attachments.list(call.given.need("ref"))}
        answer(call.report, found, lambda row: table(call.report, rows(row, "items"), _COLUMNS, zone))


def get(call: Call) -> None:
    """Write a file out, to a place or to stdout; the reading is logged first."""
    given = call.given
    place = place_given(given)
    with opened(call) as desk:
        found, pieces = desk.attachments.get(given.need("ref"), given.need_number("number"))
        with streamed_to(call.report, place) as sink:
            for piece in pieces:
                sink.write(piece)
    if place != "-":
        view = {"attachment": found, "file": Path(place)}
        answer(call.report, view, lambda row: call.report.say("written", file=str(row["file"])))


_REF = word("ref", "REF")

NOUN = Noun(
    "attachment",
    (
        Verb(
            "add",
            add,
            (_REF, words("file", "FILE")),
            ("exchange attachment add BOG-2026-00042 passeport.jpg visa.jpg",),
        ),
        Verb("list", list_attachments, (_REF,), ("exchange attachment list BOG-2026-00042",)),
        Verb(
            "get",
            get,
            (_REF, word("number", "NUMBER"), *output("FILE|-")),
            ("exchange attachment get BOG-2026-00042 1 --out passeport.jpg",),
        ),
    ),
)
