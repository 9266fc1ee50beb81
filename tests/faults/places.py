"""Where each verb starts from: a place made once, through the same doors as users."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from tests.exchange.transmission.correspondence import Pair, pair_in
from tests.faults.desks import NEWCOMER
from tests.faults.verbs import request_of
from tests.world import World

EVIDENCE: Final = bytes(range(256)) * 1200
"""More than one chunk."""
IMPORTED: Final = 8
"""Lines of one batch: all of them, or none."""


def make_place(verb: str, place: Path) -> None:
    """Make the place that a verb starts from: a copy of what was made for the first that starts there."""
    shutil.copytree(_made(_PLACES.get(verb, _alone)), place)


@cache
def _made(make: Callable[[Path, Path], None]) -> Path:
    place, work = (Path(_keep().name) / f"{make.__name__}{part}" for part in (".place", ".work"))
    (place / "bag").mkdir(parents=True)
    (place / "evidence.bin").write_bytes(EVIDENCE)
    make(place, work)
    return place


@cache
def _keep() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="exchange-place-")


def _nothing(place: Path, work: Path) -> None:
    """Where a post is to be founded."""


def _alone(place: Path, work: Path) -> None:
    """Bogotá with a request and a member who was added and has not activated himself."""
    with World.bogota(place) as world:
        world.desk().requests.open(request_of(1))
        world.add(NEWCOMER, "officer")
        (place / "sheet.txt").write_text(" ".join(world.founded.sheet.words), encoding="utf-8")


def _sending(place: Path, work: Path) -> None:
    """Bogotá, which trusts Madrid."""
    pair = _pair(work)
    pair.bogota.seat.requests.open(request_of(1))
    _take(pair, pair.bogota.world, place)


def _receiving(place: Path, work: Path) -> None:
    """Madrid, with a dispatch of Bogotá's that is still to be received."""
    pair = _pair(work)
    ref = pair.bogota.seat.requests.open(request_of(1)).ref
    sent = pair.bogota.send(ref, "asi-madrid", attach=(place / "evidence.bin",))
    _take(pair, pair.madrid.world, place, sent.file)


def _acknowledged(place: Path, work: Path) -> None:
    """Bogotá, with a receipt of Madrid's that is still to be received."""
    pair = _pair(work)
    ref = pair.bogota.seat.requests.open(request_of(1)).ref
    arrival = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    _take(pair, pair.bogota.world, place, arrival.receipt)


def _burnt(place: Path, work: Path) -> None:
    """Nothing but a backup of Bogotá, on a machine that saw more."""
    with World.bogota(work) as world:
        desk = world.desk()
        desk.requests.open(request_of(1))
        desk.backups.make(place / "backup")
        desk.requests.open(request_of(2))
        world.lock_all()
        shutil.copytree(world.state, place / "state")


def _importing(place: Path, work: Path) -> None:
    """Bogotá with a request, and a file to import."""
    _alone(place, work)
    line = '{"kind":"wanted","from":"dnpj","title":"Recherche"}\n'
    (place / "lines.jsonl").write_text(line * IMPORTED, encoding="utf-8")


_PLACES: Final[Mapping[str, Callable[[Path, Path], None]]] = {
    "found a post": _nothing,
    "restore": _burnt,
    "import a file": _importing,
    "send a dispatch": _sending,
    "receive a dispatch": _receiving,
    "receive a receipt": _acknowledged,
}


def _pair(work: Path) -> Pair:
    work.mkdir()
    return pair_in(work)


def _take(pair: Pair, world: World, place: Path, arriving: str | None = None) -> None:
    pair.bogota.world.lock_all()
    pair.madrid.world.lock_all()
    shutil.copytree(world.folder, place / "store")
    shutil.copytree(world.state, place / "state")
    (place / "in").mkdir()
    if arriving is not None:
        shutil.copy(arriving, place / "in")
