"""`exchange store backup`, `retire` and `restore`: a copy for the safe, a planned move, after a fire."""

from __future__ import annotations

import os

from tui.cli.answer import Column, Row, answer, fields
from tui.cli.grammar import Call, Verb, needed, word
from tui.cli.session import key_file_given, opened, passphrase_given, zone_of

_MADE = (Column("file"), Column("size", title="log_size"), Column("bytes"), Column("sha256"))
_RESTORED = (Column("store"), Column("post"), Column("origin"), Column("size", title="log_size"))


def backup(call: Call) -> None:
    """Write a backup of the whole store."""
    with opened(call) as desk:
        zone = zone_of(desk)
        made = desk.backups.make(call.given.need_path("file"))
        answer(call.report, made, lambda row: fields(call.report, row, _MADE, zone))


def retire(call: Call) -> None:
    """Write the last backup of this store; from then on it shows nothing."""
    with opened(call) as desk:
        zone = zone_of(desk)
        made = desk.backups.retire(call.given.need_path("file"))

        def for_people(row: Row) -> None:
            fields(call.report, row, _MADE, zone)
            call.report.say("store.retired", file=str(row["file"]))

        answer(call.report, made, for_people)


def restore(call: Call) -> None:
    """Restore a backup into a folder that holds nothing."""
    from exchange.desk import Desk

    given = call.given
    handle = given.text("as") or os.environ.get("EXCHANGE_MEMBER") or None
    passphrase = passphrase_given(call, handle)
    restored = Desk.restore(
        given.need_path("file"),
        given.need_path("into"),
        handle,
        passphrase,
        call.settings(),
        key_file=key_file_given(given),
    )

    def for_people(row: Row) -> None:
        fields(call.report, row, _RESTORED, "UTC")
        call.report.say("store.restored", made=str(row["made_at"]))

    answer(call.report, restored, for_people)


BACKUP = Verb("backup", backup, (word("file", "FILE"),), ("exchange store backup /media/cle/bogota.backup",))
RETIRE = Verb("retire", retire, (word("file", "FILE"),), ("exchange store retire /media/cle/bogota.backup",))
RESTORE = Verb(
    "restore",
    restore,
    (word("file", "FILE"), needed("into", "FOLDER")),
    ("exchange store restore /media/cle/bogota.backup --into ~/exchange",),
)
