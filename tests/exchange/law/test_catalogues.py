"""Every code has its names in both languages, and no catalogue holds a name for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import exchange
from exchange import codes
from exchange.codes.fields import LISTS as FIELD_LISTS
from exchange.codes.found import FoundIn
from exchange.codes.relations import Merger, Relation
from exchange.law.bases import every_ground
from exchange.law.facts import Alarm, Clock
from exchange.law.limits import ASKED, NO_LIMIT, PROVISIONAL_ALARM
from exchange.law.reader import load_law
from exchange.law.transfers import Guarantees, transfer_law
from exchange.locale import Language
from exchange.log.operations import OPERATIONS, Duty
from exchange.transmission.incident import IncidentKind
from exchange.transmission.incidents import IncidentOutcome, IncidentStatus

LISTS: dict[str, type[StrEnum]] = {
    "place": FoundIn,
    "relation": Relation,
    "access": codes.Access,
    "accuracy": codes.Accuracy,
    "alarm": Alarm,
    "channel": codes.Channel,
    "clock": Clock,
    "direction": codes.Direction,
    "duty": Duty,
    "erasure-ground": codes.ErasureGround,
    "erasure-status": codes.ErasureStatus,
    "event": codes.EventCode,
    "guarantees": Guarantees,
    "handling": codes.Handling,
    "incident": IncidentKind,
    "incident-outcome": IncidentOutcome,
    "incident-status": IncidentStatus,
    "kind": codes.Kind,
    "leftover": codes.Leftover,
    "leg-status": codes.LegStatus,
    "marking": codes.Marking,
    "move": codes.Move,
    "nature": codes.Nature,
    "outcome": codes.Outcome,
    "person-role": codes.PersonRole,
    "point-state": codes.PointState,
    "purpose": codes.Purpose,
    "reliability": codes.Reliability,
    "request-direction": codes.RequestDirection,
    "result": codes.Result,
    "review-outcome": codes.ReviewOutcome,
    "role": codes.Role,
    "service-type": codes.ServiceType,
    "side": codes.Side,
    "subject-type": codes.SubjectType,
    "subkind": codes.SubKind,
    "transmission-status": codes.TransmissionStatus,
    "unit": codes.Unit,
    "urgency": codes.Urgency,
    "urgency-reason": codes.UrgencyReason,
    "waits-for": codes.WaitsFor,
}
LAW = {
    *(f"limit.{code}" for code in (ASKED, PROVISIONAL_ALARM, NO_LIMIT)),
    *(f"source.{code}" for code in (ASKED, PROVISIONAL_ALARM, NO_LIMIT)),
    *(f"warning.{code}" for code in ("basis-not-binding", "channel-not-binding", "basis-to-check")),
    "warning.delay-unexplained",
    "warning.confirmation-owed",
    "source.follow-up",
    "source.confirmation",
    "source.review",
    "source.unread-treaty",
    "source.unread-grounds",
    "suspended",
    "both-days",
    "holiday",
    "weekend",
}
REASONS = (
    "unknown-code", "unknown-country", "classified-marking", "event-not-possible", "basis-out-of-date",
    "unknown-ground", "urgency-reason-needed", "bad-services-file", "stopped-h1-judicial",
    "stopped-h1-rogatory", "stopped-h2", "stopped-special-france", "law-not-toml", "law-not-text",
    "law-key-twice", "law-too-long", "law-value-missing", "law-value-wrong", "law-key-unknown",
    "law-given-twice",
    "law-dates-crossed", "law-state-unknown", "law-one-basis", "law-ground-unknown", "law-known",
    "law-far-ahead", "law-not-newer", "transfer-basis-needed", "transfer-not-adequate",
    "transfer-instrument-unknown", "transfer-reason-needed", "transfer-authorisation-needed",
    "transfer-assessed", "guarantees-to-say", "guarantees-not-obtained", "event-before-receipt",
    "answer-before-question", "no-question-open",
)  # fmt: skip


def catalogue(language: Language, domain: str) -> dict[str, str]:
    path = Path(exchange.__file__).parent / "locale" / language / f"{domain}.po"
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def expected_names() -> set[str]:
    names = {f"{name}.{code.value}" for name, members in LISTS.items() for code in members}
    names |= {f"relation.{code.value}" for code in Merger}
    return names | {f"ground.{code}" for code in every_ground()} | {f"op.{code}" for code in OPERATIONS}


@pytest.mark.parametrize("language", Language)
def test_every_code_has_a_name_and_no_name_lacks_its_code(language: Language) -> None:
    named = catalogue(language, "codes")
    assert set(named) == expected_names()
    assert all(words.strip() == words != "" for words in named.values())


@pytest.mark.parametrize("language", Language)
def test_the_law_speaks_of_each_limit_that_has_no_row(language: Language) -> None:
    assert set(catalogue(language, "law")) == LAW


@pytest.mark.parametrize("language", Language)
def test_every_refusal_has_a_sentence_and_a_hint(language: Language) -> None:
    said = catalogue(language, "errors-law")
    assert set(said) == {*REASONS, *(f"{reason}.hint" for reason in REASONS)}
    assert all(said.values())


def test_the_lists_of_codes_here_are_all_that_there_are() -> None:
    exported = [getattr(codes, name) for name in codes.__all__]
    enums = {each for each in exported if isinstance(each, type) and issubclass(each, StrEnum)}
    assert enums <= {*LISTS.values(), *FIELD_LISTS.values()}  # those of fields have words of their own


@pytest.mark.parametrize("domain", ["codes", "law", "errors-law"])
def test_both_languages_fill_their_sentences_with_the_same_arguments(domain: str) -> None:
    french, english = (catalogue(language, domain) for language in (Language.FR, Language.EN))
    assert set(french) == set(english)
    assert {key: _braces(text) for key, text in french.items()} == {
        key: _braces(text) for key, text in english.items()
    }


@pytest.mark.parametrize("domain", ["codes", "law", "errors-law"])
def test_french_double_signs_follow_a_no_break_space(domain: str) -> None:
    for text in catalogue(Language.FR, domain).values():
        for sign in (" :", " ;", " !", " ?", " »", "« "):
            assert sign not in text


def _braces(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


def _lower_case(values: Iterable[str]) -> bool:
    return all(value == value.lower() and " " not in value and "_" not in value for value in values)


def test_codes_are_lower_case_with_hyphens_but_for_official_ones() -> None:
    official = {codes.Handling, codes.Marking, codes.Reliability, codes.Accuracy, codes.Sex}
    for members in set(LISTS.values()) - official:
        assert _lower_case(member.value for member in members)


@pytest.mark.parametrize("language", Language)
def test_what_the_texts_are_called_has_the_apostrophes_of_print(language: Language) -> None:
    law, transfers = load_law(), transfer_law()
    rows = [row for basis in law.bases.values() for row in basis.limits]
    words = [*(basis.words for basis in law.bases.values()), *(row.words for row in rows)]
    cited = [*(basis.cited for basis in law.bases.values()), *(row.cited for row in rows)]
    notes = [basis.note for basis in law.bases.values() if basis.note]
    said = [one[language] for one in (*words, *cited, *notes)]
    said += [one[language] for one in (*transfers.words.values(), *transfers.cited.values())]
    assert [text for text in said if re.search(r"[^\W\d_]'[^\W\d_]", text)] == []
