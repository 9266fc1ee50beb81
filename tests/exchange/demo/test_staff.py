"""The posts' people: each with keys of his own, and a passphrase that opens his desk alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from exchange.demo.staff import BOGOTA, MADRID, PASSPHRASES, SHEETS, Colleague, Office, Staff
from exchange.desk import Desk
from exchange.errors import Conflict, Locked
from keys.recovery import parse_words
from tests.exchange.demo.telling import PRESENT, cheap_settings

ZOE = Colleague("z.test", "Zoé Test", "officer", 1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(Staff(BOGOTA.setup, ()), tmp_path, cheap_settings(tmp_path / "state"), "fr")
    office.found()
    yield office
    office.lock()


def test_a_post_is_founded_with_its_head_at_his_desk(office: Office) -> None:
    assert office.head.session.post.handle == "asi-bogota"
    assert [row.role for row in office.head.members.list()] == ["head"]


def test_an_officer_who_is_welcomed_is_active_and_sits_at_his_desk(office: Office) -> None:
    office.welcome(ZOE)
    (row,) = (row for row in office.head.members.list() if row.handle == "z.test")
    assert (row.role, row.status) == ("officer", "active")
    assert office.desks["z.test"].session.member.handle == "z.test"


def test_an_officer_may_open_what_the_head_opens_after_his_welcome(office: Office) -> None:
    office.welcome(ZOE)
    assert {grant.handle for grant in office.head.grants.list()} == {"a.martin", "z.test"}


@pytest.mark.parametrize("role", ["investigator", "auditor"])
def test_others_than_officers_get_keys_but_do_no_weeks_work(office: Office, role: str) -> None:
    office.welcome(replace(ZOE, role=role))
    assert set(office.desks) == {"a.martin"} and set(office.beside) == {"z.test"}
    assert office.unlock("z.test").session.member.role == role


def test_nobody_is_welcomed_under_a_handle_that_is_taken(office: Office) -> None:
    office.welcome(ZOE)
    with pytest.raises(Conflict):
        office.welcome(ZOE)


def test_a_passphrase_opens_the_desk_of_its_owner_alone(office: Office, tmp_path: Path) -> None:
    office.welcome(ZOE)
    phrase = (tmp_path / PASSPHRASES / "asi-bogota.z.test.txt").read_text(encoding="utf-8").strip()
    with pytest.raises(Locked):
        Desk.unlock(office.folder, "a.martin", phrase, office.settings)


def test_every_passphrase_has_eight_words_and_differs(office: Office, tmp_path: Path) -> None:
    office.welcome(ZOE)
    phrases = [path.read_text(encoding="utf-8").split() for path in (tmp_path / PASSPHRASES).iterdir()]
    assert {len(phrase) for phrase in phrases} == {8}
    assert len({tuple(phrase) for phrase in phrases}) == len(phrases) == 2


def test_the_recovery_sheet_that_is_kept_can_be_read_back(office: Office, tmp_path: Path) -> None:
    sheet = (tmp_path / SHEETS / "asi-bogota.txt").read_text(encoding="utf-8")
    assert parse_words(sheet)


def test_desks_that_are_locked_are_gone_from_the_office(office: Office) -> None:
    office.lock()
    assert office.desks == office.beside == {}
    office.lock()  # again is fine


def test_all_desks_that_are_unlocked_have_their_weeks(office: Office) -> None:
    office.welcome(ZOE)
    weeks = [PRESENT + timedelta(weeks=week) for week in range(4)]
    assert {office.on_duty(week).session.member.handle for week in weeks} == {"a.martin", "z.test"}


def test_the_story_has_all_roles_in_one_post_and_another_head() -> None:
    roles = {colleague.role for colleague in BOGOTA.colleagues}
    assert roles == {"officer", "investigator", "auditor"}
    assert MADRID.setup.head_handle != BOGOTA.setup.head_handle
    assert MADRID.setup.handle != BOGOTA.setup.handle
