"""Verifying a backup of the open store as it lies on its medium: what it says, every page, the log's head."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from exchange.backup.archive import reading
from exchange.errors import Refused, Tampered
from exchange.store.check import check_file
from exchange.store.engine import Database
from exchange.store.folder import DATABASE
from exchange.store.journal import head_of
from exchange.store.session import Session
from keys.encoding import b64


def verify(session: Session, path: Path) -> None:
    """Raise Tampered or Refused unless a backup is one of this store, whole, under its present key."""
    working = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        working.mkdir(mode=0o700)
        with reading(path) as archive:
            archive.write_database(working / DATABASE)
            about = archive.about
        database = Database(working / DATABASE, session.vault.store_key)
        try:
            check_file(database)
            with database.reading() as rows:
                head = head_of(rows)
        finally:
            database.close()
    except OSError as error:
        raise Refused("not-written", path=str(path), why=error.strerror or "") from None
    finally:
        shutil.rmtree(working, ignore_errors=True)
    if (about.post, about.size, about.root) != (session.post.id, head.size, b64(head.root)):
        raise Tampered("backup-other", size=head.size, said=about.size)


def is_sound(session: Session, path: Path) -> bool:
    """Say whether `verify` has nothing against a backup."""
    try:
        verify(session, path)
    except (Tampered, Refused):
        return False
    return True
