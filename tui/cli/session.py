"""Which store, which member, which passphrase: from what was typed to an unlocked desk.

The store is --store, EXCHANGE_STORE, or the platform's folder for user data; the member --as,
EXCHANGE_MEMBER, or the only slot of the keyring; the passphrase as `tui.cli.passphrases` says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from exchange.errors import Usage
from tui.cli.grammar import Call, Given
from tui.cli.passphrases import new_passphrase_from, passphrase_from
from tui.cli.system import refused_by_system

if TYPE_CHECKING:
    from exchange.desk import Desk, Settings

KEY_FILE_LIMIT = 4096


@contextmanager
def opened(call: Call) -> Iterator[Desk]:
    """Unlock the store for the member, lock it again at the end; raise what the desk refuses.

    In a batch, give the desk that it unlocked, which stays so.
    """
    if call.desk is not None:
        before = call.desk.session.chosen_purpose
        try:
            with _chosen(call, call.desk, call.given.text("why") or before):
                yield call.desk
        finally:
            call.desk.choose(purpose=before, proposal=None)
        return
    store = store_named(call.given)
    handle = call.given.text("as") or os.environ.get("EXCHANGE_MEMBER") or None
    passphrase = passphrase_given(call, handle)
    key_file = key_file_given(call.given)

    from dataclasses import replace

    from exchange.desk import Desk

    chosen = replace(call.settings(), read_only=call.given.flag("read-only"))
    with Desk.unlock(store, handle, passphrase, chosen, key_file=key_file) as desk:
        _say_noticed(call, desk)
        with _chosen(call, desk, call.given.text("why")):
            yield desk
        _back_up_when_due(call, desk)


@contextmanager
def _chosen(call: Call, desk: Desk, purpose: str | None) -> Iterator[None]:
    """Choose what the options say of one verb; say at its end how its moments were understood."""
    desk.choose(purpose=purpose, proposal=call.given.number("proposed"))
    if not desk.provisional:
        call.report.zone = zone_of(desk)
    try:
        yield
    finally:  # a refusal may be about what was understood
        _say_understood(call, desk)
        _say_stopped(call, desk)


def _back_up_when_due(call: Call, desk: Desk) -> None:
    """Make the day's backup where config.toml wants one; what the verb did is done, so a failure is told."""
    from exchange.errors import ExchangeError

    try:
        place = backups_go_to()
        made = desk.backups.automatic(place) if place is not None and not desk.provisional else None
    except ExchangeError as error:
        call.report.note("backup.failed", why=call.report.sentence_of(error.reason, error.arguments)[0])
        return
    if made is not None:
        call.report.note("backup.automatic", file=str(made.file))


def backups_go_to() -> Path | None:
    """Return where backups go by themselves; reads nothing more where there is no config.toml."""
    import platformdirs

    folder = Path(platformdirs.user_config_dir("exchange"))
    if not (folder / "config.toml").exists():
        return None
    from tui.config import read_config

    return read_config(folder).backup_to


def store_named(given: Given) -> Path:
    """Return the folder of the store; raise Usage for a server, which this version doesn't speak to."""
    named = given.text("store") or os.environ.get("EXCHANGE_STORE")
    if named and named.partition(":")[0] in ("postgresql", "postgres"):
        raise Usage("comes-later", words="--store postgresql://…")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("exchange"))


def settings() -> Settings:
    """Return the machine's settings: the user's state folder, outside all stores, and the real clock."""
    import platformdirs

    from exchange.desk import Settings

    return Settings(Path(platformdirs.user_state_dir("exchange")))


def zone_of(desk: Desk) -> str:
    """Return the post's time zone, in which moments are shown."""
    return desk.session.post.zone


def passphrase_given(call: Call, handle: str | None) -> str:
    """Return the member's passphrase."""
    return passphrase_from(passphrase_source(call.given), _prompt(call, handle), call.first_line)


def passphrase_source(given: Given) -> str | None:
    """Return the file that holds the passphrase, `-` for the first line of stdin, or none to be asked."""
    return given.text("passphrase-file") or os.environ.get("EXCHANGE_PASSPHRASE_FILE")


def head_passphrase_given(call: Call) -> str:
    """Return the first head's passphrase: of --passphrase-file, or asked for twice."""
    return _new_passphrase(call, "--passphrase-file", passphrase_source(call.given), call.first_line)


def new_passphrase_given(call: Call) -> str:
    """Return the new passphrase of --new-passphrase-file, or ask for it twice."""
    return _new_passphrase(call, "--new-passphrase-file", call.given.text("new-passphrase-file"))


def _new_passphrase(call: Call, option: str, source: str | None, first_line: bytes | None = None) -> str:
    words = call.report.words
    return new_passphrase_from(option, source, words("prompt.new"), words("prompt.again"), first_line)


def key_file_given(given: Given) -> bytes | None:
    """Return the content of --key-file, or none."""
    path = given.path("key-file")
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return file.read(KEY_FILE_LIMIT)
    except OSError as error:
        raise refused_by_system(error) from None


def _say_noticed(call: Call, desk: Desk) -> None:
    """Say what the unlock noticed."""
    found, note = desk.noticed, call.report.note
    if found.failed:
        note("unlock.failed", count=str(found.failed))
    if found.rebuilt:
        note("unlock.rebuilt", numbers=", ".join(f"D-{n:04d}" for n in found.rebuilt))
    if found.overstaying:
        note("unlock.overstaying", handles=", ".join(found.overstaying))
    if found.clock_behind is not None:
        from tui.shown import moment_shown

        newest = moment_shown(found.clock_behind, zone_of(desk), call.report.language)
        note("unlock.clock-behind", newest=newest)


def _say_stopped(call: Call, desk: Desk) -> None:
    """Say which erasures a verb stopped, by what it changed."""
    if desk.provisional:
        return
    for ref in dict.fromkeys(desk.session.stopped):
        call.report.note("erasure.stopped", ref=ref)
    desk.session.stopped.clear()


def _say_understood(call: Call, desk: Desk) -> None:
    """Say how each moment was understood that was typed loosely, or without a zone."""
    from tui.shown import understood_shown

    for text, found in desk.understood.items():
        zone = found.zone if "/" in found.zone else found.local.isoformat()[-6:]
        zone = "UTC" if zone == "+00:00" else zone
        said = "moment.post-zone" if found.assumed_zone else "moment.understood"
        call.report.note(
            said, given=text, moment=understood_shown(found, zone, call.report.language), zone=zone
        )
        if found.twice:
            second = found.local.replace(fold=1)
            call.report.note("moment.twice", given=text, offset=second.isoformat()[-6:])


def _prompt(call: Call, handle: str | None) -> str:
    if handle is None:
        return call.report.words("prompt.only")
    return call.report.words("prompt.passphrase", handle=handle)
