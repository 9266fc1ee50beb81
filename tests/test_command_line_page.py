"""The reference of the command line: what the grammar and the catalogues give, and examples that parse."""

from __future__ import annotations

import shlex

import pytest

from exchange.errors import Exit
from tests.docs import command_line
from tests.docs.pages import COMMAND_LINE
from tui.cli import words
from tui.cli.grammar import Noun, Verb
from tui.cli.parser import parse


def test_the_page_is_what_the_grammar_and_catalogues_give() -> None:
    assert COMMAND_LINE.read_text(encoding="utf-8") == command_line.page(), "run `make docs`"


def test_every_exit_code_is_on_the_page() -> None:
    page = COMMAND_LINE.read_text(encoding="utf-8")
    assert [code for code in Exit if f"| {code.value} |" not in page] == []


EXAMPLES = [
    pytest.param(noun, verb, example, id=example[:60])
    for name in (*words.ALONE, *words.NOUNS)
    for noun in [words.noun_named(name)]
    for verb in noun.verbs
    for example in verb.examples
]


@pytest.mark.parametrize(("noun", "verb", "example"), EXAMPLES)
def test_every_example_is_a_command_of_its_verb(noun: Noun, verb: Verb, example: str) -> None:
    typed = shlex.split(example.split(" < ")[0].split(" | ")[-1], comments=True)
    assert typed[0] == "exchange"
    said = words.sentence(typed[1:])
    assert said.noun == noun.name and (said.verb or "") == verb.name
    parse(verb, said.rest)
