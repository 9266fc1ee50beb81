"""A limit that ends on a day off: both its dates, by every verb that shows a leg, after what it did."""

from __future__ import annotations

import pytest

from tests.tui.clerk import Clerk

OPEN = (
    *("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Avis", "--to", "pj-es"),
    *("--legal-basis", "eu-2023-977", "--channel", "spoc", "--point", "Où ?"),
    *("--received-at", "2026-11-14T10:00:00+01:00"),  # a Saturday, as the day of its limit is
)
BOTH = {"fr": ("sam. 21/11/2026", "lun. 23/11/2026"), "en": ("Sat 2026-11-21", "Mon 2026-11-23")}
VERBS = (
    ("list",),
    ("event", "1", "acknowledged", "--at", "2026-11-16T10:00:00+01:00"),
    ("point", "1", "1", "answered"),
    ("follow-up", "1", "2026-12-20"),
    ("status", "1", "transmitted", "--reason", "vu"),
    ("refuse", "1", "--ground", "not-available"),
    ("add", "--to", "pj-pt", "--legal-basis", "eu-2023-977", "--channel", "spoc"),
)


@pytest.fixture
def ref(clerk: Clerk) -> str:
    for handle, country in (("pj-es", "ES"), ("pj-pt", "PT")):
        clerk.ok("service", "add", handle, "--name", handle, "--country", country, "--type", "police")
    return str(clerk.ok(*OPEN)["ref"])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_every_verb_on_legs_shows_both_dates(
    clerk: Clerk, ref: str, words: tuple[str, ...], language: str
) -> None:
    told = clerk.run("leg", words[0], ref, *words[1:], "--lang", language)
    assert (told.code, told.err.count("unforeseen")) == (0, 0), told.err
    if words[0] != "refuse":  # what is refused owes nothing
        first, second = BOTH[language]
        assert first in told.out and second in told.out
