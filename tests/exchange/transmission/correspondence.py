"""Two posts with real stores that trust each other's card, and a folder that carries files between them."""

from __future__ import annotations

from dataclasses import dataclass
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

    def exchange(self) -> tuple[str, Sent, Receipted]:
        """Send one request from Bogotá to Madrid and receive it; return reference, departure, arrival."""
        ref = self.bogota.open()
        sent = self.bogota.send(ref, "asi-madrid")
        return ref, sent, self.madrid.receive(sent.file)


def pair_in(place: Path) -> Pair:
    """Return the two posts, mutually trusted."""
    bag = place / "bag"
    bag.mkdir()
    worlds = World.bogota(place / "bogota"), World.madrid(place / "madrid")
    posts = [Post(world, world.founded.origin.split("/")[0], world.desk(), bag) for world in worlds]
    posts[0].trust(posts[1])
    posts[1].trust(posts[0])
    return Pair(posts[0], posts[1], place)
