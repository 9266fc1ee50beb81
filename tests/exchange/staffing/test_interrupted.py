"""A rotation cut short anywhere: nothing unreadable, nothing readable that shouldn't be, and it goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exchange.errors import Locked
from exchange.requests import resealing
from exchange.store import files
from exchange.store.engine import Database
from exchange.store.journal import Journal
from exchange.store.rows import Rows
from exchange.store.state import State
from exchange.transmission.inputs import NewTransmission
from tests.exchange.requests.cases import ask
from tests.exchange.staffing.conftest import DEPUTY, with_deputy
from tests.exchange.staffing.departed import Departed
from tests.exchange.store.filled import store_of
from tests.world import HEAD, INVESTIGATOR, OFFICER, Seat, World

REQUESTS = 5


class Killed(BaseException):
    """The process is gone: no handler of the program sees an error that it knows."""


def at(nth: int, original: Callable[..., object], *, after: bool = False) -> Callable[..., object]:
    """Return what dies at its nth call, before or after doing its work; and at every later one."""
    calls = iter(range(1, 10_000))

    def dying(*given: object, **named: object) -> object:
        if next(calls) < nth:
            return original(*given, **named)
        if after:
            original(*given, **named)
        raise Killed

    return dying


POINTS: dict[str, tuple[object, str, int, bool]] = {
    "before the revocation is committed": (Journal, "finish", 1, False),
    "once it is committed": (State, "saw", 1, False),
    "before the first keyring is written": (files, "_put", 1, False),
    "before the keyring takes its place": (files, "sync_folder", 2, False),
    "before the first batch is committed": (Journal, "finish", 2, False),
    "once the first batch is committed": (State, "saw", 2, False),
    "in the midst of the batches": (Journal, "finish", 3, False),
    "once the last batch is committed": (State, "saw", 4, False),
    "before the slots hold both keys of the file": (files, "_put", 2, False),
    "once the slots hold both": (files, "sync_folder", 3, True),
    "before the file's next key is logged": (Journal, "finish", 5, False),
    "once the file's next key is logged": (State, "saw", 5, False),
    "before the pages are written anew": (Database, "rekey", 1, False),
    "once the pages are written anew": (Database, "rekey", 1, True),
    "before the last keyring is written": (files, "_put", 3, False),
}
"""Where it is cut: what is called there, for the how-manieth time, and whether it still does its work."""


STEPS: tuple[tuple[object, str], ...] = (
    (Journal, "enter"),
    (Journal, "finish"),
    (Rows, "insert"),
    (Rows, "replace"),
    (Rows, "delete"),
    (State, "saw"),
    (files, "_put"),
    (files, "sync_folder"),
    (Database, "rekey"),
)
"""All that a rotation writes: cut before any of it, the process is gone."""
CUTS = 50 if os.environ.get("FAULTS") == "every" else 4


def counted(broken: pytest.MonkeyPatch, last: int) -> list[int]:
    """Let the process die at step `last`, whichever it is; return the steps as they are taken."""
    taken: list[int] = []
    for owner, name in STEPS:
        broken.setattr(owner, name, _step(getattr(owner, name), taken, last))
    return taken


def _step(original: Callable[..., object], taken: list[int], last: int) -> Callable[..., object]:
    def step(*given: object, **named: object) -> object:
        if len(taken) >= last:
            raise Killed
        taken.append(len(taken))
        return original(*given, **named)

    return step


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Give a post with requests, one of them assigned, and arrivals; batches are small."""
    monkeypatch.setattr(resealing, "BATCH", 2)
    with World.grown(prepared, tmp_path) as world:
        yield world


def prepared(world: World) -> None:
    """Add a second head, and fill the post."""
    with_deputy(world)
    desk = world.desk()
    refs = [ask(desk, "dijin", text=f"texte {n}").ref for n in range(REQUESTS)]
    desk.requests.assign(refs[0], INVESTIGATOR)
    desk.transmissions.record(NewTransmission(direction="in", channel="email", subject="arrivée"))


@pytest.mark.parametrize("point", POINTS)
def test_a_revocation_cut_short_anywhere_is_whole_or_not_there_and_goes_on(
    place: World, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = Departed.with_all_of(place, OFFICER)
    desk = place.desk()
    owner, name, nth, after = POINTS[point]
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, at(nth, getattr(owner, name), after=after))
        with pytest.raises(Killed):
            desk.staffing.revoke(OFFICER)
    goes_on(place, desk, left)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> int:
    """Return how many steps a revocation takes that nothing cuts short."""
    whole = World.grown(prepared, tmp_path_factory.mktemp("whole"))
    with pytest.MonkeyPatch.context() as patched, whole as world:
        patched.setattr(resealing, "BATCH", 2)
        desk = world.desk()
        taken = counted(patched, 10_000)
        desk.staffing.revoke(OFFICER)
        return len(taken)


@pytest.mark.parametrize("cut", range(CUTS))
def test_a_revocation_cut_at_steps_spread_over_all_of_it_goes_on(
    place: World, cut: int, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert steps > 50
    left = Departed.with_all_of(place, OFFICER)
    desk = place.desk()
    with monkeypatch.context() as broken:
        counted(broken, (2 * cut + 1) * steps // (2 * CUTS))
        with pytest.raises(Killed):
            desk.staffing.revoke(OFFICER)
    goes_on(place, desk, left)


def goes_on(place: World, desk: Seat, left: Departed) -> None:
    """Check that after a cut all is read by who may, and that what was begun is ended or done anew."""
    place.desks.remove(desk)
    desk.session.database.close()  # what the system does for a process that died
    fresh = place.desk(DEPUTY)
    gone = "member.revoked" in place.ops()
    assert readable(place, DEPUTY) == REQUESTS
    if gone:
        with pytest.raises(Locked, match="member-without-slot"):
            place.desk(OFFICER)
    else:
        assert readable(place, OFFICER) == REQUESTS
        place.lock_all()
        fresh = place.desk(DEPUTY)
        fresh.staffing.revoke(OFFICER)
    place.lock_all()
    finished = place.desk(HEAD)
    assert finished.staffing.rekey().left == 0
    assert readable(place, HEAD) == REQUESTS
    assert readable(place, INVESTIGATOR) == 1
    assert finished.transmissions.show("1").subject == "arrivée"
    place.lock_all()
    store_of(place.desk()).check()
    left.opens_nothing()


def readable(world: World, handle: str) -> int:
    """Return how many requests a member reads, each opened whole."""
    desk = world.desk(handle)
    refs = [item.ref for item in desk.requests.list().items]
    shown = [desk.requests.show(ref)[0].text for ref in refs]
    world.lock(desk)
    assert all(text.startswith("texte") for text in shown)
    return len(shown)


def test_two_desks_that_seal_anew_at_once_do_each_request_once(place: World) -> None:
    one, two = place.desk(), place.desk(DEPUTY)
    one.staffing.withdraw(
        OFFICER, "general", lambda done, total: resealing.Resealing(two.session).run(units=1)
    )
    assert place.sql("SELECT DISTINCT compartment_version, key_version FROM request") == [(2, 2)]
    rekeyed = [entry.on["id"] for entry in place.entries() if entry.op == "request.rekeyed" and entry.on]
    assert len(rekeyed) == len(set(rekeyed)) == REQUESTS
    store_of(two).check()


def test_a_request_that_was_tampered_with_keeps_no_other_from_its_new_key(place: World) -> None:
    desk = place.desk()
    ((ident,),) = place.sql("SELECT id FROM request ORDER BY id LIMIT 1")
    place.sql("UPDATE request SET urgency = 'urgent' WHERE id = ?", str(ident))
    with pytest.raises(Exception, match="row-altered"):
        desk.staffing.withdraw(OFFICER, "general")
    assert place.sql("SELECT count(*) FROM request WHERE compartment_version = 2") == [(REQUESTS - 1,)]
    assert place.sql("SELECT compartment_version FROM request WHERE id = ?", str(ident)) == [(1,)]


def test_each_unlock_of_a_holder_does_a_few_of_what_is_left(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = place.desk()
    with monkeypatch.context() as broken:
        broken.setattr(resealing.Resealing, "run", lambda *given: None)
        assert desk.staffing.withdraw(OFFICER, "general").left == REQUESTS + 1
    place.lock_all()
    for expected in (2, 4, REQUESTS):
        place.lock(place.desk(DEPUTY))
        [(done,)] = place.sql("SELECT count(*) FROM request WHERE compartment_version = 2")
        assert done == expected
