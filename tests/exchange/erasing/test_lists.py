"""The lists of what must not come back: on every medium in reach, as soon as there is something to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.desk import Desk
from exchange.errors import Locked
from tests.exchange.erasing.conftest import Case
from tests.exchange.erasing.test_media import backups_in, restore, told
from tests.world import HEAD, OFFICER, passphrase_of


@pytest.mark.parametrize("away", [False, True])
def test_who_was_revoked_is_on_the_list_of_each_medium_that_is_in_reach(
    case: Case, tmp_path: Path, away: bool
) -> None:
    medium, elsewhere = tmp_path / "medium", tmp_path / "elsewhere"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    (backup,) = backups_in(medium)
    if away:
        medium.rename(elsewhere)
    desk.staffing.revoke(OFFICER)
    if away:
        assert not medium.exists()
        case.world.lock_all()
        elsewhere.rename(medium)
        desk = case.desk()
    restore(case.world, backup, tmp_path / "again", tmp_path / "another machine")
    assert told[-1].revoked == (OFFICER,)
    with pytest.raises(Locked):
        Desk.unlock(
            tmp_path / "again", OFFICER, passphrase_of(OFFICER), case.world.settings(tmp_path / "third")
        )


def test_who_alone_held_a_compartment_does_not_keep_a_backup_from_being_restored(
    case: Case, tmp_path: Path
) -> None:
    """As the backup has it nobody else could open it: he stays a member, and the head is told."""
    world, other = case.world, "n.second"
    world.add(other, "head")
    world.activate(other)
    world.desk(other).compartments.add("nord")
    desk = case.desk()
    desk.backups.make(tmp_path / "b")
    world.desk(other).grants.give(HEAD, "nord")
    case.desk().staffing.revoke(other)
    restore(world, tmp_path / "b", tmp_path / "again", world.state)
    assert (told[-1].revoked, told[-1].unrevoked) == ((), (other,))
    assert "restore-revoked-stay" in told[-1].warnings
