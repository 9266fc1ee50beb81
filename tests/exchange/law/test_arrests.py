"""Arrest clocks: eighteen, thirty, forty days, and the alarm where nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from exchange.codes import Channel, EventCode, Move
from exchange.law.counting import end_of_day
from exchange.law.limits import Clock, EventAt, Facts, Limit, limits
from exchange.law.reader import load_law

ARREST = datetime(2026, 11, 8, 14, 30, tzinfo=UTC)
WANTED = Facts(
    basis="ece-1957",
    received_at=ARREST + timedelta(hours=4),
    post_zones=("America/Bogota",),
    channel=Channel.I_24_7,
    country="ES",
    requester_country="FR",
)


def held(*events: EventAt, country: str = "ES", basis: str = "ece-1957") -> Facts:
    return replace(WANTED, basis=basis, events=(EventAt("arrested", ARREST, country), *events))


def by_code(facts: Facts) -> dict[str, Limit]:
    return {limit.code: limit for limit in limits(facts, ARREST)}


def test_abroad_the_request_is_due_in_eighteen_days_and_release_comes_at_forty() -> None:
    found = by_code(held())
    assert {code: limit.due_at for code, limit in found.items()} == {
        "ece-1957.request-due": end_of_day(date(2026, 11, 26), "Europe/Madrid"),
        "ece-1957.release": end_of_day(date(2026, 12, 18), "Europe/Madrid"),
    }
    assert all(limit.arrest and limit.clock is Clock.LEGAL for limit in found.values())
    assert found["ece-1957.request-due"].source == "ETS 24 Art. 16(4)"


def test_the_days_of_an_arrest_end_at_midnight_of_the_country_of_arrest() -> None:
    found = by_code(held(country="CO"))["ece-1957.request-due"]
    assert found.due_at == datetime(2026, 11, 27, 5, tzinfo=UTC)


def test_the_country_of_the_leg_is_taken_where_the_arrest_says_none() -> None:
    unsaid = replace(WANTED, events=(EventAt("arrested", ARREST),))
    assert [limit.due_at for limit in limits(unsaid, ARREST)] == [
        limit.due_at for limit in limits(held(), ARREST)
    ]


def test_arrested_in_france_the_papers_are_due_in_thirty_days() -> None:
    found = by_code(held(country="FR"))
    assert list(found) == ["ece-1957.request-due-france"]
    assert found["ece-1957.request-due-france"].due_at == end_of_day(date(2026, 12, 8), "Europe/Paris")
    assert found["ece-1957.request-due-france"].source == "CPP 696-24"


def test_arrested_in_france_after_the_final_decision_surrender_follows_in_seven_days() -> None:
    decided = EventAt("decided", ARREST - timedelta(days=3))
    first = limits(held(decided, country="FR"), ARREST)[0]
    assert (first.source, first.due_at) == ("CPP 696-22", end_of_day(date(2026, 11, 15), "Europe/Paris"))


@pytest.mark.parametrize(
    "code",
    [EventCode.PAPERS_PRESENTED, EventCode.RELEASED, EventCode.SURRENDERED, Move.WITHDRAWN, Move.CLOSED],
)
def test_papers_or_the_end_of_custody_end_the_provisional_clocks(code: str) -> None:
    later = EventAt(code, ARREST + timedelta(days=2))
    assert all(limit.ended for limit in limits(held(later), ARREST))
    alarm = by_code(held(later, basis="reciprocity"))["provisional-alarm"]
    assert alarm.ended


@pytest.mark.parametrize("basis", ["", "reciprocity", "interpol", "eu-2023-977", "extradition-ec", "sirene"])
def test_where_no_row_gives_the_days_an_alarm_is_set_at_fifteen(basis: str) -> None:
    found = limits(held(country="EC", basis=basis), ARREST)[0]
    assert (found.code, found.clock, found.arrest) == ("provisional-alarm", Clock.UNKNOWN, True)
    assert found.due_at == end_of_day(date(2026, 11, 23), "America/Guayaquil")


def test_the_screen_that_was_drawn_shows_the_eighth_of_december() -> None:
    quito = datetime(2026, 11, 23, 8, tzinfo=UTC)
    facts = replace(WANTED, basis="extradition-ec", events=(EventAt("arrested", quito, "EC"),))
    assert by_code(facts)["provisional-alarm"].due_at == end_of_day(date(2026, 12, 8), "America/Guayaquil")


def test_an_arrest_stands_above_an_earlier_date_asked() -> None:
    facts = replace(held(), asked_for=ARREST + timedelta(days=1))
    assert [limit.code for limit in limits(facts, ARREST)] == [
        "ece-1957.request-due",
        "ece-1957.release",
        "asked",
    ]


def test_one_release_does_not_silence_another_persons_clock() -> None:
    second = EventAt("arrested", ARREST + timedelta(days=1), "ES")
    released = EventAt("released", ARREST + timedelta(days=2))
    due = [limit for limit in limits(held(second, released), ARREST) if limit.code == "ece-1957.request-due"]
    # Whose release it was isn't said: the earlier of the two dates stays.
    assert [(limit.started_at, limit.ended) for limit in due] == [(ARREST, False), (second.at, True)]


def test_a_release_elsewhere_ends_no_clock_here() -> None:
    released = EventAt("released", ARREST + timedelta(days=2), "PT")
    assert not any(limit.ended for limit in limits(held(released), ARREST))


def test_a_surrender_is_due_in_fifteen_days_and_in_thirty_at_most() -> None:
    fixed = EventAt("surrender-fixed", datetime(2027, 1, 4, 9, tzinfo=UTC))
    papers = EventAt("papers-presented", ARREST + timedelta(days=5))
    found = by_code(held(papers, fixed))
    zone = "America/Bogota"
    assert found["ece-1957.surrender"].due_at == end_of_day(date(2027, 1, 19), zone)
    assert found["ece-1957.surrender-latest"].due_at == end_of_day(date(2027, 2, 3), zone)


def test_consent_replaces_sixty_days_by_ten_and_sets_no_alarm() -> None:
    assert list(by_code(held(basis="eaw"))) == ["eaw.decision"]
    consented = EventAt("consented", ARREST + timedelta(days=2))
    found = by_code(held(consented, basis="eaw"))
    assert list(found) == ["eaw.decision-with-consent"]
    assert found["eaw.decision-with-consent"].due_at == end_of_day(date(2026, 11, 20), "America/Bogota")


def test_a_treaty_that_does_not_bind_the_country_is_a_reference() -> None:
    assert {limit.clock for limit in limits(replace(held(), country="CO"), ARREST)} == {Clock.REFERENCE}


def test_every_row_that_runs_from_an_arrest_can_be_ended_by_reports() -> None:
    rows = [row for basis in load_law().bases.values() for row in basis.limits if row.starts == "arrested"]
    assert len(rows) >= 5
    assert all({"released", "surrendered", "closed"} <= set(row.ends) for row in rows)
