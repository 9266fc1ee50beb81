"""What an unlock noticed is said beside whatever was asked for."""

from __future__ import annotations

import pytest

from tests.exchange.requests.cases import ask
from tests.tui.clerk import Clerk
from tests.world import passphrase_of


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "before an entry of the log (Thu 2026-11-19 "),
        ("fr", "avant une inscription du journal (jeu. 19/11/2026 "),
    ],
)
def test_a_clock_before_the_newest_entry_is_told_before_it_dates_anything(
    clerk: Clerk, language: str, said: str
) -> None:
    clerk.monkeypatch.setenv("EXCHANGE_LANG", language)
    ask(clerk.world.desk())
    assert said not in clerk.run("due").err
    clerk.world.clock.advance(days=-20_000)
    told = clerk.run("due")
    assert told.code == 0
    assert said in told.err
    assert said in clerk.run("due").err  # though the newest entry is as old now


def test_failed_unlocks_and_who_is_to_be_revoked_are_told_once_and_until_it_is_done(clerk: Clerk) -> None:
    clerk.world.add("p.stage", "officer", "2026-11-20")
    clerk.phrases["a.martin"] = passphrase_of("somebody else")
    assert clerk.run("due").code == 3
    del clerk.phrases["a.martin"]
    clerk.world.clock.advance(days=2)
    told = clerk.run("due").err
    assert "Failed unlocks since the last good one: 1." in told
    assert "p.stage" in told
    again = clerk.run("due").err
    assert "Failed unlocks" not in again
    assert "p.stage" in again
