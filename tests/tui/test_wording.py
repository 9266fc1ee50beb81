"""Refusals in words: what is a code in the core is named for people, in both languages."""

from __future__ import annotations

import errno
import os

import pytest

from exchange.locale import Language
from tui.cli.answer import Column, fields, register_number, table, warnings
from tui.cli.report import Report
from tui.wording import code_name, sentence_of


@pytest.mark.parametrize(("language", "role"), [(Language.FR, "Contrôleur"), (Language.EN, "Auditor")])
def test_a_role_is_named_and_never_shown_as_its_code(language: Language, role: str) -> None:
    message, hint = sentence_of("role-may-not", {"role": "auditor"}, language)
    assert role in message
    assert "auditor" not in message
    assert hint


def test_what_keeps_a_request_open_is_said_in_words() -> None:
    what = "legs:1,2, points:2, no-receipt:D-0911"
    message, _ = sentence_of("still-open", {"ref": "BOG-2026-00001", "what": what}, Language.EN)
    assert message.endswith("legs 1, 2; points 2; the receipt of D-0911.")


def test_the_cause_of_a_refusal_is_a_sentence_or_says_that_it_is_unknown() -> None:
    known, _ = sentence_of("card-not-valid", {"why": "not-a-card"}, Language.FR)
    unknown, _ = sentence_of("card-not-valid", {"why": "not-a-signature-line"}, Language.FR)
    assert "n’est pas une fiche de clés)" in known
    assert "forme inattendue" in unknown


def test_what_the_system_said_is_told_in_the_language_of_the_person() -> None:
    arguments = {"path": "/x", "why": os.strerror(errno.ENOSPC)}
    assert "plus de place" in sentence_of("not-written", arguments, Language.FR)[0]
    assert "no space left" in sentence_of("not-written", arguments, Language.EN)[0]


def test_a_code_without_a_name_in_any_group_stays_as_it_is() -> None:
    assert code_name("event|leg-status", "received", Language.FR) == "Reçue"
    assert code_name("event|leg-status", "arrested", Language.FR) == "Arrestation"
    assert code_name("event|leg-status", "never", Language.FR) == "never"


def test_a_register_number_has_the_letter_of_its_direction() -> None:
    assert register_number({"number": 12, "direction": "out"}) == "D-0012"
    assert register_number({"number": 12, "direction": "in"}) == "A-0012"
    assert register_number({"number": None}) is None


@pytest.mark.parametrize("code", ["basis-not-binding", "channel-not-binding", "basis-to-check"])
@pytest.mark.parametrize("language", list(Language))
def test_every_warning_of_a_legal_basis_is_said_in_words(
    code: str, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    leg = {"number": 2, "to": "dijin", "country": "CO", "basis": "eu-2023-977", "warnings": [code]}
    warnings(Report(language, as_json=False, plain=True), {"legs": [leg]})
    told = capsys.readouterr().err
    assert "eu-2023-977" in told
    assert "2" in told
    assert code not in told


def test_limits_and_what_is_known_of_a_person_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(Language.EN, as_json=False, plain=True)
    row = {"limit": "1 weeks", "fields": {"family": "Roux"}, "source": "asked", "oral": False}
    columns = (
        *(Column("limit", "period"), Column("fields", "named"), Column("source", "source")),
        Column("oral", "only-yes"),
    )
    fields(report, row, columns, "UTC")
    assert capsys.readouterr().out.splitlines() == [
        "limit: 1 week",
        "fields: Family name: Roux",
        "source: date asked",
    ]
    table(report, [{"limit": "0 hours"}], columns, "UTC")
    assert capsys.readouterr().out == "LIMIT\nat once\n"
