"""What stands after a verb: each slip is named, in our words and not in argparse's."""

from __future__ import annotations

import pytest

from exchange.errors import Usage
from tui.cli.grammar import Given
from tui.cli.parser import parse
from tui.cli.words import noun_named, verb_named


def given(noun: str, verb: str, *line: str) -> Given:
    return parse(verb_named(noun_named(noun), verb), line)


def refusal(noun: str, verb: str, *line: str) -> Usage:
    with pytest.raises(Usage) as found:
        given(noun, verb, *line)
    return found.value


def test_words_options_flags_and_repeated_options_arrive() -> None:
    found = given(
        "request",
        "close",
        "R-1",
        "--outcome",
        "fulfilled",
        "--result",
        "arrests=1",
        "--result=readmissions=2",
    )
    assert found.need("ref") == "R-1"
    assert found.text("outcome") == "fulfilled"
    assert found.many("result") == ("arrests=1", "readmissions=2")
    assert found.text("reason") is None
    assert not found.flag("json")


def test_words_may_stand_between_options() -> None:
    found = given("leg", "event", "R-1", "--at", "hier 14h", "1", "--place", "Quito", "arrested")
    assert [found.need(name) for name in ("ref", "leg", "code", "at")] == ["R-1", "1", "arrested", "hier 14h"]


@pytest.mark.parametrize(
    ("line", "reason", "argument"),
    [
        ((), "missing-word", "REF, LEG, CODE"),
        (("R-1",), "missing-word", "LEG, CODE"),
        (("R-1", "1", "arrested", "--at"), "missing-value", "--at"),
        (("R-1", "1", "arrested", "--withdraw=yes"), "needless-value", "--withdraw"),
        (("R-1", "1", "arrested", "now", "--at", "x"), "too-many-words", "now"),
        (("R-1", "1", "arrested", "--att", "x"), "unknown-option", "--att"),
        (("R-1", "1", "arrested", "--pl", "Quito", "--at", "x"), "unknown-option", "--pl"),
    ],
)
def test_each_slip_is_named(line: tuple[str, ...], reason: str, argument: str) -> None:
    found = refusal("leg", "event", *line)
    assert found.reason == reason
    assert argument in found.arguments.values()


def test_an_unknown_option_names_the_nearest() -> None:
    assert str(refusal("request", "list", "--limt", "3").arguments["nearest"]).startswith("--limit")


def test_a_required_option_is_asked_for_by_name() -> None:
    found = refusal("request", "close", "R-1")
    assert (found.reason, found.arguments) == ("missing-option", {"option": "--outcome"})


def test_a_value_that_begins_with_a_dash_is_written_with_a_sign() -> None:
    assert refusal("request", "reopen", "R-1", "--reason", "-x").reason == "missing-value"
    assert given("request", "reopen", "R-1", "--reason=-x").text("reason") == "-x"


def test_a_dash_alone_is_a_value() -> None:
    assert given("request", "note", "R-1", "--text-file", "-").text("text-file") == "-"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("roux -jean", ("roux", "-jean")),
        ("-jean roux", ("-jean", "roux")),
        ("--limit 5 roux -jean --json", ("roux", "-jean")),
        ("roux --limit 5 -jean --json -5", ("roux", "-jean", "-5")),
        ("--limit 5 --json -- roux -jean --after", ("roux", "-jean", "--after")),
        ("--limit 5 --json roux -- -jean --", ("roux", "-jean", "--")),
    ],
)
def test_a_word_left_out_of_a_query_is_a_word_of_it(line: str, words: tuple[str, ...]) -> None:
    found = given("request", "search", *line.split())
    assert found.many("terms") == words
    assert (found.number("limit"), found.flag("json")) == ((5, True) if "--limit" in line else (None, False))


def test_a_query_knows_its_slips_all_the_same() -> None:
    assert refusal("request", "search", "roux", "--limt", "5").reason == "unknown-option"
    assert refusal("request", "search", "roux", "--limit", "-jean").reason == "missing-value"
    assert refusal("request", "search", "--limit", "--", "roux").reason == "missing-value"
    assert refusal("request", "search", "--json", "--").reason == "missing-word"


def test_after_two_dashes_every_word_stands_for_itself() -> None:
    assert given("transmission", "receive", "--", "-a.age", "--b.age").many("file") == ("-a.age", "--b.age")
    assert given("request", "show", "--json", "--", "R-1").need("ref") == "R-1"
    found = refusal("request", "show", "R-1", "--", "-x")
    assert (found.reason, found.arguments["given"]) == ("too-many-words", "-x")


def test_a_dash_before_a_word_of_no_query_is_a_word_too_many() -> None:
    found = refusal("request", "show", "R-1", "-x")
    assert (found.reason, found.arguments["given"]) == ("too-many-words", "-x")


@pytest.mark.parametrize("typed", ["x", "-1", "1.5", "٣", "9" * 10, ""])
def test_a_number_is_digits_alone(typed: str) -> None:
    found = given("request", "list", f"--limit={typed}")
    with pytest.raises(Usage) as slip:
        found.number("limit")
    assert slip.value.reason == "not-a-number"


def test_the_names_given_are_told_apart_from_those_that_may_be() -> None:
    found = given("request", "list", "--limit", "3", "--json")
    assert found.names() == {"limit", "json"}
    with pytest.raises(Usage):
        found.need("kind")
