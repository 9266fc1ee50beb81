"""What the command line says before the screens open: which store, who, on which machine."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exchange.errors import Refused
from tui.cli.passphrases import passphrase_from

if TYPE_CHECKING:
    from exchange.desk import Desk, Settings

KEY_FILE_LIMIT: Final = 4096


@dataclass(frozen=True)
class Entrance:
    """The store's folder, the handle and key file as far as they are known, and the machine's settings.

    With a `passphrase_file` the desk is unlocked without asking. The desk itself is imported on the thread
    that will own it, once the first frame stands.
    """

    store: Path
    settings: Callable[[], Settings]
    handle: str = ""
    key_file: str = ""
    passphrase_file: Path | None = None
    read_only: bool = False
    purpose: str | None = None

    def unlocking(self, handle: str, passphrase: str, key_file: str) -> Callable[[], Desk]:
        """Return what unlocks the desk, to be run on the thread that will own it."""

        def act() -> Desk:
            settings = replace(self.settings(), read_only=self.read_only)
            key = _content(key_file)
            desk: Desk = _desk().unlock(self.store, handle or None, passphrase, settings, key_file=key)
            try:
                if not desk.provisional:
                    desk.session.refuse_retired()  # it shows nothing: there is no screen to open
            except Refused:
                desk.close()
                raise
            desk.choose(purpose=self.purpose, proposal=None)
            return desk

        return act

    def may_be_founded(self) -> bool:
        """Say whether nothing is at the store's path yet."""
        return _desk().may_be_founded(self.store)

    def unlocking_by_file(self) -> Callable[[], Desk]:
        """Return what unlocks the desk with the passphrase that a file holds."""
        return lambda: self.unlocking(
            self.handle, passphrase_from(str(self.passphrase_file), ""), self.key_file
        )()


def _content(key_file: str) -> bytes | None:
    if not key_file:
        return None
    try:
        with Path(key_file).expanduser().open("rb") as file:
            return file.read(KEY_FILE_LIMIT)
    except OSError as error:
        raise Refused("no-such-file", file=key_file, system=error.strerror or "") from None


def _desk() -> type[Desk]:
    kind: type[Desk] = importlib.import_module("exchange.desk").Desk
    return kind
