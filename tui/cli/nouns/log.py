"""`exchange log`: the tamper-evident log; read, verified, witnessed, exported."""

from __future__ import annotations

from pathlib import Path

from tui.cli.answer import Column, Row, answer, fields, rows, table
from tui.cli.grammar import Call, Noun, Verb, flag, output, value
from tui.cli.outputs import place_given, streamed_to
from tui.cli.session import opened, zone_of
from tui.cli.verdicts import say_checks

_COLUMNS = (
    Column("n"),
    Column("at", "moment"),
    Column("by"),
    Column("op", "code:op"),
    Column("ref"),
    Column("why", "code:purpose"),
    Column("to"),
)
_EXPORTED = (Column("size", title="log_size"), Column("entries"), Column("log_index"))


def show(call: Call) -> None:
    """Show the newest entries."""
    given = call.given
    with opened(call) as desk:
        zone = zone_of(desk)
        found = desk.log.show(
            request=given.text("request"),
            member=given.text("member"),
            limit=given.count("limit", 50),
            after=given.text("after"),
        )

        def for_people(row: Row) -> None:
            table(call.report, rows(row, "items"), _COLUMNS, zone)
            if row["next"]:
                call.report.note("list.next", cursor=str(row["next"]))

        answer(call.report, found, for_people)


def verify(call: Call) -> None:
    """Recompute the whole log, and compare it with all that was seen of it outside."""
    with opened(call) as desk:
        with call.report.progress("progress.verify", 0) as bar:
            found = desk.log.verify(bar.to)

        def for_people(row: Row) -> None:
            say_checks(call.report, rows(row, "checks"))
            call.report.say("log.verified", size=str(row["size"]))

        answer(call.report, found, for_people)


def checkpoint(call: Call) -> None:
    """Print a signed checkpoint: a new one, or the newest that a partner cosigned."""
    with opened(call) as desk:
        found = desk.log.witnessed() if call.given.flag("witnessed") else desk.log.checkpoint()
        answer(call.report, found, lambda row: call.report.text(str(row["note"]).rstrip("\n")))


def export(call: Call) -> None:
    """Write the signed export that an auditor verifies with public tools."""
    from exchange.audit.inputs import Selection

    given = call.given
    wanted = Selection(
        since=given.text("since"),
        until=given.text("until"),
        first=given.number("first"),
        last=given.number("last"),
        request=given.text("request"),
        member=given.text("member"),
        size=given.number("size"),
    )
    place = place_given(given)
    with opened(call) as desk:
        zone = zone_of(desk)
        with streamed_to(call.report, place) as sink, call.report.progress("progress.export", 0) as bar:
            done = desk.log.export(sink, wanted, bar.to)

        def for_people(row: Row) -> None:
            call.report.say("written", file=str(row["file"]))
            fields(call.report, row, _EXPORTED, zone)

        if place != "-":
            answer(call.report, {"file": Path(place), **done.summary()}, for_people)


NOUN = Noun(
    "log",
    (
        Verb(
            "show",
            show,
            (
                value("request", "REF"),
                value("member", "HANDLE"),
                value("limit", "N"),
                value("after", "CURSOR"),
            ),
            ("exchange log show --request BOG-2026-00042",),
        ),
        Verb("verify", verify, (), ("exchange log verify",)),
        Verb(
            "checkpoint",
            checkpoint,
            (flag("witnessed"),),
            ("exchange log checkpoint", "exchange log checkpoint --witnessed"),
        ),
        Verb(
            "export",
            export,
            (
                *output("FILE.zip|-"),
                value("since", "DATE"),
                value("until", "DATE"),
                value("first", "N"),
                value("last", "N"),
                value("request", "REF"),
                value("member", "HANDLE"),
                value("size", "N"),
            ),
            (
                "exchange log export journal.zip",
                "exchange log export extrait.zip --since 2026-01-01",
            ),
            later=("--tsa",),
        ),
    ),
)
