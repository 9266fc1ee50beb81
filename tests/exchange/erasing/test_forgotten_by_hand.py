"""A backup that the store was made to forget: seen by the check, and nothing is said to be erased."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.desk import Desk
from exchange.errors import Exit, Tampered
from tests.exchange.erasing.conftest import Case


@pytest.fixture
def medium(case: Case, tmp_path: Path) -> Path:
    """Make two automatic backups and one by hand, and take the medium away; return where it is now."""
    place = tmp_path / "medium"
    place.mkdir()
    desk = case.desk()
    desk.backups.automatic(place)
    case.world.clock.advance(days=2)
    desk.backups.automatic(place)
    desk.backups.make(tmp_path / "by-hand")
    desk.store.check()
    return place.rename(tmp_path / "away")


def refused(desk: Desk, case: Case) -> None:
    """See that the store is told as altered, and that no verb on erasures goes on."""
    place = "/medium"
    for act in (
        desk.store.check,
        desk.erasing.finish,
        lambda: desk.erasing.erase(case.ref, "court-order"),
        lambda: desk.erasing.destroyed(case.ref, place, "broyée"),
        lambda: desk.erasing.found(case.ref, place),
    ):
        with pytest.raises(Tampered, match="row-") as caught:
            act()
        assert caught.value.exit is Exit.INTEGRITY
        assert caught.value.arguments["table"] == "automatic_backup"


@pytest.mark.parametrize("which", ["min", "max"])
def test_a_backup_forgotten_by_hand_stops_an_erasure_before_it_begins(
    case: Case, medium: Path, which: str
) -> None:
    case.world.lock_all()
    case.world.sql(
        f"DELETE FROM automatic_backup WHERE id = (SELECT {which}(id) FROM automatic_backup)"  # noqa: S608
    )
    desk = case.desk()
    refused(desk, case)
    assert case.ref in {item.ref for item in desk.requests.list().items}


def test_an_erasure_under_way_stays_so_once_its_backup_is_forgotten_by_hand(case: Case, medium: Path) -> None:
    assert case.desk().erasing.erase(case.ref, "court-order").status == "erasing"
    case.world.lock_all()
    case.world.sql("DELETE FROM automatic_backup")
    desk = case.desk()  # whose upkeep goes on with what is under way
    assert desk.store.info().erasing == (case.ref,)
    refused(desk, case)


def test_a_backup_that_was_found_again_is_missed_as_well(case: Case, medium: Path, tmp_path: Path) -> None:
    desk, place = case.desk(), tmp_path / "medium"
    desk.erasing.erase(case.ref, "court-order")
    assert desk.erasing.destroyed(case.ref, str(place), "broyée").status == "erased"
    desk.store.check()
    found = desk.erasing.found(case.ref, str(medium))
    assert found.status == "erased"
    desk.store.check()
    case.world.lock_all()
    case.world.sql("DELETE FROM automatic_backup WHERE id = (SELECT max(id) FROM automatic_backup)")
    refused(case.desk(), case)


def test_backups_that_went_in_their_turn_are_not_missed(case: Case, tmp_path: Path) -> None:
    place = tmp_path / "medium"
    place.mkdir()
    desk = case.desk()
    for _ in range(9):
        desk.backups.automatic(place)
        case.world.clock.advance(days=2)
    assert len(list(place.glob("*.exchange-backup"))) == 7
    assert desk.erasing.erase(case.ref, "court-order").status == "erased"
    desk.store.check()
