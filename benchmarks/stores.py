"""Stores to measure on, built through the desk's own doors, once a size; questions get a copy.

A passphrase costs next to nothing here: what Argon2id costs is a question of its own. While a store is
built nobody waits for the disk, since a crash only means to build it again.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from benchmarks.texts import Writer
from exchange.desk import Desk, Settings
from exchange.founding import PostSetup
from exchange.requests.inputs import Closing
from keys.kdf import KdfParameters

CHEAP: Final = KdfParameters(64, 1, 1)
MEMBER: Final = "a.martin"
PASSPHRASE: Final = "quatre mots que rien ne relie"  # noqa: S105  (of stores that are thrown away)
CLOSED_EACH: Final = 10
"""Each tenth request is closed again."""
TOLD_EACH: Final = 10_000


def _any_passphrase(passphrase: str, words: tuple[str, ...]) -> None:
    """Let a passphrase pass: how strong one must be is not measured."""


@dataclass(frozen=True)
class Built:
    """A store of `size` requests, with the state folder of one machine."""

    size: int
    folder: Path

    @property
    def store(self) -> Path:
        """The store itself."""
        return self.folder / "store"

    @property
    def state(self) -> Path:
        """The state folder, where the command line looks for it under XDG_STATE_HOME."""
        return self.folder / "exchange"

    def settings(self, parameters: KdfParameters = CHEAP) -> Settings:
        """Return a desk's settings; `parameters` is what its passphrases cost from then on."""
        return Settings(self.state, parameters=parameters, floor=CHEAP, check=_any_passphrase)

    def desk(self, parameters: KdfParameters = CHEAP) -> Desk:
        """Unlock the store."""
        return Desk.unlock(self.store, MEMBER, PASSPHRASE, self.settings(parameters))


@dataclass
class Stores:
    """The stores of one run, and where files may be put beside them; `kept` outlives the run."""

    folder: Path
    kept: Path | None = None
    _built: dict[int, Built] = field(default_factory=dict)

    def at(self, size: int) -> Built:
        """Return the store of a size, built at the first call."""
        if size not in self._built:
            self._built[size] = self._made(size)
        return self._built[size]

    def _made(self, size: int) -> Built:
        folder = self.folder / str(size)
        if self.kept is None:
            return _build(folder, size)
        whole = self.kept / str(size)
        if not whole.exists():
            self.kept.mkdir(parents=True, exist_ok=True)
            half = Path(tempfile.mkdtemp(dir=self.kept))
            _build(half / "whole", size)
            (half / "whole").rename(whole)
            half.rmdir()
        return Built(size, Path(shutil.copytree(whole, folder)))

    def copy(self, built: Built) -> Path:
        """Copy a store that nobody has open, to be deleted with the run; return the folder."""
        return Path(shutil.copytree(built.store, self.place("copy") / "store"))

    def place(self, name: str) -> Path:
        """Return a new folder."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder)


@contextmanager
def stores(kept: Path | None = None) -> Iterator[Stores]:
    """Give a place for stores, on the disk that holds temporary files, gone at the end."""
    with Stores(Path(tempfile.mkdtemp(prefix="exchange-bench-")), kept) as made:
        yield made


def _build(folder: Path, size: int) -> Built:
    folder.mkdir()
    built = Built(size, folder)
    setup = PostSetup("asi-bogota", "Ambassade de France à Bogotá", "FR", ("CO", "EC"), MEMBER, "Anne Martin")
    Desk.found(built.store, setup, PASSPHRASE, built.settings())
    with built.desk() as desk:
        with desk.session.database.connection() as connection:
            connection.execute("PRAGMA synchronous = OFF")  # of the one connection that this desk uses
        desk.services.add("dijin", "Dirección de Investigación Criminal", "CO", "police")
        desk.services.add("fiscalia", "Fiscalía General", "CO", "prosecution")
        for number, request in enumerate(Writer().requests(size), 1):
            opened = desk.requests.open(request)
            if number % CLOSED_EACH == 0:
                desk.requests.close(opened.ref, Closing("fulfilled", reason="Rien de plus à faire"))
            if number % TOLD_EACH == 0:
                print(f"building {number} of {size}", file=sys.stderr, flush=True)
    return built
