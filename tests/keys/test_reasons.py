"""What `keys` refuses: each reason a code, and words in both languages for those that people meet."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from keys import errors
from keys.errors import KeysError

ROOT = Path(__file__).parent.parent.parent
CATALOGUES = ROOT / "exchange" / "locale"
CLASSES = {
    name: value
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, KeysError) and value is not KeysError
}


def raised() -> dict[str, list[set[str]]]:
    """Return each literal reason in `keys`, with the arguments of every place that raises it."""
    found: dict[str, list[set[str]]] = {}
    for path in (ROOT / "keys").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLASSES:
                reason = node.args[0]
                if isinstance(reason, ast.Constant) and isinstance(reason.value, str):
                    names = {keyword.arg for keyword in node.keywords if keyword.arg}
                    found.setdefault(reason.value, []).append(names)
    return found


def catalogue(language: str) -> dict[str, str]:
    with (CATALOGUES / language / "errors-keys.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


FRENCH, ENGLISH = catalogue("fr"), catalogue("en")
RAISED = raised()


def test_every_reason_is_a_code_of_lower_case_words() -> None:
    assert len(RAISED) > 50
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", reason) for reason in RAISED)


def test_no_reason_takes_a_secret_as_its_argument() -> None:
    names = {name for places in RAISED.values() for arguments in places for name in arguments}
    assert not names & {"passphrase", "word", "secret", "seed", "data", "text", "value"}


def test_every_class_of_refusal_has_its_own_code() -> None:
    codes = [value.code for value in CLASSES.values()]
    assert len(set(codes)) == len(codes)


def test_every_class_of_refusal_has_words_in_both_languages() -> None:
    for value in CLASSES.values():
        if value.code != "wrong-passphrase":
            assert value.code in FRENCH or value.code.startswith("bad-age"), value
    assert "wrong-passphrase" in FRENCH


def test_both_languages_have_the_same_keys_each_with_a_hint() -> None:
    assert FRENCH.keys() == ENGLISH.keys()
    reasons = {key for key in FRENCH if not key.endswith(".hint")}
    assert {f"{reason}.hint" for reason in reasons} == FRENCH.keys() - reasons
    assert all(FRENCH.values()) and all(ENGLISH.values())


@pytest.mark.parametrize("reason", sorted(key for key in FRENCH if not key.endswith(".hint")))
def test_a_sentence_asks_for_no_argument_that_its_reason_lacks(reason: str) -> None:
    places = RAISED.get(reason, [set()])
    assert reason in RAISED or reason in {value.code for value in CLASSES.values()}
    for words in (FRENCH[reason], FRENCH[f"{reason}.hint"], ENGLISH[reason], ENGLISH[f"{reason}.hint"]):
        wanted = {name for _, name, _, _ in Formatter().parse(words) if name}
        assert all(wanted <= arguments for arguments in places)


def test_french_keeps_its_marks_with_the_word_before_them() -> None:
    for words in FRENCH.values():
        assert not re.search(r" [;:!?»]|« ", words), words
