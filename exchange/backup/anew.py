"""A restored log that goes on under a new origin: a newer past existed, or may have.

Its numbers go on after the last that anybody knows to have been given out: this machine's state folder,
or whoever restores, from paper or from a partner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from exchange.backup.gone_again import remove_again
from exchange.directory.post_keys import Lost, restart_post
from exchange.errors import Invalid, Refused
from exchange.requests.references import SERIES, Reference, parse_reference
from exchange.store.journal import counters_of, head_of
from exchange.store.session import Session
from exchange.store.state import State
from exchange.transmission.seen import recall
from keys.canonical import JSON
from keys.encoding import b64

MOST: Final = 10_000
"""The most references that one restore may skip: beyond it somebody mistyped."""
_NUMBER: Final = re.compile(r"(?:[AD]-)?(\d{4})-(\d{1,9})")


@dataclass(frozen=True)
class Told:
    """The last references and register numbers that whoever restores knows of, as typed."""

    refs: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Anew:
    """How a restored log goes on: its old origin, references skipped, last numbers, requests removed."""

    old_origin: str
    skipped: tuple[str, ...]
    numbers: Mapping[str, int]
    erased: tuple[str, ...] = ()


def known_outside(told: Told, prefix: str, state: State) -> dict[str, int]:
    """Return the last number known of each series; raise Invalid for what is no reference or number."""
    known = state.numbers()
    for series, number in (*_references(told.refs, prefix), *_numbers(told.numbers)):
        known[series] = max(number, known.get(series, 0))
    return known


def go_on_anew(session: Session, state: State, known: Mapping[str, int], erased: Iterable[str] = ()) -> Anew:
    """Append `backup.restored` under new keys and a new origin; raise Refused for too wide a gap."""
    old, newest = session.post.origin, state.newest()
    with session.unit() as journal:
        given = counters_of(head_of(journal.rows))
        ahead = {series: number for series, number in known.items() if number > given.get(series, 0)}
        skipped = tuple(_skipped(session.post.prefix, given, ahead))
        numbers = {series[-4:]: ahead[series] for series in sorted(ahead) if series.startswith("register-")}
        for series, number in ahead.items():
            journal.skip_to(series, number)
        seen: dict[str, JSON] | None = None
        if newest is not None:
            seen = {"size": newest.size, "root": b64(newest.root)}
        removed = remove_again(session, journal, erased)
        restart_post(session, journal, Lost(seen, skipped, numbers, removed))
        recall(session, journal, state.partners())
    return Anew(old, skipped, numbers, removed)


def _skipped(prefix: str, given: Mapping[str, int], ahead: Mapping[str, int]) -> Iterable[str]:
    for series in sorted(ahead):
        if not series.startswith(SERIES):
            continue
        first, last = given.get(series, 0) + 1, ahead[series]
        if last - first >= MOST:
            raise Refused("restore-gap", last=last, first=first, limit=MOST)
        year = int(series.removeprefix(SERIES))
        yield from (str(Reference(prefix, year, number)) for number in range(first, last + 1))


def _references(typed: Iterable[str], prefix: str) -> Iterable[tuple[str, int]]:
    for text in typed:
        found = parse_reference(text)
        if found.prefix != prefix:
            raise Invalid("reference-form", given=text[:40])
        yield found.series, found.number


def _numbers(typed: Iterable[str]) -> Iterable[tuple[str, int]]:
    for text in typed:
        found = _NUMBER.fullmatch(text.strip().upper())
        if found is None:
            raise Invalid("number-with-year", given=text[:40])
        yield f"register-{found[1]}", int(found[2])
