"""On which ground data leave the Union and Schengen: usual, asked, refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from exchange.countries import alpha3_of
from exchange.errors import Invalid, Refused
from exchange.law.transfers import (
    Asked,
    Case,
    Guarantees,
    Transfer,
    TransferBasis,
    is_inside,
    transfer_law,
    transfer_of,
)
from exchange.locale import Language

PERU = Case("dirincri", "PE", date(2026, 11, 19), (), host=False, origin="FR", names_persons=False)
LONDON = replace(PERU, handle="nca", country="GB")
DALLAS = replace(PERU, handle="fbi", country="US", names_persons=True)
SAID = Asked("derogation-c", "menace immédiate")


def refused(case: Case, asked: Asked) -> str:
    """Return the reason for which a transfer is refused."""
    with pytest.raises(Refused) as caught:
        transfer_of(case, asked)
    return caught.value.reason


@pytest.mark.parametrize("country", ["ES", "FR", "IE", "CH", "NO", "IS", "LI"])
def test_inside_the_union_and_schengen_nothing_is_asked(country: str) -> None:
    assert is_inside(country)
    assert transfer_of(replace(PERU, country=country), Asked()) is None


def test_adequacy_is_the_united_kingdoms_alone_until_december_2031() -> None:
    assert transfer_of(LONDON, Asked()) == Transfer(TransferBasis.ADEQUACY)
    assert transfer_of(replace(LONDON, day=date(2031, 12, 27)), Asked()) == Transfer(TransferBasis.ADEQUACY)
    assert refused(replace(LONDON, day=date(2031, 12, 28)), Asked()) == "transfer-basis-needed"
    assert refused(PERU, Asked("adequacy")) == "transfer-not-adequate"
    law = transfer_law()
    assert [country for country in alpha3_of() if law.adequate_on(country, date(2026, 1, 1))] == ["GB"]


def test_the_instrument_that_binds_both_states_is_taken_without_being_asked_for() -> None:
    bound = replace(PERU, instruments=("untoc", "bilateral-pe"))
    assert transfer_of(bound, Asked()) == Transfer(TransferBasis.INSTRUMENT, "untoc")
    assert refused(PERU, Asked("instrument")) == "transfer-instrument-unknown"
    named = transfer_of(PERU, Asked("instrument", "accord de 2012"))
    assert named == Transfer(TransferBasis.INSTRUMENT, None, "accord de 2012")


def test_where_the_post_is_accredited_its_own_assessment_is_the_last_resort() -> None:
    assert transfer_of(replace(PERU, host=True), Asked()) == Transfer(TransferBasis.ASSESSMENT)
    assert transfer_of(replace(PERU, host=True, instruments=("untoc",)), Asked()) == Transfer(
        TransferBasis.INSTRUMENT, "untoc"
    )


def test_where_nothing_is_known_the_ground_is_asked() -> None:
    with pytest.raises(Refused, match="transfer-basis-needed") as caught:
        transfer_of(PERU, Asked())
    assert caught.value.arguments["country"] == "PE"
    assert "derogation-e" in str(caught.value.arguments["known"])


@pytest.mark.parametrize("basis", [one for one in TransferBasis if one.startswith(("assess", "derog"))])
def test_an_assessment_and_each_derogation_need_their_reason(basis: TransferBasis) -> None:
    assert refused(PERU, Asked(basis.value)) == "transfer-reason-needed"
    assert transfer_of(PERU, Asked(basis.value, "parce que")) == Transfer(basis, None, "parce que")


def test_an_unknown_ground_is_refused_with_the_nearest() -> None:
    with pytest.raises(Invalid) as caught:
        transfer_of(PERU, Asked("derogation-f"))
    assert "derogation-" in str(caught.value.arguments["nearest"])


def test_what_came_from_another_member_state_needs_its_authorisation() -> None:
    spanish = replace(PERU, origin="ES")
    assert refused(spanish, SAID) == "transfer-authorisation-needed"
    sent = transfer_of(spanish, replace(SAID, authorisation="accord SIENA 123"))
    assert sent is not None and sent.authorisation == "accord SIENA 123"
    assert transfer_of(replace(PERU, origin="CO"), SAID) is not None
    assert transfer_of(replace(spanish, country="PT"), Asked()) is None


def test_where_the_death_penalty_is_kept_and_a_person_is_named_guarantees_are_asked() -> None:
    assert refused(DALLAS, SAID) == "guarantees-to-say"
    assert refused(DALLAS, replace(SAID, guarantees="not-obtained")) == "guarantees-not-obtained"
    for said in ("obtained", "not-needed"):
        sent = transfer_of(DALLAS, replace(SAID, guarantees=said))
        assert sent is not None and sent.guarantees is Guarantees(said)
    assert transfer_of(replace(DALLAS, names_persons=False), SAID) is not None
    assert transfer_of(replace(DALLAS, country="PE"), SAID) is not None


def test_the_data_say_in_both_languages_what_each_ground_is_and_where_it_stands() -> None:
    law = transfer_law()
    assert set(law.words) == set(law.cited) == set(TransferBasis)
    assert all(words[Language.FR] and words[Language.EN] for words in law.words.values())
    assert {"US", "CN", "IR", "JP"} <= law.death_penalty
    assert not {"FR", "CO", "EC", "ES", "GB", "CA", "MX", "BR"} & law.death_penalty
