"""A limit that ends with the day of another town, as verbs show it: that day's 24:00, the town named."""

from __future__ import annotations

import pytest

from tests.tui.clerk import Clerk

OPEN = ("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Avis", "--to", "ofast")
HELD = ("--arrested-at", "2026-11-18T10:00:00+01:00", "--arrested-in", "FR", "--legal-basis", "reciprocity")


@pytest.mark.parametrize("words", [("due",), ("request", "list"), ("request", "show"), ("leg", "list")])
def test_every_verb_that_shows_a_limit_of_paris_names_paris(clerk: Clerk, words: tuple[str, ...]) -> None:
    opened = clerk.run(*OPEN, *HELD)
    assert "2026-12-03 24:00 Paris" in opened.out
    ref = (opened.out.split()[0],) if words[-1] in ("show",) or words[0] == "leg" else ()
    shown = clerk.run(*words, *ref)
    assert shown.code == 0
    assert "2026-12-03 24:00 Paris" in shown.out
    assert "18:00" not in shown.out


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("18/11", "taken as Wed 2026-11-18 (Europe/Paris)."),
        ("18/11 10:00", "taken as Wed 2026-11-18 10:00 (America/Bogota, the post’s zone)."),
    ],
)
def test_the_day_of_an_arrest_is_said_to_be_one_of_paris(clerk: Clerk, at: str, said: str) -> None:
    told = clerk.run(*OPEN, "--arrested-at", at, "--arrested-in", "FR", "--legal-basis", "reciprocity")
    assert said in told.err
    assert "2026-12-03 24:00 Paris" in told.out


def test_an_hour_that_comes_twice_is_said_with_what_means_the_second(clerk: Clerk) -> None:
    told = clerk.run(*OPEN, "--received-at", "25/10 02:30 Europe/Paris")
    assert "taken as Sun 2026-10-25 02:30 (Europe/Paris)." in told.err
    assert "the first is taken. For the second, add its offset: +01:00." in told.err
    second = clerk.ok(*OPEN, "--received-at", "25/10 02:30 +01:00")
    shown = clerk.ok("request", "show", second["ref"])
    assert shown["received_at"] == "2026-10-25T01:30:00Z"
