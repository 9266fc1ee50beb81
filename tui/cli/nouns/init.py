"""`exchange init`: a new post's store, its head, and the recovery sheet, shown once."""

from __future__ import annotations

from tui.cli.answer import Column, Row, answer, fields
from tui.cli.grammar import Call, Noun, Verb, flag, needed, value
from tui.cli.session import head_passphrase_given, state_folder, store_named
from tui.cli.sheets import give_sheet

_COLUMNS = (Column("handle"), Column("prefix"), Column("origin"), Column("fingerprint"), Column("store"))


def init(call: Call) -> None:
    """Create the store; the head's passphrase comes as any member's does."""
    given, report = call
    store = store_named(given)
    head = given.need("head")
    passphrase = head_passphrase_given(call)

    from exchange.desk import Desk
    from exchange.opening import PostSetup

    setup = PostSetup(
        handle=given.need("post"),
        name=given.need("name"),
        country=given.need("country"),
        hosts=tuple(host for host in given.need("host").split(",") if host),
        prefix=given.text("prefix"),
        four_eyes=given.flag("four-eyes"),
        head_handle=head,
        head_name=given.need("head-name"),
    )
    created = Desk.create(store, setup, passphrase, state=state_folder())

    def for_people(row: Row) -> None:
        report.say("init.done")
        fields(report, row, _COLUMNS, "UTC")

    answer(report, created.view, for_people)
    give_sheet(report, created.sheet, given.text("recovery-out"))


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
