"""A store with something of everything: requests with notes and a file, an arrival to sort."""

# ruff: noqa: S608  (the names of our own tables, in tests that write past the program)
from __future__ import annotations

from pathlib import Path

import pytest

from exchange.audit.area import Log
from exchange.checking.above import above
from exchange.checking.area import Store
from exchange.errors import Exit, Tampered
from exchange.requests.inputs import NewEvent, NewRequest
from exchange.store.rows import SealedRow, columns_of
from exchange.transmission.inputs import NewTransmission
from tests.world import Seat, World

FIRST, SECOND = "BOG-2026-00001", "BOG-2026-00002"


def fill(desk: Seat, folder: Path) -> None:
    """Write two requests, what belongs to them, and an arrival that nobody has sorted."""
    desk.services.add("dijin", "DIJIN", "CO", "police")
    for title in ("Conteneur", "Réseau"):
        desk.requests.open(
            NewRequest(
                kind="trafficking",
                requester="ofast",
                title=title,
                to=("dijin",),
                text="Texte reçu. " * 40,
                persons=({"family": "ROSERO", "born": "1980-05-17", "nationality": "COL"},),
            )
        )
    for text in ("Premier appel.", "Second appel."):
        desk.requests.note(FIRST, text)
    desk.legs.event(FIRST, "1", NewEvent("acknowledged", "now"))
    file = folder / "photo.jpg"
    file.write_bytes(bytes(range(256)) * 2048)
    desk.attachments.add(FIRST, file)
    desk.transmissions.record(NewTransmission(direction="in", channel="email", subject="Bonjour", text="…"))


def filled_in(place: Path) -> World:
    """Give a post whose desk wrote something of everything, and was locked."""
    return World.grown(_something_of_everything, place)


def _something_of_everything(world: World) -> None:
    fill(world.desk(), world.folder.parent)


def log_of(desk: Seat) -> Log:
    """Return the desk's log, as the desk makes it."""
    return Log(desk.session, above(desk.session))


def store_of(desk: Seat) -> Store:
    """Return the desk's store, as the desk makes it."""
    return Store(desk.session)


def failure(world: World) -> Tampered:
    """Return what unlocking and checking the store fail with."""
    with pytest.raises(Tampered) as caught:
        store_of(world.desk()).check()
    assert caught.value.exit is Exit.INTEGRITY
    world.lock_all()
    return caught.value


def kept(world: World, kind: type[SealedRow], where: str) -> dict[str, object]:
    """Return a row as it stands."""
    (row,) = world.sql(f"SELECT {', '.join(columns_of(kind))} FROM {kind.__tablename__} WHERE {where}")
    return dict(zip(columns_of(kind), row, strict=True))


def put_back(world: World, kind: type[SealedRow], row: dict[str, object]) -> None:
    """Write a whole row over that of the same id, as it once stood."""
    columns = ", ".join(f"{name} = ?" for name in row)
    values = [value if isinstance(value, str | int | bytes) else None for value in row.values()]
    world.sql(f"UPDATE {kind.__tablename__} SET {columns} WHERE id = ?", *values, str(row["id"]))
