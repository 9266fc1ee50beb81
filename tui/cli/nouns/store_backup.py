"""`exchange store backup`, `retire` and `restore`: a copy for the safe, a planned move, after a fire."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from exchange.errors import Usage
from tui.cli.answer import Column, Row, answer, fields, warnings
from tui.cli.grammar import Call, Verb, flag, many, output, value, word
from tui.cli.outputs import place_given
from tui.cli.session import backups_go_to, key_file_given, opened, passphrase_given, zone_of

if TYPE_CHECKING:
    from exchange.desk import Settings

_MADE = (Column("file"), Column("size", title="log_size"), Column("bytes"), Column("sha256"))
_RESTORED = (Column("store"), Column("post"), Column("origin"), Column("size", title="log_size"))
_REHEARSED = (Column("post"), Column("size", title="log_size"))


def backup(call: Call) -> None:
    """Write a backup of the whole store."""
    with opened(call) as desk:
        zone = zone_of(desk)
        made = desk.backups.make(Path(place_given(call.given)))
        answer(call.report, made, lambda row: fields(call.report, row, _MADE, zone))


def retire(call: Call) -> None:
    """Write the last backup of this store; from then on it shows nothing."""
    with opened(call) as desk:
        zone = zone_of(desk)
        made = desk.backups.retire(Path(place_given(call.given)))

        def for_people(row: Row) -> None:
            fields(call.report, row, _MADE, zone)
            call.report.say("store.retired", file=str(row["file"]))

        answer(call.report, made, for_people)


def restore(call: Call) -> None:
    """Restore a backup into a folder that holds nothing, or rehearse it."""
    from exchange.desk import Desk

    given = call.given
    if given.flag("rehearsal") == bool(given.text("into")):
        raise Usage("one-or-the-other", one="--into", other="--rehearsal")
    handle = given.text("as") or os.environ.get("EXCHANGE_MEMBER") or None
    passphrase = passphrase_given(call, handle)
    if given.flag("rehearsal"):
        _rehearse(call, handle, passphrase)
        return
    restored = Desk.restore(
        given.need_path("file"),
        given.need_path("into"),
        handle,
        passphrase,
        _machine(call),
        key_file=key_file_given(given),
        last_refs=given.many("last-ref"),
        last_numbers=given.many("last-number"),
    )

    def for_people(row: Row) -> None:
        fields(call.report, row, _RESTORED, "UTC")
        call.report.say("store.restored", made=_made(call, row))
        if restored.old_origin is not None:
            call.report.say("store.restored-anew", old=restored.old_origin)
        if restored.skipped or restored.numbers:
            skipped = f"{restored.skipped[0]} – {restored.skipped[-1]}" if restored.skipped else "–"
            call.report.say("store.numbers-skipped", refs=skipped)
        if restored.erased or restored.revoked:
            revoked = ", ".join(restored.revoked) or "–"
            call.report.say("store.gone-again", count=str(len(restored.erased)), handles=revoked)
        if restored.unrevoked:
            call.report.say("store.unrevoked", handles=", ".join(restored.unrevoked))

    answer(call.report, restored, for_people)
    warnings(call.report, {"warnings": list(restored.warnings)})


def _machine(call: Call) -> Settings:
    """Return the machine's settings, with the folder that keeps the list of what must not come back."""
    from dataclasses import replace

    return replace(call.settings(), backup_to=backups_go_to())


def _rehearse(call: Call, handle: str | None, passphrase: str) -> None:
    from exchange.desk import Desk

    given = call.given
    found = Desk.rehearse_restore(
        given.need_path("file"), handle, passphrase, _machine(call), key_file_given(given)
    )

    def for_people(row: Row) -> None:
        fields(call.report, row, _REHEARSED, "UTC")
        call.report.say("store.rehearsed", made=_made(call, row))
        call.report.say("store.would-go-on" if row["goes_on"] else "store.would-begin-anew")

    answer(call.report, found, for_people)


def _made(call: Call, row: Row) -> str:
    """Return when a backup was made, in UTC: its post's zone is sealed in it."""
    from datetime import datetime

    from tui.shown import moment_shown

    moment = datetime.fromisoformat(str(row["made_at"]))
    return f"{moment_shown(moment, 'UTC', call.report.language)} UTC"


BACKUP = Verb("backup", backup, output("FILE"), ("exchange store backup /media/cle/bogota.backup",))
RETIRE = Verb("retire", retire, output("FILE"), ("exchange store retire /media/cle/bogota.backup",))
RESTORE = Verb(
    "restore",
    restore,
    (
        word("file", "FILE"),
        value("into", "FOLDER"),
        many("last-ref", "REF"),
        many("last-number", "NUMBER"),
        flag("rehearsal"),
    ),
    (
        "exchange store restore /media/cle/bogota.backup --into ~/exchange",
        "exchange store restore /media/cle/bogota.backup --into ~/exchange --last-ref BOG-2026-00412"
        " --last-number D-2026-0977",
        "exchange store restore /media/cle/bogota.backup --rehearsal",
    ),
)
