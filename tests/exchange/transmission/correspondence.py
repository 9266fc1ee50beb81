"""Two posts with real stores that trust each other's card, and a folder that carries files between them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exchange.requests.inputs import NewRequest
from exchange.transmission.incidents import Incidents
from exchange.transmission.inputs import NewDispatch
from exchange.transmission.receipt import Receipted
from exchange.transmission.sending import Sent
from tests.world import MADRID, Seat, World


@dataclass
class Post:
    """One of the two, with the head's desk open."""

    world: World
    name: str
    seat: Seat
    bag: Path

    def open(self, **more: object) -> str:
        """Open a request and return its reference."""
        new = NewRequest(
            kind="trafficking",
            requester="ofast" if self.name != MADRID.handle else "asi-bogota",
            title="Conteneur au départ de Buenaventura",
            text="Vérifier le conteneur MSKU 123456 7.\nMerci.",
            points=("Qui est le destinataire ?", "Quel navire ?"),
            persons=({"family": "ROSERO", "born": "1980-05-17", "nationality": "COL"},),
            **more,  # type: ignore[arg-type]
        )
        return self.seat.requests.open(new).ref

    def send(self, ref: str, to: str, **more: object) -> Sent:
        """Send about a request, into the bag."""
        return self.seat.transmissions.send(NewDispatch(ref, to, self.bag, **more))  # type: ignore[arg-type]

    def receive(self, file: str | None) -> Receipted:
        """Receive a file of the bag; our receipt goes into the bag too."""
        assert file is not None
        return self.seat.transmissions.receive(Path(file), self.bag)

    def trust(self, other: Post) -> None:
        """Trust the other's card, whose fingerprint was compared."""
        card = other.seat.cards.export().data
        self.seat.services.trust(card, lambda shown: shown.fingerprint.digits)

    def incidents(self) -> Incidents:
        """Return the verbs on incidents, for the head."""
        return Incidents(self.seat.session)

    def reopen(self) -> None:
        """Unlock again, after the store was locked or put back."""
        self.seat = self.world.desk()

    def put_back(self, copy: Path, state: Path | None = None) -> None:
        """Put an older store in place, as a restore past the program would; state folder too where given."""
        self.world.put_back(copy)
        if state is not None:
            self.world.state = state
        self.reopen()


@dataclass
class Pair:
    """Bogotá and Madrid."""

    bogota: Post
    madrid: Post
    place: Path

    @classmethod
    def at_work(cls, bogota: World, madrid: World, place: Path) -> Pair:
        """Unlock the head's desk in both posts, in a place with a bag."""
        here, there = (
            Post(world, world.founded.origin.split("/")[0], world.desk(), place / "bag")
            for world in (bogota, madrid)
        )
        return cls(here, there, place)

    def copied(self, place: Path) -> Pair:
        """Give a copy in another place, at work, of this one, which is locked."""
        for left in self.place.iterdir():
            if left.name not in ("bogota", "madrid"):
                (shutil.copytree if left.is_dir() else shutil.copy)(left, place / left.name)
        bogota, madrid = (
            World.copied(post.world, place / post.world.folder.parent.name)
            for post in (self.bogota, self.madrid)
        )
        return Pair.at_work(bogota, madrid, place)

    def lock(self) -> None:
        """Lock every desk of both."""
        self.bogota.world.lock_all()
        self.madrid.world.lock_all()

    def exchange(self) -> tuple[str, Sent, Receipted]:
        """Send one request from Bogotá to Madrid and receive it; return reference, departure, arrival."""
        ref = self.bogota.open()
        sent = self.bogota.send(ref, "asi-madrid")
        return ref, sent, self.madrid.receive(sent.file)


def pair_in(place: Path, grow: Callable[[Pair], None] | None = None) -> Pair:
    """Return the two posts, mutually trusted; where `grow` worked in them, with all that it left there."""
    return _grown(grow).copied(place) if grow else _trusting().copied(place)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="exchange-pair-")


@cache
def _trusting() -> Pair:
    """Let each trust the other's card, once a process."""
    place = Path(_kept().name) / "trusting"
    (place / "bag").mkdir(parents=True)
    pair = Pair.at_work(World.bogota(place / "bogota"), World.madrid(place / "madrid"), place)
    pair.bogota.trust(pair.madrid)
    pair.madrid.trust(pair.bogota)
    pair.lock()
    return pair


@cache
def _grown(grow: Callable[[Pair], None]) -> Pair:
    place = Path(_kept().name) / f"{grow.__module__}.{grow.__name__}"
    place.mkdir()
    pair = _trusting().copied(place)
    grow(pair)
    pair.lock()
    return pair
