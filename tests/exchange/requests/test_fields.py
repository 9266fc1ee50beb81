"""The fields that a kind or a sub-kind has of its own: kept in one form, refused with what would do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.codes import SUBKINDS, Kind, SubjectType, SubKind
from exchange.codes.fields import COMMON_FIELDS, KIND_FIELDS, LISTS, SUBJECT_FIELDS, Field, Form, fields_of
from exchange.errors import ExchangeError
from exchange.requests.inputs import NewRequest
from tests.exchange.requests.cases import DRUGS, FRAUD, KINDS, MIGRATION, ROGATORY, WANTED
from tests.exchange.requests.field_samples import SAMPLES, sample
from tests.world import Seat, World

EVERY = (
    *COMMON_FIELDS,
    *(field for fields in (*KIND_FIELDS.values(), *SUBJECT_FIELDS.values()) for field in fields),
)


def values(fields: dict[str, Field]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what may be typed for fields, and what is kept."""
    typed = {name: sample(field)[0] for name, field in fields.items()}
    return typed, {name: sample(field)[1] for name, field in fields.items()}


@pytest.mark.parametrize("new", KINDS, ids=lambda new: new.kind)
def test_every_field_of_every_sub_kind_is_kept_in_its_one_form(desk: Seat, new: NewRequest) -> None:
    kind = Kind(new.kind)
    for subkind in SUBKINDS[kind]:
        typed, kept = values(fields_of(kind, subkind))
        opened = desk.requests.open(replace(new, type=subkind.value, fields=typed))
        view, _ = desk.requests.show(opened.ref)
        assert (view.type, view.fields) == (subkind.value, kept)


def test_every_kind_and_every_type_of_subject_has_its_fields_each_name_once() -> None:
    assert set(KIND_FIELDS) == set(Kind) and set(SUBJECT_FIELDS) == set(SubjectType)
    for kind, fields in KIND_FIELDS.items():
        names = [field.name for field in (*fields, *COMMON_FIELDS)]
        assert len(set(names)) == len(names)
        assert all(set(field.subkinds) <= set(SUBKINDS[kind]) for field in fields)
    assert all(any(field.needed for field in fields) for fields in SUBJECT_FIELDS.values())


def test_each_code_list_is_used_and_a_name_with_codes_means_the_same_everywhere() -> None:
    assert {field.codes for field in EVERY if field.codes} == set(LISTS)
    assert {field.form for field in EVERY} == {*SAMPLES, Form.CODE, Form.CODES}
    named = {
        field.name: field for field in EVERY if field.codes or field.form in (Form.COUNTRY, Form.COUNTRIES)
    }
    for field in EVERY:
        assert field.name not in named or named[field.name][1:3] == field[1:3], field.name


REFUSED = {
    "unknown-field": (
        (WANTED, {"rout": "x"}),
        (WANTED, {"warrant": "x"}),
        (DRUGS, {"warrant.number": "x"}),
        (WANTED, {"x" * 5000: "x"}),
    ),
    "field-of-other-subkind": (
        (replace(DRUGS, type="drugs"), {"species": "ara"}),
        (replace(ROGATORY, type="cri"), {"commission.magistrate": "x", "commission.validated-by": "x"}),
    ),
    "unknown-code": (
        (FRAUD, {"result": "fake"}),
        (WANTED, {"notice.colour": "rouge"}),
        (DRUGS, {"unit": "stone"}),
        (DRUGS, {"unit": "oui"}),
    ),
    "partial-date-form": (
        (DRUGS, {"seizure.date": "17/05/2026"}),
        (DRUGS, {"seizure.date": "2026-13"}),
        (DRUGS, {"seizure.date": "٢٠٢٦"}),
    ),
    "whole-date-form": ((WANTED, {"warrant.date": "2026-05"}), (WANTED, {"warrant.date": "hier"})),
    "impossible-date": ((WANTED, {"warrant.date": "2026-02-29"}), (DRUGS, {"seizure.date": "0000"})),
    "future-moment": ((WANTED, {"warrant.date": "2026-11-21"}), (DRUGS, {"seizure.date": "2027"})),
    "count-form": (
        (MIGRATION, {"persons": "-1"}),
        (MIGRATION, {"persons": "14.5"}),
        (MIGRATION, {"persons": "²"}),
        (MIGRATION, {"persons": "9" * 10}),
    ),
    "part-exceeds-whole": ((MIGRATION, {"persons": "2", "minors": "3"}),),
    "quantity-form": (
        (DRUGS, {"quantity": "beaucoup"}),
        (DRUGS, {"quantity": "1.2.3"}),
        (DRUGS, {"quantity": "-3", "unit": "kg"}),
        (DRUGS, {"quantity": "NaN"}),
    ),
    "natinf-form": ((DRUGS, {"offence.natinf": "79-90"}),),
    "text-too-long": ((DRUGS, {"route": "x" * 2001}),),
    "half-character": ((DRUGS, {"route": "\ud800"}),),
    "field-missing": ((replace(ROGATORY, fields={}), {}), (ROGATORY, {"commission.magistrate": " "})),
    "instrument-missing": ((replace(ROGATORY, type=None), {"commission.magistrate": "Mme Roux"}),),
}


@pytest.mark.parametrize(
    ("reason", "new", "fields"), [(reason, *case) for reason, cases in REFUSED.items() for case in cases]
)
def test_what_a_field_can_not_be_is_refused_with_its_reason(
    standing: World, refusing: Seat, reason: str, new: NewRequest, fields: dict[str, str]
) -> None:
    before = standing.ops()
    with pytest.raises(ExchangeError) as caught:
        refusing.requests.open(replace(new, fields=fields))
    assert (caught.value.reason, int(caught.value.exit)) == (reason, 1)
    assert all(len(str(value)) < 400 for value in caught.value.arguments.values())
    assert standing.ops() == before


def test_a_misspelt_field_is_answered_with_the_nearest_ones(desk: Seat) -> None:
    with pytest.raises(ExchangeError) as caught:
        desk.requests.open(replace(WANTED, fields={"warant.numbr": "x"}))
    assert caught.value.arguments["nearest"].split(", ")[0] == "warrant.number"  # type: ignore[union-attr]
    with pytest.raises(ExchangeError) as caught:
        desk.requests.open(replace(DRUGS, type="drugs", fields={"species": "x"}))
    assert caught.value.arguments["subkinds"] == SubKind.ENDANGERED_SPECIES


def test_a_quantity_may_bring_its_unit_along(desk: Seat) -> None:
    for typed in ("12,5 kg", "12.50kilogram", "12.5  KG"):
        opened = desk.requests.open(replace(DRUGS, fields={"quantity": typed}))
        assert desk.requests.show(opened.ref)[0].fields == {"quantity": "12.5", "unit": "kilogram"}


def test_a_sub_kind_not_said_leaves_all_fields_of_the_kind_open(desk: Seat) -> None:
    opened = desk.requests.open(replace(DRUGS, fields={"species": "ara", "drug.purity": "80 %"}))
    assert set(desk.requests.show(opened.ref)[0].fields) == {"species", "drug.purity"}


def test_a_day_that_has_turned_elsewhere_has_come_and_the_next_one_has_not(desk: Seat) -> None:
    desk.requests.open(replace(WANTED, fields={"warrant.date": "2026-11-20"}))
    with pytest.raises(ExchangeError):
        desk.requests.open(replace(WANTED, fields={"warrant.date": "2026-11-21"}))
