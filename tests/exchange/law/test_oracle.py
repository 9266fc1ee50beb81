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
from tests.exchange.law.naive import BASES, Happened, History
from tests.exchange.law.naive_arrests import ARRESTS

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
    "clarification-asked", "clarification-answered", "partly-answered",
)  # fmt: skip
# Late in March and October the clocks of Europe change, in April and September those of the South.
YEARS = {"fd-2006-960": 2019, "eu-2023-1543": 2027, "eu-2023-1543-preservation": 2027}


def history(seed: int) -> History:
    """Make a history: a basis, a zone, a receipt, up to eleven events at any distance from it."""
    dice = random.Random(seed)
    basis = dice.choice(sorted({**BASES, **ARRESTS}))
    month = dice.choice((1, 3, 3, 4, 8, 9, 10, 10, 11, 12))
    received = datetime(YEARS.get(basis, 2026), month, dice.randint(1, 28), tzinfo=UTC) + timedelta(
        hours=dice.randint(0, 23), minutes=dice.choice((0, 1, 29, 30, 59))
    )
    names = [dice.choice(EVENTS) for _ in range(dice.randint(0, 8))]
    names += ["arrested"] * dice.choice((0, 1, 2, 3) if basis in ARRESTS else (0, 1))
    unit = dice.choice((timedelta(minutes=47), timedelta(hours=11), timedelta(days=5)))
    country = dice.choice(COUNTRIES)
    events = []
    for name in names:
        at = received + unit * dice.uniform(-1 if name == "decided" else 0, 9)
        said = dice.choice(("", "", country, "FR", "ES")) if basis in ARRESTS else ""
        events.append(
            Happened(name, at.replace(microsecond=0), said, dice.choice(("", "", "Bilbao", "Lyon")))
        )
        if name == "surrender-fixed" and dice.random() < 0.5:
            events[-1] = events[-1]._replace(day=events[-1].at + unit * dice.uniform(0.1, 3))
    return History(
        basis,
        received,
        dice.choice(ZONES),
        urgent=dice.random() < 0.5,
        direct=dice.random() < 0.5,
        country=country,
        zones={one: zones_of(one) for one in COUNTRIES},
        events=sorted(events, key=lambda event: event.at),
    )


Named = tuple[str, datetime | None, bool]


def ours(told: History) -> list[Named]:
    """Return what the product says of a history."""
    facts = Facts(
        basis=told.basis,
        received_at=told.received,
        post_zones=(told.zone,),
        urgency=Urgency.URGENT if told.urgent else Urgency.ROUTINE,
        access=Access.DIRECT if told.direct else Access.INDIRECT,
        country=told.country,
        requester_country="FR",
        events=tuple(
            EventAt(one.name, one.at, one.country or None, place=one.place or None, ahead=one.day)
            for one in told.events
        ),
    )
    found = limits(facts, told.received)
    # Where a text gives days to those who are held, no alarm stands for them.
    kept = [limit for limit in found if "." in limit.code or (told.basis in ARRESTS and limit.arrest)]
    return sorted(((one.code.partition(".")[2], one.due_at, one.ended) for one in kept), key=str)


def theirs(told: History) -> list[Named]:
    """Return what the other program says of it."""
    if told.basis in ARRESTS:
        found = [(one.name, one.due, one.over) for one in ARRESTS[told.basis](told)]
    else:
        found = [(name, *due) for name, due in BASES[told.basis](told).items()]
    return sorted(found, key=str)


@pytest.mark.parametrize("start", range(0, HISTORIES, 100))
def test_a_thousand_random_histories_have_the_limits_that_the_texts_give(start: int) -> None:
    for seed in range(start, start + 100):
        told = history(seed)
        assert ours(told) == theirs(told), (seed, told)


def test_every_basis_whose_rows_give_days_is_recomputed() -> None:
    assert {basis.code for basis in load_law().bases.values() if basis.limits} == {*BASES, *ARRESTS}


def test_the_histories_cross_changes_of_clocks_stand_still_and_hold_several_people() -> None:
    told = [history(seed) for seed in range(HISTORIES)]
    assert {one.basis for one in told} == {*BASES, *ARRESTS}
    assert (
        sum(any(event.name == "clarification-asked" for event in one.events) for one in told) > HISTORIES // 4
    )
    assert sum(any(due is None and not over for _, due, over in ours(one)) for one in told) > 10
    assert sum(len([event for event in one.events if event.name == "arrested"]) > 1 for one in told) > 100
