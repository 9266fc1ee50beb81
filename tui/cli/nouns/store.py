"""`exchange store`: where the data is, and whether every seal, digest and entry of it holds."""

from __future__ import annotations

from tui.cli.answer import Column, Row, answer, fields, rows, table
from tui.cli.forms import store_form
from tui.cli.grammar import Call, Noun, Verb
from tui.cli.nouns.request_erase import LEFT
from tui.cli.nouns.store_backup import BACKUP, RESTORE, RETIRE
from tui.cli.nouns.store_rekey import REKEY
from tui.cli.session import opened, zone_of
from tui.cli.verdicts import give_problems, say_checks

_COLUMNS = (
    Column("store"),
    Column("post"),
    Column("origin"),
    Column("size", title="log_size"),
    Column("requests"),
    Column("schema"),
    Column("bytes"),
    Column("witnessed"),
    Column("erasing"),
)


def info(call: Call) -> None:
    """Show the store, its post, and how far its log goes."""
    with opened(call) as desk:
        zone = zone_of(desk)
        left = desk.erasing.finish()

        def for_people(row: Row) -> None:
            fields(call.report, row, _COLUMNS, zone)
            if rows(row, "left"):
                call.report.say("part.left")
                table(call.report, rows(row, "left"), LEFT, zone)

        answer(call.report, store_form(desk.store.info(), left), for_people)


def check(call: Call) -> None:
    """Check the file, every seal and digest, and the whole log."""
    from exchange.checking.area import StoreProblems

    with opened(call) as desk:
        with call.report.progress("progress.check", 0) as bar:
            try:
                found = desk.store.check(bar.to)
            except StoreProblems as error:
                give_problems(call.report, error)
                raise

        def for_people(row: Row) -> None:
            say_checks(call.report, rows(row, "checks"))
            call.report.say("store.sound")

        answer(call.report, found, for_people)


NOUN = Noun(
    "store",
    (
        Verb("info", info, (), ("exchange store info",)),
        Verb("check", check, (), ("exchange store check",)),
        BACKUP,
        RESTORE,
        RETIRE,
        REKEY,
    ),
)
