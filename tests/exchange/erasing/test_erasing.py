"""Erasing a request: who may, what the desk says of it afterwards, what goes on counting."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from exchange.errors import Invalid, NotAuthorised, NotFound, Tampered
from exchange.requests.inputs import Closing, Filter, NewRequest, Search
from tests.exchange.erasing.conftest import WORDS, Case
from tests.exchange.requests.cases import ask
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, World

SECOND = "e.fort"


def test_an_erased_request_is_told_by_whom_when_and_why_and_by_nothing_else(case: Case) -> None:
    desk = case.desk()
    done = desk.erasing.erase(case.ref.lower(), "court-order")
    assert (done.status, done.left, done.ground) == ("erased", (), "court-order")
    for look in (desk.requests.show, desk.requests.history, desk.attachments.list, desk.subjects.list):
        with pytest.raises(NotFound, match="request-erased") as told:
            look(case.ref)
        at = told.value.arguments.pop("at")
        assert isinstance(at, datetime) and at.date() == date(2026, 11, 19)
        assert told.value.arguments == {"ref": case.ref, "by": HEAD, "because": "court-order"}
    assert [item.ref for item in desk.requests.list().items] == [case.stays]
    assert [item.ref for item in desk.requests.list(Filter(service="dijin")).items] == [case.stays]
    for word in WORDS.values():
        assert desk.requests.search(Search(word)).items == ()
    assert desk.requests.complete(WORDS["title"][:5]) == ()


def test_nothing_that_another_desk_opened_of_it_stays_in_memory(case: Case) -> None:
    desk, other = case.desk(), case.world.desk(OFFICER)
    other.requests.show(case.ref)
    other.requests.list()
    assert WORDS["title"] in str(other.session.vouched._opened)
    desk.erasing.erase(case.ref, "court-order")
    assert [item.ref for item in other.requests.list().items] == [case.stays]
    assert WORDS["title"] not in str(other.session.vouched._opened)


def test_its_messages_keep_their_numbers_and_the_next_reference_is_the_next(case: Case) -> None:
    desk = case.desk()
    desk.erasing.erase(case.ref, "entered-in-error")
    for number in ("1", "2", "A-2026-1"):
        with pytest.raises(NotFound, match="transmission-erased") as told:
            desk.transmissions.show(number)
        assert told.value.arguments["ref"] == case.ref
    assert ask(desk).ref.endswith("-00003")
    assert desk.store.check().log_index is not None
    with pytest.raises(NotFound, match="request-unknown"):
        desk.requests.show("BOG-2026-00099")


def test_the_log_verifies_and_its_export_proves_the_erasure(case: Case) -> None:
    desk = case.desk()
    n = desk.erasing.erase(case.ref, "data-subject-right").log_index
    case.world.lock_all()
    entry = case.world.entries()[n]
    assert (entry.op, entry.on, entry.x, entry.c) == (
        "request.erased",
        {"type": "request", "id": case.id, "ref": case.ref},
        {"ground": "data-subject-right"},
        None,
    )
    assert case.world.desk(AUDITOR).log.verify().size > n


@pytest.mark.parametrize("handle", [OFFICER, INVESTIGATOR, AUDITOR])
def test_only_a_head_erases_and_who_tries_is_logged(case: Case, handle: str) -> None:
    with pytest.raises(NotAuthorised, match="role-may-not"):
        case.world.desk(handle).erasing.erase(case.ref, "court-order")
    assert case.world.ops()[-1] == "access.refused"
    assert case.desk().requests.show(case.ref)[0].item.title == WORDS["title"]


def test_a_ground_is_asked_for_and_must_be_one(case: Case) -> None:
    desk = case.desk()
    with pytest.raises(Invalid, match="ground-missing"):
        desk.erasing.erase(case.ref)
    with pytest.raises(Invalid, match="unknown-code"):
        desk.erasing.erase(case.ref, "because")
    with pytest.raises(NotFound):
        desk.erasing.erase("BOG-2026-00077", "court-order")
    desk.erasing.erase(case.ref, "COURT_ORDER")
    with pytest.raises(NotFound, match="request-erased"):
        desk.erasing.erase(case.ref, "court-order")


def test_a_head_without_the_compartment_erases_nothing_in_it(case: Case) -> None:
    desk = case.desk()
    case.world.add(SECOND, "head")
    case.world.activate(SECOND)
    hidden = desk.requests.open(NewRequest(kind="wanted", requester="dnpj", title="Réservé"))
    with pytest.raises(NotAuthorised, match="no-access"):
        case.world.desk(SECOND).erasing.erase(hidden.ref, "court-order")
    assert desk.requests.show(hidden.ref)[0].item.title == "Réservé"


def test_a_period_that_had_not_ended_is_said(case: Case) -> None:
    desk = case.desk()
    assert desk.erasing.erase(case.ref, "retention-ended").warnings == ("retention-not-ended",)
    desk.requests.close(case.stays, Closing("withdrawn", reason="sans suite"))
    case.world.clock.advance(days=3 * 366)
    assert case.desk().erasing.erase(case.stays, "retention-ended").warnings == ()


def test_what_was_done_goes_on_counting(case: Case) -> None:
    desk = case.desk()
    before = desk.stats.all(), desk.stats.article_18(2026)
    desk.erasing.erase(case.ref, "court-order")
    assert (desk.stats.all(), desk.stats.article_18(2026)) == before
    assert sum(one.count for one in before[0].kinds) == 2


def test_a_duplicate_outlives_what_went_on(case: Case) -> None:
    desk = case.desk()
    other = ask(desk, "dijin").ref
    desk.requests.merge(case.ref, other)
    desk.erasing.erase(case.ref, "court-order")
    shown = desk.requests.show(other)[0]
    assert [(one.ref, one.as_) for one in shown.relations] == [(case.ref, None)]
    assert desk.requests.unmerge(other).item.status == "received"
    desk.store.check()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM erasure", "erasure-missing"),
        ("UPDATE erasure SET status = 'erasing'", "row-altered"),
        ("UPDATE erasure SET log_index = 3", "row-altered"),
    ],
)
def test_an_erasure_altered_by_hand_is_found(case: Case, statement: str, told: str) -> None:
    case.desk().erasing.erase(case.ref, "court-order")
    case.world.lock_all()
    session = case.desk()
    case.world.sql(statement)
    with pytest.raises(Tampered, match=told):
        session.store.check()


def test_a_request_put_back_by_hand_is_found(case: Case) -> None:
    case.world.lock_all()
    rows = case.world.sql("SELECT * FROM request WHERE id = ?", case.id)
    desk = case.desk()
    desk.erasing.erase(case.ref, "court-order")
    marks = ", ".join("?" * len(rows[0]))
    statement = f"INSERT INTO request VALUES ({marks})"  # noqa: S608
    case.world.sql(statement, *rows[0])  # type: ignore[arg-type]
    with pytest.raises(Tampered, match=r"erased-still-there|request-"):
        desk.store.check()


def test_another_desk_that_looks_meanwhile_is_told(case: Case, world: World) -> None:
    reader = world.desk(INVESTIGATOR)
    assert [item.ref for item in reader.requests.list().items] == [case.ref]
    case.desk().erasing.erase(case.ref, "court-order")
    with pytest.raises(NotFound, match="request-erased"):
        reader.requests.show(case.ref)
    assert reader.requests.list().items == ()
    assert reader.requests.search(Search(WORDS["text"])).items == ()
