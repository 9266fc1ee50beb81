"""Legal bases: dates, states, channels, refusal grounds, urgency reasons, and their strict reader."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from exchange.codes import Channel, Urgency
from exchange.errors import Invalid, Refused
from exchange.law.bases import (
    basis_for,
    basis_warnings,
    binding_bases,
    check_ground,
    check_urgency,
    every_ground,
    review_due,
)
from exchange.law.reader import load_law, parse_bases, state_groups

LAW = load_law()
TODAY = date(2026, 11, 9)
MINE = """
[[basis]]
code = "extradition-ec"
source = "Treaty of 1937, Art. 9"
source_fr = "traité de 1937, art. 9"
valid_from = 1937-09-15
states_bound = ["EC", "FR"]
subjects = ["extradition"]
review_months = 36
grounds_source = "Art. 4"
grounds_source_fr = "art. 4"
grounds = ["political-offence"]
fr = "Traité"
en = "Treaty"

[[basis.limit]]
code = "request-due"
source = "Art. 9"
source_fr = "art. 9"
period = "60 days"
starts = "arrested"
ends = ["papers-presented", "released"]
fr = "Demande"
en = "Request"
"""


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("basis", "day", "holds"),
    [
        ("eu-2023-977", "2024-12-12T12:00", True),
        ("eu-2023-977", "2024-12-11T12:00", False),
        ("fd-2006-960", "2024-12-11T12:00", True),
        ("fd-2006-960", "2024-12-12T12:00", False),
        ("eu-2023-1543", "2026-08-17T12:00", False),
        ("eu-2023-1543", "2026-08-18T12:00", True),
        ("reciprocity", "1990-01-01T12:00", True),
    ],
)
def test_a_basis_out_of_date_is_refused_with_its_dates(basis: str, day: str, holds: bool) -> None:
    if holds:
        assert basis_for(basis, at(day), "Europe/Paris").code == basis
        return
    with pytest.raises(Refused) as caught:
        basis_for(basis, at(day), "Europe/Paris")
    assert caught.value.reason == "basis-out-of-date"
    assert {"valid_from", "valid_to", "day"} <= set(caught.value.arguments)


def test_the_day_of_receipt_is_the_posts_own() -> None:
    midnight = datetime(2024, 12, 12, 3, tzinfo=UTC)
    assert basis_for("eu-2023-977", midnight, "Europe/Paris").code == "eu-2023-977"
    with pytest.raises(Refused):
        basis_for("eu-2023-977", midnight, "America/Bogota")


def test_a_basis_that_does_not_bind_the_country_warns_and_names_those_that_do() -> None:
    basis = LAW.basis("ece-1957")
    (found,) = basis_warnings(basis, ("CO", "FR"), None, TODAY)
    said = dict(found.arguments)
    assert (found.code, said["country"]) == ("basis-not-binding", "CO")
    assert said["bases"].split(", ")[0] == "extradition-co"
    assert "reciprocity" in said["bases"] and "eaw" not in said["bases"]


def test_a_basis_that_binds_both_countries_on_its_channel_is_kept_in_silence() -> None:
    assert basis_warnings(LAW.basis("eu-2023-977"), ("ES", "FR"), Channel.SPOC, TODAY) == ()


def test_another_channel_is_said_to_be_a_reference() -> None:
    (found,) = basis_warnings(LAW.basis("eu-2023-977"), ("ES", "FR"), Channel.EMAIL, TODAY)
    assert (found.code, dict(found.arguments)["channels"]) == ("channel-not-binding", "spoc")


def test_a_basis_set_down_from_knowledge_says_so() -> None:
    codes = [found.code for found in basis_warnings(LAW.basis("mla-ec"), ("EC", "FR"), None, TODAY)]
    assert codes == ["basis-to-check"]


@pytest.mark.parametrize(("country", "bound"), [("GB", True), ("FR", True), ("ES", False)])
def test_the_agreement_with_the_united_kingdom_binds_no_others_among_themselves(
    country: str, bound: bool
) -> None:
    assert LAW.basis("tca-uk").binds(country) is bound


@pytest.mark.parametrize(("country", "bound"), [("DK", False), ("IE", False), ("ES", True), ("CO", False)])
def test_the_investigation_order_binds_neither_denmark_nor_ireland(country: str, bound: bool) -> None:
    assert LAW.basis("eio").binds(country) is bound


def test_no_basis_out_of_force_is_proposed_instead() -> None:
    assert "fd-2006-960" not in binding_bases(LAW.basis("interpol"), ("ES", "FR"), TODAY, LAW)


def test_the_exhaustive_grounds_of_the_directive_are_eleven() -> None:
    assert len(LAW.basis("eu-2023-977").grounds) == 11
    assert check_ground("owner-consent", LAW.basis("eu-2023-977")) == "owner-consent"


@pytest.mark.parametrize("basis", sorted(LAW.bases))
def test_a_ground_that_the_basis_does_not_know_is_refused_with_its_own(basis: str) -> None:
    row = LAW.basis(basis)
    assert row.grounds
    for ground in every_ground():
        if ground in row.grounds:
            assert check_ground(ground, row) == ground
            continue
        with pytest.raises(Refused) as caught:
            check_ground(ground, row)
        assert caught.value.arguments["known"] == ", ".join(row.grounds)


def test_without_a_basis_any_known_ground_will_do_but_no_other() -> None:
    assert check_ground("amnesty", None) == "amnesty"
    with pytest.raises(Refused):
        check_ground("bad-mood", None)


def test_an_urgent_request_under_the_directive_needs_a_reason_code() -> None:
    basis = LAW.basis("eu-2023-977")
    with pytest.raises(Refused) as caught:
        check_urgency(Urgency.URGENT, None, basis)
    assert caught.value.reason == "urgency-reason-needed"
    with pytest.raises(Invalid):
        check_urgency(Urgency.URGENT, "because", basis)
    assert check_urgency(Urgency.URGENT, "life", basis) == "life"
    assert check_urgency(Urgency.ROUTINE, None, basis) is None


def test_other_bases_take_free_text_or_no_reason() -> None:
    assert check_urgency(Urgency.URGENT, "flight at 18:00", LAW.basis("reciprocity")) == "flight at 18:00"
    assert check_urgency(Urgency.URGENT, None, None) is None


def test_data_are_reviewed_six_months_after_under_the_directive_else_three_years() -> None:
    ended = at("2026-08-31T12:00")
    assert review_due(ended, LAW.basis("eu-2023-977"), "Europe/Paris") == date(2027, 2, 28)
    assert review_due(ended, LAW.basis("untoc"), "Europe/Paris") == date(2029, 8, 31)
    assert review_due(ended, None, "Europe/Paris") == date(2029, 8, 31)


def test_a_row_that_a_head_adds_takes_the_place_of_the_unread_treaty() -> None:
    law = LAW.extended(parse_bases(MINE))
    assert LAW.basis("extradition-ec").days_unknown
    assert law.basis("extradition-ec").limits[0].code == "extradition-ec.request-due"
    assert len(law.bases) == len(LAW.bases) + 1


@pytest.mark.parametrize("code", ["extradition-zz", "extradition-", "mla-usa", "extradition-EC", "nothing"])
def test_a_code_that_names_no_basis_and_no_state_is_refused(code: str) -> None:
    with pytest.raises(Invalid) as caught:
        LAW.basis(code)
    assert caught.value.reason == "unknown-code"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('source = "Art. 9"', ""),
        ('starts = "arrested"', 'starts = "jailed"'),
        ('period = "60 days"', 'period = "60 moons"'),
        ('period = "60 days"', 'period = "0 days"'),
        ('period = "60 days"', "period = 60"),
        ('ends = ["papers-presented", "released"]', "ends = []"),
        ('ends = ["papers-presented", "released"]', 'ends = ["papers"]'),
        ('["EC", "FR"]', '["EQ"]'),
        ('["EC", "FR"]', '["@martians"]'),
        ('["EC", "FR"]', "[]"),
        ('["EC", "FR"]', '"some"'),
        ("valid_from = 1937-09-15", "valid_from = 1937-09-15T00:00:00Z"),
        ("valid_from = 1937-09-15", "valid_from = 1937-09-15\nvalid_to = 1936-01-01"),
        ("review_months = 36", "review_months = 0"),
        ("review_months = 36", "review_months = true"),
        ('subjects = ["extradition"]', 'subjects = ["football"]'),
        ('code = "extradition-ec"', 'code = "Extradition EC"'),
        ('fr = "Demande"', ""),
        ('fr = "Demande"', 'fr = "Dem\\u001bande"'),
        ('fr = "Demande"', 'fr = "Demande"\nspeed = "fast"'),
        ('grounds = ["political-offence"]', 'grounds = ["political-offence", "political-offence"]'),
        ('grounds = ["political-offence"]', 'grounds = "political-offence"'),
        ("[[basis]]", "[[bases]]"),
        ("[[basis]]", "[[basis"),
        (MINE, ""),
        (MINE, MINE + MINE),
        (MINE, "basis = 3"),
    ],
)
def test_a_file_with_anything_amiss_is_refused_whole(old: str, new: str) -> None:
    assert old in MINE
    with pytest.raises(Invalid) as caught:
        parse_bases(MINE.replace(old, new))
    assert caught.value.reason.startswith("law-")
    assert caught.value.arguments["line"]


def test_the_law_that_ships_is_whole() -> None:
    assert {"eu-2023-977", "sirene", "ece-1957", "reciprocity"} <= set(LAW.bases)
    assert all(basis.source and basis.grounds_source for basis in LAW.bases.values())
    assert all(row.source for basis in LAW.bases.values() for row in basis.limits)
    assert (len(state_groups()["eu"]), len(state_groups()["council-of-europe"])) == (27, 46)
