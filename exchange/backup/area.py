"""The verbs on backups: made when asked for, made by themselves once a day, the last one before a move."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from exchange.backup.making import Backup, back_up
from exchange.errors import Refused
from exchange.store.session import Session

SUFFIX: Final = ".exchange-backup"
EVERY: Final = timedelta(days=1)
KEPT: Final = 7
_STAMP: Final = "%Y%m%dT%H%M%SZ"


class Backups:
    """The verbs on backups."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def make(self, path: Path) -> Backup:
        """Write a backup; raise Refused where anything is at `path`."""
        return back_up(self._session, path)

    def retire(self, path: Path) -> Backup:
        """Write the last backup of this store, which then shows nothing more: a move to another machine."""
        return back_up(self._session, path, "store.retired")

    def automatic(self, folder: Path) -> Backup | None:
        """Write a backup into `folder` where the newest there is older than a day; keep the newest seven."""
        session = self._session
        if session.retired or session.read_only:
            return None
        if not folder.is_dir():
            raise Refused("folder-missing", path=str(folder))
        now, made = session.clock().astimezone(UTC), self._made(folder)
        if made and now - made[-1][0] < EVERY:
            return None
        backup = self.make(folder / f"{session.post.handle}-{now.strftime(_STAMP)}{SUFFIX}")
        for _, old in made[: -(KEPT - 1)]:
            old.unlink(missing_ok=True)
        return backup

    def newest(self, folder: Path) -> datetime | None:
        """Return when the newest automatic backup in `folder` was made."""
        made = self._made(folder)
        return made[-1][0] if made else None

    def _made(self, folder: Path) -> list[tuple[datetime, Path]]:
        """Return this post's automatic backups in a folder, oldest first, by the moment in their names."""
        name = re.compile(rf"{re.escape(self._session.post.handle)}-(\d{{8}}T\d{{6}}Z){re.escape(SUFFIX)}")
        found = ((name.fullmatch(path.name), path) for path in folder.glob(f"*{SUFFIX}"))
        return sorted(
            (datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), path) for match, path in found if match
        )
