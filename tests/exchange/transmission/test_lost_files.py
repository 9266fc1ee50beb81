"""A crash at any moment of a send: nothing is registered, or the file is made again at the next unlock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from itertools import count

import pytest

from exchange.desk import Desk, Settings
from exchange.errors import Refused
from exchange.transmission.inputs import NewDispatch
from exchange.transmission.sending import Sent
from tests.exchange.transmission.correspondence import Pair
from tests.world import AUDITOR, CHEAP, HEAD, SetClock, passphrase_of

DIED = 9


class DyingClock(SetClock):
    """A clock at one look of which the process dies, as by SIGKILL: nothing is flushed or closed."""

    dies: Callable[[], bool] = staticmethod(lambda: False)

    def __call__(self) -> datetime:
        if self.dies():
            os._exit(DIED)
        return super().__call__()


def send_and_die(pair: Pair, ref: str, dies: Callable[[], bool], *, phrase: bool = False) -> bool:
    """Send in a process of its own that dies when a look at the clock says so; say whether it did."""
    world = pair.bogota.world
    child = os.fork()
    if child == 0:
        try:
            world.clock = clock = DyingClock(world.clock.now)
            seat = world.desk()
            clock.dies = dies
            seat.transmissions.send(NewDispatch(ref, "asi-madrid", pair.place / "bag", phrase=phrase))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == DIED


def at_look(number: int) -> Callable[[], bool]:
    """Say yes at the look of that number."""
    looks = count(1)
    return lambda: next(looks) == number


def lost(pair: Pair, ref: str, *, phrase: bool = False) -> None:
    """Die at the first moment after the commit: the departure is registered, its file isn't there."""
    world = pair.bogota.world
    world.lock_all()
    committed = lambda: world.sql("SELECT status FROM transmission") == [("sealed",)]  # noqa: E731
    assert send_and_die(pair, ref, committed, phrase=phrase)
    assert world.sql("SELECT status FROM transmission") == [("sealed",)]


def test_a_process_killed_anywhere_in_a_send_leaves_nothing_or_all_of_it(pair: Pair) -> None:
    ref = pair.bogota.open()
    pair.bogota.world.lock_all()
    looks, rebuilt = 0, 0
    while send_and_die(pair, ref, at_look(looks := looks + 1)):
        before = pair.bogota.world.sql("SELECT count(*) FROM transmission WHERE status = 'sealed'")
        pair.bogota.reopen()
        assert len(pair.bogota.seat.noticed.rebuilt) == before[0][0]
        rebuilt += len(pair.bogota.seat.noticed.rebuilt)
        sent = pair.bogota.world.sql("SELECT count(*) FROM transmission WHERE status = 'sent'")
        assert len(list((pair.place / "bag").glob("*.dispatch.age"))) >= int(str(sent[0][0]))
        pair.bogota.world.lock_all()
    assert looks > 5 and rebuilt > 0


def test_a_lost_file_is_made_again_logged_and_received(pair: Pair) -> None:
    ref = pair.bogota.open()
    lost(pair, ref)
    pair.bogota.reopen()
    assert pair.bogota.seat.noticed.rebuilt == (1,)
    again = pair.bogota.seat.transmissions.show("1")
    assert again.status == "sent"
    made = [entry for entry in pair.bogota.world.entries() if entry.op == "document.made"]
    assert [entry.x["kind"] for entry in made] == ["dispatch"]
    assert pair.madrid.receive(again.file).their_ref == ref
    assert pair.bogota.seat.transmissions.rebuild_lost() == ()


def test_a_file_made_again_after_a_later_one_arrived_is_still_received(pair: Pair) -> None:
    ref = pair.bogota.open()
    lost(pair, ref)
    (pair.place / "bag").rename(pair.place / "away")
    pair.bogota.reopen()
    (pair.place / "away").rename(pair.place / "bag")
    later: Sent = pair.bogota.send(ref, "asi-madrid")
    arrival = pair.madrid.receive(later.file)
    assert arrival.warnings == ("numbers-missing",)
    pair.bogota.receive(arrival.receipt)
    assert pair.bogota.seat.transmissions.rebuild_lost() == (1,)
    first = pair.bogota.seat.transmissions.show("1")
    assert pair.madrid.receive(first.file).sequence == 1


def test_a_file_whose_folder_is_gone_waits_sealed_for_it_to_come_back(pair: Pair) -> None:
    ref = pair.bogota.open()
    lost(pair, ref)
    shutil.rmtree(pair.place / "bag")
    pair.bogota.reopen()
    assert pair.bogota.seat.transmissions.rebuild_lost() == ()
    assert pair.bogota.seat.transmissions.show("1").status == "sealed"
    (pair.place / "bag").mkdir()
    assert pair.bogota.seat.transmissions.rebuild_lost() == (1,)


def test_a_member_without_office_keys_rebuilds_nothing(pair: Pair) -> None:
    ref = pair.bogota.open()
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


def test_unlocking_makes_the_lost_file_again_and_says_which(pair: Pair) -> None:
    ref = pair.bogota.open()
    lost(pair, ref)
    settings = Settings(pair.bogota.world.state, pair.bogota.world.clock, parameters=CHEAP, floor=CHEAP)
    with Desk.unlock(pair.bogota.world.folder, HEAD, passphrase_of(HEAD), settings) as desk:
        assert desk.noticed.rebuilt == (1,)
        assert desk.transmissions.show("1").status == "sent"
    with Desk.unlock(pair.bogota.world.folder, HEAD, passphrase_of(HEAD), settings) as desk:
        assert desk.noticed.rebuilt == ()
