"""Taking a request back from an investigator: another key for it, sealed anew, and nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import ExchangeError, NotAuthorised, NotFound, Tampered
from exchange.requests.attachments import AttachmentView
from exchange.requests.inputs import Search
from exchange.requests.model import Leg, Request, RequestContent, RequestText, RequestTextContent
from exchange.requests.parts import PARTS
from exchange.requests.views import RequestView
from exchange.store.model import KeyWrap
from exchange.store.rows import SealedRow, changed
from exchange.store.sealed import digest, seal
from keys.encoding import b64
from keys.seal import RowKey
from keys.wrap import key_check
from tests.attacks.intruder import Intruder, size_of
from tests.exchange.requests.cases import ROSERO, ask, event
from tests.exchange.store.filled import store_of
from tests.world import INVESTIGATOR, OFFICER, Seat, World

SECOND, STRANGER = "f.roux", "e.fort"


def filled(desk: Seat, tmp_path: Path) -> str:
    """Open a request that has a row of each kind; return its reference."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8" * 4000)
    ref = ask(desk, "dijin", "policia-es", text="le texte", persons=(ROSERO,), points=("a", "b")).ref
    event(desk, ref, "acknowledged")
    desk.requests.note(ref, "vu")
    desk.attachments.add(ref, file)
    return ref


def content_of(shown: tuple[RequestView, tuple[AttachmentView, ...]]) -> tuple[object, ...]:
    """Return what people see of a request, without what every change moves."""
    view, files = shown
    return (view.text, view.legs, view.events, view.subjects, view.notes, view.points, files)


def test_who_was_taken_off_a_request_opens_nothing_of_it_any_more(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    ref = filled(desk, tmp_path)
    desk.requests.assign(ref, INVESTIGATOR)
    his = world.desk(INVESTIGATOR)
    his.requests.show(ref)
    before = content_of(desk.requests.show(ref))
    assert desk.requests.unassign(ref, INVESTIGATOR).assigned == ()
    with pytest.raises(NotAuthorised, match="no-access"):
        his.requests.show(ref)
    assert his.requests.list().items == ()
    assert content_of(desk.requests.show(ref)) == before
    assert b"".join(desk.attachments.get(ref, 1)[1]) == b"\xff\xd8" * 4000


def test_every_row_of_the_request_is_sealed_under_the_new_key(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    opened = filled(desk, tmp_path)
    desk.requests.assign(opened, INVESTIGATOR)
    desk.requests.unassign(opened, INVESTIGATOR)
    desk.requests.note(opened, "après")
    ident = str(world.sql("SELECT id FROM request")[0][0])
    tables: tuple[type[SealedRow], ...] = (Request, *PARTS)
    for name in (str(table.__tablename__) for table in tables):
        found = world.sql(f"SELECT DISTINCT key_version FROM {name} WHERE owner = ?", ident)  # noqa: S608
        assert found in ([(2,)], []), name


def test_the_old_key_opens_neither_the_old_place_nor_the_new(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", text="avant").ref
    desk.requests.assign(ref, INVESTIGATOR)
    spy = Intruder(world, INVESTIGATOR)
    with spy.rows() as rows:
        row = rows.get(Request, ref=ref)
        assert row is not None
        key = spy.request_key(rows, row, world.desk(INVESTIGATOR))
    desk.requests.unassign(ref, INVESTIGATOR)
    with spy.rows() as rows:
        after = rows.get(Request, ref=ref)
        assert after is not None
        with pytest.raises(Tampered):
            spy.resealed_same(after, key)


def test_who_stays_assigned_reads_on_and_the_entry_vouches_for_the_new_key(world: World, desk: Seat) -> None:
    world.add(SECOND, "investigator")
    world.activate(SECOND)
    ref = ask(desk, "dijin", text="le texte").ref
    for handle in (INVESTIGATOR, SECOND):
        desk.requests.assign(ref, handle)
    theirs = world.desk(SECOND)
    assert theirs.requests.show(ref)[0].text == "le texte"
    desk.requests.unassign(ref, INVESTIGATOR)
    entry = world.entries()[-1]
    assert (entry.op, entry.x["member"]) == ("request.unassigned", world.opened(INVESTIGATOR).slot.member)
    keys = entry.x["keys"]
    assert isinstance(keys, list)
    assert [key["version"] for key in keys if isinstance(key, dict)] == [2]
    assert theirs.requests.show(ref)[0].assigned == (SECOND,)
    theirs.requests.note(ref, "toujours là")
    desk.requests.assign(ref, INVESTIGATOR)
    assert world.desk(INVESTIGATOR).requests.show(ref)[0].notes[0].text == "toujours là"
    desk.requests.unassign(ref, SECOND)
    assert world.desk(INVESTIGATOR).requests.show(ref)[0].assigned == (INVESTIGATOR,)
    store_of(desk).check()
    desk.log.verify()


def test_an_assignment_that_isnt_there_cannot_be_ended(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    before = world.ops()
    with pytest.raises(NotFound, match="not-assigned"):
        desk.requests.unassign(ref, INVESTIGATOR)
    with pytest.raises(NotFound, match="member-unknown"):
        desk.requests.unassign(ref, "nobody")
    assert world.ops() == before
    assert world.sql("SELECT key_version FROM request") == [(1,)]


def test_a_wrap_planted_for_a_member_gets_no_new_key(world: World, desk: Seat) -> None:
    """Who wrote himself into the table of wraps is on no entry: a rotation wraps nothing to him."""
    world.add(SECOND, "investigator")
    world.activate(SECOND)
    ref = ask(desk, "dijin").ref
    desk.requests.assign(ref, INVESTIGATOR)
    spy = Intruder(world, SECOND)
    with spy.rows() as rows:
        row = rows.find(KeyWrap, kind="request")[0]
        rows.insert(changed(row, member=spy.id))
    with pytest.raises(ExchangeError) as caught:
        store_of(desk).check()
    assert caught.value.exit == 5
    desk.requests.unassign(ref, INVESTIGATOR)
    assert world.sql("SELECT * FROM key_wrap WHERE kind = 'request'") == []


def test_an_officer_without_the_grant_cannot_pass_off_a_rotation(world: World, desk: Seat) -> None:
    """He may sign `request.unassigned`, and even know an old key from somebody who was taken off."""
    for handle, role in ((STRANGER, "officer"), (SECOND, "investigator")):
        world.add(handle, role)
        world.activate(handle)
    ref = ask(desk, "dijin").ref
    for handle in (INVESTIGATOR, SECOND):
        desk.requests.assign(ref, handle)
    reader = Intruder(world, INVESTIGATOR)
    with reader.rows() as rows:
        row = rows.get(Request, ref=ref)
        assert row is not None
        first = reader.request_key(rows, row, world.desk(INVESTIGATOR))
    desk.requests.unassign(ref, SECOND)
    forge_rotation(world, Intruder(world, STRANGER), ref, (first, bytes(32)), bytes(32))
    with pytest.raises(Tampered, match="request-altered"):
        world.desk(INVESTIGATOR).requests.show(ref)
    with pytest.raises(Tampered):
        desk.requests.show(ref)
    with pytest.raises(Tampered):
        store_of(desk).check()


def forge_rotation(world: World, spy: Intruder, ref: str, known: tuple[bytes, ...], key: bytes) -> None:
    """Rotate a request to a key of his own, as one does who holds no key to its compartment."""
    reader = Intruder(world, INVESTIGATOR)
    with spy.rows() as rows:
        row = rows.get(Request, ref=ref)
        assert row is not None
        rows.delete(Leg, owner=row.id)
        version = row.key_version + 1
        text = changed(rows.find(RequestText, owner=row.id)[0], key_version=version)
        text = seal(spy.post, RowKey(key), text, RequestTextContent(text="Faux"))
        rows.replace(text)
        parts = digest([("request_text", text.id, text.revision, text.commitment)])
        content = RequestContent(title="Faux", rows=parts, keys=tuple(map(b64, known)))
        row = changed(row, revision=row.revision + 1, key_version=version)
        row = seal(spy.post, RowKey(key), row, content)
        rows.replace(row)
        wrap = rows.find(KeyWrap, kind="request", member=reader.id)[0]
        rows.delete(KeyWrap, kind="request", object_id=row.id)
        forged = spy.wrapped(key, reader.keys.kem_public, reader.id, "request", row.id, version)
        rows.insert(changed(wrap, entry=size_of(rows), version=version, wrapped=forged))
    spy.append(
        "request.unassigned",
        {"type": "request", "id": row.id, "ref": ref},
        c=row.commitment,
        why="investigation",
        member=spy.id,
        keys=[{"kind": "request", "id": row.id, "version": version, "check": key_check(key)}],
        rev=row.revision,
    )


def test_an_officer_may_take_a_request_back_and_an_investigator_may_not(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.requests.assign(ref, INVESTIGATOR)
    with pytest.raises(NotAuthorised, match="role-may-not"):
        world.desk(INVESTIGATOR).requests.unassign(ref, INVESTIGATOR)
    assert world.desk(OFFICER).requests.unassign(ref, INVESTIGATOR).assigned == ()


@pytest.mark.parametrize("end", ["unassigned", "revoked"])
def test_what_an_investigator_searched_stays_checked_under_the_key_of_then(
    world: World, desk: Seat, tmp_path: Path, end: str
) -> None:
    ref = filled(desk, tmp_path)
    desk.requests.assign(ref, INVESTIGATOR)
    world.desk(INVESTIGATOR).requests.search(Search("texte"))
    world.add(SECOND, "investigator")
    world.activate(SECOND)
    desk.requests.assign(ref, SECOND)
    if end == "revoked":
        desk.staffing.revoke(INVESTIGATOR)
    else:
        desk.requests.unassign(ref, INVESTIGATOR)
    world.desk(SECOND).requests.search(Search("texte"))
    desk.requests.unassign(ref, SECOND)
    assert world.sql("SELECT key_version FROM searched ORDER BY id") == [(1,), (2,)]
    store_of(desk).check()
    world.sql("UPDATE searched SET key_version = 9 WHERE key_version = 1")
    with pytest.raises(ExchangeError):
        store_of(desk).check()
