"""What was meant by a word that is nowhere, and how a word goes on that was begun."""

from __future__ import annotations

import random

from exchange.requests.inputs import Amendment, Search
from exchange.search.folding import Folder
from tests.exchange.requests.cases import ask
from tests.exchange.requests.finding import open_all, some_texts
from tests.world import Seat, World


def test_words_misspelt_together_are_replaced_by_words_that_stand_together(desk: Seat) -> None:
    open_all(desk, [("Buques près du quai", "pres pres pres"), ("PÉREZ GÓMEZ Julián", ""), ("Gomer", "")])
    page = desk.requests.search(Search("peres gomes"))
    assert [one.nearest[0] for one in page.did_you_mean] != ["perez", "gomez"]
    assert page.instead == "perez gomez"
    assert [one.title for one in desk.requests.search(Search(page.instead)).items] == ["PÉREZ GÓMEZ Julián"]
    kept = desk.requests.search(Search('-marseille kind:wanted "peres gomes" jul*'))
    assert kept.instead == '-marseille kind:wanted "perez gomez" jul*'
    assert desk.requests.search(Search("peres gomes kind:trafficking")).instead is None


def test_a_number_that_is_nowhere_is_answered_with_many_near_ones_and_how_many_texts_hold_each(
    desk: Seat,
) -> None:
    near = "14378 14388 14386 14397 14287 15387 24387 14380"
    open_all(desk, [("PV 14378", near), ("Encore 14378", "")])
    (meant,) = desk.requests.search(Search("14387")).did_you_mean
    assert (meant.nearest[0], meant.texts[0]) == ("14378", 2)
    assert (set(meant.nearest), set(meant.texts[1:])) == (set(near.split()), {1})


def test_a_word_that_was_amended_away_is_meant_by_nobody(desk: Seat) -> None:
    ref = ask(desk, title="Conteneur de Buenaventura").ref
    ask(desk, title="Conteneur")
    desk.requests.amend(ref, Amendment(title="Conteneur de Carthagène"))
    for typed in ("buenavetnura", "buena*", "buenaventura"):
        page = desk.requests.search(Search(typed))
        assert (page.items, page.did_you_mean, page.instead) == ((), (), None)
    assert desk.requests.complete("buena") == ()
    assert desk.requests.complete("c") == ("conteneur", "carthagene")


def test_nine_misspelt_words_in_ten_and_more_are_recalled_through_the_desk(desk: Seat) -> None:
    words = sorted(
        {word for text in some_texts(40, seed=9) for part in text for word in Folder().words(part)}
    )
    open_all(desk, [(" ".join(words), "")])
    chance = random.Random(3)
    tried = [word for word in words if len(word) >= 4]
    recalled = 0
    for word in tried:
        place = chance.randrange(1, len(word) - 1)
        wrong = f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"
        page = desk.requests.search(Search(wrong))
        recalled += bool(page.items) or word in page.did_you_mean[0].nearest
    assert recalled >= 0.95 * len(tried)


def test_words_that_begin_so_are_completed_the_most_frequent_first(world: World, desk: Seat) -> None:
    open_all(desk, [("passeport passage", ""), ("passeport", ""), ("autre", "")])
    assert desk.requests.complete("Pass") == ("passeport", "passage")
    assert desk.requests.complete("…") == ()
    assert world.entries()[-1].x == {"requests": [], "view": "completion"}
