"""The law as values: bases, their limits, and the whole of them; read from data files by `reader`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from exchange.codes import Access, Channel, Urgency
from exchange.codes.parsing import unknown_code
from exchange.countries import alpha3_of
from exchange.locale import Language


class PeriodUnit(StrEnum):
    """In what a period is counted; hours are exact, the others end with a day."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True)
class Period:
    """A length of time as an act states it; `at once` is zero hours."""

    count: int
    unit: PeriodUnit


@dataclass(frozen=True)
class Row:
    """One limit of a basis: from which event, to which, for how long, on which conditions.

    `only_after`: it exists only if one of these events came before its start. `replaced_by`: it
    disappears once one of these events happened. `arrested_in`, `not_arrested_in`: the countries of
    the arrest for which it is, or isn't, meant. `suspended`: a clarification stops it.
    """

    code: str
    source: str
    source_fr: str
    period: Period
    starts: str
    ends: tuple[str, ...]
    words: Mapping[Language, str]
    urgency: Urgency | None = None
    access: Access | None = None
    only_after: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    arrested_in: frozenset[str] | None = None
    not_arrested_in: frozenset[str] = frozenset()
    suspended: bool = False


@dataclass(frozen=True)
class Basis:
    """A legal basis: when and whom it binds, on which channels, its limits and refusal grounds.

    `states` or `channels` None: all. `days_unknown`: the text may well state days, but nobody has
    read them into a row yet. `to_check`: set down from knowledge, to be compared with the text.
    """

    code: str
    source: str
    source_fr: str
    words: Mapping[Language, str]
    grounds: tuple[str, ...]
    grounds_source: str
    grounds_source_fr: str
    review_months: int
    subjects: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    states: frozenset[str] | None = None
    channels: frozenset[Channel] | None = None
    limits: tuple[Row, ...] = ()
    urgency_reason_needed: bool = False
    days_unknown: bool = False
    to_check: bool = False

    def holds_on(self, day: date) -> bool:
        """Say whether the basis is in force on `day`."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def binds(self, country: str | None) -> bool:
        """Say whether the basis binds `country`; a service without one is taken as bound."""
        return self.states is None or country is None or country in self.states

    def binds_on(self, channel: Channel | None) -> bool:
        """Say whether the basis binds on `channel`; an unknown channel is one that it doesn't bind."""
        return self.channels is None or channel in self.channels


# A treaty with one state: known by its name before anybody has set down what it says.
_TREATY = re.compile(r"(extradition|mla)-([a-z]{2})")
_TREATY_WORDS: Mapping[str, Mapping[Language, str]] = {
    "extradition": {
        Language.FR: "Traité d’extradition ({state}), non vérifié",
        Language.EN: "Extradition treaty ({state}), not verified",
    },
    "mla": {
        Language.FR: "Traité d’entraide judiciaire ({state}), non vérifié",
        Language.EN: "Mutual assistance treaty ({state}), not verified",
    },
}
_UNREAD: Final = re.compile(r"treaty between FR and ([A-Z]{2}), to be checked")
UNREAD_GROUNDS: Final = "treaty, to be checked"


def unread_state(source: str) -> str | None:
    """Return the state of a treaty that nobody has read into a row yet, if that is what `source` is."""
    found = _UNREAD.fullmatch(source)
    return found[1] if found else None


# The ready row whose grounds and subjects a treaty nobody has read yet is taken to share.
_ALIKE = {"extradition": "ece-1957", "mla": "coe-1959"}


@dataclass(frozen=True)
class Law:
    """Every basis that is known, by code."""

    bases: Mapping[str, Basis]

    def basis(self, code: str) -> Basis:
        """Return the basis `code`; raise Invalid("unknown-code") with the nearest ones.

        `extradition-<iso2>` and `mla-<iso2>` are always known: without a row of their own they bind
        France and that state, and their days are unknown.
        """
        found = self.bases.get(code) or self._unread_treaty(code)
        if found is None:
            raise unknown_code(code, self.bases, "legal-basis")
        return found

    @cached_property
    def french(self) -> Mapping[str, str]:
        """Return how each source that a row names is cited in French."""
        found: dict[str, str] = {}
        for basis in self.bases.values():
            found[basis.source] = basis.source_fr
            found[basis.grounds_source] = basis.grounds_source_fr
            found.update({row.source: row.source_fr for row in basis.limits})
        return found

    def extended(self, more: tuple[Basis, ...]) -> Law:
        """Return this law with `more` bases, which take the place of those with the same code."""
        return Law({**self.bases, **{basis.code: basis for basis in more}})

    def _unread_treaty(self, code: str) -> Basis | None:
        match = _TREATY.fullmatch(code)
        if match is None or (state := match[2].upper()) not in alpha3_of():
            return None
        alike = self.bases[_ALIKE[match[1]]]
        return Basis(
            code=code,
            source=(source := f"treaty between FR and {state}, to be checked"),
            source_fr=source,
            words={
                language: words.format(state=state) for language, words in _TREATY_WORDS[match[1]].items()
            },
            grounds=alike.grounds,
            grounds_source=UNREAD_GROUNDS,
            grounds_source_fr=UNREAD_GROUNDS,
            review_months=alike.review_months,
            subjects=alike.subjects,
            states=frozenset({"FR", state}),
            days_unknown=True,
            to_check=True,
        )
