"""The language of queries: from what was typed to what is wanted, with the place of each part.

    query  = part { space part }
    part   = ["-"] ( word | word "*" | quote words quote ) | name ":" value
    quote  = a pair of ", « and », or “ and ”
    name   = kind, status, service, from, to, country, waiting, due, before, after
    value  = signs without space, or between quotes

Every part must hold; parts of the same name are alternatives. What typing joins to one word and folding
to several (`l'enquête`) is looked for as a phrase. A word with a colon after anything but letters is no
name (`10:30`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from exchange.errors import Argument, Invalid
from exchange.search.folding import Folder, nfc

NAMES: Final = (
    "kind", "status", "service", "from", "to", "country", "waiting", "due", "before", "after",
)  # fmt: skip
LONGEST: Final = 2_000
MOST_PARTS: Final = 32
_QUOTES: Final = {'"': '"', "«": "»", "“": "”"}
_NAME: Final = re.compile(r"([^\W\d_]+):")
_BARE: Final = re.compile(r'[^\s"«“]+')
_SPACE: Final = re.compile(r"\s*")


class QueryError(Invalid):
    """A query that can't be asked: what is wrong stands in `query` from `start` to `end`."""

    def __init__(self, reason: str, query: str, start: int, end: int, **arguments: Argument) -> None:
        super().__init__(reason, column=start + 1, **arguments)
        self.query = query
        self.start = start
        self.end = end


@dataclass(frozen=True)
class Term:
    """Words that must stand one after the other, or must not stand at all; the last may be a beginning."""

    words: tuple[str, ...]
    start: int
    end: int
    prefix: bool = False
    negated: bool = False

    @property
    def is_phrase(self) -> bool:
        """Whether the words' order matters, which no index of single words knows."""
        return len(self.words) > 1


@dataclass(frozen=True)
class Filter:
    """What a plain column must say; start and end are those of the value."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Query:
    """What is wanted: terms and filters, all at once."""

    text: str
    terms: tuple[Term, ...]
    filters: tuple[Filter, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that must be there."""
        return tuple(term for term in self.terms if not term.negated)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        """The terms that must not be there."""
        return tuple(term for term in self.terms if term.negated)

    @property
    def form(self) -> tuple[object, ...]:
        """What two queries have in common that ask for the same."""
        terms = sorted((term.negated, term.prefix, term.words) for term in self.terms)
        return *terms, *sorted((one.name, one.value) for one in self.filters)


def parse_query(text: str, folder: Folder) -> Query:
    """Return what a query asks; raise QueryError with the place of what can't be understood."""
    query = " ".join(nfc(text).splitlines()).strip()
    if not query:
        raise QueryError("search-empty", query, 0, 0)
    if len(query) > LONGEST:
        raise QueryError("search-too-long", query, LONGEST, len(query), limit=LONGEST)
    parts = tuple(_parts(query, folder))
    if len(parts) > MOST_PARTS:
        last = parts[MOST_PARTS]
        raise QueryError("search-too-many", query, last.start, last.end, limit=MOST_PARTS)
    terms = tuple(part for part in parts if isinstance(part, Term))
    filters = tuple(part for part in parts if isinstance(part, Filter))
    if not filters and all(term.negated for term in terms):
        raise QueryError("search-nothing-wanted", query, terms[0].start, terms[-1].end)
    return Query(query, terms, filters)


def _parts(query: str, folder: Folder) -> Iterator[Term | Filter]:
    place = 0
    while place < len(query):
        start = place
        negated = query[place] == "-"
        name = _NAME.match(query, place + negated)
        if name:
            found, place = _filter(query, start, name, negated)
            yield found
        else:
            term, place = _term(query, start, place + negated, negated, folder)
            yield term
        place = _after_space(query, place)


def _after_space(query: str, place: int) -> int:
    space = _SPACE.match(query, place)
    return space.end() if space else place


def _filter(query: str, start: int, name: re.Match[str], negated: bool) -> tuple[Filter, int]:
    if name[1].lower() not in NAMES:
        raise QueryError(
            "search-unknown-name", query, start, name.end(), given=name[1][:40], names=", ".join(NAMES)
        )
    if negated:
        raise QueryError("search-name-excluded", query, start, name.end(), given=name[1])
    first, last, place = _value(query, name.end())
    if not query[first:last].strip():
        raise QueryError("search-value-missing", query, start, max(place, name.end()), given=name[1])
    return Filter(name[1].lower(), query[first:last].strip(), first, last), place


def _term(query: str, start: int, place: int, negated: bool, folder: Folder) -> tuple[Term, int]:
    quoted = place < len(query) and query[place] in _QUOTES
    first, last, end = _value(query, place)
    if first == last and not quoted:
        raise QueryError("search-nothing-after", query, start, max(end, start + 1))
    prefix = not quoted and query[last - 1] == "*"
    star = -1 if quoted else query.find("*", first, last - 1)
    if star >= 0:
        raise QueryError("search-star-inside", query, star, star + 1)
    words = tuple(folder.words(query[first:last]))
    if not words:
        reason = "search-star-alone" if query[first:last] == "*" else "search-no-word"
        raise QueryError(reason, query, start, end)
    return Term(words, start, end, prefix, negated), end


def _value(query: str, place: int) -> tuple[int, int, int]:
    """Return where a value begins and ends, and where reading goes on."""
    closing = _QUOTES.get(query[place : place + 1])
    if closing is None:
        bare = _BARE.match(query, place)
        end = bare.end() if bare else place
        return place, end, end
    found = query.find(closing, place + 1)
    if found < 0:
        raise QueryError("search-quote-open", query, place, place + 1, closing=closing)
    return place + 1, found, found + 1
