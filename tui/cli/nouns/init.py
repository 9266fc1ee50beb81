"""`exchange init`: a new post's store, its head, and the recovery sheet, shown once."""

from __future__ import annotations

from tui.cli.answer import Column, Row, fields
from tui.cli.grammar import Call, Noun, Verb, flag, needed, value
from tui.cli.session import head_passphrase_given, key_file_given, store_named
from tui.cli.sheets import give_with_sheet, place_is_free

_COLUMNS = (Column("prefix"), Column("origin"), Column("store"))


def init(call: Call) -> None:
    """Create the store; the head's passphrase comes as any member's does."""
    given, report = call.given, call.report
    place_is_free(given.text("recovery-out"))
    passphrase = head_passphrase_given(call)

    from exchange.desk import Desk
    from exchange.founding import PostSetup

    setup = PostSetup(
        handle=given.need("post"),
        name=given.need("name"),
        country=given.need("country"),
        hosts=tuple(host.strip() for host in given.need("host").split(",") if host.strip()),
        prefix=given.text("prefix"),
        four_eyes=given.flag("four-eyes"),
        head_handle=given.need("head"),
        head_name=given.need("head-name"),
    )
    founded = Desk.found(
        store_named(given),
        setup,
        passphrase,
        call.settings(),
        language=report.language,
        key_file=key_file_given(given),
    )
    form = {"post": founded.post, "prefix": founded.prefix, "origin": founded.origin, "store": founded.folder}

    def for_people(row: Row) -> None:
        report.say("init.done")
        fields(report, row, _COLUMNS, "UTC")

    give_with_sheet(report, form, founded.sheet, given.text("recovery-out"), for_people)


NOUN = Noun(
    "init",
    (
        Verb(
            "",
            init,
            (
                needed("post", "HANDLE"),
                needed("name", "TEXT"),
                needed("country", "ISO2"),
                needed("host", "ISO2[,ISO2…]"),
                value("prefix", "BOG"),
                needed("head", "HANDLE"),
                needed("head-name", "TEXT"),
                value("recovery-out", "FILE|-"),
                flag("four-eyes"),
            ),
            (
                'exchange init --post asi-bogota --name "Ambassade de France à Bogotá" --country FR '
                '--host CO,EC --head a.martin --head-name "Anne Martin"',
            ),
        ),
    ),
)
