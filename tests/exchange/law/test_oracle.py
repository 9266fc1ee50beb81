"""Limits against another program (`naive`), over hundreds of random histories: no difference."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from exchange.codes import Access, Urgency
from exchange.law.facts import EventAt, Facts
from exchange.law.limits import limits
from exchange.law.reader import load_law
from exchange.law.zones import zones_of
from tests.exchange.law.naive import BASES, Due, History

HISTORIES = 1000
# Clocks that change in spring and autumn, north and south, by half an hour, at midnight, or never.
ZONES = (
    "Europe/Madrid", "Europe/Paris", "America/Bogota", "America/New_York", "America/Santiago",
    "Australia/Lord_Howe", "Asia/Kathmandu", "America/Asuncion", "Pacific/Auckland", "Africa/Casablanca",
)  # fmt: skip
COUNTRIES = ("FR", "ES", "US", "EC", "PT", "GB")
EVENTS = (
    "acknowledged", "withdrawn", "authorisation-needed", "authorisation-given", "delay-notified",
    "recognised", "consented", "decided", "papers-presented", "surrender-fixed", "surrendered",
    "released", "answered", "refused", "closed", "clarification-asked", "clarification-answered",
    "clarification-asked", "clarification-answered",
)  # fmt: skip
CUSTODY = ("arrested",)
# Late in March and October the clocks of Europe change, in April and September those of the South.
YEARS = {"fd-2006-960": 2019, "eu-2023-1543": 2027, "eu-2023-1543-preservation": 2027}


def history(seed: int) -> History:
    """Make a history: a basis, a zone, a receipt, up to nine events at any distance from it."""
    dice = random.Random(seed)
    basis = dice.choice(sorted(BASES))
    month = dice.choice((1, 3, 3, 4, 8, 9, 10, 10, 11, 12))
    received = datetime(YEARS.get(basis, 2026), month, dice.randint(1, 28), tzinfo=UTC) + timedelta(
        hours=dice.randint(0, 23), minutes=dice.choice((0, 1, 29, 30, 59))
    )
    names = [dice.choice(EVENTS) for _ in range(dice.randint(0, 8))]
    if dice.random() < 0.5:
        names += CUSTODY
    unit = dice.choice((timedelta(minutes=47), timedelta(hours=11), timedelta(days=5)))
    events = sorted(
        ((name, received + unit * dice.uniform(-1 if name == "decided" else 0, 9)) for name in names),
        key=lambda event: event[1],
    )
    rounded = tuple((name, at.replace(microsecond=0)) for name, at in events)
    country = dice.choice(COUNTRIES)
    return History(
        basis,
        received,
        dice.choice(ZONES),
        urgent=dice.random() < 0.5,
        direct=dice.random() < 0.5,
        arrested_in=country,
        arrest_zones=zones_of(country),
        events=rounded,
    )


def ours(told: History) -> dict[str, Due]:
    """Return what the product says of a history."""
    facts = Facts(
        basis=told.basis,
        received_at=told.received,
        post_zones=(told.zone,),
        urgency=Urgency.URGENT if told.urgent else Urgency.ROUTINE,
        access=Access.DIRECT if told.direct else Access.INDIRECT,
        country=told.arrested_in,
        requester_country="FR",
        events=tuple(
            EventAt(name, at, told.arrested_in if name == "arrested" else None) for name, at in told.events
        ),
    )
    found = limits(facts, told.received)
    return {limit.code.partition(".")[2]: (limit.due_at, limit.ended) for limit in found if "." in limit.code}


@pytest.mark.parametrize("start", range(0, HISTORIES, 100))
def test_a_thousand_random_histories_have_the_limits_that_the_texts_give(start: int) -> None:
    for seed in range(start, start + 100):
        told = history(seed)
        assert ours(told) == dict(BASES[told.basis](told)), (seed, told)


def test_every_basis_whose_rows_give_days_is_recomputed() -> None:
    assert {basis.code for basis in load_law().bases.values() if basis.limits} == set(BASES)


def test_the_histories_cross_changes_of_clocks_and_stand_still() -> None:
    told = [history(seed) for seed in range(HISTORIES)]
    assert {one.basis for one in told} == set(BASES)
    assert sum(any(name == "clarification-asked" for name, _ in one.events) for one in told) > HISTORIES // 4
    assert sum(any(due is None and not over for due, over in ours(one).values()) for one in told) > 10
