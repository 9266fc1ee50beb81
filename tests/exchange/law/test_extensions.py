"""Limits that a notice of delay extends, as far as the text lets it; and which text holds on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from exchange.codes import Access, Channel, Urgency
from exchange.law.counting import end_of_day
from exchange.law.facts import EventAt, Facts
from exchange.law.limits import limits
from exchange.law.reader import load_law, parse_bases

RECEIVED = datetime(2026, 11, 2, 15, tzinfo=UTC)
EIO = Facts(
    "eio", RECEIVED, ("America/Bogota",), channel=Channel.JUDICIAL, country="ES", requester_country="FR"
)


def due(facts: Facts, row: str) -> datetime | None:
    """Return when a row's limit ends."""
    return {limit.code.partition(".")[2]: limit.due_at for limit in limits(facts, RECEIVED)}[row]


def after(days: int) -> datetime:
    """Return 24:00 in Bogotá, so many days after the day of the receipt."""
    return end_of_day(date(2026, 11, 2) + timedelta(days=days), "America/Bogota")


def told(facts: Facts, days: float) -> Facts:
    """Return the facts with a notice of delay so many days after the receipt."""
    notice = EventAt("delay-notified", RECEIVED + timedelta(days=days))
    return replace(facts, events=(*facts.events, notice))


def test_a_recognition_told_to_be_late_has_thirty_more_days_from_its_start() -> None:
    assert due(EIO, "recognise") == after(30)
    assert due(told(EIO, 29), "recognise") == after(60)
    assert due(told(EIO, 30), "recognise") == after(60)


def test_a_notice_after_the_limit_extends_nothing() -> None:
    assert due(told(EIO, 40), "recognise") == after(30)


def test_what_the_text_does_not_extend_stays() -> None:
    assert due(told(EIO, 2), "acknowledge") == after(7)
    recognised = replace(EIO, events=(EventAt("recognised", RECEIVED),))
    assert due(told(recognised, 2), "execute") == after(90)
    confirmed = EventAt("recognised", RECEIVED + timedelta(days=30))
    again = replace(recognised, events=(*recognised.events, confirmed))
    assert due(again, "execute") == after(90)


@pytest.mark.parametrize(
    ("basis", "country", "row"),
    [("eaw", "ES", "decision-with-consent"), ("tca-uk", "GB", "surrender-decision-with-consent")],
)
def test_a_decision_on_who_consents_has_thirty_more_days_once_the_delay_is_told(
    basis: str, country: str, row: str
) -> None:
    consented = replace(EIO, basis=basis, country=country, events=(EventAt("consented", RECEIVED),))
    assert due(consented, row) == after(10)
    assert due(told(consented, 10), row) == after(40)
    assert due(told(consented, 11), row) == after(10)


def test_the_old_framework_decision_lets_eight_hours_become_three_days() -> None:
    old = Facts(
        "fd-2006-960",
        datetime(2024, 3, 29, 10, tzinfo=UTC),
        ("Europe/Madrid",),
        Urgency.URGENT,
        Access.DIRECT,
        country="ES",
        requester_country="FR",
    )
    assert due(old, "urgent") == datetime(2024, 3, 29, 18, tzinfo=UTC)
    notice = EventAt("delay-notified", datetime(2024, 3, 29, 17, tzinfo=UTC))
    # The clocks of Madrid go forward in the night before the last day: its 24:00 is 22:00 in UTC.
    assert due(replace(old, events=(notice,)), "urgent") == datetime(2024, 4, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("basis", "start", "days"), [("eaw", "consented", (10, 40)), ("eaw", "arrested", (60, 90))]
)
def test_a_warrant_told_to_be_late_has_thirty_more_days(
    basis: str, start: str, days: tuple[int, int]
) -> None:
    row = {"consented": "decision-with-consent", "arrested": "decision"}[start]
    facts = replace(EIO, basis=basis, country="PT", events=(EventAt(start, RECEIVED, "FR"),))
    zone = "Europe/Paris" if start == "arrested" else "America/Bogota"
    first, last = (end_of_day(date(2026, 11, 2) + timedelta(days=count), zone) for count in days)
    assert (due(facts, row), due(told(facts, 3), row)) == (first, last)


def test_a_request_keeps_the_text_that_stood_on_the_day_of_its_receipt() -> None:
    newer = """
[[basis]]
code = "eio"
source = "a newer directive"
valid_from = 2026-12-01
states_bound = ["@eu"]
review_months = 36
grounds_source = "a newer directive"
grounds = ["immunity"]
fr = "n"
en = "n"
"""
    law = load_law().extended(parse_bases(newer))
    assert law.basis("eio", date(2026, 11, 30)).source.startswith("Directive 2014/41/EU")
    assert law.basis("eio", date(2026, 12, 1)).source == "a newer directive"
    assert {limit.code for limit in limits(EIO, RECEIVED, law)} == {"eio.acknowledge", "eio.recognise"}
    later = replace(EIO, received_at=datetime(2026, 12, 2, tzinfo=UTC))
    assert [limit.code for limit in limits(later, RECEIVED, law)] == ["no-limit"]
