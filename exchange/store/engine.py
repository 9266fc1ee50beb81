"""The database file: SQLCipher opened with a raw key, in the one way that keeps its promises.

Opening never creates; creating refuses whatever is there. WAL with `synchronous=FULL`: a commit that
returned has been fsynced (docs/durability.md). A network file system is refused: its locks lie.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from exchange.errors import Conflict, Refused, Tampered
from exchange.store.compiler import Compiler
from exchange.store.dialect import Dialect
from exchange.store.folder import DATABASE
from exchange.store.rows import Reader, Rows

_OLDEST_SQLITE: Final = (3, 51, 3)
_PAGE: Final = 4096
_SHARED: Final = 32768  # bytes: how the file grows that connections share in WAL mode (sqlite.org/walformat)
_ALONE_WAIT: Final = 2000  # milliseconds: a verb of another process ends, a desk left open doesn't
_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "davfs"}
)
_PRAGMAS: Final = (
    "cipher_memory_security = OFF",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "trusted_schema = OFF",
    "busy_timeout = 10000",
    "cache_size = -8192",  # KiB: a batch of an import fits; the screens hold it as long as they are open
    "wal_autocheckpoint = 4000",  # pages: not at each batch, which writes many of them again
)

_COMPILER: Final = Compiler(Dialect(dbapi=dbapi2))
"""What SQL a statement gives depends on the dialect alone: each is compiled once, for every store."""


class Database:
    """An open store: gives out readers (one snapshot each) and writers (one transaction each)."""

    def __init__(self, path: Path, key: bytes) -> None:
        refuse_network(path.parent)
        if not path.is_file():
            raise Refused("store-not-found", path=str(path))
        if path.stat().st_size < _PAGE:  # SQLite would take it for a new database and write into it
            raise Tampered("store-unreadable")
        self.path = path
        self._file = _identity(path)
        self._stopped = False
        self._alone = False
        self._key = key
        self._proven: set[tuple[int, bytes]] = set()
        self._idle: deque[dbapi2.Connection] = deque()

    @cached_property
    def engine(self) -> sa.Engine:
        """What migrations work through; every other use takes the driver's connections."""
        return sa.create_engine(
            "sqlite+pysqlite://", module=dbapi2, creator=self._connect, poolclass=NullPool
        )

    @contextmanager
    def connection(self) -> Iterator[dbapi2.Connection]:
        """Give a connection that nobody else has, kept for the next use where no transaction is left open."""
        with translated():
            connection = self._taken()
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.close()
                else:
                    self._idle.append(connection)

    def _taken(self) -> dbapi2.Connection:
        return self._idle.pop() if self._idle else self._connect()

    def _connect(self) -> dbapi2.Connection:
        if dbapi2.sqlite_version_info < _OLDEST_SQLITE:
            raise Refused("sqlite-too-old", version=dbapi2.sqlite_version)
        if self.path.exists() and not all(os.access(one, os.W_OK) for one in (self.path, self.path.parent)):
            raise Refused("store-read-only")  # SQLite would say that it can't open, which helps nobody
        connection = dbapi2.connect(
            f"{self.path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=10,
            cached_statements=256,
        )
        try:
            prepare(connection, self._key)
        except dbapi2.OperationalError:
            if _is_full(self.path.parent):  # nothing was written: the file that WAL shares found no room
                raise Refused("disk-full", file=DATABASE) from None
            raise
        if self._alone:
            connection.execute(f"PRAGMA busy_timeout = {_ALONE_WAIT}")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        return connection

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Give a reader over one snapshot of the store."""
        with self._transaction("BEGIN") as connection:
            yield Reader(connection.cursor(), _COMPILER, self._proven)

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        """Give a writer that holds the write lock; commits when the block ends well, else rolls back."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            rows = Rows(connection.cursor(), _COMPILER, self._proven)
            yield rows
            rows.hand_over()
            if _identity(self.path) != self._file:  # a commit into a file that is gone would be lost
                raise Refused("store-not-found", path=str(self.path))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[dbapi2.Connection]:
        if self._stopped:  # a disk that failed once may say later that all is well, and lie
            raise Refused("not-durable")
        try:
            with self._begun(begin) as connection:
                yield connection
        except Refused as error:
            if error.reason == "not-durable":
                self._stopped = True
            raise

    @contextmanager
    def _begun(self, begin: str) -> Iterator[dbapi2.Connection]:
        with self.connection() as connection:
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(dbapi2.OperationalError):  # the failure already ended the transaction
                    connection.execute("ROLLBACK")
                raise

    def copy_to(self, path: Path) -> None:
        """Copy the database, as it stands at one moment, to a new file under the same key."""
        create(path, self._key)
        with translated():
            source = self._connect()
            try:
                with closing(dbapi2.connect(path.absolute().as_uri(), uri=True)) as copy:
                    copy.execute("PRAGMA cipher_log_level = NONE")
                    copy.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
                    source.backup(copy)
            finally:
                source.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the file for oneself while the block runs; raise Conflict where anyone else has it open.

        In WAL mode each open connection holds a shared lock, also while it does nothing.
        """
        self.close()
        self._alone = True
        try:
            with self._transaction("BEGIN EXCLUSIVE"):
                pass
            yield
        finally:
            self._alone = False
            self.close()

    def rekey(self, key: bytes) -> None:
        """Write every page anew under another key; the caller is `alone`. Raise Refused where it can't be."""
        try:
            # Closed afterwards: what a failed re-key leaves in memory is no longer trusted.
            with translated(), closing(self._taken()) as connection:
                connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._key = key
            with self._transaction("BEGIN IMMEDIATE"):  # the pragma says "ok" whatever came of it
                pass
        except (Tampered, dbapi2.DatabaseError):
            self._stopped = True  # "table is locked", too: what failed left its transaction open
            raise Refused("not-durable") from None

    def close(self) -> None:
        """Close every connection."""
        while self._idle:
            self._idle.pop().close()


def prepare(connection: dbapi2.Connection, key: bytes) -> None:
    """Give a new connection its key and pragmas; raise Tampered where the file doesn't open with it."""
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError as error:
        connection.close()
        if isinstance(_translated(error), Refused | Conflict):  # a full disk is no tampering
            raise
        raise Tampered("store-unreadable") from None


def _is_full(folder: Path) -> bool:
    medium = os.statvfs(folder)
    return medium.f_bavail * medium.f_frsize < _SHARED


def create(path: Path, key: bytes) -> None:
    """Create an empty database file, mode 0600; raise Refused where anything is there."""
    refuse_network(path.parent)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise Refused("store-exists", path=str(path)) from None
    with (
        translated(),
        closing(dbapi2.connect(path.absolute().as_uri(), uri=True, isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # only before the first table
        connection.execute("PRAGMA journal_mode = WAL")


def _identity(path: Path) -> tuple[int, int] | None:
    """Return which file stands at `path`; None where none does."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into ours: what happened, and that nothing was written."""
    try:
        yield
    except dbapi2.DatabaseError as error:
        raise _translated(error) from None
    except sa.exc.DBAPIError as error:  # the same, from a migration
        if isinstance(error.orig, dbapi2.DatabaseError):
            raise _translated(error.orig) from None
        raise


def _translated(error: dbapi2.DatabaseError) -> Exception:
    words = str(error)
    table: tuple[tuple[str, Exception], ...] = (
        ("database or disk is full", Refused("disk-full", file=DATABASE)),
        ("readonly database", Refused("store-read-only")),
        ("database is locked", Conflict("store-busy")),
        ("disk I/O error", Refused("not-durable")),
        ("unable to open", Refused("store-not-opened")),
        ("malformed", Tampered("store-unreadable")),
        ("fts5", Tampered("store-unreadable")),  # rows of the index itself removed or altered
        ("not a database", Tampered("store-unreadable")),
        ("Could not decode", Tampered("store-unreadable")),
        ("UNIQUE constraint", Tampered("store-structure")),  # a number given out twice, a row planted
    )
    for part, meant in table:
        if part in words:
            return meant
    unknown: Exception = error
    return unknown


def refuse_network(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> None:
    """Raise Refused where `folder` lies on a network file system, as `mounts` tells."""
    if not mounts.exists():
        return
    best, kind = "", ""
    wanted = str(folder.absolute().resolve())
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, name, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        inside = wanted == point or wanted.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, name
    if kind in _NETWORK:
        raise Refused("network-share", path=wanted, kind=kind)
