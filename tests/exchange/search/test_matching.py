"""What of an opened text a query finds, the words around it, and what was meant by a misspelt word."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.search.folding import Folder
from exchange.search.matching import AROUND, Look, Passage, snippet, stands_in
from exchange.search.nearest import nearest_words
from exchange.search.query import parse_query

TEXT = st.text(st.sampled_from("ab é\n'-中 "), max_size=300)


def look(query: str, *passages: Passage) -> Look:
    folder = Folder()
    found = Look(parse_query(query, folder).terms, folder)
    for passage in passages:
        found.take(passage, [*found.unsettled, *(term for term in found.terms if term.negated)])
    return found


@pytest.mark.parametrize(
    ("query", "text", "holds"),
    [
        ("rouge", "Conteneur rouge", True),
        ("roug", "Conteneur rouge", False),
        ("roug*", "Conteneur rouge", True),
        ('"conteneur rouge"', "un conteneur, rouge", True),
        ('"rouge conteneur"', "un conteneur rouge", False),
        ("l'enq*", "dans l’enquête", True),
        ("l'enq*", "enquête l", False),
        ("rouge -bleu", "rouge vif", True),
        ("rouge -bleu", "rouge et bleu", False),
        ('rouge -"rouge bleu"', "bleu rouge", True),
        ('rouge -"rouge bleu"', "rouge bleu", False),
    ],
)
def test_a_text_holds_or_not_as_the_query_says(query: str, text: str, holds: bool) -> None:
    assert look(query, Passage("text", text)).holds is holds


def test_words_may_stand_in_different_texts_and_phrases_may_not() -> None:
    passages = Passage("title", "Conteneur"), Passage("note", "rouge")
    assert look("conteneur rouge", *passages).holds
    assert not look('"conteneur rouge"', *passages).holds


def test_a_word_in_the_title_counts_more_than_elsewhere() -> None:
    title = look("rouge", Passage("title", "Rouge"), Passage("text", "rouge"))
    text, note = look("rouge", Passage("text", "rouge")), look("rouge", Passage("note", "rouge"))
    assert title.score > text.score > note.score > 0


def test_a_snippet_shows_the_words_around_the_first_found_and_marks_all_of_them() -> None:
    text = "Avant. " * 40 + "Un conteneur\nROUGE, puis un autre contenéur. " + "Après. " * 40
    folder = Folder()
    terms = parse_query("conteneur rouge", folder).terms
    found = snippet(Passage("text", text), terms, folder)
    assert found.text.startswith("…") and found.text.endswith("…") and "\n" not in found.text
    assert [found.text[a:b] for a, b in found.marks] == ["conteneur", "ROUGE", "contenéur"]
    assert len(found.text) <= 2 * AROUND + len("conteneur") + 2


def test_a_title_is_shown_whole_with_its_marks() -> None:
    folder = Folder()
    title = "Longue affaire " * 20 + "rouge"
    found = snippet(Passage("title", title), parse_query("rouge", folder).terms, folder)
    assert found.text == title
    assert [found.text[a:b] for a, b in found.marks] == ["rouge"]


@given(TEXT, st.sampled_from(["a", "ab*", '"a b"', "é", "zhong*"]))
def test_every_mark_of_a_snippet_folds_to_a_word_of_the_query(text: str, typed: str) -> None:
    folder = Folder()
    (term,) = parse_query(typed, folder).terms
    if not stands_in(term, folder.words(text)):
        return
    found = snippet(Passage("text", text), (term,), folder)
    assert found.marks
    for start, end in found.marks:
        words = folder.words(found.text[start:end])
        assert any(word in term.words or word.startswith(term.words[-1]) for word in words)


def test_one_letter_wrong_is_recalled_in_nearly_all_words() -> None:
    chance = random.Random(20)
    letters = string.ascii_lowercase
    known = sorted({"".join(chance.choices(letters, k=chance.randint(4, 12))) for _ in range(5_000)})
    tried = chance.sample(known, 200)
    recalled = sum(word in nearest_words(_misspelt(word, chance), known, lambda _: 1) for word in tried)
    assert recalled >= 0.95 * len(tried)


@pytest.mark.parametrize("edit", ["swapped", "too many", "dropped", "another"])
def test_a_mistyped_number_is_recalled_where_a_third_of_all_such_numbers_stand(edit: str) -> None:
    chance = random.Random(f"numbers {edit}")
    known = sorted(map(str, chance.sample(range(1000, 100_000), 33_000)))
    standing, tried, recalled = set(known), 0, 0
    while tried < 60:
        number = chance.choice(known)
        typed = _mistyped(number, edit, chance)
        if typed not in standing:  # else that one is found, and nothing is asked back
            tried += 1
            recalled += number in nearest_words(typed, known, lambda _: 1)
    assert recalled >= 0.95 * tried


def _mistyped(number: str, edit: str, chance: random.Random) -> str:
    place, digit = chance.randrange(len(number) - 1), chance.choice(string.digits)
    before, sign, after = number[:place], number[place], number[place + 1 :]
    return {
        "swapped": before + after[0] + sign + after[1:],
        "too many": before + digit + sign + after,
        "dropped": before + after,
        "another": before + digit + after,
    }[edit]


def test_of_numbers_the_commonest_slips_come_first_and_more_than_five_are_given() -> None:
    meant = ["14378", "1438", "14386", "14487", "12387", "84387", "114387"]
    assert nearest_words("14387", sorted(meant), lambda _: 1)[0] == "14378"
    near = nearest_words("14387", sorted(meant), lambda n: 9 if n == "84387" else 1)
    assert near == ("14378", "1438", "114387", "14386", "14487", "84387", "12387")
    assert nearest_words("b0g12", ["bog12", "bag12"], lambda _: 1) == ("bog12", "bag12")


def _misspelt(word: str, chance: random.Random) -> str:
    place, letter = chance.randrange(len(word)), chance.choice(string.ascii_lowercase)
    ways = (
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :] if place else word + letter,
    )
    return chance.choice(ways)


def test_the_nearest_word_comes_first_and_of_two_as_near_the_more_frequent() -> None:
    known = ["conteneur", "conteneurs", "contenant", "contents"]
    often = {"conteneur": 1, "conteneurs": 9}
    assert nearest_words("conteneus", known, lambda w: often.get(w, 0))[:2] == ("conteneurs", "conteneur")
    assert nearest_words("xylophone", known, lambda w: 0) == ()
