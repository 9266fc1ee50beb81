"""Yesterday's backup and what a partner meets of it: nothing past is rewritten, whoever speaks first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.errors import Refused
from exchange.transmission.incident import Incident
from tests.exchange.backup.test_anew import LOST, restored
from tests.exchange.transmission.correspondence import Pair, Post, pair_in


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = pair_in(tmp_path, backed_up)
    made.bogota.world.lock_all()
    yield made
    made.lock()


def backed_up(pair: Pair) -> None:
    """Make a backup of Bogotá's after one request; then send a second."""
    pair.exchange()
    pair.bogota.seat.backups.make(pair.place / "b")
    pair.exchange()


def agreed(pair: Pair, tmp_path: Path) -> Post:
    """Restore elsewhere; Madrid's head is told, decides, and compares the new card."""
    again = restored(pair, tmp_path, elsewhere=True, refs=(LOST,))
    with pytest.raises(Incident, match="incident-new-origin"):
        pair.madrid.receive(again.send(again.open(), "asi-madrid").file)
    pair.madrid.incidents().decide("1", "restored", "annoncé par téléphone")
    pair.madrid.trust(again)
    return again


def test_the_old_store_that_turns_up_again_speaks_for_nobody(pair: Pair, tmp_path: Path) -> None:
    agreed(pair, tmp_path)
    pair.bogota.reopen()
    late = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    before = len(pair.madrid.seat.transmissions.list().items)
    with pytest.raises(Refused, match="origin-closed"):
        pair.madrid.receive(late.file)
    assert len(pair.madrid.seat.transmissions.list().items) == before


def test_a_second_restore_of_the_same_backup_is_another_incident(pair: Pair, tmp_path: Path) -> None:
    agreed(pair, tmp_path)
    (tmp_path / "again").rename(tmp_path / "first")
    (tmp_path / "elsewhere").rename(tmp_path / "first-state")
    twice = restored(pair, tmp_path, elsewhere=True, refs=(LOST,))
    with pytest.raises(Incident, match="incident-new-origin"):
        pair.madrid.receive(twice.send(twice.open(), "asi-madrid").file)


def test_an_answer_to_what_was_lost_waits_to_be_sorted_and_both_go_on(pair: Pair, tmp_path: Path) -> None:
    """Madrid had the second request, which Bogotá lost: its answer finds no request, and no wrong one."""
    again = agreed(pair, tmp_path)
    answer = pair.madrid.send(pair.madrid.open(), "asi-bogota", text=f"Réponse à {LOST}")
    received = again.receive(answer.file)
    assert received.request is None
    shown = again.seat.transmissions.show(str(received.number))
    assert shown.status == "to-sort"
    pair.madrid.receive(received.receipt)
    assert pair.madrid.seat.transmissions.show(str(answer.number)).status == "acknowledged"
    assert again.open() == "BOG-2026-00004"
    again.seat.store.check()
    pair.madrid.seat.store.check()


def test_a_new_origin_that_is_only_claimed_stops_nothing_and_a_decided_one_waits_for_its_card(
    pair: Pair, tmp_path: Path
) -> None:
    """A forged card stops no partner; what still goes to the old keys opens after a restore."""
    again = restored(pair, tmp_path, elsewhere=True)
    with pytest.raises(Incident):
        pair.madrid.receive(again.send(again.open(), "asi-madrid").file)
    ref = pair.madrid.open()
    again.receive(pair.madrid.send(ref, "asi-bogota").file)
    pair.madrid.incidents().decide("1", "restored", "annoncé par téléphone")
    with pytest.raises(Refused):
        pair.madrid.send(ref, "asi-bogota", nature="information", text="Suite")
    pair.madrid.trust(again)
    again.receive(pair.madrid.send(ref, "asi-bogota", nature="information", text="Suite").file)
