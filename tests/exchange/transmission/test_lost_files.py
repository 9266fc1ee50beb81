"""A crash at any moment of a send: nothing is registered, or the file is made again at the next unlock."""

from __future__ import annotations

import os
import shutil

import pytest

from exchange.errors import Refused
from exchange.transmission.inputs import NewDispatch
from exchange.transmission.sending import Sent
from tests.exchange.transmission.correspondence import Pair
from tests.world import AUDITOR, SetClock

DIED = 9


class DyingClock(SetClock):
    """A clock at whose n-th look the process dies, as by SIGKILL: nothing is flushed or closed."""

    left: int = 0

    def __call__(self):  # type: ignore[no-untyped-def]
        self.left -= 1
        if self.left == 0:
            os._exit(DIED)
        return super().__call__()


def send_and_die(pair: Pair, ref: str, looks: int) -> bool:
    """Send in a process of its own that dies at that look at the clock; say whether it did."""
    world = pair.bogota.world
    child = os.fork()
    if child == 0:
        try:
            world.clock = DyingClock(world.clock.now)
            seat = world.desk()
            world.clock.left = looks
            seat.transmissions.send(NewDispatch(ref, "asi-madrid", pair.place / "bag"))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == DIED


def lost(pair: Pair, ref: str) -> int:
    """Die at the first moment after the commit: the departure is registered, its file isn't there."""
    for looks in range(1, 100):
        assert send_and_die(pair, ref, looks)
        if pair.bogota.world.sql("SELECT status FROM transmission") == [("sealed",)]:
            return looks
    raise AssertionError("never sealed")


def test_a_process_killed_anywhere_in_a_send_leaves_nothing_or_all_of_it(pair: Pair) -> None:
    ref = pair.bogota.open()
    pair.bogota.world.lock_all()
    looks, rebuilt = 0, 0
    while send_and_die(pair, ref, looks := looks + 1):
        pair.bogota.reopen()
        before = pair.bogota.world.sql("SELECT count(*) FROM transmission WHERE status = 'sealed'")
        numbers = pair.bogota.seat.transmissions.rebuild_lost()
        assert len(numbers) == before[0][0]
        rebuilt += len(numbers)
        sent = pair.bogota.world.sql("SELECT count(*) FROM transmission WHERE status = 'sent'")
        assert len(list((pair.place / "bag").glob("*.dispatch.age"))) >= int(str(sent[0][0]))
        pair.bogota.world.lock_all()
    assert looks > 5 and rebuilt > 0


def test_a_lost_file_is_made_again_logged_and_received(pair: Pair) -> None:
    ref = pair.bogota.open()
    pair.bogota.world.lock_all()
    lost(pair, ref)
    pair.bogota.reopen()
    assert pair.bogota.seat.transmissions.show("1").status == "sealed"
    assert pair.bogota.seat.transmissions.rebuild_lost() == (1,)
    again = pair.bogota.seat.transmissions.show("1")
    assert again.status == "sent"
    made = [entry for entry in pair.bogota.world.entries() if entry.op == "document.made"]
    assert [entry.x["kind"] for entry in made] == ["dispatch"]
    assert pair.madrid.receive(again.file).their_ref == ref
    assert pair.bogota.seat.transmissions.rebuild_lost() == ()


def test_a_file_made_again_after_a_later_one_arrived_is_still_received(pair: Pair) -> None:
    ref = pair.bogota.open()
    pair.bogota.world.lock_all()
    lost(pair, ref)
    pair.bogota.reopen()
    later: Sent = pair.bogota.send(ref, "asi-madrid")
    arrival = pair.madrid.receive(later.file)
    assert arrival.warnings == ("numbers-missing",)
    pair.bogota.receive(arrival.receipt)
    assert pair.bogota.seat.transmissions.rebuild_lost() == (1,)
    first = pair.bogota.seat.transmissions.show("1")
    assert pair.madrid.receive(first.file).sequence == 1


def test_a_file_whose_folder_is_gone_waits_sealed_for_it_to_come_back(pair: Pair) -> None:
    ref = pair.bogota.open()
    pair.bogota.world.lock_all()
    lost(pair, ref)
    shutil.rmtree(pair.place / "bag")
    pair.bogota.reopen()
    assert pair.bogota.seat.transmissions.rebuild_lost() == ()
    assert pair.bogota.seat.transmissions.show("1").status == "sealed"
    (pair.place / "bag").mkdir()
    assert pair.bogota.seat.transmissions.rebuild_lost() == (1,)


def test_a_member_without_office_keys_rebuilds_nothing(pair: Pair) -> None:
    ref = pair.bogota.open()
    pair.bogota.world.lock_all()
    lost(pair, ref)
    assert pair.bogota.world.desk(AUDITOR).transmissions.rebuild_lost() == ()


def test_a_folder_that_is_a_file_is_refused_before_anything_is_registered(pair: Pair) -> None:
    ref = pair.bogota.open()
    blocked = pair.place / "blocked"
    blocked.write_bytes(b"")
    size = len(pair.bogota.world.entries())
    with pytest.raises(Refused, match="dispatch-not-written"):
        pair.bogota.seat.transmissions.send(NewDispatch(ref, "asi-madrid", blocked))
    assert len(pair.bogota.world.entries()) == size


def test_no_half_written_file_stays_beside_the_dispatches(pair: Pair) -> None:
    pair.exchange()
    assert list((pair.place / "bag").glob(".*")) == []
