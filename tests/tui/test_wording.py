"""Refusals in words: what is a code in the core is named for people, in both languages."""

from __future__ import annotations

import errno
import os
from datetime import UTC, date, datetime
from typing import Final

import pytest

from exchange.errors import Argument
from exchange.locale import Language
from tui.cli.answer import Column, fields, register_number, table, warnings
from tui.cli.report import Report
from tui.wording import code_name, details_named, hint_in_words, places_named, sentence_of


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


BEFORE_MIDNIGHT: Final = datetime(2026, 11, 30, 2, 27, 10, tzinfo=UTC)
"""The 29th in Bogotá."""
ERASED: Final[dict[str, Argument]] = {
    "ref": "BOG-2026-00001", "by": "a.martin", "at": BEFORE_MIDNIGHT, "because": "court-order"
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.FR, "le dim. 29/11/2026 21:27\u00a0: Décision de justice."),
        (Language.EN, "on Sun 2026-11-29 21:27: Order of a court."),
    ],
)
def test_a_moment_is_told_in_the_zone_of_the_post_as_people_write_it(language: Language, said: str) -> None:
    assert sentence_of("request-erased", ERASED, language, "America/Bogota")[0].endswith(said)


def test_a_day_is_told_as_people_write_it_and_in_a_hint_as_it_is_typed() -> None:
    days: dict[str, Argument] = {
        "basis": "mla-ec", "given": date(2206, 11, 20), "latest": date(2028, 12, 1)
    }  # fmt: skip
    french, hint = sentence_of("law-far-ahead", days, Language.FR)
    assert "que le 20/11/2206" in french
    assert "2028-12-01" in hint
    assert "from 2206-11-20" in sentence_of("law-far-ahead", days, Language.EN)[0]


@pytest.mark.parametrize(
    ("reason", "arguments", "words"),
    [
        (
            "event-not-possible",
            {"status": "received", "event": "clarification-asked"},
            "Précisions demandées",
        ),
        ("unknown-ground", {"basis": "eio", "ground": "nationality", "source": "x"}, "« Nationalité »"),
        ("key-missing", {"kind": "compartment"}, "la clé « compartiment »"),
        ("unknown-field", {"kind": "wanted", "field": "x"}, "« Personne recherchée »"),
        ("role-of-thing", {"type": "vehicle"}, "« Véhicule »"),
        ("phrase-without-dispatch", {"channel": "bag"}, "« Valise diplomatique »"),
        ("guarantees-not-obtained", {"country": "CN"}, "(Chine)"),
        ("transfer-reason-needed", {"transfer": "derogation-a"}, "intérêts vitaux"),
        ("no-such-hour", {"given": "29/03 02:30", "zone": "Europe/Paris"}, "l’heure de Paris"),
        ("result-twice", {"result": "arrests"}, "« Arrestations »"),
    ],
)
def test_a_sentence_says_a_code_by_its_name(reason: str, arguments: dict[str, Argument], words: str) -> None:
    sentence, _ = sentence_of(reason, arguments, Language.FR)
    assert words.replace(" »", "\u00a0»").replace("« ", "«\u00a0") in sentence


def test_a_hint_of_the_command_line_gives_codes_and_one_of_the_screens_words() -> None:
    known: dict[str, Argument] = {"basis": "eio", "ground": "x", "source": "y", "known": "immunity, form"}
    assert sentence_of("unknown-ground", known, Language.EN)[1] == "Possible grounds: immunity, form."
    in_words = hint_in_words("unknown-ground", known, Language.EN, "UTC")
    assert in_words == "Possible grounds: Immunity or privilege, Form, or translation missing."


@pytest.mark.parametrize(
    ("language", "said"), [(Language.FR, ("n°\u00a03", "Conservée")), (Language.EN, ("no. 3", "Kept"))]
)
def test_a_history_names_what_a_review_decided_and_numbers_in_its_language(
    language: Language, said: tuple[str, str]
) -> None:
    assert details_named({"number": 3, "outcome": "kept"}, language) == said


def test_french_help_names_what_is_to_be_filled_in() -> None:
    assert places_named("FILE|-", Language.FR) == "FICHIER|-"
    assert places_named("FIELD=VALUE", Language.FR) == "CHAMP=VALEUR"
    assert sentence_of("missing-word", {"what": "REF, LEG"}, Language.FR)[0] == "il manque RÉF, VOLET."


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
