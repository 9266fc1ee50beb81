"""The limits of legs: which text says them, when they end in the post's zone, what stops them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.errors import Refused
from exchange.requests.inputs import Filter, NewLeg
from exchange.requests.views import LegView
from tests.exchange.requests.cases import DRUGS, WANTED, ask, event
from tests.world import Seat, World

DIRECTIVE = replace(DRUGS, legal_basis="eu-2023-977", received_at="2026-11-19T09:00:00-05:00")


def leg_of(desk: Seat, ref: str, number: int = 1) -> LegView:
    return desk.legs.list(ref)[number - 1]


def test_seven_days_end_with_the_last_day_in_bogota(desk: Seat) -> None:
    opened = ask(desk, "policia-es", new=DIRECTIVE)
    assert opened.due_at == opened.legs[0].due_at == "2026-11-27T05:00:00Z"
    assert "2023/977" in opened.legs[0].source


def test_three_days_bind_an_urgent_request_for_what_must_be_asked_for(desk: Seat) -> None:
    urgent = replace(DIRECTIVE, urgency="urgent", urgency_reason="life")
    assert ask(desk, "policia-es", new=urgent).due_at == "2026-11-23T05:00:00Z"


def test_eight_hours_are_exact_from_the_receipt(desk: Seat) -> None:
    urgent = replace(DIRECTIVE, urgency="urgent", urgency_reason="life", access="direct")
    assert ask(desk, "policia-es", new=urgent).due_at == "2026-11-19T22:00:00Z"


def test_the_limit_is_a_reference_on_a_channel_that_it_doesnt_bind(desk: Seat) -> None:
    on_siena = ask(desk, "policia-es", new=replace(DIRECTIVE, channel="spoc"))
    by_mail = ask(desk, "policia-es", new=replace(DIRECTIVE, channel="email"))
    assert (on_siena.legs[0].clock, by_mail.legs[0].clock) == ("legal", "reference")
    assert on_siena.due_at == by_mail.due_at
    assert by_mail.legs[0].warnings == ("channel-not-binding",)


def test_the_directive_is_the_usual_basis_with_a_state_that_it_binds_only(desk: Seat) -> None:
    opened = ask(desk, "policia-es", "dijin", "police-dk")
    assert [leg.basis for leg in opened.legs] == ["eu-2023-977", "reciprocity", "eu-2023-977"]
    assert (opened.legs[1].clock, opened.legs[1].due_at) == ("none", None)


def test_a_basis_that_doesnt_bind_the_country_is_kept_only_with_a_reason(desk: Seat) -> None:
    with pytest.raises(Refused, match="basis-not-binding") as caught:
        ask(desk, "dijin", new=DIRECTIVE)
    assert caught.value.arguments["country"] == "CO"
    assert "reciprocity" in str(caught.value.arguments["bases"]).split(", ")
    opened = ask(desk, "dijin", new=DIRECTIVE, basis_reason="usage entre nous")
    (leg,) = opened.legs
    assert "basis-not-binding" in leg.warnings
    assert (leg.clock, leg.due_at) == ("reference", "2026-11-27T05:00:00Z")


def test_a_basis_read_from_memory_warns_that_it_is_to_be_checked(desk: Seat) -> None:
    opened = ask(desk, "dijin", legal_basis="mla-ec", basis_reason="x")
    assert set(opened.legs[0].warnings) >= {"basis-to-check", "basis-not-binding"}
    assert opened.legs[0].clock == "unknown"


def test_the_date_asked_counts_where_it_is_stricter(desk: Seat) -> None:
    sooner = ask(desk, "policia-es", new=replace(DIRECTIVE, due="2026-11-21"))
    later = ask(desk, "policia-es", new=replace(DIRECTIVE, due="2026-12-24"))
    assert (sooner.legs[0].clock, sooner.due_at) == ("asked", "2026-11-22T05:00:00Z")
    assert later.due_at == "2026-11-27T05:00:00Z" and later.legs[0].clock != "asked"


def test_a_request_without_legs_owes_the_date_asked(desk: Seat) -> None:
    assert ask(desk, due="2026-11-21").due_at == "2026-11-22T05:00:00Z"


def test_the_request_is_due_when_its_nearest_open_leg_is(desk: Seat) -> None:
    opened = ask(desk, "dijin", "policia-es", due="2026-12-01")
    assert opened.due_at == min(leg.due_at for leg in opened.legs if leg.due_at)
    event(desk, opened.ref, "withdrawn", leg="policia-es")
    view, _ = desk.requests.show(opened.ref)
    assert view.item.due_at == "2026-12-02T05:00:00Z"


def test_both_days_are_shown_where_the_last_one_is_a_weekend(desk: Seat) -> None:
    on_saturday = ask(desk, "policia-es", new=replace(DIRECTIVE, received_at="2026-11-14T12:00:00-05:00"))
    (leg,) = on_saturday.legs
    assert leg.due_at == "2026-11-22T05:00:00Z"
    assert leg.both == ("2026-11-21", "2026-11-23")
    assert ask(desk, "policia-es", new=DIRECTIVE).legs[0].both == ()


def test_a_question_stops_the_clock_and_its_answer_lengthens_it(world: World, desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    event(desk, ref, "clarification-asked")
    stopped = leg_of(desk, ref)
    assert (stopped.status, stopped.due_at) == ("clarification", None)
    assert desk.requests.show(ref)[0].item.due_at is None
    world.clock.advance(days=4)
    event(desk, ref, "clarification-answered")
    assert leg_of(desk, ref).due_at == "2026-12-01T05:00:00Z"


def test_an_answer_ends_the_limit_and_withdrawing_it_revives_it(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    before = leg_of(desk, ref)
    event(desk, ref, "withdrawn")
    assert leg_of(desk, ref).due_at is None
    desk.legs.withdraw(ref, "1", "withdrawn", "erreur de dossier")
    assert leg_of(desk, ref) == before


def test_an_arrest_without_a_text_alarms_after_fifteen_days(desk: Seat) -> None:
    opened = ask(
        desk, "dijin", new=WANTED, arrested_at="2026-11-18T10:00:00-05:00", place="Cali", arrested_in="CO"
    )
    (leg,) = opened.legs
    assert (leg.clock, leg.source) == ("unknown", "provisional-alarm")
    assert opened.due_at == leg.due_at == "2026-12-04T05:00:00Z"


def test_an_arrest_stands_on_top_and_hides_no_nearer_date_asked(desk: Seat) -> None:
    opened = ask(desk, "dijin", new=WANTED, arrested_at="2026-11-18", arrested_in="CO", due="2026-11-21")
    (leg,) = opened.legs
    assert (leg.source, leg.due_at) == ("asked", "2026-11-22T05:00:00Z")
    assert opened.due_at == leg.due_at
    assert [clock.code for clock in leg.clocks] == ["provisional-alarm", "asked"]
    assert [(item.what, item.due_at) for item in desk.due("7d").items] == [
        ("arrest", "2026-12-04T05:00:00Z"),
        ("limit", leg.due_at),
    ]


def test_eight_hours_are_not_hidden_by_the_arrest_that_makes_them_urgent(desk: Seat) -> None:
    opened = ask(
        desk, "policia-es", new=replace(WANTED, legal_basis="eu-2023-977", channel="spoc"),
        urgency="urgent", urgency_reason="liberty", access="direct",
        arrested_at="2026-11-19T07:00:00-05:00", arrested_in="ES",
    )  # fmt: skip
    (leg,) = opened.legs
    assert (leg.source, leg.clock) == ("Directive (EU) 2023/977 Art. 5(1)(a); CPP R. 49-36", "legal")
    found = desk.due("1d").items
    assert [item.what for item in found] == ["arrest", "limit"]
    assert (found[1].due_at, found[1].source) == (leg.due_at, leg.source)
    assert [item.ref for item in desk.requests.list(Filter(due_before="2026-11-21")).items] == [opened.ref]


@pytest.mark.parametrize("services", [("dijin",), ()])
def test_an_arrest_elsewhere_says_in_which_zone_the_last_day_ends(
    desk: Seat, services: tuple[str, ...]
) -> None:
    ref = ask(desk, *services, new=WANTED, arrested_at="2026-11-18T10:00:00+01:00", arrested_in="FR").ref
    view, _ = desk.requests.show(ref)
    assert view.item.due_at is not None and view.item.due_at.endswith("T23:00:00Z")
    assert view.item.due_zone == "Europe/Paris"
    assert [(leg.due_zone, leg.clocks[0].due_zone) for leg in view.legs] == [("Europe/Paris",) * 2] * len(
        services
    )
    (listed,) = desk.requests.list(Filter()).items
    (owed,) = desk.due("30d").items
    assert (listed.due_zone, owed.due_zone) == ("Europe/Paris", "Europe/Paris")
    if services:
        desk.legs.add(ref, NewLeg("dijin", due="2026-11-20"))
        assert desk.requests.show(ref)[0].item.due_zone is None  # what was asked is nearer, and the post's


def test_two_persons_arrested_are_two_lines_on_top(desk: Seat) -> None:
    ref = ask(desk, "dijin", new=WANTED, arrested_at="2026-11-17", arrested_in="CO").ref
    event(desk, ref, "arrested", at="2026-11-18T10:00:00-05:00", place="Cali")
    assert [(item.what, item.due_at) for item in desk.due(None).items] == [
        ("arrest", "2026-12-03T05:00:00Z"),
        ("arrest", "2026-12-04T05:00:00Z"),
    ]


def test_an_arrest_before_any_leg_alarms_on_the_request_itself(desk: Seat) -> None:
    opened = ask(desk, new=WANTED, arrested_at="2026-11-18T10:00:00-05:00", arrested_in="CO")
    assert (opened.legs, opened.due_at) == ((), "2026-12-04T05:00:00Z")
    (found,) = desk.requests.show(opened.ref)[0].events
    assert (found.code, found.leg, found.country) == ("arrested", None, "CO")


def test_a_leg_added_after_the_arrest_takes_over_its_alarm(desk: Seat) -> None:
    ref = ask(desk, new=WANTED, arrested_at="2026-11-18T10:00:00-05:00", arrested_in="CO").ref
    desk.services.add("dijin", "DIJIN", "CO", "police")
    leg = desk.legs.add(ref, NewLeg("dijin"))
    assert (leg.source, leg.due_at) == ("provisional-alarm", "2026-12-04T05:00:00Z")


def test_the_convention_gives_the_days_of_a_provisional_arrest(desk: Seat) -> None:
    opened = ask(
        desk,
        "policia-es",
        new=WANTED,
        legal_basis="ece-1957",
        arrested_at="2026-11-18T10:00:00+01:00",
        arrested_in="ES",
    )
    (leg,) = opened.legs
    assert leg.due_at == "2026-12-06T23:00:00Z"  # 18 days, the last one ending in Madrid
    assert leg.source != "provisional-alarm"
    event(desk, opened.ref, "papers-presented")
    assert desk.legs.list(opened.ref)[0].due_at != leg.due_at


def test_an_arrest_reported_later_takes_the_country_of_the_leg(desk: Seat) -> None:
    ref = ask(desk, "dijin", new=WANTED).ref
    event(desk, ref, "arrested", at="2026-11-18T10:00:00-05:00", place="Cali")
    view, _ = desk.requests.show(ref)
    assert [(e.code, e.country, e.place) for e in view.events] == [("arrested", "CO", "Cali")]
    assert view.legs[0].due_at == "2026-12-04T05:00:00Z"
