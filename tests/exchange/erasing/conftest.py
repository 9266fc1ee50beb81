"""A post in Bogotá with a request full of words that stand nowhere else, and others beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from exchange.requests.inputs import Amendment, NewRequest, Search
from exchange.transmission.inputs import NewTransmission
from tests.exchange.requests.cases import DRUGS, ask
from tests.world import INVESTIGATOR, Seat, World

WORDS = {
    "title": "Vortigernois",
    "text": "Quetzalpharaon",
    "note": "Brimborionesque",
    "file": "tarabiscotage",
    "bytes": "Ouananiche-Salmigondis",
    "message": "Coquecigrue",
    "arrival": "Galimafree",
    "person": "ZWINGELSTEIN",
    "amended": "Abracadabrantesque",
}
"""One word for each place of a request, found in nothing else."""


@dataclass
class Case:
    """The request that is to be erased, what stays, and where."""

    world: World
    ref: str
    id: str
    stays: str
    outside: Path

    def desk(self) -> Seat:
        """Unlock the head's desk."""
        return self.world.desk()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World.grown(with_the_case, tmp_path / "post") as made:
        yield made


@pytest.fixture
def case(world: World, tmp_path: Path) -> Case:
    """Give a request with a part of every sort, known to the index, the register and an investigator."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (stays, _), (ref, id_) = world.sql("SELECT ref, id FROM request ORDER BY ref")
    return Case(world, str(ref), str(id_), str(stays), outside)


def with_the_case(world: World) -> None:
    """Open what stays, and the request that is to be erased."""
    desk = world.desk()
    stays = ask(desk, "dijin", text="rien de particulier").ref
    desk.requests.relate(filled(desk, world.folder.parent), stays)


def filled(desk: Seat, place: Path) -> str:
    """Open a request and fill it with the words; return its reference."""
    folder = place / "outside"
    folder.mkdir()
    piece = folder / f"{WORDS['file']}.bin"
    piece.write_bytes(WORDS["bytes"].encode() * 40_000)
    arrival = NewTransmission(
        direction="in", channel="email", subject=WORDS["arrival"], text=f"{WORDS['arrival']} venu"
    )
    number = desk.transmissions.record(arrival).number
    person = {"family": WORDS["person"], "nationality": "COL"}
    new = NewRequest(
        kind=DRUGS.kind,
        requester=DRUGS.requester,
        to=("dijin",),
        title=f"{WORDS['title']} {WORDS['amended']}",
        text=f"{WORDS['text']} au départ",
        arrival=str(number),
        persons=(person,),
        attach=(piece,),
    )
    made = desk.requests.open(new)
    desk.requests.amend(made.ref, Amendment(title=WORDS["title"], reason="relu"))
    desk.requests.note(made.ref, WORDS["note"])
    desk.requests.assign(made.ref, INVESTIGATOR)
    desk.transmissions.record(
        NewTransmission(direction="out", channel="email", to="dijin", request=made.ref, text=WORDS["message"])
    )
    desk.requests.search(Search(WORDS["text"]))
    piece.unlink()
    folder.rmdir()
    return made.ref
