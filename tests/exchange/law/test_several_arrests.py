"""Several people arrested on one leg, or one twice: whose clock an event ends, and what stands on top."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from exchange.law.counting import end_of_day
from exchange.law.facts import EventAt, Facts, Limit
from exchange.law.limits import limits
from exchange.law.reader import load_law, parse_bases

MADRID = "Europe/Madrid"
RECEIVED = datetime(2026, 11, 1, 9, tzinfo=UTC)
WARRANT = Facts("eaw", RECEIVED, (MADRID,), country="ES", requester_country="FR")
CONVENTION = replace(WARRANT, basis="ece-1957")
WARRANTS = pytest.mark.parametrize("basis", ["eaw", "tca-uk"])
DECISION = {"eaw": "decision", "tca-uk": "surrender-decision"}

TREATY = """
[[basis]]
code = "extradition-pt"
source = "Treaty"
states_bound = ["FR", "PT"]
review_months = 36
grounds_source = "Treaty"
grounds = ["form"]
fr = "Traité"
en = "Treaty"

[[basis.limit]]
code = "some"
source = "Art. 10"
period = "40 days"
starts = "arrested"
ends = ["papers-presented", "released", "withdrawn", "closed"]
fr = "l"
en = "l"
"""


def on(day: int, code: str, place: str | None = None, country: str | None = None, month: int = 11) -> EventAt:
    return EventAt(code, datetime(2026, month, day, 10, tzinfo=UTC), country, place=place)


def running(facts: Facts, *events: EventAt) -> list[Limit]:
    found = limits(replace(facts, events=events), RECEIVED)
    return [limit for limit in found if not limit.ended and limit.arrest]


def dates(facts: Facts, *events: EventAt) -> list[tuple[str, date]]:
    """Return what runs for people who are held: the row, and the last day."""
    assert all(limit.due_at and limit.zone for limit in running(facts, *events))
    return [
        (limit.code.partition(".")[2] or limit.code, _last_day(limit)) for limit in running(facts, *events)
    ]


def _last_day(limit: Limit) -> date:
    assert limit.due_at is not None
    (last,) = [
        day
        for back in range(3)
        if end_of_day(day := limit.due_at.date() - timedelta(days=back), limit.zone or "") == limit.due_at
    ]
    return last


def treaty(old: str = "", new: str = "") -> Limit:
    """Return the limit of a treaty added by a file, after an arrest, papers, a date fixed and a release."""
    law = load_law().extended(parse_bases(TREATY.replace(old, new)))
    events = (on(2, "arrested"), on(3, "papers-presented"), on(4, "surrender-fixed"), on(5, "released"))
    facts = replace(WARRANT, basis="extradition-pt", country="PT", events=events)
    return next(one for one in limits(facts, RECEIVED, law) if one.code == "extradition-pt.some")


def test_a_limit_from_an_arrest_stands_on_top_whatever_a_file_says_that_it_ends_at() -> None:
    assert treaty().arrest


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("received", '["released", "closed"]'),
        ("received", '["surrendered", "closed"]'),
        ("papers-presented", '["decided", "closed"]'),
        ("surrender-fixed", '["closed"]'),
    ],
)
def test_what_counts_the_detention_of_somebody_stands_on_top(starts: str, ends: str) -> None:
    ended = treaty('"arrested"\nends = ["papers-presented", "released", "withdrawn", "closed"]',
                   f'"{starts}"\nends = {ends}')  # fmt: skip
    assert ended.arrest


@pytest.mark.parametrize("starts", ["received", "released"])
def test_what_counts_nobodys_detention_does_not(starts: str) -> None:
    assert not treaty(
        '"arrested"\nends = ["papers-presented", "released",', f'"{starts}"\nends = ["answered",'
    ).arrest


@pytest.mark.parametrize("basis", sorted({"eaw", "tca-uk", "ece-1957"}))
def test_every_window_of_a_person_held_stands_on_top_and_assistance_does_not(basis: str) -> None:
    rows = {row.code.partition(".")[2]: row.detains for row in load_law().bases[basis].limits}
    assert {code for code, detains in rows.items() if not detains} == (
        {"decide", "execute"} if basis == "tca-uk" else set()
    )


@WARRANTS
def test_whoever_is_arrested_again_has_sixty_days_of_his_own(basis: str) -> None:
    events = (on(2, "arrested"), on(3, "consented"), on(5, "released"), on(20, "arrested"))
    found = dates(replace(WARRANT, basis=basis), *events)
    assert found == [(DECISION[basis], date(2027, 1, 19))]


@WARRANTS
def test_the_consent_of_one_leaves_another_his_sixty_days(basis: str) -> None:
    facts = replace(WARRANT, basis=basis)
    bilbao, sevilla = on(2, "arrested", "Bilbao"), on(20, "arrested", "Sevilla")
    story = [on(21, "consented", "Bilbao"), on(22, "decided", "bilbao "), on(24, "surrendered", "BILBAO")]
    after = [dates(facts, bilbao, sevilla, *story[:count]) for count in range(4)]
    mine = (DECISION[basis], date(2027, 1, 19))
    assert after[0] == [(DECISION[basis], date(2027, 1, 1)), mine]
    assert after[1] == [(f"{DECISION[basis]}-with-consent", date(2026, 12, 1)), mine]
    assert after[2] == [("surrender", date(2026, 12, 2)), mine]
    assert after[3] == [mine]


@WARRANTS
def test_a_consent_that_may_be_of_either_leaves_the_earlier_date(basis: str) -> None:
    facts, two = replace(WARRANT, basis=basis), (on(2, "arrested"), on(20, "arrested"))
    consented = dates(facts, *two, on(21, "consented"))
    assert consented == [
        (f"{DECISION[basis]}-with-consent", date(2026, 12, 1)),
        (DECISION[basis], date(2027, 1, 1)),
    ]
    left = dates(facts, *two, on(21, "consented"), on(22, "decided"), on(24, "surrendered"))
    assert [day for _, day in left] == [date(2026, 12, 1)], "who is still held has a clock, the strictest"


@WARRANTS
def test_as_many_consents_as_arrests_replace_them_all(basis: str) -> None:
    facts, two = replace(WARRANT, basis=basis), (on(2, "arrested"), on(20, "arrested"))
    found = dates(facts, *two, on(21, "consented"), on(23, "consented"))
    assert [day for _, day in found] == [date(2026, 12, 1), date(2026, 12, 3)]


@WARRANTS
def test_a_consent_before_the_arrest_takes_nothing_from_it(basis: str) -> None:
    found = dict(dates(replace(WARRANT, basis=basis), on(3, "consented"), on(20, "arrested")))
    assert found[DECISION[basis]] == date(2027, 1, 19)


def test_a_notice_of_delay_lengthens_one_arrests_limit_only() -> None:
    two = (on(2, "arrested", "Bilbao"), on(20, "arrested", "Sevilla"))
    told = [day for _, day in dates(WARRANT, *two, on(25, "delay-notified", "Bilbao"))]
    assert told == [date(2027, 1, 19), date(2027, 1, 31)]
    assert dates(WARRANT, *two, on(25, "delay-notified"))[0] == ("decision", date(2027, 1, 1))


def test_the_one_released_is_the_one_arrested_at_that_place() -> None:
    two = (on(12, "arrested", "Bilbao", "ES"), on(26, "arrested", "Sevilla"))
    found = running(CONVENTION, *two, on(27, "released", "Sevilla", "ES"))
    assert {limit.started_at for limit in found} == {two[0].at}
    found = running(CONVENTION, *two, on(27, "released", "Bilbao", "ES"))
    assert {limit.started_at for limit in found} == {two[1].at}


@pytest.mark.parametrize("written", ["san sebastian", "SAN  SEBASTIÁN", "San-Sebastia\u0301n"])
def test_a_place_is_the_same_however_its_accents_case_and_dashes_are_written(written: str) -> None:
    two = (on(12, "arrested", "San Sebastián"), on(26, "arrested", "Sevilla"))
    found = running(CONVENTION, *two, on(27, "released", written))
    assert {limit.started_at for limit in found} == {two[1].at}


def test_then_the_one_arrested_in_that_country() -> None:
    spain, france = on(12, "arrested", None, "ES"), on(13, "arrested", None, "FR")
    for freed, held in ((spain, france), (france, spain)):
        found = running(CONVENTION, spain, france, on(27, "released", None, freed.country))
        assert {limit.started_at for limit in found} == {held.at}


def test_where_nothing_tells_them_apart_the_earlier_date_stands_not_the_earlier_arrest() -> None:
    # Thirty days in France from the tenth end after eighteen in Spain from the twelfth.
    france, spain = on(10, "arrested", None, "FR"), on(12, "arrested", None, "ES")
    found = running(CONVENTION, france, spain, on(13, "released"))
    assert {limit.started_at for limit in found} == {spain.at}


def test_a_release_never_silences_who_waits_in_place_of_one_whose_papers_came() -> None:
    two = (on(12, "arrested", "Bilbao"), on(26, "arrested", "Sevilla"))
    found = running(CONVENTION, *two, on(27, "papers-presented", "Bilbao"), on(28, "released"))
    assert {limit.started_at for limit in found} == {two[1].at}


@pytest.mark.parametrize("code", ["withdrawn", "closed"])
@pytest.mark.parametrize("basis", ["ece-1957", "eaw", "reciprocity"])
def test_a_request_withdrawn_or_closed_ends_every_arrest(basis: str, code: str) -> None:
    two = (on(12, "arrested", "Bilbao"), on(13, "arrested", "Sevilla"))
    assert running(replace(WARRANT, basis=basis), *two)
    assert running(replace(WARRANT, basis=basis), *two, on(14, code)) == []


@pytest.mark.parametrize("basis", ["ece-1957", "eaw", "reciprocity"])
def test_who_was_handed_over_may_be_reported_where_he_arrived(basis: str) -> None:
    facts = replace(WARRANT, basis=basis)
    one, two = on(12, "arrested", "Bilbao", "ES"), on(13, "arrested", "Sevilla", "ES")
    roissy = on(20, "surrendered", "Roissy", "FR")
    assert running(facts, one, roissy) == []
    assert {limit.started_at for limit in running(facts, one, two, roissy)} == {one.at}
    assert running(facts, one, on(20, "surrendered", "Lisboa", "PT")), "neither held there nor sent there"
    assert running(facts, one, on(20, "released", "Roissy", "FR")), "nobody is let go where he isn't held"


def test_an_arrest_that_no_row_covers_any_more_has_the_alarm_until_something_ends_it() -> None:
    text = TREATY.replace('fr = "l"', 'replaced_by = ["consented"]\nfr = "l"')
    law = load_law().extended(parse_bases(text))
    facts = replace(WARRANT, basis="extradition-pt", country="PT")
    story = (on(2, "arrested"), on(3, "consented"), on(4, "released"))

    def found(count: int) -> list[tuple[str, bool]]:
        told = limits(replace(facts, events=story[:count]), RECEIVED, law)
        return [(limit.code, limit.ended) for limit in told]

    assert found(1) == [("extradition-pt.some", False)]
    assert found(2) == [("provisional-alarm", False)]
    assert found(3) == [("provisional-alarm", True)]


def test_each_of_two_people_whom_no_text_covers_has_his_own_alarm() -> None:
    two = (on(2, "arrested", "Bilbao"), on(4, "arrested", "Sevilla"))
    facts = replace(WARRANT, basis="reciprocity")
    assert dates(facts, *two) == [
        ("provisional-alarm", date(2026, 11, 17)),
        ("provisional-alarm", date(2026, 11, 19)),
    ]
    assert dates(facts, *two, on(5, "released", "Bilbao")) == [("provisional-alarm", date(2026, 11, 19))]
    assert dates(facts, *two, on(5, "released")) == [("provisional-alarm", date(2026, 11, 17))]
