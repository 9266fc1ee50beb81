"""What a desk shows on top of `due`: every arrest, whatever text counts it and whoever was let go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.requests.inputs import NewRequest
from tests.exchange.lawbook.test_adding import ARRESTED, TREATY
from tests.exchange.requests.cases import WANTED, ask, event
from tests.world import Seat

WITHOUT_SURRENDER = TREATY.replace('"surrendered", ', "")
IN_SPAIN = replace(
    WANTED,
    received_at="2026-11-01T10:00:00+01:00",
    arrested_at="2026-11-02T10:00:00+01:00",
    arrested_in="ES",
    place="Bilbao",
)


def on_top(desk: Seat) -> list[str]:
    """Return the dates of the arrests, which come first."""
    items = desk.due(None).items
    arrests = [item for item in items if item.what == "arrest"]
    assert list(items[: len(arrests)]) == arrests
    return [(item.due_at or "")[:10] for item in arrests]


def spain(desk: Seat, basis: str) -> str:
    """Open a request for somebody arrested in Bilbao on the second; another is arrested on the tenth."""
    new: NewRequest = replace(IN_SPAIN, legal_basis=basis)
    ref = ask(desk, "policia-es", new=new).ref
    event(desk, ref, "arrested", at="2026-11-10T10:00:00+01:00", place="Sevilla")
    return ref


def test_a_text_added_by_a_file_takes_no_arrest_off_the_top(desk: Seat) -> None:
    ref = ask(desk, "dijin-ec", new=ARRESTED).ref
    assert on_top(desk) == ["2026-12-04"]
    desk.law.add(WITHOUT_SURRENDER.encode())
    assert on_top(desk) == ["2027-01-18"]
    (clock,) = desk.legs.list(ref)[0].clocks
    assert (clock.arrest, clock.code) == (True, "extradition-ec.request-due")


def test_who_is_arrested_again_after_a_consent_and_a_release_is_on_top(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=replace(IN_SPAIN, legal_basis="eaw")).ref
    event(desk, ref, "consented", at="2026-11-03T10:00:00+01:00")
    event(desk, ref, "released", at="2026-11-05T10:00:00+01:00")
    assert on_top(desk) == []
    event(desk, ref, "arrested", at="2026-11-18T10:00:00+01:00")
    assert on_top(desk) == ["2027-01-17"]  # sixty days from the second arrest


def test_the_second_person_stays_on_top_while_the_first_consents_and_is_handed_over(desk: Seat) -> None:
    ref = spain(desk, "eaw")
    event(desk, ref, "consented", at="2026-11-11T10:00:00+01:00", place="Bilbao")
    event(desk, ref, "decided", at="2026-11-12T10:00:00+01:00", place="Bilbao")
    event(desk, ref, "surrendered", at="2026-11-14T10:00:00+01:00", place="Bilbao", country="ES")
    assert on_top(desk) == ["2027-01-09"]


@pytest.mark.parametrize(
    ("place", "left"), [("Sevilla", "2026-11-20"), ("Bilbao", "2026-11-28"), ("Valladolid", "2026-11-20")]
)
def test_a_release_takes_off_the_one_arrested_there_and_else_the_later_date(
    desk: Seat, place: str, left: str
) -> None:
    ref = spain(desk, "ece-1957")
    event(desk, ref, "released", at="2026-11-12T10:00:00+01:00", place=place, country="ES")
    assert on_top(desk) == [left]


def test_a_request_withdrawn_takes_every_arrest_off(desk: Seat) -> None:
    ref = spain(desk, "ece-1957")
    event(desk, ref, "withdrawn")
    assert on_top(desk) == []
