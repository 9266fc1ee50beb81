"""The world of a test: a post founded and its members activated, through the same doors as users.

    with World.bogota(tmp_path) as world:
        desk = world.desk()                      # the head's; world.desk(OFFICER) another member's
        opened = desk.requests.open(NewRequest(kind="wanted", requester="dnpj", title="…"))

Founding and activating take longer than most tests, so each process does it once a post and every
test gets its own copy of the folder, with the state folder of one machine. What several tests do
first is done once too: `World.grown(grow, tmp_path)` copies a post in which `grow` has worked. Time
stands where it is put: the clock gives each caller the next millisecond and moves by `advance` alone.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeAlias

from sqlcipher3 import dbapi2

from exchange.desk import Desk, Settings
from exchange.errors import Proposed
from exchange.founding import Founded, PostSetup
from exchange.log.entry import Entry, parse_line
from exchange.store.engine import prepare
from exchange.store.folder import StoreFolder
from exchange.store.slots import Opened, open_with_passphrase
from keys.identity import MemberKeys
from keys.kdf import KdfParameters
from keys.wrap import unwrap

CHEAP: Final = KdfParameters(64, 1, 1)
"""What a passphrase costs in tests: the program's floor is never so low."""

START: Final = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
"""A Thursday, 9 in the morning in Bogotá."""

HEAD, OFFICER, INVESTIGATOR, AUDITOR = "a.martin", "b.durand", "c.petit", "d.leroy"
ROLES: Final = {OFFICER: "officer", INVESTIGATOR: "investigator", AUDITOR: "auditor"}

BOGOTA: Final = PostSetup(
    "asi-bogota", "Ambassade de France à Bogotá", "FR", ("CO", "EC"), HEAD, "Anne Martin"
)
MADRID: Final = PostSetup("asi-madrid", "Ambassade de France à Madrid", "FR", ("ES",), HEAD, "Ana Gómez")


def passphrase_of(handle: str) -> str:
    """Return the passphrase of a member, once he is active."""
    return f"la phrase que {handle} connaît seul"


def first_passphrase_of(handle: str) -> str:
    """Return the passphrase that the head gave a member's provisional slot."""
    return f"la phrase donnée à {handle}"


def accept_any(passphrase: str, words: tuple[str, ...]) -> None:
    """Let every new passphrase pass: how strong one must be is tested with the keys."""


@dataclass
class SetClock:
    """A clock that stands where it was put, a millisecond later at each look."""

    now: datetime = START

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def advance(self, **by: float) -> None:
        """Let time pass: `advance(days=7)`."""
        self.now += timedelta(**by)


Seat: TypeAlias = Desk
"""A member's unlocked desk."""


@dataclass
class World:
    """A post's store, one machine's state folder beside it, the clock, and the desks unlocked in it."""

    folder: Path
    state: Path
    founded: Founded
    clock: SetClock = field(default_factory=SetClock)
    desks: list[Seat] = field(default_factory=list)
    _store_key: tuple[bytes, bytes] = field(default=(b"", b""), init=False, repr=False)
    """The keyring that was read last, and the store's key that it gave."""

    @classmethod
    def new(cls, place: Path, setup: PostSetup) -> Self:
        """Found a post with its head alone."""
        place.mkdir(parents=True, exist_ok=True)
        clock = SetClock()
        settings = Settings(place / "state", clock, parameters=CHEAP, floor=CHEAP, check=accept_any)
        founded = Desk.found(place / "store", setup, passphrase_of(setup.head_handle), settings)
        return cls(founded.folder, place / "state", founded, clock)

    @classmethod
    def bogota(cls, place: Path) -> Self:
        """Give the post in Bogotá, its head, officer, investigator and auditor active."""
        return cls._copied(place, BOGOTA)

    @classmethod
    def madrid(cls, place: Path) -> Self:
        """Give a second post, in Madrid, with the same four roles."""
        return cls._copied(place, MADRID)

    @classmethod
    def grown(cls, grow: Callable[[World], None], place: Path) -> Self:
        """Give the post in Bogotá after `grow` worked in it, its desks locked."""
        return cls.copied(_grown(grow), place)

    @classmethod
    def _copied(cls, place: Path, setup: PostSetup) -> Self:
        return cls.copied(_staffed(setup), place)

    @classmethod
    def copied(cls, made: World, place: Path) -> Self:
        """Give a copy of a world whose desks are locked, at the moment to which it came."""
        shutil.copytree(made.folder, place / "store")
        shutil.copytree(made.state, place / "state")
        founded = replace(made.founded, folder=place / "store")
        return cls(place / "store", place / "state", founded, SetClock(made.clock.now))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lock_all()

    def settings(self, state: Path | None = None) -> Settings:
        """Return what its machine decides, or another one with a state folder of its own."""
        return Settings(state or self.state, self.clock, parameters=CHEAP, floor=CHEAP, check=accept_any)

    def desk(self, handle: str = HEAD, passphrase: str | None = None, state: Path | None = None) -> Seat:
        """Unlock a desk for a member; it is locked with the world."""
        settings = self.settings(state)
        desk = Desk.unlock(self.folder, handle, passphrase or passphrase_of(handle), settings)
        self.desks.append(desk)
        return desk

    def lock(self, desk: Seat) -> None:
        """Lock one desk."""
        self.desks.remove(desk)
        desk.close()

    def lock_all(self) -> None:
        """Lock every desk: the database file is then whole by itself."""
        while self.desks:
            self.desks.pop().close()

    def add(self, handle: str, role: str, until: str | None = None) -> None:
        """Let the head add a member: a provisional slot."""
        desk = self.desk()
        desk.members.add(handle, f"Nom de {handle}", role, first_passphrase_of(handle), until)
        self.lock(desk)

    def activate(self, handle: str) -> None:
        """Let a member take his own keys and passphrase."""
        desk = self.desk(handle, first_passphrase_of(handle))
        desk.members.activate(passphrase_of(handle))
        self.lock(desk)

    @contextmanager
    def raw(self) -> Iterator[dbapi2.Connection]:
        """Give the database as somebody with the store key sees it, past the program."""
        connection = dbapi2.connect(str(self.folder / "exchange.db"), isolation_level=None)
        prepare(connection, self.store_key())
        try:
            yield connection
        finally:
            connection.close()

    def sql(self, statement: str, *values: str | int | bytes | None) -> list[tuple[object, ...]]:
        """Run one statement on the raw database; return its rows."""
        with self.raw() as connection:
            return list(connection.execute(statement, values).fetchall())

    def store_key(self) -> bytes:
        """Return the key of the database file, as any member holds it."""
        keyring = StoreFolder(self.folder).keyring_file.read_bytes()
        if self._store_key[0] != keyring:
            opened = self.opened()
            keys, post = MemberKeys.from_seed(opened.seed, opened.slot.member), opened.slot.post
            sealed = opened.slot.sealed_store_key
            key = unwrap(keys, sealed, post=post, kind="store", object_id=post, version=1)
            self._store_key = keyring, key
        return self._store_key[1]

    def opened(self, handle: str = HEAD) -> Opened:
        """Open a member's slot alone."""
        return open_with_passphrase(StoreFolder(self.folder), handle, passphrase_of(handle), None, CHEAP)

    def entries(self) -> list[Entry]:
        """Return the log's entries, as they are stored."""
        with self.raw() as connection:
            lines = connection.execute("SELECT line FROM log_entry ORDER BY n").fetchall()
        return [parse_line(bytes(line)).entry for (line,) in lines]

    def ops(self) -> list[str]:
        """Return the operations of the log, in order."""
        return [entry.op for entry in self.entries()]

    def copy_store(self, to: Path) -> Path:
        """Copy the store's folder as a thief or a restore would find it; every desk is locked first."""
        self.lock_all()
        return Path(shutil.copytree(self.folder, to))

    def put_back(self, copy: Path) -> None:
        """Put an older copy of the store in the place of the present one."""
        self.lock_all()
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)


@cache
def _keep() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="exchange-world-")


@cache
def _staffed(setup: PostSetup) -> World:
    with World.new(Path(_keep().name) / setup.handle, setup) as world:
        for handle, role in ROLES.items():
            world.add(handle, role)
            world.activate(handle)
        desk = world.desk()
        desk.grants.give(OFFICER, "general")
        for handle in (setup.head_handle, *ROLES):  # else every test replays these entries
            world.desk(handle).session.keep_roster()
    return world


@cache
def _grown(grow: Callable[[World], None]) -> World:
    with World.bogota(Path(_keep().name) / f"{grow.__module__}.{grow.__name__}") as world:
        grow(world)
    return world


def admit_head(world: World, handle: str = "h.second") -> None:
    """Give a post of four eyes, with a head and an officer, a second head: the officer proposes him."""
    who = (handle, "Second", "head", first_passphrase_of(handle))
    head = world.desk()
    try:
        world.desk(OFFICER).members.add(*who)
    except Proposed as waiting:
        head.choose(purpose=None, proposal=waiting.n)
    head.members.add(*who)
    world.activate(handle)
