"""Which entries a selection takes, and what it carries besides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.audit import picking
from exchange.audit.picking import lines_of, pick
from exchange.audit.selection import Reader, Reading, Selection, requests_of
from exchange.errors import Refused
from exchange.log.entry import Entry, make_entry, parse_line
from exchange.log.merkle import EMPTY_ROOT
from keys.canonical import JSON
from tests.exchange.audit.ledger import a_busy_ledger
from tests.exchange.log.book import Member, an_id

LEDGER = a_busy_ledger()
ENTRIES = [parse_line(line).entry for line in LEDGER.entries]
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def an_entry(n: int, op: str, on: str | None = None, x: dict[str, JSON] | None = None) -> Entry:
    target = None if on is None else {"type": "request", "id": an_id(on), "ref": f"BOG-2026-{n:05d}"}
    at = AT + timedelta(minutes=n)
    return make_entry(n=n, root=EMPTY_ROOT, at=at, by=an_id("b.durand"), op=op, on=target, x=x)


@pytest.mark.parametrize(
    ("selection", "condition"),
    [
        (Selection(), lambda entry: True),
        (Selection(first=4), lambda entry: entry.n >= 4),
        (Selection(last=4), lambda entry: entry.n <= 4),
        (Selection(first=4, last=4), lambda entry: entry.n == 4),
        (Selection(since=ENTRIES[5].at), lambda entry: entry.n >= 5),
        (Selection(until=ENTRIES[5].at), lambda entry: entry.n < 5),
        (Selection(members=frozenset({LEDGER.head.id})), lambda entry: entry.by == LEDGER.head.id),
        (Selection(requests=frozenset({an_id("one")})), lambda entry: an_id("one") in requests_of(entry)),
        (Selection(requests=frozenset()), lambda entry: False),
        (Selection(members=frozenset()), lambda entry: False),
    ],
)
def test_each_condition_takes_what_it_says(selection: Selection, condition: Callable[[Entry], bool]) -> None:
    assert [selection.takes(entry) for entry in ENTRIES] == [condition(entry) for entry in ENTRIES]


def test_conditions_are_all_to_hold() -> None:
    selection = Selection(first=6, members=frozenset({LEDGER.head.id}), requests=frozenset({an_id("one")}))
    assert [entry.op for entry in ENTRIES if selection.takes(entry)] == ["request.consulted"]


def test_an_entry_is_about_its_object_and_the_requests_that_it_lists() -> None:
    listed = an_entry(1, "request.listed", x={"requests": [an_id("one"), an_id("two")]})
    assert requests_of(listed) == {an_id("one"), an_id("two")}
    merged = an_entry(2, "request.merged", "one", {"other": an_id("two")})
    assert requests_of(merged) == {an_id("one"), an_id("two")}
    assert requests_of(an_entry(3, "request.consulted", "three")) == {an_id("three")}


def test_a_reference_leads_to_the_lists_that_name_its_id() -> None:
    opened = an_entry(7, "request.noted", "one")
    listed = an_entry(8, "request.listed", x={"requests": [an_id("one")]})
    other = an_entry(9, "request.noted", "two")
    reader = Reader(Reading(request="BOG-2026-00007"), [])
    assert [reader.takes(entry) for entry in (opened, listed, other)] == [True, True, False]


def test_a_reader_without_wishes_takes_everything() -> None:
    reader = Reader(Reading(), [])
    assert all(reader.takes(entry) for entry in ENTRIES)


def test_an_unknown_member_signed_nothing() -> None:
    reader = Reader(Reading(member="nobody"), LEDGER.handles.items())
    assert not any(reader.takes(entry) for entry in ENTRIES)


def test_the_end_of_a_period_is_not_in_it() -> None:
    first, second = ENTRIES[3], ENTRIES[4]
    reader = Reader(Reading(since=first.at, until=second.at), [])
    assert [entry.n for entry in ENTRIES if reader.takes(entry)] == [3]


def test_what_is_picked_is_disjoint_and_ends_with_the_last_entry() -> None:
    picked = pick(LEDGER, Selection(requests=frozenset({an_id("two")})))
    assert not set(picked.selected) & set(picked.support)
    assert [ENTRIES[n].op for n in picked.selected] == ["request.opened", "request.consulted"]
    keys = {entry.n for entry in ENTRIES if entry.op in picking.KEY_OPERATIONS}
    assert set(picked.support) == keys | {LEDGER.size - 1}


def test_a_key_entry_that_was_selected_is_not_carried_twice() -> None:
    picked = pick(LEDGER, Selection(members=frozenset({LEDGER.head.id})))
    assert 0 in picked.selected
    assert 0 not in picked.support
    assert list(picked.support) == sorted(set(picked.support))


def test_a_selection_beyond_its_limit_is_sent_to_the_full_export(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking, "MAX_SELECTED", 2)
    with pytest.raises(Refused, match="selection-too-large") as raised:
        pick(LEDGER, Selection())
    assert raised.value.arguments == {"found": LEDGER.size, "limit": 2}


def test_nobody_is_selected_by_another_members_deeds() -> None:
    with pytest.raises(Refused, match="selection-empty"):
        pick(LEDGER, Selection(members=frozenset({Member("ghost").id})))


@given(st.sets(st.integers(0, LEDGER.size - 1)))
def test_lines_of_any_indexes_come_in_their_order(chosen: set[int]) -> None:
    numbers = sorted(chosen)
    assert list(lines_of(LEDGER, numbers)) == [LEDGER.entries[n] for n in numbers]
