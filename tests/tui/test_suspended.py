"""A limit that a question suspends, and what is typed too early, as the verbs and the desk say them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from exchange.locale import Language
from exchange.noticed import Noticed
from exchange.requests.due import DueItem
from tests.tui.clerk import Clerk
from tui.screens.surveying import Survey, rows_of
from tui.speech import Speech

OPEN = ("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Avis", "--to", "policia-es")
UNDER = ("--legal-basis", "eu-2023-977", "--channel", "spoc", "--received-at", "2026-11-16T08:00:00-05:00")
QUESTION = ("clarification-asked", "--at", "2026-11-17T10:00:00-05:00")


def opened(clerk: Clerk) -> str:
    """Open a request to a Spanish service."""
    clerk.ok("service", "add", "policia-es", "--name", "Policía", "--country", "ES", "--type", "police")
    return str(clerk.ok(*OPEN, *UNDER)["ref"])


def test_due_tells_what_is_waited_for_and_since_when(clerk: Clerk) -> None:
    ref = opened(clerk)
    clerk.ok("leg", "event", ref, "1", *QUESTION)
    shown = clerk.run("due").out
    assert "Waits for a clarification" in shown and "2026-11-17 10:00" in shown
    (item,) = clerk.ok("due")["items"]
    assert (item["what"], item["due_at"]) == ("clarification", None)
    assert item["suspended_since"] == "2026-11-17T15:00:00Z"


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "given” cannot come before the request, which was received on Mon 2026-11-16 08:00.",
                "the answer comes before the question, which was put on Tue 2026-11-17 10:00.",
            ),
        ),
        (
            "fr",
            (
                "Précisions données » ne peut pas précéder la demande, reçue le lun. 16/11/2026 08:00.",
                "la réponse précède la question, posée le mar. 17/11/2026 10:00.",
            ),
        ),
    ],
)
def test_what_is_typed_too_early_is_refused_with_the_moment_it_must_follow(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, language: str, sentences: tuple[str, str]
) -> None:
    ref = opened(clerk)
    clerk.ok("leg", "event", ref, "1", *QUESTION)
    monkeypatch.setenv("EXCHANGE_LANG", language)
    answered = ("leg", "event", ref, "1", "clarification-answered", "--at")
    for typed, sentence in zip(("2026-11-15", "2026-11-16"), sentences, strict=True):
        told = clerk.run(*answered, typed)
        assert (told.code, sentence in " ".join(told.err.split())) == (1, True), told.err
    assert clerk.refused(1, *answered, "2026-11-15") == "event-before-receipt"
    record = ("transmission", "record", ref, "--in", "--channel", "spoc", "--nature", "answer", "--leg", "1")
    assert clerk.refused(1, *record, "--at", "2026-11-15") == "event-before-receipt"


@pytest.mark.parametrize(("language", "since"), [(Language.EN, "since 11-17"), (Language.FR, "dep. 17/11")])
def test_the_desk_has_a_row_for_what_a_question_suspends(language: Language, since: str) -> None:
    item = DueItem(
        "clarification", "BOG-2026-00001", 1, None, "legal", "x", overdue=False,
        title="Avis", requester="dnpj", to="policia-es", suspended_since="2026-11-17T15:00:00Z",
    )  # fmt: skip
    now = datetime(2026, 11, 19, 14, tzinfo=UTC)
    survey = Survey(now, (item,), (), 0, 0, 0, None, 0, None, Noticed())
    speech = Speech(language, "America/Bogota")
    (_, row) = rows_of(speech, survey)
    assert since in row.cells and speech.code("due", "clarification") in row.cells
