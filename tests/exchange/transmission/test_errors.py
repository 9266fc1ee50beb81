"""Each reason that a dispatch is refused for has its sentence and its hint, in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import exchange
from exchange.transmission.incident import IncidentKind

ROOT = Path(exchange.__file__).parent
RAISED = re.compile(r'(?:Refused|Carried|Tampered|Conflict|_to_compare)\(\s*"([a-z-]+)"|reason="([a-z-]+)"')


def raised() -> set[str]:
    names = (
        "archive build check container content continuity cosignature cover message names parts trust ustar"
    )
    found = {f"incident-{kind}" for kind in IncidentKind}
    for name in names.split():
        for match in RAISED.finditer((ROOT / "transmission" / f"{name}.py").read_text("utf-8")):
            found.add(match[1] or match[2])
    return found


def catalogue(language: str) -> dict[str, str]:
    with (ROOT / "locale" / language / "errors-dispatch.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_has_a_sentence_and_a_hint(language: str) -> None:
    words = catalogue(language)
    elsewhere = {"checkpoint-signatures"}  # the log's own words: errors-log.po
    assert set(words) == {code + end for code in raised() - elsewhere for end in ("", ".hint")}
    assert all(words.values())


def test_both_languages_fill_the_same_arguments() -> None:
    french, english = catalogue("fr"), catalogue("en")
    for code, sentence in french.items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(s) if name} for s in (sentence, english[code])
        ]
        assert fields[0] == fields[1], code


def test_french_sentences_keep_their_no_break_spaces() -> None:
    for sentence in catalogue("fr").values():
        assert not re.search(r" [:;!?»]|« ", sentence.replace("\u00a0", "_")), sentence
