"""Opening a request: what is kept, what is refused, and that nothing is left of what was refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from exchange.codes import Handling, Urgency
from exchange.errors import ExchangeError, Invalid, NotFound, Refused
from exchange.requests.inputs import NewRequest
from exchange.requests.parsing import TITLE_LIMIT
from exchange.typed import TEXT_LIMIT
from tests.exchange.requests.cases import DRUGS, FRAUD, KINDS, PASSPORT, ROSERO, WANTED, ask
from tests.world import OFFICER, Seat, World


@pytest.mark.parametrize("new", KINDS, ids=lambda new: new.kind)
def test_each_of_the_five_kinds_opens_and_shows_what_was_given(desk: Seat, new: NewRequest) -> None:
    opened = desk.requests.open(new)
    view, files = desk.requests.show(opened.ref)
    assert (view.item.kind, view.item.title, view.item.requester) == (new.kind, new.title, new.requester)
    assert view.item.status == "received" and view.item.direction == "to-foreign"
    assert files == () and view.legs == () and view.version == 1


def test_the_reference_has_the_prefix_the_year_and_a_gapless_number(desk: Seat) -> None:
    refs = [desk.requests.open(WANTED).ref for _ in range(3)]
    assert refs == ["BOG-2026-00001", "BOG-2026-00002", "BOG-2026-00003"]


def test_a_refused_request_takes_no_number_and_leaves_no_entry(world: World, desk: Seat) -> None:
    before = world.ops()
    with pytest.raises(NotFound):
        desk.requests.open(replace(WANTED, requester="nobody"))
    with pytest.raises(NotFound):
        desk.requests.open(replace(WANTED, to=("nobody",)))
    assert world.ops() == before
    assert desk.requests.open(WANTED).ref == "BOG-2026-00001"


def test_the_year_of_a_reference_is_the_one_at_the_post(world: World, desk: Seat) -> None:
    world.clock.now = datetime(2027, 1, 1, 4, 59, tzinfo=UTC)
    assert desk.requests.open(WANTED).ref == "BOG-2026-00001"
    world.clock.now = datetime(2027, 1, 1, 5, 1, tzinfo=UTC)
    assert desk.requests.open(WANTED).ref == "BOG-2027-00001"


def test_the_entry_names_the_request_and_commits_to_its_row(world: World, desk: Seat) -> None:
    opened = ask(desk, "dijin", title="Nom secret", persons=(ROSERO,))
    entry = world.entries()[opened.log_index]
    assert (entry.op, entry.lg, entry.why) == ("request.opened", "collection", "investigation")
    assert entry.on == {"type": "request", "id": opened.id, "ref": opened.ref}
    ((commitment, revision),) = world.sql("SELECT commitment, revision FROM request")
    assert (entry.c, entry.x["rev"]) == (commitment, revision)
    assert "secret" not in str(entry) and "ROSERO" not in str(entry)


def test_no_word_of_the_content_stands_in_any_plain_column(world: World, desk: Seat) -> None:
    ask(desk, "dijin", title="Xylophone", text="Xylophone", persons=({"family": "Xylophone"},))
    for (table,) in world.sql("SELECT name FROM sqlite_master WHERE type = 'table'"):
        for row in world.sql(f"SELECT * FROM {table}"):  # noqa: S608 - the table's own name
            assert b"Xylophone" not in b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row)


def test_persons_and_documents_become_numbered_subjects(desk: Seat) -> None:
    opened = ask(desk, new=FRAUD, persons=(ROSERO, {"given": "Ana", "role": "witness", "sex": "f"}))
    view, _ = desk.requests.show(opened.ref)
    assert [(s.number, s.type, s.role) for s in view.subjects] == [
        (1, "person", None),
        (2, "person", "witness"),
        (3, "document", None),
    ]
    assert view.subjects[0].fields["nationality"] == "COL"
    assert view.subjects[2].fields["number"] == PASSPORT["number"]


def test_points_are_numbered_and_open_until_a_leg_answers(desk: Seat) -> None:
    opened = ask(desk, "dijin", points=("adresse", "associés"))
    view, _ = desk.requests.show(opened.ref)
    assert view.points == ((1, "adresse", "open"), (2, "associés", "open"))
    assert opened.legs[0].open_points == (1, 2)


def test_legs_are_numbered_in_the_order_in_which_services_are_named(desk: Seat) -> None:
    opened = ask(desk, "dijin", "policia-ec", "fiscalia-co")
    assert [(leg.number, leg.to, leg.status) for leg in opened.legs] == [
        (1, "dijin", "received"),
        (2, "policia-ec", "received"),
        (3, "fiscalia-co", "received"),
    ]


def test_a_foreign_requester_makes_the_request_one_to_french_services(desk: Seat) -> None:
    desk.services.add("dijin", "DIJIN", "CO", "police")
    opened = desk.requests.open(replace(DRUGS, requester="dijin", to=("ofast",)))
    assert desk.requests.show(opened.ref)[0].item.direction == "to-french"


def test_foreign_text_is_kept_exactly_as_it_came(desk: Seat) -> None:
    text = "ligne 1\r\n\x1b[31m[/]\u202e نص عربي 中文 e\u0301 =cmd\n"
    opened = desk.requests.open(replace(WANTED, text=text))
    assert desk.requests.show(opened.ref)[0].text == text.replace("e\u0301", "é")


def test_the_longest_title_and_text_are_kept_and_one_more_is_refused(desk: Seat) -> None:
    title, text = "t" * TITLE_LIMIT, "é" * (TEXT_LIMIT // 2)
    opened = desk.requests.open(replace(WANTED, title=title, text=text))
    view, _ = desk.requests.show(opened.ref)
    assert (view.item.title, view.text) == (title, text)
    for longer in (replace(WANTED, title=title + "t"), replace(WANTED, text=text + "t")):
        with pytest.raises(Invalid, match="text-too-long"):
            desk.requests.open(longer)


REFUSED = {
    "unknown-code": (
        replace(WANTED, kind="party"),
        replace(WANTED, type="drugs"),
        replace(WANTED, urgency="yesterday"),
        replace(WANTED, via="pigeon"),
        replace(WANTED, handling="H9"),
        replace(WANTED, nature="gossip"),
        replace(WANTED, purpose="curiosity"),
        replace(WANTED, access="backdoor"),
        replace(WANTED, to=("ofast",), legal_basis="none-such"),
        replace(WANTED, to=("ofast",), channel="pigeon"),
        replace(WANTED, persons=({**ROSERO, "role": "villain"},)),
        replace(FRAUD, documents=({**PASSPORT, "type": "napkin"},)),
    ),
    "title-missing": (replace(WANTED, title=""), replace(WANTED, title="  \n ")),
    "half-character": (replace(WANTED, title="a\ud800"), replace(WANTED, text="\udfff")),
    "classified-marking": (replace(WANTED, marking="SECRET"), replace(WANTED, marking="R-UE/EU-R")),
    "document-missing": (replace(FRAUD, documents=()), replace(FRAUD, documents=(), persons=(ROSERO,))),
    "conditions-needed": (replace(WANTED, handling="H3"),),
    "unknown-field": (replace(WANTED, fields={"route": "x"}), replace(WANTED, fields={"": "x"})),
    "unknown-subject-field": (replace(WANTED, persons=({"familly": "x"},)),),
    "person-unnamed": (replace(WANTED, persons=({"born": "1980"},)),),
    "document-unnumbered": (replace(FRAUD, documents=({"type": "passport"},)),),
    "partial-date-form": (replace(WANTED, persons=({**ROSERO, "born": "17/05/1980"},)),),
    "impossible-date": (replace(WANTED, persons=({**ROSERO, "born": "1981-02-29"},)),),
    "unknown-country": (replace(WANTED, persons=({**ROSERO, "nationality": "Atlantis"},)),),
    "future-moment": (replace(WANTED, received_at="2026-12-01"),),
    "due-before-received": (replace(WANTED, due="2026-11-17", received_at="2026-11-19"),),
    "service-unknown": (replace(WANTED, requester="nobody"),),
    "compartment-unknown": (replace(WANTED, compartment="secret"),),
    "transmission-unknown": (replace(WANTED, arrival="1205"),),
    "number-form": (replace(WANTED, arrival="the last one"),),
    "arrest-country-missing": (replace(WANTED, arrested_at="now"),),
    "basis-out-of-date": (
        replace(WANTED, to=("ofast",), legal_basis="fd-2006-960"),
        replace(WANTED, to=("ofast",), received_at="2024-01-05", legal_basis="eu-2023-977"),
    ),
}


@pytest.mark.parametrize(
    ("reason", "new"), [(reason, new) for reason, cases in REFUSED.items() for new in cases]
)
def test_what_cant_be_is_refused_and_nothing_is_written(
    standing: World, refusing: Seat, reason: str, new: NewRequest
) -> None:
    before = standing.ops()
    with pytest.raises(ExchangeError) as caught:
        refusing.requests.open(new)
    assert caught.value.reason == reason
    assert standing.ops() == before


@pytest.mark.parametrize("handling", [code.value for code in Handling])
def test_each_handling_code_is_kept_with_its_conditions(desk: Seat, handling: str) -> None:
    opened = desk.requests.open(replace(WANTED, handling=handling, conditions="accord de l'émetteur"))
    view, _ = desk.requests.show(opened.ref)
    assert (view.item.handling, view.conditions) == (handling, "accord de l'émetteur")


@pytest.mark.parametrize("marking", ["NP", "DR", "DR-SF", "TLP:RED", "TLP:AMBER+STRICT", "TLP:CLEAR"])
def test_each_official_marking_is_kept_as_it_is_written(desk: Seat, marking: str) -> None:
    opened = desk.requests.open(replace(WANTED, marking=marking))
    assert desk.requests.show(opened.ref)[0].item.marking == marking


def test_an_urgent_request_under_the_directive_needs_a_reason_of_the_law(desk: Seat) -> None:
    urgent = replace(WANTED, urgency=Urgency.URGENT.value, legal_basis="eu-2023-977")
    with pytest.raises(Refused, match="urgency-reason-needed"):
        ask(desk, "policia-es", new=urgent)
    with pytest.raises(Invalid, match="unknown-code"):
        ask(desk, "policia-es", new=urgent, urgency_reason="il est pressé")
    opened = ask(desk, "policia-es", new=urgent, urgency_reason="LIFE")
    assert desk.requests.show(opened.ref)[0].urgency_reason == "life"


def test_other_bases_keep_a_reason_for_urgency_in_free_words(desk: Seat) -> None:
    opened = ask(desk, "dijin", urgency="urgent", urgency_reason="le navire part ce soir")
    assert desk.requests.show(opened.ref)[0].urgency_reason == "le navire part ce soir"


def test_another_member_with_the_grant_reads_what_the_head_opened(world: World, desk: Seat) -> None:
    opened = ask(desk, "dijin", text="le texte", their_ref="OFAST/12")
    view, _ = world.desk(OFFICER).requests.show(opened.ref)
    assert (view.text, view.their_refs) == ("le texte", ("OFAST/12",))


def test_a_request_survives_locking_and_unlocking(world: World, desk: Seat) -> None:
    opened = ask(desk, "dijin", points=("a",), persons=(ROSERO,))
    shown = desk.requests.show(opened.ref)
    world.lock(desk)
    assert world.desk().requests.show(opened.ref) == shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "emal"},
        {"legal_basis": "eu-2023-97"},
        {"language": "zz"},
        {"language": "français"},
        {"handling": ""},
        {"marking": ""},
        {"received_at": ""},
        {"due": ""},
        {"points": ("où ?", " ")},
        {"persons": ({"family": "ROSERO", "born": "2027"},)},
        {"persons": ({"family": "ROSERO", "born": "2026-12"},)},
        {"documents": ({"number": "12", "issued": "2026-11-30"},)},
    ],
    ids=str,
)
def test_what_nobody_could_mean_is_refused_with_a_leg_or_without(
    standing: World, refusing: Seat, wrong: dict[str, Any]
) -> None:
    before = standing.ops()
    for to in ((), ("asi-madrid",)):
        with pytest.raises(Invalid):
            refusing.requests.open(replace(WANTED, to=to, **wrong))
    assert standing.ops() == before


def test_languages_are_those_of_iso_639_in_small_letters(desk: Seat) -> None:
    for given, kept in (("ES", "es"), ("prs", "prs"), ("ar", "ar")):
        ref = desk.requests.open(replace(WANTED, language=given)).ref
        assert desk.requests.show(ref)[0].language == kept
