"""The verbs on backups: made when asked for, made by themselves once a day, the last one before a move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from exchange.backup.automatic import Made, back_up_into, drop, made_in
from exchange.backup.making import Backup, back_up, retire
from exchange.errors import Refused
from exchange.moments import TOLERANCE
from exchange.store.session import Session

EVERY: Final = timedelta(days=1)
KEPT: Final = 7


class Backups:
    """The verbs on backups."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def make(self, path: Path) -> Backup:
        """Write a backup; raise Refused where anything is at `path`."""
        return back_up(self._session, path)

    def retire(self, path: Path) -> Backup:
        """Write the last backup of this store, which then shows nothing more: a move to another machine.

        Done again, it writes that backup once more: the first was cut short, or was lost on the way.
        """
        return retire(self._session, path)

    def automatic(self, folder: Path) -> Backup | None:
        """Write a backup into `folder` where the newest there is older than a day; keep the newest seven.

        Those dated ahead neither count nor go: a clock is wrong, now or when they were made.
        """
        session = self._session
        if session.retired or session.read_only:
            return None
        if not folder.is_dir():
            raise Refused("folder-missing", path=str(folder))
        made = self._until_now(folder)
        if made and session.clock().astimezone(UTC) - made[-1][0] < EVERY:
            return None
        backup = back_up_into(session, folder)
        drop(session, [old for _, old in made[: -(KEPT - 1)]])
        return backup

    def newest(self, folder: Path) -> datetime | None:
        """Return when the newest automatic backup in `folder` was made."""
        made = self._until_now(folder)
        return made[-1][0] if made else None

    def _until_now(self, folder: Path) -> Made:
        soon = self._session.clock().astimezone(UTC) + TOLERANCE
        return [(at, path) for at, path in made_in(self._session, folder) if at <= soon]
