"""Arrivals: registered before anyone decides, then filed, set aside, or opening a request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from exchange.errors import Invalid, NotFound, Refused, Tampered
from exchange.transmission.inputs import Filing, NewTransmission, RegisterFilter
from tests.exchange.requests.cases import WANTED, ask
from tests.exchange.store.filled import store_of
from tests.world import INVESTIGATOR, OFFICER, Seat, World

CALL = NewTransmission("in", "phone", from_="le colonel Ruiz", subject="Appel", text="rappeler demain")
MAIL = b"""From: Juan Ruiz <ruiz@policia.example>
To: asi@example
Subject: =?utf-8?q?R=C3=A9ponse?= BOG-2026-00001
Date: Wed, 18 Nov 2026 10:00:00 -0500
Content-Type: text/plain; charset=utf-8

Bonjour
"""


def test_an_arrival_is_registered_in_one_line_and_waits_to_be_sorted(world: World, desk: Seat) -> None:
    view = desk.transmissions.record(CALL)
    assert (view.number, view.shown, view.status, view.from_) == (1, "A-0001", "to-sort", "le colonel Ruiz")
    assert (view.request, view.leg, view.oral, view.proposed) == (None, None, True, None)
    entry = world.entries()[view.log_index]
    assert (entry.op, entry.lg, entry.x["number"]) == ("arrival.registered", "collection", 1)
    assert "Ruiz" not in str(entry)


def test_arrivals_and_departures_share_one_gapless_series(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    numbers = [
        desk.transmissions.record(CALL).number,
        desk.transmissions.record(replace(CALL, direction="out", from_=None, to="dijin")).number,
        desk.transmissions.record(replace(CALL, request=ref)).number,
    ]
    assert numbers == [1, 2, 3]
    with pytest.raises(NotFound):
        desk.transmissions.record(replace(CALL, request="BOG-2026-00099"))
    assert desk.transmissions.record(CALL).number == 4


def test_our_reference_in_the_text_proposes_the_request(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    said = desk.transmissions.record(replace(CALL, text=f"votre {ref.lower()} du 3"))
    assert said.proposed == {"request": ref, "leg": None}
    for text in ("BOG-2026-00099", f"X{ref}", f"{ref}9", "rien"):
        assert desk.transmissions.record(replace(CALL, text=text)).proposed is None


def test_two_references_in_one_message_propose_nothing(desk: Seat) -> None:
    first, second = ask(desk).ref, ask(desk).ref
    assert desk.transmissions.record(replace(CALL, text=f"{first} et {second}")).proposed is None


def test_a_filed_answer_moves_the_leg_of_its_sender(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec").ref
    arrival = desk.transmissions.record(replace(CALL, from_="dijin"))
    filed = desk.transmissions.file(str(arrival.number), Filing(ref, nature="answer"))
    assert (filed.request, filed.leg, filed.status, filed.nature) == (ref, 1, "filed", "answer")
    view, _ = desk.requests.show(ref)
    assert [leg.status for leg in view.legs] == ["answered", "received"]
    assert [t.number for t in view.transmissions] == [1]
    assert "arrival.filed" in world.ops()


def test_an_arrival_is_filed_once(desk: Seat) -> None:
    ref = ask(desk).ref
    desk.transmissions.record(CALL)
    desk.transmissions.file("1", Filing(ref))
    with pytest.raises(Refused, match="already-sorted"):
        desk.transmissions.file("1", Filing(ref))
    with pytest.raises(Refused, match="already-sorted"):
        desk.transmissions.set_aside("1", "x")


def test_what_was_set_aside_may_still_be_filed_or_open_a_request(world: World, desk: Seat) -> None:
    ref = ask(desk).ref
    for number in ("1", "2"):
        desk.transmissions.record(CALL)
        desk.transmissions.set_aside(number, "publicité")
        with pytest.raises(Refused, match="already-sorted"):
            desk.transmissions.set_aside(number, "x")
    filed = desk.transmissions.file("1", Filing(ref))
    assert (filed.status, filed.request, filed.reason) == ("filed", ref, "publicité")
    opened = ask(desk, new=WANTED, arrival="2")
    assert desk.transmissions.show("2").request == opened.ref
    store_of(desk).check()


def test_an_arrival_says_who_asks_where_the_directory_knows_its_sender(world: World, desk: Seat) -> None:
    desk.services.add("dijin", "DIJIN", "CO", "police")
    desk.transmissions.record(replace(CALL, from_="dijin"))
    opened = desk.requests.open(replace(WANTED, requester="", arrival="1"))
    assert desk.requests.show(opened.ref)[0].item.requester == "dijin"
    desk.transmissions.record(replace(CALL, from_="Capitaine Gomez"))
    before = world.ops()
    with pytest.raises(Invalid, match="arrival-without-service"):
        desk.requests.open(replace(WANTED, requester="", arrival="2"))
    with pytest.raises(NotFound, match="service-unknown"):
        desk.requests.open(replace(WANTED, requester=""))
    assert world.ops() == before


def test_an_investigator_sees_the_register_of_his_own_requests(world: World, desk: Seat) -> None:
    his, other = ask(desk).ref, ask(desk).ref
    desk.requests.assign(his, INVESTIGATOR)
    for number, ref in (("1", his), ("2", other)):
        desk.transmissions.record(CALL)
        desk.transmissions.file(number, Filing(ref))
    desk.transmissions.record(CALL)
    seat = world.desk(INVESTIGATOR)
    assert [one.request for one in seat.transmissions.list(RegisterFilter()).items] == [his]
    desk.requests.unassign(his, INVESTIGATOR)
    assert world.desk(INVESTIGATOR).transmissions.list(RegisterFilter()).items == ()


def test_setting_aside_needs_a_reason_which_stays_sealed(world: World, desk: Seat) -> None:
    desk.transmissions.record(CALL)
    with pytest.raises(Invalid, match="reason-missing"):
        desk.transmissions.set_aside("1", " ")
    view = desk.transmissions.set_aside("1", "Xylophone")
    assert (view.status, view.reason) == ("set-aside", "Xylophone")
    assert "Xylophone" not in str(world.entries()[-1])


def test_an_arrival_opens_a_request_and_gives_it_text_date_and_files(desk: Seat, tmp_path: Path) -> None:
    paper = tmp_path / "mandat.pdf"
    paper.write_bytes(b"%PDF")
    arrival = desk.transmissions.record(
        replace(
            CALL,
            channel="letter",
            at="2026-11-17T10:00:00-05:00",
            their_ref="R-7",
            attach=(paper,),
            text="le texte",
        )
    )
    opened = ask(desk, "dijin", new=WANTED, arrival=str(arrival.number))
    view, files = desk.requests.show(opened.ref)
    assert (view.text, view.their_refs, view.via) == ("le texte", ("R-7",), "letter")
    assert view.item.received_at == "2026-11-17T15:00:00Z"
    assert [file.name for file in files] == ["mandat.pdf"]
    assert b"".join(desk.attachments.get(opened.ref, 1)[1]) == b"%PDF"
    assert desk.transmissions.show("1").request == opened.ref
    assert desk.transmissions.show("1").nature == "request"


def test_an_arrival_whose_nature_was_said_keeps_it(desk: Seat) -> None:
    desk.transmissions.record(replace(CALL, nature="notice"))
    ask(desk, new=WANTED, arrival="1")
    assert desk.transmissions.show("1").nature == "notice"


def test_what_the_caller_says_stands_above_what_the_arrival_says(desk: Seat) -> None:
    desk.transmissions.record(replace(CALL, their_ref="R-7"))
    opened = ask(desk, new=WANTED, arrival="A-0001", text="autre", their_ref="R-8", via="hand")
    view, _ = desk.requests.show(opened.ref)
    assert (view.text, view.their_refs, view.via) == ("autre", ("R-8",), "hand")


def test_an_arrival_already_sorted_opens_no_second_request(world: World, desk: Seat) -> None:
    desk.transmissions.record(CALL)
    ask(desk, new=WANTED, arrival="1")
    before = world.ops()
    with pytest.raises(Refused, match="already-sorted"):
        ask(desk, new=WANTED, arrival="1")
    assert world.ops() == before


def test_a_saved_mail_fills_what_wasnt_said_and_is_kept_whole(desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk).ref
    saved = tmp_path / "reponse.eml"
    saved.write_bytes(MAIL)
    view = desk.transmissions.record(NewTransmission("in", "email", eml=saved))
    assert (view.subject, view.text.strip()) == (f"Réponse {ref}", "Bonjour")
    assert view.from_ == "Juan Ruiz <ruiz@policia.example>"
    assert view.received_at == "2026-11-18T15:00:00Z"
    assert view.proposed == {"request": ref, "leg": None}
    desk.transmissions.file("1", Filing(ref))
    assert b"".join(desk.attachments.get(ref, 1)[1]) == MAIL


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"no header here\n\nx", b"\xff\xfe\xfd"])
def test_a_file_that_is_no_mail_is_refused(world: World, desk: Seat, tmp_path: Path, data: bytes) -> None:
    saved = tmp_path / "x.eml"
    saved.write_bytes(data)
    before = world.ops()
    with pytest.raises(Refused, match="not-an-email"):
        desk.transmissions.record(NewTransmission("in", "email", eml=saved))
    assert world.ops() == before


@pytest.mark.parametrize("number", ["1", "0001", "A-1", "a-0001", "2026-1", "A-2026-0001", "2026-0001"])
def test_a_transmission_is_found_by_each_way_to_write_its_number(desk: Seat, number: str) -> None:
    made = desk.transmissions.record(CALL)
    assert desk.transmissions.show(number).transmission == made.transmission
    assert desk.transmissions.show(made.transmission) == desk.transmissions.show(number)


@pytest.mark.parametrize(
    ("number", "error"), [("9", NotFound), ("2025-1", NotFound), ("one", Invalid), ("", Invalid)]
)
def test_a_number_that_isnt_in_the_register_is_not_found(
    desk: Seat, number: str, error: type[Exception]
) -> None:
    desk.transmissions.record(CALL)
    with pytest.raises(error):
        desk.transmissions.show(number)


def test_the_register_shows_pages_and_filters_newest_first(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    for new in (
        CALL,
        replace(CALL, direction="out", channel="bag", from_=None, to="dijin", request=ref),
        CALL,
    ):
        desk.transmissions.record(new)
    page = world.desk(OFFICER).transmissions.list()
    assert [t.shown for t in page.items] == ["A-0003", "D-0002", "A-0001"]
    assert world.ops()[-1] == "request.listed"


@pytest.mark.parametrize("column", ["status", "nature", "channel", "service_from", "received_at", "number"])
def test_an_arrival_altered_by_sql_no_longer_opens(world: World, desk: Seat, column: str) -> None:
    desk.transmissions.record(replace(CALL, from_="ofast"))
    ident = desk.transmissions.show("1").transmission
    value = {"received_at": 1, "number": 7}.get(column, "to-sort" if column != "status" else "filed")
    world.sql(f"UPDATE transmission SET {column} = ?", value)  # noqa: S608 - a name of the list above
    with pytest.raises(Tampered):
        desk.transmissions.show(ident)


def test_a_pasted_mail_says_itself_who_wrote_and_about_what(desk: Seat) -> None:
    mail = "De : OFAST\nObjet : Conteneur MSKU\nRéf. : OFAST-12\n\nBonjour"
    view = desk.transmissions.record(NewTransmission("in", "email", text=mail))
    assert (view.from_, view.subject, view.their_ref, view.text) == (
        "ofast",
        "Conteneur MSKU",
        "OFAST-12",
        mail,
    )
    typed = NewTransmission("in", "email", from_="dijin", subject="Autre", text=mail)
    view = desk.transmissions.record(typed)
    assert (view.from_, view.subject) == ("dijin", "Autre")
    view = desk.transmissions.record(replace(typed, from_="Le bureau (inconnu)"))
    assert view.from_ == "Le bureau (inconnu)"
    assert (
        desk.transmissions.record(
            replace(typed, direction="out", from_=None, subject=None, to="dijin")
        ).subject
        == ""
    )
