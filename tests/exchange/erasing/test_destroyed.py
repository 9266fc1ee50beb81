"""A medium that was destroyed: a head says so with the reason, and nothing waits for it any more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from exchange.errors import Invalid, NotAuthorised, NotFound, Refused, Tampered
from tests.exchange.erasing.conftest import Case
from tests.world import OFFICER


@pytest.fixture
def waiting(case: Case, tmp_path: Path) -> Path:
    """Erase the request while the medium of a backup is away; return where the medium was."""
    medium = tmp_path / "medium"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    shutil.rmtree(medium)
    assert desk.erasing.erase(case.ref, "court-order").status == "erasing"
    case.world.lock_all()
    return medium


def test_what_waited_for_a_destroyed_medium_is_erased_and_the_log_says_so(case: Case, waiting: Path) -> None:
    desk = case.desk()
    done = desk.erasing.destroyed(case.ref.lower(), str(waiting), "broyée, PV 2026/88")
    assert (done.ref, done.status, done.left, done.ground) == (case.ref, "erased", (), "court-order")
    entry = case.world.entries()[done.log_index]
    assert (entry.op, entry.lg) == ("medium.destroyed", "erasure")
    assert entry.x == {"requests": [case.id], "backups": 1}
    assert "broy" not in str(entry) and "medium/" not in str(entry.on)
    assert entry.on is not None
    assert case.world.sql("SELECT id, commitment FROM destroyed_medium") == [(entry.on["id"], entry.c)]
    assert desk.store.info().erasing == ()
    assert [one.op for one in desk.log.show(op="medium.destroyed").items] == ["medium.destroyed"]
    desk.store.check()


def test_every_erasure_that_waited_there_waits_no_more(case: Case, waiting: Path) -> None:
    desk = case.desk()
    assert desk.erasing.erase(case.stays, "court-order").status == "erasing"
    desk.erasing.destroyed(case.ref, str(waiting), "brûlée")
    assert desk.store.info().erasing == ()


def test_a_medium_that_came_back_is_emptied_not_believed_destroyed(
    case: Case, tmp_path: Path, waiting: Path
) -> None:
    desk = case.desk()
    waiting.mkdir()
    case.world.clock.advance(days=2)
    made = desk.backups.automatic(waiting)  # another medium at the same place
    assert made is not None
    done = desk.erasing.destroyed(case.ref, str(waiting), "la première a été broyée")
    assert done.status == "erased" and made.file.exists()
    ((count,),) = case.world.sql("SELECT count(*) FROM automatic_backup WHERE revision = 1")
    assert count == 1


def test_only_what_is_waited_for_can_be_said_destroyed_by_a_head_with_a_reason(
    case: Case, tmp_path: Path, waiting: Path
) -> None:
    desk, place = case.desk(), str(waiting)
    before = len(case.world.entries())
    for ref, where, why, error in (
        (case.ref, str(tmp_path / "autre"), "x", "nothing-left-there"),
        (case.stays, place, "x", "not-being-erased"),
        ("BOG-2026-00099", place, "x", "request-unknown"),
        (case.ref, place, " ", "reason-missing"),
    ):
        with pytest.raises((NotFound, Refused, Invalid), match=error):
            desk.erasing.destroyed(ref, where, why)
    desk.choose(purpose=None, proposal=1)
    with pytest.raises(Refused, match="proposal-needless"):
        desk.erasing.destroyed(case.ref, place, "x")
    assert len(case.world.entries()) == before
    with pytest.raises(NotAuthorised):
        case.world.desk(OFFICER).erasing.destroyed(case.ref, place, "x")
    desk.choose(purpose=None, proposal=None)
    desk.erasing.destroyed(case.ref, place, "broyée")
    with pytest.raises(Refused, match="erased-already"):
        desk.erasing.destroyed(case.ref, place, "broyée")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("DELETE FROM destroyed_medium", "row-missing"),
        ("UPDATE destroyed_medium SET log_index = 1", "row-altered"),
    ],
)
def test_what_was_said_of_a_medium_can_not_be_changed_unseen(
    case: Case, waiting: Path, change: str, reason: str
) -> None:
    case.desk().erasing.destroyed(case.ref, str(waiting), "broyée")
    case.world.lock_all()
    case.world.sql(change)
    with pytest.raises(Tampered, match=reason):
        case.desk().store.check()


@pytest.fixture
def returned(case: Case, tmp_path: Path) -> Path:
    """Say that a medium with a backup was destroyed, then put it back; return where it is now."""
    medium, away = tmp_path / "medium", tmp_path / "tiroir"
    medium.mkdir()
    desk = case.desk()
    assert desk.backups.automatic(medium) is not None
    medium.rename(away)
    assert desk.erasing.erase(case.ref, "court-order").status == "erasing"
    assert desk.erasing.destroyed(case.ref, str(medium), "broyée").status == "erased"
    case.world.lock_all()
    return away


def test_a_destroyed_medium_that_is_found_counts_again_and_is_emptied(case: Case, returned: Path) -> None:
    (old,) = returned.glob("*.exchange-backup")
    desk = case.desk()
    case.world.clock.advance(days=1)
    later = desk.erasing.erase(case.stays, "court-order")
    assert (later.status, old.exists()) == ("erased", True)  # nothing knew of the medium any more
    done = desk.erasing.found(case.ref, str(returned))
    assert (done.status, done.left, old.exists()) == ("erased", (), False)
    (new,) = returned.glob("*.exchange-backup")
    assert new != old
    entry = case.world.entries()[done.log_index]
    assert (entry.op, entry.lg) == ("medium.found", "erasure")
    assert (set(entry.x["requests"]), entry.x["backups"]) == ({case.id, later.id}, 1)  # type: ignore[arg-type]
    assert desk.store.info().erasing == ()
    desk.store.check()
    with pytest.raises(NotFound, match="not-destroyed"):
        desk.erasing.found(case.ref, str(returned))


def test_a_found_medium_that_can_not_be_emptied_keeps_its_requests_being_erased(
    case: Case, returned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = case.desk()

    def refuse(*_: object) -> None:
        raise Refused("not-written", path="", why="EROFS")

    monkeypatch.setattr("exchange.erasing.finishing.drop", refuse)
    done = desk.erasing.found(case.ref, str(returned))
    assert done.status == "erasing"
    assert [(one.what, one.where) for one in done.left] == [("backup", str(returned))]
    assert desk.store.info().erasing == (case.ref,)
    monkeypatch.undo()
    case.world.lock_all()
    assert case.desk().store.info().erasing == ()


def test_only_what_was_said_destroyed_is_found_by_a_head_where_something_of_ours_is(
    case: Case, tmp_path: Path, returned: Path
) -> None:
    desk = case.desk()
    (tmp_path / "vide").mkdir()
    before = case.world.ops()
    for ref, where, error in (
        (case.ref, tmp_path / "vide", "nothing-found-there"),
        (case.ref, tmp_path / "absent", "nothing-found-there"),
        (case.stays, returned, "not-being-erased"),
        ("BOG-2026-00099", returned, "request-unknown"),
    ):
        with pytest.raises((NotFound, Refused), match=error):
            desk.erasing.found(ref, str(where))
    assert case.world.ops() == before
    with pytest.raises(NotAuthorised):
        case.world.desk(OFFICER).erasing.found(case.ref, str(returned))
