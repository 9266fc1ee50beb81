"""An erasure cut short anywhere: the request is whole or gone, and what is left to do is done afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.backup import automatic, making
from exchange.erasing import finishing
from exchange.errors import ExchangeError, NotFound
from exchange.store import files
from exchange.store.journal import Journal
from exchange.store.state import State
from tests.exchange.erasing import remains
from tests.exchange.erasing.conftest import WORDS, Case
from tests.exchange.staffing.test_interrupted import Killed, at

POINTS: dict[str, tuple[object, str, int, bool]] = {
    "before it is committed": (Journal, "finish", 1, False),
    "once it is committed": (State, "saw", 1, False),
    "before the list of the state folder": (files, "_put", 1, False),
    "before the list beside the store": (files, "_put", 2, False),
    "before our files go": (finishing, "_removed", 1, False),
    "before the pages are cut": (finishing, "compact", 1, False),
    "once the pages are cut": (finishing, "compact", 1, True),
    "before the new backup is logged": (Journal, "finish", 2, False),
    "while the database is copied": (making, "check_file", 1, False),
    "before the new backup gets its name": (making, "move_durably", 1, False),
    "once the new backup has its name": (making, "move_durably", 1, True),
    "before the new backup is verified": (finishing, "verify", 1, False),
    "before the older backups go": (finishing, "drop", 1, False),
    "in the midst of the older backups": (automatic, "sync_folder", 1, False),
    "once the older backups are gone": (finishing, "drop", 1, True),
    "before it is marked as erased": (finishing, "_mark_erased", 1, False),
    "once it is marked as erased": (finishing, "_mark_erased", 1, True),
}
"""Where it is cut: what is called there, for the how-manieth time, and whether it still does its work."""


@pytest.mark.parametrize("point", POINTS)
def test_an_erasure_cut_short_anywhere_goes_on_by_itself(
    case: Case, point: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, backups = case.world, tmp_path / "media"
    backups.mkdir()
    desk = case.desk()
    for _ in range(2):
        desk.backups.automatic(backups)
        world.clock.advance(days=2)
    before = remains.bytes_of(world, case.id)
    owner, name, nth, after = POINTS[point]
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, at(nth, getattr(owner, name), after=after))
        with pytest.raises((Killed, ExchangeError)):
            desk.erasing.erase(case.ref, "court-order")
    world.desks.remove(desk)
    desk.session.database.close()  # what the system does for a process that died
    erased = "request.erased" in world.ops()
    assert erased == (point != "before it is committed")
    fresh = case.desk()
    if not erased:
        assert fresh.requests.show(case.ref)[0].item.title == WORDS["title"]
        fresh.erasing.erase(case.ref, "court-order")
    with pytest.raises(NotFound, match="request-erased"):
        fresh.requests.show(case.ref)
    assert fresh.store.info().erasing == ()
    fresh.store.check()
    world.lock_all()
    assert len(list(backups.glob("*.exchange-backup"))) == 1
    assert list(backups.glob(".*")) == []
    pages = remains.decrypted(world.folder / "exchange.db", world.store_key())
    for data in (pages, *(path.read_bytes() for path in remains.files(tmp_path))):
        assert not [piece for piece in before if piece in data]
