"""Every reason for which the log refuses has its sentence and hint, in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import exchange.log
from exchange.locale import Language

ERRORS = {
    "CheckpointError", "EntryError", "LogProofError", "ProofError", "ReplayError", "RosterError",
}  # fmt: skip


def reasons() -> set[str]:
    """Return the reasons that the package's code names where it raises."""
    found = set()
    for path in Path(exchange.log.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ERRORS and node.args and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def entries(language: Language) -> dict[str, str]:
    """Return the messages of the catalogue's source."""
    path = Path(exchange.log.__file__).parents[1] / "locale" / language / "errors-log.po"
    blocks = path.read_text(encoding="utf-8").split("\n\n")[1:]
    lines = [block.strip().split("\n") for block in blocks]
    return {ast.literal_eval(pair[0][6:]): ast.literal_eval(pair[1][7:]) for pair in lines}


@pytest.mark.parametrize("language", list(Language))
def test_each_reason_has_its_sentence_and_hint(language: Language) -> None:
    words = entries(language)
    assert {name for name in words if not name.endswith(".hint")} == reasons()
    assert all(words.get(f"{reason}.hint") for reason in reasons())


def test_both_languages_have_the_same_messages() -> None:
    assert list(entries(Language.FR)) == list(entries(Language.EN))


def test_french_puts_a_no_break_space_before_double_punctuation() -> None:
    for sentence in entries(Language.FR).values():
        for mark in ":;!?":
            assert f" {mark}" not in sentence
