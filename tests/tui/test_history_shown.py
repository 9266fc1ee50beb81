"""`exchange request history`: what each entry says, in the person's language."""

from __future__ import annotations

import pytest

from tests.tui.clerk import Clerk

OPEN = (
    "request", "new", "--kind", "wanted", "--from", "dnpj", "--to", "ofast", "--title", "Recherche",
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "withdrawn", "departure"), [("fr", "retiré", "Départ"), ("en", "withdrawn", "Departure")]
)
def test_details_are_words_and_only_what_was_done(
    clerk: Clerk, language: str, withdrawn: str, departure: str
) -> None:
    ref = str(clerk.ok(*OPEN)["ref"])
    clerk.ok("leg", "event", ref, "1", "acknowledged", "--at", "now")
    clerk.ok("leg", "event", ref, "1", "acknowledged", "--withdraw", "--reason", "x", "--at", "now")
    clerk.ok("transmission", "record", "--out", "--channel", "letter", "--to", "ofast", "--text", "x", ref)
    told = clerk.run("request", "history", ref, "--lang", language)
    assert told.code == 0
    number = {"fr": "n°\u00a01", "en": "no. 1"}[language]
    told_lines = [line for line in told.out.splitlines() if number in line]
    assert len(told_lines) == 3, told.out
    assert [withdrawn in line for line in told_lines] == [False, True, False]
    assert departure in told_lines[2]
    for raw in ("False", "True", ", out", "acknowledged"):
        assert raw not in told.out
