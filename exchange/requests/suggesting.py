"""Words that a member may have meant: those of the vocabularies he opens, or of his own requests."""

from __future__ import annotations

import importlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from exchange.log.roles import Role
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.model import Request
from exchange.requests.search_index import vocabularies
from exchange.requests.wording import contents_of, words_of
from exchange.search.query import Query
from exchange.store.model import KeyWrap
from exchange.store.rows import Reader
from exchange.store.session import Session

_NEAREST: Final = 4
"""How many of the words that may have been meant are tried, for each that nothing has."""
_TRIES: Final = 24


@dataclass(frozen=True)
class Suggestion:
    """A word that nothing has, and the words that may have been meant, with how many texts have each."""

    word: str
    nearest: tuple[str, ...]
    texts: tuple[int, ...]


@dataclass(frozen=True)
class Lexicon:
    """The words that a member may know of, sorted; in how many rows each stands, and whether in any."""

    words: Sequence[str]
    frequency: Callable[[str], int]
    stands: Callable[[str], bool]
    first: Dossier | None = None

    def beginning(self, begun: str) -> Sequence[str]:
        """Return the words that begin so."""
        return self.words[bisect_left(self.words, begun) : bisect_left(self.words, begun + "\U0010ffff")]


def lexicon_of(session: Session, rows: Reader) -> Lexicon:
    """Return a member's words."""
    if session.member.role is Role.INVESTIGATOR:
        return _of_own_requests(session, rows)
    known = vocabularies(session, rows)
    words = known[0].all(rows) if len(known) == 1 else sorted({w for one in known for w in one.all(rows)})
    return Lexicon(
        words,
        lambda word: sum(one.frequency(rows, word) for one in known),
        lambda word: any(one.stands(rows, word) for one in known),
    )


def suggestions(session: Session, rows: Reader, query: Query) -> tuple[Suggestion, ...]:
    """Return for each wanted word that nothing has the nearest of those that something has."""
    if not query.wanted:
        return ()
    lexicon = lexicon_of(session, rows)
    unknown = []
    for term in query.wanted:
        *whole, last = term.words
        there = any(map(lexicon.stands, lexicon.beginning(last) if term.prefix else [last]))
        unknown += [word for word in whole if not lexicon.stands(word)] + ([] if there else [last])
    if not unknown:
        return ()
    # A library that only who misspells pays for.
    nearest = importlib.import_module("exchange.search.nearest").nearest_words
    found = {word: nearest(word, lexicon.words, lexicon.frequency) for word in unknown}
    return tuple(
        Suggestion(word, near, tuple(map(lexicon.frequency, near))) for word, near in found.items() if near
    )


def instead(query: Query, found: Sequence[Suggestion], holds: Callable[[str], bool]) -> str | None:
    """Return the query with a word that was meant for each that nothing has, such that something holds.

    The nearest of each, taken alone, may stand in no text together.
    Some combinations are tried, the nearest first; none that holds is None.
    """
    near = [one.nearest[:_NEAREST] for one in found]
    ranks = sorted(product(*map(range, map(len, near))), key=lambda ranks: (sum(ranks), ranks))
    for places in ranks[:_TRIES] if found else []:
        chosen = {one.word: words[place] for one, words, place in zip(found, near, places, strict=True)}
        text = _rewritten(query, chosen)
        if holds(text):
            return text
    return None


def _rewritten(query: Query, chosen: Mapping[str, str]) -> str:
    """Return a query's text with some words changed; what isn't changed stays as it was typed."""
    parts, place = [], 0
    for term in query.terms:
        words = [chosen.get(word, word) for word in term.words]
        if term.negated or words == list(term.words):
            continue
        joined = " ".join(words) + "*" * term.prefix
        parts += [query.text[place : term.start], f'"{joined}"' if term.is_phrase else joined]
        place = term.end
    return "".join((*parts, query.text[place:]))


def _of_own_requests(session: Session, rows: Reader) -> Lexicon:
    counted: Counter[str] = Counter()
    first = None
    for wrap in rows.find(KeyWrap, order=("object_id",), kind="request", member=session.member.id):
        request = rows.get(Request, id=wrap.object_id)
        if request is not None:
            dossier = open_row(session, rows, request)
            first = first or dossier
            counted.update(words_of(session.folder, (said for _, said in contents_of(dossier, rows))))
    return Lexicon(sorted(counted), counted.__getitem__, counted.__contains__, first)
