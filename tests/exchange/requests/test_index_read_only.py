"""A desk that may not write searches an index of another folding, and says so."""

from __future__ import annotations

from dataclasses import replace

from exchange.desk import Desk
from exchange.requests.inputs import Search
from tests.exchange.requests.cases import ask
from tests.world import HEAD, World, passphrase_of


def test_a_read_only_desk_says_that_the_index_was_folded_otherwise(world: World) -> None:
    ask(world.desk(), title="Conteneur")
    world.lock_all()
    world.sql("UPDATE word_state SET folding = '0/0'")
    desk = Desk.unlock(world.folder, HEAD, passphrase_of(HEAD), replace(world.settings(), read_only=True))
    with desk:
        assert desk.requests.search(Search("autre")).unindexed == 1
    assert world.sql("SELECT folding FROM word_state") == [("0/0",)]
