"""Each reason and warning of sending and receiving has its sentence and its hint, in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import exchange

ROOT = Path(exchange.__file__).parent
MODULES = (
    *(
        "acknowledging",
        "cancelling",
        "covers",
        "drafting",
        "incidents",
        "papers",
        "partners",
        "planning",
        "receipt",
    ),
    *("receiving", "recording", "releasing", "seen", "sending", "staging", "witnesses"),
)
RAISED = re.compile(
    r'(?:Refused|Carried|Tampered|Conflict|Invalid|NotFound|NotAuthorised)\(\s*"([a-z0-9-]+)"'
)
WARNED = (
    *("leg-added", "conditions-to-confirm", "numbers-missing", "receipt-not-written"),
    *("cancelled-yet-received", "answer-without-leg", "leg-not-moved", "leg-other-service"),
    *("left-against-conditions", "left-without-ground"),
)


def raised() -> set[str]:
    found = {*WARNED, "channel-missing", "service-without-key"}
    for name in MODULES:
        found |= set(RAISED.findall((ROOT / "transmission" / f"{name}.py").read_text("utf-8")))
    found |= set(RAISED.findall((ROOT / "directory" / "age_keys.py").read_text("utf-8")))
    return found


def catalogue(language: str, pattern: str = "errors*.po") -> dict[str, str]:
    words: dict[str, str] = {}
    for path in sorted((ROOT / "locale" / language).glob(pattern)):
        with path.open("rb") as file:
            words |= {str(m.id): str(m.string) for m in read_po(file) if m.id}
    return words


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_and_warning_has_a_sentence_and_a_hint(language: str) -> None:
    words = catalogue(language)
    missing = [code + end for code in sorted(raised()) for end in ("", ".hint") if not words.get(code + end)]
    assert missing == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_sentence_is_left_that_nothing_says(language: str) -> None:
    codes = {code.removesuffix(".hint") for code in catalogue(language, "errors-courier.po")}
    assert codes - raised() == set()


def test_both_languages_of_the_courier_fill_the_same_arguments() -> None:
    french, english = catalogue("fr", "errors-courier.po"), catalogue("en", "errors-courier.po")
    assert set(french) == set(english)
    for code, sentence in french.items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(s) if name} for s in (sentence, english[code])
        ]
        assert fields[0] == fields[1], code


def test_french_sentences_of_the_courier_keep_their_no_break_spaces() -> None:
    for sentence in catalogue("fr", "errors-courier.po").values():
        assert not re.search(r" [:;!?»]|« ", sentence.replace("\u00a0", "_")), sentence
