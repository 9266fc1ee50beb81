"""What a refusal says to do next on a screen: never an option of the command line, and never nothing."""

from __future__ import annotations

from typing import Final

import pytest

from exchange.errors import Refused
from exchange.locale import Language
from tests.tui.test_catalogues import messages
from tui.speech import SCREENS, Speech
from tui.wording import error_catalogues

COMMAND_LINE_ALONE: Final = frozenset({
    "missing-noun", "missing-option", "missing-word", "missing-value", "too-many-words",
    "not-understood", "comes-later", "batch-ended", "batch-option-apart", "not-a-pair", "not-an-assignment",
    "batch-value", "restore-revoked-stay",
    "no-passphrase", "no-new-passphrase", "no-terminal", "limit-range", "leg-without-request",
    "unknown-field", "unknown-subject-field", "phrase-without-dispatch", "event-unknown",
    "point-empty", "point-unknown", "version-unknown", "already-merged", "export-size",
    "export-size-alone", "export-card-changed", "selection-too-large", "signer-other-card",
    "timestamp-missing", "witnesses-too-few", "checkpoint-keys", "retired-not-written",
    "restore-gap", "restore-numbers-unknown", "incident-decided", "incident-unknown",
    "demo-too-few", "demo-folder-taken",
    "demo-export-fails", "ground-missing", "not-being-erased", "nothing-left-there",
    "review-either", "review-past", "import-names-a-file", "not-a-recovery-slot",
    "compartment-exists", "proposal-needless", "proposal-lapsed",
    "proposal-other", "proposal-own", "log-proposal-lapsed", "log-proposal-other",
    "log-proposal-unknown", "log-service-key", "log-member-provisional", "not-activated",
    "already-active", "arrival-subject-left-out", "keyring-slot-foreign", "keyring-slot-missing",
})  # fmt: skip
"""Reasons of what no screen does: their hints are the command line's."""
SAID_ON_PURPOSE: Final = frozenset({"--store"})
"""What is mended before the screens open."""


def reasons(language: Language) -> list[str]:
    """Return every reason that has a hint."""
    return [
        code
        for domain in error_catalogues(language)
        for code in messages(domain, language.value)
        if f"{code}.hint" in messages(domain, language.value)
    ]


@pytest.mark.parametrize("language", list(Language))
def test_every_refusal_that_a_screen_can_meet_says_what_to_do_next(language: Language) -> None:
    speech = Speech(language)
    mute = {reason for reason in reasons(language) if not speech.refusal(Refused(reason))[1]}
    assert sorted(mute - COMMAND_LINE_ALONE) == []


@pytest.mark.parametrize("language", list(Language))
def test_no_hint_on_a_screen_names_an_option(language: Language) -> None:
    speech = Speech(language)
    hints = {reason: speech.refusal(Refused(reason))[1] for reason in reasons(language)}
    named = {reason for reason, hint in hints.items() if "--" in hint}
    assert {word for one in named for word in hints[one].split() if "--" in word} == SAID_ON_PURPOSE


@pytest.mark.parametrize("language", list(Language))
def test_a_hint_of_the_screens_has_the_arguments_of_its_reason(language: Language) -> None:
    nearest = Refused("service-unknown", given="dijn", nearest="dijin")
    assert "dijin" in Speech(language).refusal(nearest)[1]


def test_what_a_hint_says_besides_its_options_stays() -> None:
    assert "hint-for.no-grant" not in messages(SCREENS, "en")
    hint = Speech(Language.EN).refusal(Refused("no-grant"))[1]
    assert hint == "The refusal is logged. Ask the head for access."


@pytest.mark.parametrize("language", list(Language))
def test_no_hint_on_a_screen_names_a_verb_where_nothing_is_near(language: Language) -> None:
    hint = Speech(language).refusal(Refused("service-unknown", given="zzz", nearest="exchange service list"))[
        1
    ]
    assert "exchange" not in hint
    assert "(6, " in hint
