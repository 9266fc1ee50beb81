"""Who may do what: roles, grants, assignments; each refusal is in the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.errors import Conflict, Invalid, NotAuthorised, NotFound, Refused
from exchange.requests.inputs import Closing, Filter, NewEvent, NewLeg
from exchange.transmission.inputs import Filing, NewTransmission
from tests.exchange.requests.cases import DRUGS, WANTED, ask
from tests.world import AUDITOR, INVESTIGATOR, OFFICER, Seat, World

Act = Callable[[Seat, str], object]

WRITES: dict[str, Act] = {
    "request.opened": lambda desk, ref: desk.requests.open(DRUGS),
    "leg.added": lambda desk, ref: desk.legs.add(ref, NewLeg("dijin")),
    "leg.event": lambda desk, ref: desk.legs.event(ref, "1", NewEvent("acknowledged", "now")),
    "leg.corrected": lambda desk, ref: desk.legs.status(ref, "1", "answered", "x"),
    "leg.closed": lambda desk, ref: desk.legs.refuse(ref, "1", "form", None),
    "request.amended": lambda desk, ref: desk.legs.point(ref, "1", 1, "answered"),
    "leg.followed-up": lambda desk, ref: desk.legs.follow_up(ref, "1", "2026-12-01"),
    "request.closed": lambda desk, ref: desk.requests.close(ref, Closing("fulfilled", reason="x")),
    "request.reopened": lambda desk, ref: desk.requests.reopen(ref, "x"),
    "request.assigned": lambda desk, ref: desk.requests.assign(ref, INVESTIGATOR),
    "arrival.registered": lambda desk, ref: desk.transmissions.record(NewTransmission("in", "phone")),
    "arrival.filed": lambda desk, ref: desk.transmissions.file("1", Filing(ref)),
    "arrival.set-aside": lambda desk, ref: desk.transmissions.set_aside("1", "x"),
    "transmission.recorded": lambda desk, ref: desk.transmissions.record(
        NewTransmission("in", "phone", request=ref)
    ),
    "service.added": lambda desk, ref: desk.services.add("new", "New", "CO", "police"),
    "grant.given": lambda desk, ref: desk.grants.give(OFFICER, "general"),
    "member.added": lambda desk, ref: desk.members.add("new", "New", "officer", "phrase"),
}
FOUR_EYES = {"member.added": "proposed"}  # the least that somebody who adds a member may do
READS: dict[str, Act] = {
    "request.consulted": lambda desk, ref: desk.requests.show(ref),
    "legs": lambda desk, ref: desk.legs.list(ref),
    "attachments": lambda desk, ref: desk.attachments.list(ref),
    "attachment.read": lambda desk, ref: desk.attachments.get(ref, 1),
    "note": lambda desk, ref: desk.requests.note(ref, "x"),
    "attachment.added": lambda desk, ref: desk.attachments.add(ref, Path("/etc/hostname")),
}


@pytest.mark.parametrize("op", [*WRITES, *READS])
def test_an_auditor_can_neither_open_nor_change_a_request(world: World, desk: Seat, op: str) -> None:
    ref = ask(desk, "dijin", points=("a",)).ref
    auditor = world.desk(AUDITOR)
    before, rows = world.ops(), world.sql("SELECT * FROM request")
    with pytest.raises(NotAuthorised, match="role-may-not"):
        {**WRITES, **READS}[op](auditor, ref)
    assert world.ops() == [*before, "access.refused"]
    assert world.sql("SELECT * FROM request") == rows
    refused = world.entries()[-1]
    assert refused.by == auditor.session.member.id


@pytest.mark.parametrize("op", WRITES)
def test_an_investigator_may_do_nothing_that_is_an_officers(world: World, desk: Seat, op: str) -> None:
    ref = ask(desk, "dijin", points=("a",)).ref
    desk.requests.assign(ref, INVESTIGATOR)
    with pytest.raises(NotAuthorised, match="role-may-not"):
        WRITES[op](world.desk(INVESTIGATOR), ref)
    refused = world.entries()[-1]
    assert (refused.op, refused.x["op"]) == ("access.refused", FOUR_EYES.get(op, op))


@pytest.mark.parametrize("verb", READS)
def test_an_investigator_opens_no_request_that_isnt_his(world: World, desk: Seat, verb: str) -> None:
    opened = ask(desk, "dijin")
    with pytest.raises(NotAuthorised, match="no-access"):
        READS[verb](world.desk(INVESTIGATOR), opened.ref)
    refused = world.entries()[-1]
    assert refused.op == "access.refused"
    assert refused.on == {"type": "request", "id": opened.id, "ref": opened.ref}


def test_an_assigned_investigator_reads_notes_and_attaches(world: World, desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk, "dijin", text="le texte").ref
    view = desk.requests.assign(ref, INVESTIGATOR)
    assert view.assigned == (INVESTIGATOR,)
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"jpg")
    his = world.desk(INVESTIGATOR)
    assert his.requests.show(ref)[0].text == "le texte"
    his.requests.note(ref, "vu le 19")
    his.attachments.add(ref, file)
    view, files = desk.requests.show(ref)
    assert [(note.author, note.text) for note in view.notes] == [(INVESTIGATOR, "vu le 19")]
    assert [file.name for file in files] == ["photo.jpg"]


def test_an_investigators_list_shows_the_requests_assigned_to_him(world: World, desk: Seat) -> None:
    refs = [ask(desk, "dijin").ref for _ in range(3)]
    his = world.desk(INVESTIGATOR)
    assert his.requests.list().items == ()
    desk.requests.assign(refs[1], INVESTIGATOR)
    assert [item.ref for item in his.requests.list().items] == [refs[1]]
    assert [item.ref for item in desk.requests.list(Filter(assigned_to=INVESTIGATOR)).items] == [refs[1]]


def test_only_an_investigator_is_assigned_and_only_once(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    with pytest.raises(Refused, match="not-an-investigator"):
        desk.requests.assign(ref, OFFICER)
    with pytest.raises(NotFound, match="member-unknown"):
        desk.requests.assign(ref, "nobody")
    desk.requests.assign(ref, INVESTIGATOR)
    with pytest.raises(Conflict, match="already-assigned"):
        desk.requests.assign(ref, INVESTIGATOR)


def test_the_entry_of_an_assignment_holds_the_member_and_the_keys_check(world: World, desk: Seat) -> None:
    opened = ask(desk, "dijin")
    desk.requests.assign(opened.ref, INVESTIGATOR)
    entry = world.entries()[-1]
    assert entry.x["member"] == world.opened(INVESTIGATOR).slot.member
    first = next(e for e in world.entries() if e.op == "request.opened")
    assert entry.x["keys"] == first.x["keys"]


def test_an_officer_without_the_grant_sees_nothing(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    world.add("e.morel", "officer")
    world.activate("e.morel")
    theirs = world.desk("e.morel")
    assert theirs.requests.list().items == ()
    with pytest.raises(NotAuthorised):
        theirs.requests.show(ref)
    with pytest.raises(NotAuthorised):
        theirs.requests.open(WANTED)
    desk.grants.give("e.morel", "general")
    world.lock(theirs)
    assert world.desk("e.morel").requests.show(ref)[0].item.ref == ref


def test_what_a_member_without_a_key_asks_is_refused_and_logged(world: World, desk: Seat) -> None:
    world.add("e.morel", "officer")
    world.activate("e.morel")
    theirs = world.desk("e.morel")
    before = len(world.ops())
    for act in (
        lambda: theirs.requests.open(WANTED),
        lambda: theirs.transmissions.record(NewTransmission("in", "phone", text="x")),
    ):
        with pytest.raises(NotAuthorised):
            act()
    assert world.ops()[before:] == ["access.refused", "access.refused"]


def test_a_look_is_in_the_log_before_it_is_shown(world: World, desk: Seat) -> None:
    opened = ask(desk, "dijin")
    before = len(world.ops())
    desk.requests.show(opened.ref)
    desk.legs.list(opened.ref)
    desk.attachments.list(opened.ref)
    looks = world.entries()[before:]
    assert [(e.op, e.lg, e.why) for e in looks] == [
        ("request.consulted", "consultation", "investigation")
    ] * 3


def test_the_purpose_that_a_member_chose_stands_in_the_entry(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.session.chosen_purpose = "supervision"
    desk.requests.show(ref)
    assert world.entries()[-1].why == "supervision"


def test_a_note_is_signed_by_its_author_and_shows_its_entry(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    officer = world.desk(OFFICER)
    noted = officer.requests.note(ref, "appelé le juge\n[/] \x1b[31m")
    entry = world.entries()[noted.log_index]
    assert (entry.op, entry.by) == ("request.noted", officer.session.member.id)
    (note,) = desk.requests.show(ref)[0].notes
    assert (note.author, note.text, note.log_index) == (
        OFFICER,
        "appelé le juge\n[/] \x1b[31m",
        noted.log_index,
    )


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_note_is_refused(desk: Seat, text: str) -> None:
    ref = ask(desk, "dijin").ref
    with pytest.raises(Invalid, match="note-empty"):
        desk.requests.note(ref, text)
