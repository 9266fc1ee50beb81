"""The language of queries: what is understood, and what is refused with its place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.search.folding import Folder
from exchange.search.query import LONGEST, MOST_PARTS, NAMES, Filter, Query, QueryError, Term, parse_query

TYPED = st.text(st.sampled_from("abé -*:\"«»“”'./\n\t1kindfromto—中ع"), max_size=60)
WORDS = st.text(st.sampled_from("abcdefgh0123"), min_size=1, max_size=8)


def parsed(text: str) -> Query:
    return parse_query(text, Folder())


def told(query: Query) -> list[str]:
    """Return the terms of a query in one form."""
    return [
        ("-" if term.negated else "") + "+".join(term.words) + ("*" if term.prefix else "")
        for term in query.terms
    ]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("conteneur rouge", ["conteneur", "rouge"]),
        ("  Conteneur\tROUGE \n", ["conteneur", "rouge"]),
        ('"mandat d’arrêt" extradition', ["mandat+d+arret", "extradition"]),
        ("« Mandat d'arrêt »", ["mandat+d+arret"]),
        ("“two words”", ["two+words"]),
        ("buenav* -bleu", ["buenav*", "-bleu"]),
        ('rouge -"très bleu" -bl*', ["rouge", "-tres+bleu", "-bl*"]),
        ("l'enquête", ["l+enquete"]),
        ("jean-pierre", ["jean+pierre"]),
        ("l'enq*", ["l+enq*"]),
        ("10:30 12/2026", ["10+30", "12+2026"]),
        ('"http://exemple"', ["http+exemple"]),
        ('rouge"bleu clair"', ["rouge", "bleu+clair"]),
        ("Гутиеррес 王小明", ["gutierres", "wangxiaoming"]),
    ],
)
def test_words_phrases_beginnings_and_exclusions_are_understood(text: str, terms: list[str]) -> None:
    assert told(parsed(text)) == terms


def test_filters_are_named_and_keep_the_place_of_their_value() -> None:
    query = parsed('kind:wanted To:dijin before:"23/11 03:00" x')
    assert query.filters == (
        Filter("kind", "wanted", 5, 11),
        Filter("to", "dijin", 15, 20),
        Filter("before", "23/11 03:00", 29, 40),
    )
    assert query.terms == (Term(("x",), 42, 43),)


def test_filters_alone_are_a_query_and_exclusions_alone_are_none() -> None:
    assert parsed("kind:wanted -bleu").unwanted
    with pytest.raises(QueryError) as refused:
        parsed("-bleu -rouge")
    assert refused.value.reason == "search-nothing-wanted"


@pytest.mark.parametrize(
    ("text", "reason", "wrong"),
    [
        ("", "search-empty", ""),
        (" \n ", "search-empty", ""),
        ("rouge - bleu", "search-nothing-after", "-"),
        ("rouge -", "search-nothing-after", "-"),
        ('rouge "bleu', "search-quote-open", '"'),
        ("«bleu", "search-quote-open", "«"),
        ("rouge *", "search-star-alone", "*"),
        ("rouge *bleu", "search-star-inside", "*"),
        ("bl*eu*", "search-star-inside", "*"),
        ("rouge …", "search-no-word", "…"),
        ('rouge ""', "search-no-word", '""'),
        ("rouge couleur:bleu", "search-unknown-name", "couleur:"),
        ("http://exemple", "search-unknown-name", "http:"),
        ("rouge -kind:wanted", "search-name-excluded", "-kind:"),
        ("rouge kind:", "search-value-missing", "kind:"),
        ('rouge kind:" "', "search-value-missing", 'kind:" "'),
        ("rouge kind: wanted", "search-value-missing", "kind:"),
        ("x" * (LONGEST + 9), "search-too-long", "x" * 9),
        ("a " * MOST_PARTS + "b", "search-too-many", "b"),
    ],
)
def test_what_is_wrong_in_a_query_is_pointed_at(text: str, reason: str, wrong: str) -> None:
    with pytest.raises(QueryError) as refused:
        parsed(text)
    error = refused.value
    assert error.reason == reason
    assert error.query[error.start : error.end] == wrong
    assert error.arguments["column"] == error.start + 1


@given(TYPED)
def test_whatever_is_typed_is_understood_or_refused_with_a_place_in_it(text: str) -> None:
    try:
        query = parsed(text)
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(error.query)
        return
    parts: list[Term | Filter] = [*query.terms, *query.filters]
    parts.sort(key=lambda part: part.start)
    assert parts
    assert all(part.start < part.end <= len(query.text) for part in parts)
    assert all(one.end <= other.start for one, other in pairwise(parts))
    assert all(term.words and all(term.words) for term in query.terms)
    assert all(one.name in NAMES and one.value for one in query.filters)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.lists(WORDS, min_size=1, max_size=3)), min_size=1))
def test_a_query_written_from_its_terms_is_understood_as_them(
    terms: list[tuple[bool, bool, list[str]]],
) -> None:
    written = ["seul"]
    expected = ["seul"]
    for negated, prefix, words in terms[: MOST_PARTS - 1]:
        many = len(words) > 1
        body = f'"{" ".join(words)}"' if many else words[0] + ("*" if prefix else "")
        written.append(("-" if negated else "") + body)
        star = "*" if prefix and not many else ""
        expected.append(("-" if negated else "") + "+".join(words) + star)
    assert told(parsed(" ".join(written))) == expected


def test_two_ways_of_typing_the_same_have_one_form() -> None:
    assert parsed("Rouge conteneur kind:wanted").form == parsed("kind:wanted CONTENEUR  rougé").form
    assert parsed("rouge").form != parsed("roug*").form
