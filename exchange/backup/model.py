"""The backups that were made by themselves: which file on which medium holds which log; media destroyed.

Sealed under the store key: where a post keeps its backups is nobody else's business.
"""

from __future__ import annotations

from exchange.store.rows import SealedRow
from exchange.store.sealed import Content


class AutomaticBackup(SealedRow, table=True):
    """A backup made by entry `log_index`, which commits to it: it holds what was erased later."""

    __tablename__ = "automatic_backup"
    log_index: int


class AutomaticBackupContent(Content):
    """The file's path, and the medium that bore it (`exchange.store.gone`); empty once it is gone."""

    file: str
    medium: str


class DestroyedMedium(SealedRow, table=True):
    """A medium that was destroyed, as entry `log_index` says and commits to."""

    __tablename__ = "destroyed_medium"
    log_index: int


class DestroyedMediumContent(Content):
    """Where it was, how its destruction was known, and whether it was found again all the same."""

    place: str
    reason: str
    found: bool = False
