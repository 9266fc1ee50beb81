"""Searching after a rotation: everything is found, under index keys that nobody who left knows."""

from __future__ import annotations

from exchange.requests import indexing
from tests.exchange.requests.cases import ask
from tests.exchange.requests.finding import refs
from tests.exchange.staffing.conftest import DEPUTY
from tests.exchange.store.filled import store_of
from tests.world import OFFICER, Seat, World


def test_all_that_was_found_before_is_found_after_and_no_old_word_is_left(world: World, desk: Seat) -> None:
    made = [ask(desk, "dijin", title=f"Conteneur {n}", text="zirconium").ref for n in range(3)]
    desk.staffing.revoke(OFFICER)
    desk.staffing.rekey()
    assert sorted(refs(desk, "zirconium")) == sorted(made)
    assert sorted(refs(desk, "conten*")) == sorted(made)
    for table in ("word_row", "word_block"):
        assert world.sql(f"SELECT DISTINCT key_version FROM {table}") == [(2,)]  # noqa: S608  (two names)
    assert world.sql("SELECT count(*) FROM word_owed") == [(0,)]
    assert desk.session.vault.newest_index(next(iter(desk.session.vault.indexes))) == 2
    store_of(desk).check()


def test_until_the_index_is_made_anew_both_keys_are_asked_and_an_unlock_finishes_it(
    world: World, desk: Seat
) -> None:
    old = ask(desk, "dijin", title="Conteneur ancien").ref
    desk.staffing.withdraw(OFFICER, "general")
    assert world.sql("SELECT DISTINCT key_version FROM word_row") == [(1,)]
    new = ask(desk, "dijin", title="Conteneur nouveau").ref
    desk.session.read_only = True  # asks both keys, and settles nothing
    assert sorted(refs(desk, "conteneur")) == sorted([old, new])
    world.lock_all()
    theirs = world.desk(DEPUTY)
    assert world.sql("SELECT DISTINCT key_version FROM word_row") == [(2,)]
    assert world.sql("SELECT DISTINCT key_version FROM word_block") == [(2,)]
    assert sorted(refs(theirs, "conteneur")) == sorted([old, new])
    assert indexing.settle(theirs.session) == []
    store_of(theirs).check()
