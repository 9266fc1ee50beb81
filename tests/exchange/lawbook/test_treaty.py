"""A treaty from its days and their source alone: it counts at once, and refuses what it can't hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.errors import Invalid, NotAuthorised
from exchange.lawbook.adding import parse_given
from exchange.lawbook.treaty import MOST_DAYS, Treaty, text_of
from tests.exchange.requests.cases import WANTED, ask
from tests.world import OFFICER, Seat, World

ECUADOR = Treaty("EC", "traité du 9 août 1937, art. 9", "60")


def test_an_arrest_is_counted_by_the_treaty_as_soon_as_it_is_known(desk: Seat) -> None:
    arrest = replace(WANTED, type="arrest", arrested_at="2026-11-19 08:00", arrested_in="EC", place="Quito")
    ref = ask(desk, "policia-ec", new=arrest, legal_basis="extradition-ec").ref
    before = desk.requests.show(ref)[0].legs[0]
    added = desk.law.treaty(ECUADOR)
    leg = desk.requests.show(ref)[0].legs[0]
    assert (added.code, added.legs) == ("extradition-ec", 1)
    assert before.clock == "unknown" and leg.clock == "legal"
    assert (before.warnings, leg.warnings) == (("basis-to-check",), ())
    assert leg.source == ECUADOR.source
    assert str(leg.due_at) > str(before.due_at)


def test_only_a_head_answers_for_a_treaty(world: World) -> None:
    with pytest.raises(NotAuthorised):
        world.desk(OFFICER).law.treaty(ECUADOR)


@pytest.mark.parametrize(
    ("treaty", "reason"),
    [
        (replace(ECUADOR, days="0"), "treaty-days"),
        (replace(ECUADOR, days=str(MOST_DAYS + 1)), "treaty-days"),
        (replace(ECUADOR, days="٣"), "treaty-days"),
        (replace(ECUADOR, days="soixante"), "treaty-days"),
        (replace(ECUADOR, source=" "), "treaty-source"),
        (replace(ECUADOR, source="x" * 201), "treaty-source"),
        (replace(ECUADOR, country="XX"), "unknown-country"),
    ],
)
def test_what_no_treaty_says_is_refused(treaty: Treaty, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        text_of(treaty)


@given(st.text(min_size=1, max_size=80).filter(lambda text: text.split()))
def test_any_source_is_kept_as_it_was_typed_but_for_its_spaces(source: str) -> None:
    try:
        basis = parse_given(text_of(replace(ECUADOR, source=source))).basis
    except Invalid:
        assert any(not one.isprintable() for one in source)
    else:
        assert " ".join(source.split()) in basis.cited.values()
