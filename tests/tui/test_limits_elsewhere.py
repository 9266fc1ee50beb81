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
