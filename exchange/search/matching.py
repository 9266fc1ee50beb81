"""What of a text a query finds: whether it holds, how well, and the words around what was found.

An index of keyed words knows neither places nor phrases: each hit is opened and looked at here, which
also leaves out what an altered index would bring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from exchange.search.folding import Folder, nfc
from exchange.search.query import Term

AROUND: Final = 70
"""Signs shown on each side of what was found."""
WEIGHTS: Final = {"title": 4, "reference": 4, "text": 2}
"""What a word counts by where it stands; elsewhere it counts 1."""


@dataclass(frozen=True)
class Passage:
    """A text of a request or an arrival, and which of its texts it is."""

    where: str
    text: str

    @property
    def weight(self) -> int:
        """What a word counts in it."""
        return WEIGHTS.get(self.where, 1)


@dataclass(frozen=True)
class Snippet:
    """Words around what was found; `marks` are the places of the words found, in `text`."""

    where: str
    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass
class Look:
    """One hit looked at, passage after passage, until each wanted term was found."""

    terms: Sequence[Term]
    folder: Folder
    found: dict[Term, Passage] = field(default_factory=dict)
    excluded: bool = False

    @property
    def unsettled(self) -> tuple[Term, ...]:
        """The wanted terms that were not found yet."""
        return tuple(term for term in self.terms if not term.negated and term not in self.found)

    @property
    def holds(self) -> bool:
        """Whether everything that was looked at agrees with the query."""
        return not self.excluded and not self.unsettled

    @property
    def score(self) -> int:
        """How well it holds: for each term what it counts where it was found first."""
        return sum(passage.weight for passage in self.found.values())

    def take(self, passage: Passage, terms: Iterable[Term]) -> None:
        """Look for some of the terms in one more passage."""
        words: list[str] | None = None
        for term in terms:
            if words is None:
                words = self.folder.words(passage.text)
            if stands_in(term, words):
                if term.negated:
                    self.excluded = True
                else:
                    self.found.setdefault(term, passage)

    def snippets(self) -> tuple[Snippet, ...]:
        """Return one snippet for each passage in which a term was found first."""
        passages = dict.fromkeys(self.found.values())
        return tuple(snippet(passage, self.found, self.folder) for passage in passages)


def stands_in(term: Term, words: Sequence[str]) -> bool:
    """Say whether the term's words stand in a text, one after the other."""
    last = term.words[-1]
    if not term.is_phrase:
        return any(word.startswith(last) for word in words) if term.prefix else last in words
    return any(_ends(term, words, end) for end in range(len(term.words), len(words) + 1))


def _ends(term: Term, words: Sequence[str], end: int) -> bool:
    """Say whether the term's words are the last of the first `end` words."""
    *first, last = term.words
    word = words[end - 1]
    if word != last and not (term.prefix and word.startswith(last)):
        return False
    start = end - 1 - len(first)
    return start >= 0 and list(words[start : end - 1]) == first


def snippet(passage: Passage, terms: Iterable[Term], folder: Folder) -> Snippet:
    """Return the words of a passage around the first of the terms that stands in it, all marked."""
    text, is_title = nfc(passage.text), passage.where == "title"
    marks = _marks(text, tuple(terms), folder, AROUND if not is_title else len(text))
    start, end = _room(text, marks[0] if marks else (0, 0), whole=is_title)
    shown = " ".join(text[start:end].split("\n")).replace("\r", " ")
    before, after = "…" if start else "", "…" if end < len(text) else ""
    moved = len(before) - start
    kept = ((one + moved, other + moved) for one, other in marks if start <= one and other <= end)
    return Snippet(passage.where, f"{before}{shown}{after}", tuple(kept))


def _marks(text: str, terms: Sequence[Term], folder: Folder, around: int) -> list[tuple[int, int]]:
    """Return the places of the terms' words, up to so many signs after the first; texts can be long."""
    words: list[str] = []
    places: list[tuple[int, int]] = []
    found: dict[tuple[int, int], None] = {}
    until = len(text)
    lasts = {term.words[-1] for term in terms}
    beginnings = tuple(term.words[-1] for term in terms if term.prefix)
    for word, start, end in folder.placed(text):
        if start > until:
            break
        words.append(word)
        places.append((start, end))
        if word not in lasts and not word.startswith(beginnings):
            continue
        for term in terms:
            if _ends(term, words, len(words)):
                found.update(dict.fromkeys(places[-len(term.words) :]))
                until = min(until, end + around)
    return sorted(found)


def _room(text: str, mark: tuple[int, int], *, whole: bool) -> tuple[int, int]:
    """Return what is shown around a mark, ending between words where there are any; a title whole."""
    if whole:
        return 0, len(text)
    start, end = max(0, mark[0] - AROUND), min(len(text), mark[1] + AROUND)
    if start:
        start = next((place + 1 for place in range(start, mark[0]) if text[place].isspace()), start)
    if end < len(text):
        end = next((place for place in range(end, mark[1], -1) if text[place].isspace()), end)
    return start, end
