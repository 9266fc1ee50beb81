"""Every reason for a refusal: worded in both languages, used, of one exit code a place, on its page."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ERRORS
from tests.docs.reasons import catalogue, exits_of, page, reasons, uses

LANGUAGES = ("fr", "en")
REASON = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


def worded(language: str) -> set[str]:
    return {code for messages in catalogue(language).values() for code in messages}


def raised() -> dict[str, str]:
    """Return each reason that exchange or the command line refuses with, and a file that does."""
    return {
        use.reason: use.path
        for use in uses()
        if REASON.fullmatch(use.reason) and use.exits and not use.path.startswith("keys/")
    }


def test_the_page_of_errors_is_what_the_code_and_catalogues_give() -> None:
    assert ERRORS.read_text(encoding="utf-8") == page(), "run `make docs`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_raised_has_a_sentence_and_a_hint(language: str) -> None:
    known = worded(language)
    missing = [
        f"{path}: {reason}{end}"
        for reason, path in sorted(raised().items())
        for end in ("", ".hint")
        if reason + end not in known
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_hint_and_every_hint_its_sentence(language: str) -> None:
    known = worded(language)
    sentences = {code for code in known if not code.endswith(".hint")}
    assert {f"{code}.hint" for code in sentences} == known - sentences


def test_no_sentence_is_kept_for_a_reason_that_nothing_names() -> None:
    told = {code for messages in reasons("en").values() for code in messages}
    assert sorted(code for code in told if exits_of(code) is None) == []


def test_both_languages_word_the_same_reasons() -> None:
    assert worded("fr") == worded("en")
