"""Nouns and verbs: what there is, what comes later, what an unknown word was meant to be."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exchange.errors import ExchangeError, Usage
from tui.cli.grammar import GLOBAL_PARTS, POSITIONAL, Noun, Verb
from tui.cli.parser import parse
from tui.cli.words import ALONE, LATER, LATER_ALONE, NOUNS, PLURALS, noun_named, sentence, verb_named

VERBS = [(noun, verb) for noun in map(noun_named, (*ALONE, *NOUNS)) for verb in noun.verbs]
NAMES = [f"{noun.name} {verb.name}".strip() for noun, verb in VERBS]

PROMISED = {
    "transmission": "record file set-aside send cancel receive receipt bordereau list show",
    "request": "import new list show amend history search relate merge unmerge note assign close reopen"
    " review erase",
    "leg": "add list event status refuse point follow-up",
    "attachment": "add list get",
    "subject": "add list",
    "service": "add list show trust key distrust",
    "card": "export show",
    "member": "add activate list passphrase renew revoke role",
    "compartment": "add list",
    "grant": "give list withdraw",
    "proposal": "list",
    "law": "list show add",
    "incident": "list show decide",
    "log": "show verify checkpoint export",
    "store": "info check backup restore retire rekey",
}


def test_every_promised_verb_is_there_and_no_other() -> None:
    for name, verbs in PROMISED.items():
        assert sorted(verb.name for verb in noun_named(name).verbs) == sorted(verbs.split())
    assert sorted(PROMISED) == sorted(NOUNS)
    assert all(noun_named(name).verb("") for name in ALONE)


@pytest.mark.parametrize(("noun", "verb"), VERBS, ids=NAMES)
def test_every_verb_has_examples_that_it_understands(noun: Noun, verb: Verb) -> None:
    assert verb.examples
    for line in verb.examples:
        program, *arguments = shlex.split(line.split(" < ")[0])
        said = sentence(arguments)
        assert program == "exchange"
        assert (said.noun, said.verb or "") == (noun.name, verb.name)
        parse(verb, said.rest)


@pytest.mark.parametrize(("noun", "verb"), VERBS, ids=NAMES)
def test_no_verb_takes_a_name_twice_or_one_of_all_verbs(noun: Noun, verb: Verb) -> None:
    names = [part.name for part in verb.parts]
    assert len(names) == len(set(names))
    assert not set(names) & {part.name for part in GLOBAL_PARTS}
    optional = [part.shape in POSITIONAL and not part.required for part in verb.parts]
    assert sum(optional) <= 1, "two optional words can't be told apart"


@pytest.mark.parametrize(
    "words", [*LATER_ALONE, *(f"{noun} {verb}" for noun, verbs in LATER.items() for verb in verbs)]
)
def test_what_comes_later_is_refused_by_its_name(words: str) -> None:
    noun, _, verb = words.partition(" ")
    with pytest.raises(Usage) as refusal:
        verb_named(noun_named(noun), verb)
    assert refusal.value.reason == "comes-later"
    assert refusal.value.arguments["words"] in (words, noun)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("requst", "request"), ("transmision", "transmission"), ("LOG", "log"), ("incidnet", "incident")],
)
def test_an_unknown_noun_names_the_nearest_one(typed: str, meant: str) -> None:
    with pytest.raises(Usage) as refusal:
        noun_named(typed)
    assert refusal.value.reason == "unknown-noun"
    assert str(refusal.value.arguments["nearest"]).split(", ")[0] == meant


def test_an_unknown_verb_names_the_nearest_or_all_of_them() -> None:
    with pytest.raises(Usage) as near:
        verb_named(noun_named("leg"), "folow-up")
    assert str(near.value.arguments["nearest"]).startswith("follow-up")
    with pytest.raises(Usage) as far:
        verb_named(noun_named("leg"), "xyzzy")
    assert "refuse" in str(far.value.arguments["nearest"])


@pytest.mark.parametrize(("plural", "noun"), PLURALS.items())
def test_a_plural_stands_for_the_list(plural: str, noun: str) -> None:
    said = sentence([plural, "--json"])
    assert (said.noun, said.verb, said.rest) == (noun, "list", ("--json",))
    assert noun_named(noun).verb("list")


@pytest.mark.parametrize(
    "line",
    [
        "--store s --as a request list --json --limit 3",
        "request --store s list --as a --limit 3 --json",
        "--json request list --limit 3 --store=s --as=a",
        "--as a request --json --store s list --limit 3",
    ],
)
def test_common_options_stand_anywhere(line: str) -> None:
    said = sentence(line.split())
    given_ = parse(verb_named(noun_named(said.noun or ""), said.verb or ""), said.rest)
    assert (said.noun, said.verb) == ("request", "list")
    assert (given_.text("store"), given_.text("as"), given_.flag("json")) == ("s", "a", True)
    assert given_.number("limit") == 3


def test_a_value_that_names_a_noun_is_not_taken_for_one() -> None:
    said = sentence(["--as", "request", "--store", "log", "store", "info"])
    assert (said.noun, said.verb, said.rest) == ("store", "info", ("--as", "request", "--store", "log"))


UNFIT = ("nul-character", "half-character")
"""Signs that no argument can hold; a batch's line or an undecodable byte can."""


@example(["\0"])
@example(["\ud800"])
@given(
    st.lists(
        st.text(max_size=12) | st.sampled_from(["--json", "request", "list", "--", "-h", "--store"]),
        max_size=8,
    )
)
def test_any_line_is_taken_apart_without_losing_a_word(line: list[str]) -> None:
    said = sentence(line)
    named = [word for word in (said.noun, said.verb) if word is not None]
    if not (line and set(line) & set(PLURALS)):
        assert sorted([*named, *said.rest]) == sorted(line)


@given(
    st.lists(
        st.text(max_size=12) | st.sampled_from(["--at", "--limit", "x", "-5", "--text", "--", "--text="]),
        max_size=8,
    )
)
def test_any_words_after_a_verb_are_understood_or_refused(line: list[str]) -> None:
    for _, verb in VERBS[:12]:
        try:
            parse(verb, line)
        except ExchangeError as refusal:
            assert isinstance(refusal, Usage) or refusal.reason in UNFIT
