"""`exchange request list` with every filter of the contract, and `request relate`, as they are typed."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from tests.exchange.requests.cases import DRUGS, FRAUD, WANTED, ask, event
from tests.tui.clerk import Clerk
from tests.world import INVESTIGATOR

OPTIONS: dict[str, tuple[str, set[str]]] = {
    "--kind": ("wanted", {"wanted"}),
    "--status": ("acknowledged", {"wanted"}),
    "--service": ("dijin", {"drugs", "late"}),
    "--country": ("ES", {"drugs", "wanted"}),
    "--waiting": ("them", {"wanted"}),
    "--their-ref": ("ofast/2026", {"drugs"}),
    "--due-before": ("2026-11-26", {"drugs"}),
    "--assigned-to": (INVESTIGATOR, {"drugs", "fraud"}),
}
"""Each filter with a value, and the requests that it shows alone."""


@pytest.fixture
def refs(clerk: Clerk) -> dict[str, str]:
    """Open four requests that differ in all that a list may be narrowed by; return their references."""
    desk = clerk.world.desk()
    made = {
        "drugs": ask(desk, "dijin", "policia-es", their_ref="OFAST/2026/77", due="2026-11-25"),
        "wanted": ask(desk, "policia-es", new=WANTED),
        "fraud": ask(desk, new=FRAUD),
        "late": ask(desk, "dijin", new=DRUGS, due="2027-02-01"),
    }
    found = {name: one.ref for name, one in made.items()}
    event(desk, found["wanted"], "acknowledged")
    for name in ("drugs", "fraud"):
        desk.requests.assign(found[name], INVESTIGATOR)
    return found


def listed(clerk: Clerk, *words: str) -> set[str]:
    """Return the references that a list shows."""
    return {item["ref"] for item in clerk.ok("request", "list", *words)["items"]}


def test_every_filter_shows_what_it_says_alone(clerk: Clerk, refs: dict[str, str]) -> None:
    assert listed(clerk) == set(refs.values())
    for option, (value, names) in OPTIONS.items():
        assert listed(clerk, option, value) == {refs[name] for name in names}, option


def test_any_two_filters_show_what_both_say(clerk: Clerk, refs: dict[str, str]) -> None:
    for one, other in combinations(OPTIONS, 2):
        words = (one, OPTIONS[one][0], other, OPTIONS[other][0])
        both = OPTIONS[one][1] & OPTIONS[other][1]
        assert listed(clerk, *words) == {refs[name] for name in both}, words


def test_all_filters_at_once_leave_the_one_that_meets_them(clerk: Clerk, refs: dict[str, str]) -> None:
    met = ("--service", "--country", "--their-ref", "--due-before", "--assigned-to")
    words = [word for option in met for word in (option, OPTIONS[option][0])]
    more = ("--kind", "trafficking", "--status", "received", "--waiting", "us")
    assert listed(clerk, *words, *more) == {refs["drugs"]}


def test_pages_follow_their_cursor_until_there_is_none(clerk: Clerk, refs: dict[str, str]) -> None:
    first = clerk.ok("request", "list", "--limit", "3")
    assert len(first["items"]) == 3 and first["next"]
    last = clerk.ok("request", "list", "--limit", "3", "--after", first["next"])
    found = [item["ref"] for item in (*first["items"], *last["items"])]
    assert found == sorted(refs.values(), reverse=True) and last["next"] is None
    told = clerk.run("request", "list", "--limit", "3")
    assert first["next"] in told.err and first["items"][0]["ref"] in told.out


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        (1, "unknown-code", ("--kind", "theft")),
        (1, "unknown-code", ("--status", "lost")),
        (6, "service-unknown", ("--service", "nobody")),
        (1, "unknown-country", ("--country", "ZZ")),
        (1, "unknown-code", ("--waiting", "nobody")),
        (6, "member-unknown", ("--assigned-to", "nobody")),
        (1, "cursor-form", ("--after", "page2")),
        (1, "cursor-form", ("--after", "bmV3ZXN0IDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5IHg=")),
        (1, "limit-range", ("--limit", "0")),
    ],
)
def test_a_filter_that_means_nothing_is_refused(
    clerk: Clerk, code: int, reason: str, words: tuple[str, ...]
) -> None:
    assert clerk.refused(code, "request", "list", *words) == reason


def test_two_requests_are_related_as_it_is_typed_and_shown_on_both(
    clerk: Clerk, refs: dict[str, str]
) -> None:
    one, other = refs["drugs"], refs["late"]
    done = clerk.ok("request", "relate", one, other, "--relation", "follows")
    assert [(each["ref"], each["as"]) for each in done["relations"]] == [(other, "follows")]
    shown = clerk.ok("request", "show", other)
    assert [(each["ref"], each["as"]) for each in shown["relations"]] == [(one, "followed-by")]
    told = clerk.run("request", "show", other)
    assert one in told.out and "Followed by" in told.out
    refused = clerk.run("request", "relate", other, one)
    assert refused.code == 7 and f"{other}, “Followed by” {one}" in refused.err
    assert clerk.refused(7, "request", "relate", one, other, "--relation", "follows") == "already-related"
    assert clerk.refused(1, "request", "relate", one, one) == "related-to-itself"
    assert clerk.refused(1, "request", "relate", one, refs["fraud"], "--relation", "cousin") == "unknown-code"
    assert clerk.refused(6, "request", "relate", one, "BOG-2026-00099") == "request-unknown"
    plain = clerk.run("request", "relate", one, refs["fraud"])
    assert plain.code == 0 and one in plain.out and refs["fraud"] in plain.out
    again = json.loads(clerk.run("request", "show", one, "--json").out)["relations"]
    assert {each["as"] for each in again} == {"follows", "same-matter"}
