"""The corpus: every case of it can be opened as it is written, and none of it is about anybody."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.codes import (
    Channel,
    DocumentType,
    Handling,
    Kind,
    PersonRole,
    ServiceType,
    SubjectType,
    Urgency,
    parse_code,
    parse_marking,
    parse_subkind,
)
from exchange.countries import parse_country, parse_nationality
from exchange.demo.corpus import Case, cases, messages, paper, places, scripts, services
from exchange.demo.lives import FATES, PACES
from exchange.demo.people import draw_person
from exchange.demo.writing import write
from exchange.directory.seeds import seed_services
from exchange.law.reader import load_law
from exchange.requests.kind_fields import kind_fields, refuse_missing
from exchange.requests.subject_parsing import subject

POSTS = {"asi-bogota": ("CO", "EC"), "asi-madrid": ("ES",)}
ALL_CASES = [
    pytest.param(post, case, id=f"{post} {case.title[:40]}") for post in POSTS for case in cases(post)
]
MOMENT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
SEEDS = st.integers(0, 2**32)


def directory(post: str) -> dict[str, str]:
    """Return the country of each service that the post knows."""
    known = {seed.handle: seed.country for seed in seed_services()}
    known |= {f"interpol-{host.lower()}": host for host in POSTS[post]}
    return known | {service.handle: service.country for service in services(post)}


@pytest.mark.parametrize(("post", "case"), ALL_CASES)
def test_each_case_uses_codes_that_exist(post: str, case: Case) -> None:
    kind = parse_code(Kind, case.kind, "kind")
    assert parse_subkind(kind, case.type)
    assert {parse_code(Channel, name, "channel") for name in (case.via, case.channel)}
    assert parse_code(PersonRole, case.role, "role")
    assert parse_code(Handling, case.handling, "handling")
    assert case.marking is None or parse_marking(case.marking)
    assert case.urgency is None or parse_code(Urgency, case.urgency, "urgency")
    assert case.document is None or parse_code(DocumentType, case.document, "type")
    assert case.pace in PACES


@pytest.mark.parametrize(("post", "case"), ALL_CASES)
def test_each_case_is_between_services_that_its_post_knows(post: str, case: Case) -> None:
    known = directory(post)
    assert set(case.requester) <= known.keys()
    assert set(case.to) <= known.keys()
    assert not set(case.requester) & set(case.to)


@pytest.mark.parametrize(("post", "case"), ALL_CASES)
def test_the_basis_of_each_case_binds_the_states_on_both_sides(post: str, case: Case) -> None:
    if case.basis is None:
        return
    known, basis = directory(post), load_law().basis(case.basis)
    assert all(basis.binds(known[handle]) for handle in (*case.requester, *case.to))
    assert basis.holds_on(MOMENT.date())
    assert case.urgency != "urgent" or not basis.urgency_reason_needed or case.urgency_reason


@pytest.mark.parametrize(("post", "case"), ALL_CASES)
def test_each_case_fills_fields_that_its_kind_has(post: str, case: Case) -> None:
    new = write(Random(1), post, case, 0, MOMENT).new
    kind = Kind(case.kind)
    kept = kind_fields(kind, parse_subkind(kind, case.type), new.fields, MOMENT.date())
    assert kept == new.fields != {}
    refuse_missing(kind, case.type, kept, [SubjectType.DOCUMENT])
    assert "{" not in new.title + (new.text or "") + "".join(new.points)
    assert case.kind != "document-fraud" or new.documents


@pytest.mark.parametrize("post", POSTS)
def test_each_post_has_cases_of_all_five_kinds(post: str) -> None:
    assert {case.kind for case in cases(post)} == set(Kind)


@pytest.mark.parametrize("post", POSTS)
def test_services_and_places_of_each_post_are_whole(post: str) -> None:
    assert all(parse_country(service.country) for service in services(post))
    assert all(parse_code(ServiceType, service.type) for service in services(post))
    handles = [service.handle for service in services(post)]
    assert len(set(handles)) == len(handles)
    assert all((places(post).towns, places(post).french, places(post).routes, places(post).crossings))


def test_names_come_in_five_writings_with_romanisations_where_needed() -> None:
    assert {script.code for script in scripts()} == {"french", "english", "spanish", "arabic", "cyrillic"}
    for script in scripts():
        assert all(parse_nationality(code) == code for code in script.nationalities)
        wanted = 2 if script.code in ("arabic", "cyrillic") else 1
        assert {len(name) for name in (*script.family, *script.given_f, *script.given_m)} == {wanted}


@given(SEEDS, st.integers(0, 99))
def test_every_drawn_person_is_one_that_a_request_accepts(seed: int, turn: int) -> None:
    person = draw_person(Random(seed), "suspect", turn)
    kept = subject(SubjectType.PERSON, person.fields, date(2026, 11, 23))
    assert kept.role == "suspect"
    assert person.latin.isascii() or turn % 5 in (0, 2)


@given(SEEDS)
def test_the_same_seed_draws_the_same_person(seed: int) -> None:
    assert draw_person(Random(seed), "witness", 3) == draw_person(Random(seed), "witness", 3)


@given(SEEDS, st.sampled_from(sorted(POSTS)), st.integers(0, 4))
def test_numbers_are_of_the_ranges_that_fiction_may_use(seed: int, post: str, turn: int) -> None:
    random = Random(seed)
    new = write(random, post, random.choice(cases(post)), turn, MOMENT).new
    for phone in re.findall(r"\+33[\d ]+", new.text or ""):
        assert phone.startswith("+33 6 39 98 ")
    assert all(document["number"].startswith("ZZ") for document in new.documents)


def test_messages_speak_each_language_for_each_purpose() -> None:
    assert messages().phrases.keys() == {"fr", "es", "en"}
    for phrases in messages().phrases.values():
        assert all(vars(phrases).values())


def test_arrivals_name_our_reference_once_and_need_no_reason() -> None:
    assert "{ref}" in messages().arrivals[0].text
    assert all(message.reason is None for message in messages().arrivals)
    assert all(message.reason for message in messages().set_aside)
    assert all(parse_code(Channel, message.channel) for message in messages().arrivals)


@pytest.mark.parametrize("name", ["proces-verbal.txt", "informe.txt", "passages.csv"])
def test_each_paper_to_attach_is_small_and_there(name: str) -> None:
    assert 0 < paper(name).stat().st_size < 4096


def test_fates_are_weighed_in_hundredths_together() -> None:
    assert sum(weight for weight, _ in FATES.values()) == 100
