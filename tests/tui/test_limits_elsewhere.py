"""A limit that ends with the day of another town, as verbs show it: that day's 24:00, the town named."""

from __future__ import annotations

import pytest

from exchange.locale import Language
from tests.tui.clerk import Clerk
from tui.screens.request_texts import leg_text, summary
from tui.speech import Speech

OPEN = ("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Avis", "--to", "ofast")
HELD = ("--arrested-at", "2026-11-18T10:00:00+01:00", "--arrested-in", "FR", "--legal-basis", "reciprocity")


@pytest.mark.parametrize("words", [("due",), ("request", "list"), ("request", "show"), ("leg", "list")])
def test_every_verb_that_shows_a_limit_of_paris_names_paris(clerk: Clerk, words: tuple[str, ...]) -> None:
    opened = clerk.run(*OPEN, *HELD)
    assert "2026-12-03 24:00 Paris" in opened.out
    ref = (opened.out.split()[0],) if words[-1] in ("show",) or words[0] == "leg" else ()
    shown = clerk.run(*words, *ref)
    assert shown.code == 0
    assert "2026-12-03 24:00 Paris" in shown.out
    assert "18:00" not in shown.out


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("18/11", "taken as Wed 2026-11-18 (Europe/Paris)."),
        ("18/11 10:00", "taken as Wed 2026-11-18 10:00 (America/Bogota, the post’s zone)."),
    ],
)
def test_the_day_of_an_arrest_is_said_to_be_one_of_paris(clerk: Clerk, at: str, said: str) -> None:
    told = clerk.run(*OPEN, "--arrested-at", at, "--arrested-in", "FR", "--legal-basis", "reciprocity")
    assert said in told.err
    assert "2026-12-03 24:00 Paris" in told.out


def test_an_hour_that_comes_twice_is_said_with_what_means_the_second(clerk: Clerk) -> None:
    told = clerk.run(*OPEN, "--received-at", "25/10 02:30 Europe/Paris")
    assert "taken as Sun 2026-10-25 02:30 (Europe/Paris)." in told.err
    assert "the first is taken. For the second, add its offset: +01:00." in told.err
    second = clerk.ok(*OPEN, "--received-at", "25/10 02:30 +01:00")
    shown = clerk.ok("request", "show", second["ref"])
    assert shown["received_at"] == "2026-10-25T01:30:00Z"


def test_what_is_known_by_its_day_alone_is_shown_as_that_day(clerk: Clerk) -> None:
    opened = clerk.run(*OPEN, "--arrested-at", "18/11", "--arrested-in", "FR", "--legal-basis", "reciprocity")
    ref = opened.out.split()[0]
    clerk.ok("leg", "event", ref, "1", "decided", "--at", "18/11")
    clerk.ok("leg", "event", ref, "1", "released", "--at", "2026-11-19 08:30")
    events = clerk.ok("request", "show", ref)["events"]
    assert [(one["code"], one["at"], one["day"]) for one in events] == [
        ("arrested", "2026-11-17T23:00:00Z", "2026-11-18"),
        ("decided", "2026-11-18T05:00:00Z", "2026-11-18"),
        ("released", "2026-11-19T13:30:00Z", None),
    ]
    shown = clerk.run("request", "show", ref).out
    for when in ("Wed 2026-11-18  ", "Thu 2026-11-19 08:30  "):
        assert f"\n{when}" in shown
    assert "00:00" not in shown and "Tue 2026-11-17" not in shown
    view, _ = clerk.world.desk().requests.show(ref)
    speech = Speech(Language.EN, "America/Bogota")
    for passage in (summary(speech, view), leg_text(speech, view, view.legs[0])):
        said = " ".join(str(one.text) + str(one.label) for one in passage)
        assert "Wed 2026-11-18" in said and "Tue 2026-11-17" not in said


def test_a_request_that_asks_nobody_yet_says_where_its_limit_stands(clerk: Clerk) -> None:
    opened = clerk.ok(*OPEN[:-2], "--type", "arrest", *HELD[:-2])
    assert opened["legs"] == []
    shown = clerk.run("request", "show", opened["ref"]).out
    assert "due: Thu 2026-12-03 24:00 Paris\nsource: provisional alarm, 15 days after the arrest" in shown
    assert clerk.ok("request", "show", opened["ref"])["source"] == "provisional-alarm"


def test_a_request_without_a_limit_has_no_source(clerk: Clerk) -> None:
    opened = clerk.ok(*OPEN)
    assert opened["due_at"] is None
    assert clerk.ok("request", "show", opened["ref"])["source"] is None


def test_a_request_that_asks_nobody_yet_is_told_by_its_reference_alone(clerk: Clerk) -> None:
    told = clerk.run(*OPEN[:-2], "--type", "arrest")
    assert told.out == "BOG-2026-00001\n"
