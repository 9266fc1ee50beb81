"""What an amendment refuses: each value by its reason, nothing half-written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.errors import ExchangeError
from exchange.requests.inputs import Amendment
from tests.exchange.requests.cases import ask
from tests.world import Seat, World


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (Amendment(title=""), "title-missing"),
        (Amendment(title="x" * 2001), "text-too-long"),
        (Amendment(title="a\ud800"), "half-character"),
        (Amendment(text="a\ud800"), "half-character"),
        (Amendment(kind="x"), "unknown-code"),
        (Amendment(kind=""), "unknown-code"),
        (Amendment(urgency="later"), "unknown-code"),
        (Amendment(access=""), "unknown-code"),
        (Amendment(handling="H9"), "unknown-code"),
        (Amendment(marking="SECRET"), "classified-marking"),
        (Amendment(marking="R-UE/EU-R"), "classified-marking"),
        (Amendment(handling="H3"), "conditions-needed"),
        (Amendment(language="zz"), "unknown-code"),
        (Amendment(requester="nobody"), "service-unknown"),
        (Amendment(requester=""), "service-unknown"),
        (Amendment(received_at="2026-12-01"), "future-moment"),
        (Amendment(received_at=""), "not-a-moment"),
        (Amendment(due="hier"), "due-before-received"),
        (Amendment(due="31/02"), "impossible-date"),
        (Amendment(follow_up="2026-01-01"), "past-date"),
        (Amendment(legal_basis="x"), "unknown-code"),
        (Amendment(channel="pigeon"), "unknown-code"),
        (Amendment(leg="9", channel="email"), "leg-unknown"),
        (Amendment(leg="1", title="Neuf"), "not-of-leg"),
        (Amendment(leg="1", channel="email", points=("x",)), "not-of-leg"),
        (Amendment(points=("",)), "point-empty"),
        (Amendment(fields={"nope": "x"}), "unknown-field"),
        (Amendment(persons=({"nom": "x"},)), "unknown-subject-field"),
        (Amendment(persons=({},)), "person-unnamed"),
        (Amendment(persons=({"family": "x", "born": "2999-01-01"},)), "future-moment"),
        (Amendment(persons=({"subject": "1", "family": ""},)), "person-unnamed"),
        (Amendment(documents=({"number": "1", "country": "Atlantide"},)), "unknown-country"),
        (Amendment(purpose="fun"), "unknown-code"),
        (Amendment(via="pigeon"), "unknown-code"),
        (Amendment(type="cri"), "unknown-code"),
    ],
)
def test_bad_values_are_refused_by_name_and_nothing_is_half_written(
    standing: World, refusing: Seat, wanted: Amendment, reason: str
) -> None:
    ref = ask(refusing, "dijin", persons=({"family": "ROSERO"},)).ref
    before = (standing.ops(), standing.sql("SELECT * FROM request"), standing.sql("SELECT * FROM subject"))
    with pytest.raises(ExchangeError) as caught:
        titled = wanted.title is not None or wanted.leg is not None
        refusing.requests.amend(ref, wanted if titled else replace(wanted, title="Neuf"))
    not_found = reason in ("service-unknown", "leg-unknown")
    assert (caught.value.reason, caught.value.exit) == (reason, 6 if not_found else 1)
    assert (
        standing.ops(),
        standing.sql("SELECT * FROM request"),
        standing.sql("SELECT * FROM subject"),
    ) == before
