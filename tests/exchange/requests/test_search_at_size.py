"""A search against plain FTS5 over the same texts: the same hits, and misspelt words recalled."""

from __future__ import annotations

import random
import string
from functools import cache
from pathlib import Path

import pytest

from exchange.requests.inputs import Search
from exchange.search.folding import Folder
from tests.exchange.requests.finding import WORDS, PlainIndex, every_ref, import_all
from tests.world import Seat

SIZE = 250
ASKED = 25
LETTERS = "bcdfghjklmnprstvz"


@cache
def vocabulary() -> tuple[str, ...]:
    """Return real words in several scripts, and made-up ones for a long tail."""
    chance = random.Random(11)
    pairs = [a + b for a in LETTERS for b in "aeiou"]
    made = {"".join(chance.choices(pairs, k=chance.randint(2, 5))) for _ in range(700)}
    return (*WORDS, *sorted(made))


def texts() -> list[tuple[str, str]]:
    """Return titles and texts whose words are as unequally frequent as in real ones."""
    chance, words = random.Random(12), vocabulary()
    weights = [1 / (rank + 3) for rank in range(len(words))]
    return [
        (" ".join(chance.choices(words, weights, k=3)), " ".join(chance.choices(words, weights, k=25)))
        for _ in range(SIZE)
    ]


@pytest.fixture
def plain(desk: Seat, tmp_path: Path) -> PlainIndex:
    """Import the texts at the desk, and put them into a plain table."""
    told = texts()
    return PlainIndex(list(zip(import_all(desk, tmp_path / "lines.jsonl", told), told, strict=True)))


def misspelt(word: str, chance: random.Random) -> str:
    """Return a word with one letter too many, too few, another, or two in the wrong order."""
    place = chance.randrange(len(word))
    letter = chance.choice(string.ascii_lowercase.replace(word[place], ""))
    swapped = (
        word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :] if place else letter + word
    )
    ways = (word[:place] + letter + word[place:], word[:place] + word[place + 1 :], swapped)
    return chance.choice((*ways, word[:place] + letter + word[place + 1 :]))


def test_words_and_beginnings_find_what_a_plain_index_finds_and_misspelt_ones_are_recalled(
    desk: Seat, plain: PlainIndex
) -> None:
    chance, folder, words = random.Random(13), Folder(), vocabulary()
    for word in chance.sample(words, ASKED):
        (known,), (other,) = folder.words(word), folder.words(chance.choice(WORDS))
        begun = known[: chance.randint(1, 3)]
        assert every_ref(desk, word) == plain.find(f'"{known}"'), word
        assert every_ref(desk, f"{begun}*") == plain.find(f'"{begun}" *'), begun
        assert every_ref(desk, f"{begun}* -{other}") == plain.find(f'("{begun}" *) NOT "{other}"')
    standing = {word for title, text in texts() for word in folder.words(f"{title} {text}")}
    tried = chance.sample(sorted(word for word in standing if len(word) >= 4), 120)
    recalled = 0
    for word in tried:
        page = desk.requests.search(Search(misspelt(word, chance)))
        # A slip may give another word that there is: then that one was asked for.
        recalled += bool(page.items) or word in page.did_you_mean[0].nearest
    assert recalled >= 0.95 * len(tried)
