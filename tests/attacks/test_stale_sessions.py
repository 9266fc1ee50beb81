"""A desk left open while the log took its member's keys, role or membership away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.errors import ExchangeError, NotAuthorised
from exchange.requests.inputs import NewRequest
from tests.attacks.intruder import Intruder
from tests.exchange.store.filled import store_of
from tests.world import AUDITOR, HEAD, OFFICER, Seat, World, first_passphrase_of

NEW = NewRequest(kind="trafficking", requester="ofast", title="Conteneur")
VERBS: tuple[Callable[[Seat], object], ...] = (
    lambda desk: desk.requests.list(),
    lambda desk: desk.requests.open(NEW),
    lambda desk: desk.services.list(),
    lambda desk: desk.members.list(),
    lambda desk: desk.members.passphrase("une phrase tout à fait nouvelle"),
    lambda desk: desk.members.renew_seed("une phrase tout à fait nouvelle"),
)


def refused(verb: Callable[[], object]) -> ExchangeError:
    """Return the error that a verb is refused with."""
    with pytest.raises(ExchangeError) as caught:
        verb()
    return caught.value


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give the post in Bogotá, left as it is when the test ends."""
    return World.bogota(tmp_path)


@pytest.mark.parametrize("verb", VERBS)
def test_a_desk_of_a_member_revoked_meanwhile_reads_and_writes_no_more(
    world: World, verb: Callable[[Seat], object]
) -> None:
    with world:
        desk = world.desk(OFFICER)
        officer = world.opened(OFFICER).slot.member
        Intruder(world, HEAD).append(
            "member.revoked", {"type": "member", "id": officer}, member=officer, keys=[]
        )
        size = len(world.entries())
        error = refused(lambda: verb(desk))
        assert isinstance(error, NotAuthorised)
        assert error.reason == "member-revoked"
        assert len(world.entries()) == size


def test_a_desk_whose_role_was_lowered_meanwhile_stops_at_once(world: World) -> None:
    with world:
        desk = world.desk(OFFICER)
        officer = world.opened(OFFICER).slot.member
        Intruder(world, HEAD).append(
            "member.role", {"type": "member", "id": officer}, member=officer, role="auditor"
        )
        assert refused(desk.requests.list).reason == "keys-or-role-changed"


def test_a_desk_whose_keys_were_renewed_elsewhere_signs_nothing_more(world: World) -> None:
    with world:
        stale, desk = world.desk(OFFICER), world.desk(OFFICER)
        desk.members.renew_seed("la phrase toute nouvelle de b.durand")
        size = len(world.entries())
        assert refused(lambda: stale.requests.open(NEW)).reason == "keys-or-role-changed"
        assert len(world.entries()) == size
        world.lock_all()
        fresh = world.desk(OFFICER, "la phrase toute nouvelle de b.durand")
        fresh.requests.open(NEW)
        store_of(fresh).check()


@pytest.mark.parametrize("verb", VERBS)
def test_a_provisional_member_does_nothing_but_activate(world: World, verb: Callable[[Seat], object]) -> None:
    with world:
        world.add("e.fort", "officer")
        desk = world.desk("e.fort", first_passphrase_of("e.fort"))
        files = sorted(path.name for path in world.folder.iterdir())
        size = len(world.entries())
        assert refused(lambda: verb(desk)).reason == "not-activated"
        assert len(world.entries()) == size
        assert sorted(path.name for path in world.folder.iterdir()) == files


def test_a_provisional_head_cannot_add_a_member_of_his_own(world: World) -> None:
    with world:
        world.add("e.fort", "head")
        desk = world.desk("e.fort", first_passphrase_of("e.fort"))
        error = refused(lambda: desk.members.add("f.faux", "Faux", "head", "peu importe laquelle"))
        assert error.reason == "not-activated"


def test_what_a_provisional_key_signs_ends_no_log_unseen(world: World) -> None:
    """Whoever knows the first passphrase can sign with it: every desk and check names the entry."""
    with world:
        world.add("e.fort", "head")
        live = world.desk(AUDITOR)
        spy = Intruder(world, "e.fort", first_passphrase_of("e.fort"))
        post = {"type": "post", "id": spy.post}
        wrong = spy.append("card.issued", post, serial=2, card="A" * 43 + "=").entry.n
        for verb in (live.services.list, lambda: store_of(live).check(), lambda: world.desk(OFFICER)):
            error = refused(verb)
            assert error.reason == "log-member-provisional"
            assert error.arguments["index"] == wrong
