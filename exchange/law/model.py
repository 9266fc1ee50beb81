"""The law as values: bases, their limits, and the whole of them; read from data files by `reader`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from exchange.codes import Access, Channel, EventCode, Urgency
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


Words = Mapping[Language, str]
"""The same in each language."""


@dataclass(frozen=True)
class Row:
    """One limit of a basis: from which event, to which, for how long, on which conditions.

    `extended_to`: once one of `extended_by` happened within the limit, it lasts so long from its start.
    `only_after`: it exists only if one of these events came before its start. `replaced_by`: it
    disappears once one of these events happened after its start (one from the receipt: whenever).
    `arrested_in`, `not_arrested_in`: the countries of the arrest for which it is, or isn't, meant.
    `suspended`: a clarification stops it.
    """

    code: str
    cited: Words
    period: Period
    starts: str
    ends: tuple[str, ...]
    words: Words
    extended_to: Period | None = None
    extended_by: tuple[str, ...] = ()
    urgency: Urgency | None = None
    access: Access | None = None
    only_after: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    arrested_in: frozenset[str] | None = None
    not_arrested_in: frozenset[str] = frozenset()
    suspended: bool = False

    @property
    def source(self) -> str:
        """The act and article, as English cites them."""
        return self.cited[Language.EN]

    @property
    def detains(self) -> bool:
        """Say whether it counts a detention by itself: from an arrest, or until somebody is let go."""
        return self.starts == EventCode.ARRESTED or any(
            code in (EventCode.RELEASED, EventCode.SURRENDERED) for code in self.ends
        )


@dataclass(frozen=True)
class Basis:
    """A legal basis: when and whom it binds, on which channels, its limits and refusal grounds.

    `states` or `channels` None: all. `days_unknown`: the text may well state days, but nobody has
    read them into a row yet. `to_check`: set down from knowledge, to be compared with the text.
    `instrument`: legally binding between its states, so that data may be transferred under it
    (Directive (EU) 2016/680 Art. 37(1)(a)). `note`: what else it asks.
    """

    code: str
    cited: Words
    words: Words
    grounds: tuple[str, ...]
    grounds_cited: Words
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
    instrument: bool = False
    note: Words | None = None

    @property
    def source(self) -> str:
        """The act, in English."""
        return self.cited[Language.EN]

    @property
    def grounds_source(self) -> str:
        """Where its refusal grounds stand, in English."""
        return self.grounds_cited[Language.EN]

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
_TREATY_WORDS: Mapping[str, Words] = {
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


_GROUNDS_CITED: Words = dict.fromkeys(Language, UNREAD_GROUNDS)
# The ready row whose grounds and subjects a treaty nobody has read yet is taken to share.
_ALIKE = {"extradition": "ece-1957", "mla": "coe-1959"}


@dataclass(frozen=True)
class Law:
    """Every basis that is known, by code: the text that begins last.

    `earlier` holds what stood before under the same code, ended where the next one begins; `replaced`
    the same as it was before that.
    """

    bases: Mapping[str, Basis]
    earlier: Mapping[str, tuple[Basis, ...]] = field(default_factory=dict)
    replaced: Mapping[str, tuple[Basis, ...]] = field(default_factory=dict)

    def basis(self, code: str, day: date | None = None) -> Basis:
        """Return the basis `code`, as it stood on `day` if it stood then; raise Invalid("unknown-code").

        `extradition-<iso2>` and `mla-<iso2>` are always known: without a row of their own they bind
        France and that state, and their days are unknown.
        """
        found = self.bases.get(code) or self._unread_treaty(code)
        if found is None:
            raise unknown_code(code, self.bases, "legal-basis")
        if day is None or found.holds_on(day):
            return found
        return next((basis for basis in self.earlier.get(code, ()) if basis.holds_on(day)), found)

    def counted_by(self, code: str, day: date) -> Basis:
        """Return the text that counts for a request of that day, kept under `code` while one was in force.

        Where a text added since leaves none, what counted before still does; where nothing did, as after
        a correction, no days are known.
        """
        found = self.basis(code, day)
        if found.holds_on(day):
            return found
        before = (basis for basis in self.replaced.get(code, ()) if basis.holds_on(day))
        unknown = self._unread_treaty(code) or replace(found, limits=(), days_unknown=True, to_check=True)
        return next(before, unknown)

    def present(self, code: str, today: date) -> Basis:
        """Return the text of a basis today: in force, else the last that was, else a treaty not read yet."""
        found = self.basis(code, today)
        if found.holds_on(today):
            return found
        begun = (basis for basis in self._texts(code) if (basis.valid_from or today) <= today)
        return next(begun, self._unread_treaty(code) or found)

    def coming(self, code: str, today: date) -> tuple[Basis, ...]:
        """Return the texts of a basis that begin after today, the nearest first."""
        texts = (basis for basis in self._texts(code) if (basis.valid_from or today) > today)
        return tuple(reversed(tuple(texts)))

    def ended(self, code: str, today: date) -> tuple[Basis, ...]:
        """Return the texts of a basis that stood before that of today, the newest first."""
        now = self.present(code, today)
        begun = (basis for basis in self._texts(code) if (basis.valid_from or today) <= today)
        return tuple(basis for basis in begun if basis is not now)

    def in_force(self, day: date) -> Iterator[Basis]:
        """Give the bases in force on a day, each with the text that it has then."""
        for code in self.bases:
            basis = self.basis(code, day)
            if basis.holds_on(day):
                yield basis

    def _texts(self, code: str) -> tuple[Basis, ...]:
        """Return what stands under a code, the text that begins last first."""
        last = (self.bases[code],) if code in self.bases else ()
        return (*last, *self.earlier.get(code, ()))

    @cached_property
    def french(self) -> Mapping[str, str]:
        """Return how each source that a row names is cited in French."""
        found: dict[str, str] = {}
        for basis in self.bases.values():
            cited = (basis.cited, basis.grounds_cited, *(row.cited for row in basis.limits))
            found.update({one[Language.EN]: one[Language.FR] for one in cited})
        return found

    def extended(self, more: tuple[Basis, ...]) -> Law:
        """Return this law with `more` bases, each in the place of what stood under its code.

        What stood there ends where the new one begins; it is kept for requests received before.
        """
        bases, earlier, replaced = dict(self.bases), dict(self.earlier), dict(self.replaced)
        for basis in more:
            before = bases.get(basis.code)
            if before is not None and basis.valid_from is not None:
                ended = _ended(before, basis.valid_from)
                earlier[basis.code] = (*ended, *earlier.get(basis.code, ()))
                replaced[basis.code] = (before, *replaced.get(basis.code, ()))
            bases[basis.code] = basis
        return Law(bases, earlier, replaced)

    def _unread_treaty(self, code: str) -> Basis | None:
        match = _TREATY.fullmatch(code)
        if match is None or (state := match[2].upper()) not in alpha3_of() or state == "FR":
            return None
        alike = self.bases[_ALIKE[match[1]]]
        return Basis(
            code=code,
            cited=dict.fromkeys(Language, f"treaty between FR and {state}, to be checked"),
            words=_named(_TREATY_WORDS[match[1]], state),
            grounds=alike.grounds,
            grounds_cited=_GROUNDS_CITED,
            review_months=alike.review_months,
            subjects=alike.subjects,
            states=frozenset({"FR", state}),
            days_unknown=True,
            to_check=True,
            instrument=True,
        )


def _ended(basis: Basis, next_from: date) -> tuple[Basis, ...]:
    """Return a basis as it stands once another takes its place from a day on; none if it never stood."""
    last = next_from - timedelta(days=1)
    if basis.valid_from is not None and basis.valid_from > last:
        return ()
    return (replace(basis, valid_to=min(basis.valid_to or last, last)),)


def _named(words: Words, state: str) -> Words:
    return {language: text.format(state=state) for language, text in words.items()}
