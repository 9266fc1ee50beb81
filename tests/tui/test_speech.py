"""Moments, references and keys as the screens say them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.errors import Refused
from exchange.locale import Language
from tui.keynames import key_name, keys_named
from tui.speech import Speech

FRENCH, ENGLISH = Speech(Language.FR, "America/Bogota"), Speech(Language.EN, "America/Bogota")
NOW = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        (None, "", ""),
        ("", "", ""),
        ("2026-11-23T13:12:00Z", "23/11 08:12", "11-23 08:12"),
        ("2026-11-24T05:00:00Z", "23/11", "11-23"),  # midnight in Bogotá ends the 23rd
        ("2026-01-01T05:00:00.000Z", "31/12", "12-31"),
        ("2026-11-23T02:00:00Z", "22/11 21:00", "11-22 21:00"),
    ],
)
def test_a_list_shows_a_limit_short_and_a_days_end_as_the_day(
    at: str | None, french: str, english: str
) -> None:
    assert (FRENCH.short_limit(at), ENGLISH.short_limit(at)) == (french, english)


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        (None, "", ""),
        ("2026-11-23T13:12:00Z", "23/11 08:12", "11-23 08:12"),
        ("2026-11-24T05:00:00Z", "24/11 00:00", "11-24 00:00"),  # what happened then happened on the 24th
    ],
)
def test_a_list_shows_what_happened_by_its_day_and_hour(at: str | None, french: str, english: str) -> None:
    assert (FRENCH.short(at), ENGLISH.short(at)) == (french, english)


def test_a_refusal_on_a_screen_says_events_and_moments_as_people_do() -> None:
    early = Refused(
        "event-before-receipt", event="clarification-asked", at=datetime(2026, 11, 30, 2, tzinfo=UTC)
    )
    sentence, hint = FRENCH.refusal(early)
    assert "Précisions demandées" in sentence
    assert "reçue le dim. 29/11/2026 21:00" in sentence
    assert "clarification-asked" not in sentence + hint
    grounds = Refused("unknown-ground", basis="eio", ground="x", source="y", known="immunity")
    assert "Immunité" in FRENCH.refusal(grounds)[1]


def test_a_moment_is_whole_in_the_zone_of_the_post() -> None:
    assert FRENCH.moment("2026-11-23T13:12:00Z") == "lun. 23/11/2026 08:12"
    assert ENGLISH.moment("2026-11-23T13:12:00Z") == "Mon 2026-11-23 08:12"
    assert FRENCH.limit("2026-11-24T05:00:00Z") == "lun. 23/11/2026 24:00"
    assert (FRENCH.moment(None), FRENCH.limit(None)) == ("", "")


@pytest.mark.parametrize(
    ("at", "where", "whole", "short"),
    [
        ("2026-12-25T23:00:00Z", "Europe/Paris", "ven. 25/12/2026 24:00 Paris", "25/12 Paris"),
        ("2026-12-26T03:00:00Z", "America/Sao_Paulo", "ven. 25/12/2026 24:00 Sao Paulo", "25/12 Sao Paulo"),
        ("2026-12-26T05:00:00Z", "America/Lima", "ven. 25/12/2026 24:00", "25/12"),  # the post's day ends too
        ("2026-12-25T23:00:00Z", None, "ven. 25/12/2026 18:00", "25/12 18:00"),
        ("2026-12-25T22:30:00Z", "Europe/Paris", "ven. 25/12/2026 17:30", "25/12 17:30"),
    ],
)
def test_a_limit_that_ends_with_the_day_of_another_town_names_it(
    at: str, where: str | None, whole: str, short: str
) -> None:
    assert (FRENCH.limit(at, where), FRENCH.short_limit(at, where)) == (whole, short)


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-11-19T14:00:00Z", "J+0"),
        ("2026-11-20T05:00:00Z", "J+0"),  # today's 24:00
        ("2026-11-20T05:00:01Z", "J+1"),
        ("2026-11-19T05:00:00Z", "J-1"),  # yesterday's 24:00
        ("2026-12-04T14:00:00Z", "J+15"),
        (None, ""),
    ],
)
def test_days_are_counted_by_the_calendar_of_the_post(at: str | None, shown: str) -> None:
    assert FRENCH.apart(at, NOW) == shown
    assert ENGLISH.apart(at, NOW) == shown.replace("J", "D")


@pytest.mark.parametrize(
    ("ref", "shown"),
    [("BOG-2026-00139", "00139"), ("BOG-2025-00139", "2025-00139"), ("BOG-2027-00001", "2027-00001")],
)
def test_a_reference_of_this_year_is_its_number_alone(ref: str, shown: str) -> None:
    assert FRENCH.reference(ref, NOW) == shown


def test_the_year_of_a_reference_is_the_year_at_the_post() -> None:
    new_year_in_paris = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)  # 22:00 of the 31st in Bogotá
    assert FRENCH.reference("BOG-2026-00139", new_year_in_paris) == "00139"


def test_a_day_ends_at_the_posts_midnight() -> None:
    assert FRENCH.end_of_day(NOW) == "2026-11-20T05:00:00Z"
    assert Speech(Language.FR, "Asia/Tokyo").end_of_day(NOW) == "2026-11-19T15:00:00Z"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_what_is_due_by_the_days_end_is_zero_or_fewer_days_apart(moment: datetime) -> None:
    at = moment.isoformat() + "Z"
    days = int(FRENCH.apart(at, NOW).removeprefix("J"))
    assert (days <= 0) == (at[:19] + "Z" <= FRENCH.end_of_day(NOW) or at < FRENCH.end_of_day(NOW))


def test_a_code_inside_a_line_begins_small_but_an_abbreviation_does_not() -> None:
    assert ENGLISH.low("channel", "letter") == "letter"
    assert ENGLISH.low("channel", "i-24-7").startswith("INTERPOL")
    assert ENGLISH.code("kind", None) == ""
    assert ENGLISH.code("kind", "no-such-kind") == "no-such-kind"


def test_a_refusal_is_a_sentence_with_a_hint() -> None:
    sentence, hint = ENGLISH.refusal(Refused("not-a-number", option="limit", given="\x1b]0;x"))
    assert sentence[0].isupper()
    assert "\x1b" not in sentence + hint
    assert hint


@pytest.mark.parametrize(
    ("key", "french", "english"),
    [
        ("enter", "entrée", "enter"),
        ("escape", "échap", "esc"),
        ("plus", "+", "+"),
        ("question_mark", "?", "?"),
        ("left_parenthesis", "(", "("),
        ("ctrl+l", "ctrl+l", "ctrl+l"),
        ("shift+tab", "shift+tab", "shift+tab"),
        ("G", "G", "G"),
        ("f2", "f2", "f2"),
    ],
)
def test_keys_are_called_as_people_call_them(key: str, french: str, english: str) -> None:
    assert key_name(key, FRENCH).lower() == french.lower()
    assert key_name(key, ENGLISH).lower() == english.lower()


def test_the_keys_of_an_action_stand_side_by_side() -> None:
    assert keys_named("down,j", FRENCH) == "↓ j"
    assert keys_named("", FRENCH) == ""


def test_a_refusal_calls_a_field_as_its_form_does_and_says_what_to_type() -> None:
    refused = Refused("partial-date-form", field="born", given="12/03/84")
    assert FRENCH.refusal(refused) == (
        "Date de naissance\u00a0: «\u00a012/03/84\u00a0» n’est pas une date.",
        "Avec l’année entière\u00a0: 17/05/1980, 05/1980 ou 1980.",
    )
    assert ENGLISH.refusal(refused)[0] == "Date of birth: “12/03/84” is not a date."
    assert ENGLISH.refusal(Refused("urgency-reason-needed", field="urgency"))[0]
