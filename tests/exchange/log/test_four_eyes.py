"""Four eyes, and officers who act for an absent head."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exchange.log.members import RosterError
from exchange.log.operations import FOUR_EYES
from exchange.log.replay import ReplayError
from exchange.log.roster import Roster
from keys.canonical import JSON
from tests.exchange.log.book import Book, Member, a_hash, an_id
from tests.exchange.log.test_replay import refusal

REQUEST = an_id("request")


@pytest.fixture
def book() -> Book:
    """Return a post under four eyes, whose officer is `officer_of(book)`."""
    made = Book(four_eyes=True)
    made.member("b.durand", "officer")
    return made


def officer_of(book: Book) -> Member:
    assert book.size >= 3
    return Member("b.durand").keyed()


def erasure(proposed: int | None, ground: str = "retention-ended") -> dict[str, JSON]:
    return {"ground": ground, "proposed": proposed}


def erase(book: Book, by: Member, proposed: int | None, ground: str = "retention-ended") -> bytes:
    return book.line(by, "request.erased", "request", REQUEST, erasure(proposed, ground))


def test_a_lone_head_needs_no_second_member() -> None:
    book = Book(four_eyes=True)
    book.add(book.head, "request.erased", "request", REQUEST, erasure(None))
    assert not book.replay.roster.needs_proposal("request.erased")


def test_a_provisional_member_does_not_count_as_second() -> None:
    book = Book(four_eyes=True)
    book.provisional("b.durand", "officer")
    book.provisional("c.petit", "officer")


def test_a_post_without_four_eyes_needs_no_proposal() -> None:
    book = Book()
    book.member("b.durand", "officer")
    book.add(book.head, "request.erased", "request", REQUEST, erasure(None))


@pytest.mark.parametrize("op", sorted(FOUR_EYES))
def test_each_effect_needs_a_proposal_once_two_are_active(book: Book, op: str) -> None:
    assert book.replay.roster.needs_proposal(op)


def test_an_effect_without_a_proposal_is_refused(book: Book) -> None:
    assert refusal(book, erase(book, book.head, None)) == "log-proposal-missing"


def test_what_one_proposed_another_does(book: Book) -> None:
    number = book.propose(officer_of(book), "request.erased", "request", REQUEST)
    book.take(erase(book, book.head, number))


def test_the_proposer_can_not_do_it_himself(book: Book) -> None:
    number = book.propose(book.head, "request.erased", "request", REQUEST)
    assert refusal(book, erase(book, book.head, number)) == "log-proposal-own"


def test_the_second_member_needs_the_role_for_it(book: Book) -> None:
    number = book.propose(book.head, "request.erased", "request", REQUEST)
    assert refusal(book, erase(book, officer_of(book), number)) == "log-role-may-not"


def test_an_auditor_can_not_propose() -> None:
    book = Book(four_eyes=True)
    auditor = book.member("c.petit", "auditor")
    x: dict[str, JSON] = {"op": "request.erased", "object": {"type": "request", "id": REQUEST}, "args": {}}
    assert refusal(book, book.line(auditor, "proposed", "request", REQUEST, x)) == "log-role-may-not"


@pytest.mark.parametrize("number", [0, 3, 99])
def test_an_entry_that_is_no_proposal_does_not_serve_as_one(book: Book, number: int) -> None:
    book.consult(officer_of(book))
    assert refusal(book, erase(book, book.head, number)) == "log-proposal-unknown"


def test_a_proposal_serves_once(book: Book) -> None:
    number = book.propose(officer_of(book), "request.erased", "request", REQUEST)
    book.take(erase(book, book.head, number))
    assert refusal(book, erase(book, book.head, number)) == "log-proposal-unknown"


def test_a_proposal_is_for_its_own_object(book: Book) -> None:
    number = book.propose(officer_of(book), "request.erased", "request", an_id("another"))
    assert refusal(book, erase(book, book.head, number)) == "log-proposal-other"


def test_a_proposal_is_for_its_own_operation(book: Book) -> None:
    number = book.propose(officer_of(book), "service.trusted", "request", REQUEST)
    assert refusal(book, erase(book, book.head, number)) == "log-proposal-other"


def test_a_proposal_is_for_its_own_arguments(book: Book) -> None:
    number = book.propose(officer_of(book), "request.erased", "request", REQUEST, ground="court-order")
    assert refusal(book, erase(book, book.head, number)) == "log-proposal-other"
    book.take(erase(book, book.head, number, "court-order"))


def test_a_proposal_lapses_after_seven_days(book: Book) -> None:
    number = book.propose(officer_of(book), "request.erased", "request", REQUEST)
    book.at += timedelta(days=7)
    assert refusal(book, erase(book, book.head, number)) == "log-proposal-lapsed"


def test_a_proposal_lapses_when_its_object_changed(book: Book) -> None:
    number = book.propose(officer_of(book), "request.erased", "request", REQUEST)
    book.add(officer_of(book), "request.noted", "request", REQUEST, {"rev": 2})
    assert refusal(book, erase(book, book.head, number)) == "log-proposal-unknown"


def test_a_proposal_outlives_a_look_at_its_object(book: Book) -> None:
    number = book.propose(officer_of(book), "request.erased", "request", REQUEST)
    book.consult(officer_of(book))
    book.take(erase(book, book.head, number))


def test_a_proposal_ends_with_its_proposer(book: Book) -> None:
    officer = officer_of(book)
    number = book.propose(officer, "request.erased", "request", REQUEST)
    book.add(book.head, "member.revoked", "member", officer.id, {"member": officer.id, "keys": []})
    assert refusal(book, erase(book, book.head, number)) == "log-proposal-unknown"


def test_what_one_member_does_alone_is_not_proposed(book: Book) -> None:
    x: dict[str, JSON] = {"op": "request.closed", "object": {"type": "request", "id": REQUEST}, "args": {}}
    line = book.line(book.head, "proposed", "request", REQUEST, x)
    assert refusal(book, line) == "log-proposal-operation"


def test_a_third_member_is_added_by_two(book: Book) -> None:
    third = an_id("c.petit")
    number = book.propose(officer_of(book), "member.added", "member", third, role="auditor")
    with pytest.raises(ReplayError):
        book.provisional("c.petit", "officer", proposed=number)  # not the role that was proposed
    book.activate(book.provisional("c.petit", "auditor", proposed=number))
    assert book.replay.roster.members.active() == 3


def release(book: Book, by: Member, proposed: int | None) -> bytes:
    draft = {"type": "transmission", "id": an_id("draft")}
    return book.line(by, "release.given", "request", REQUEST, {"proposed": proposed, "part": draft})


def test_a_release_is_given_by_another_than_who_asked(book: Book) -> None:
    draft = {"type": "transmission", "id": an_id("draft")}
    asked = book.add(officer_of(book), "release.asked", "request", REQUEST, {"part": draft})
    book.add(officer_of(book), "request.noted", "request", REQUEST, {"rev": 9})  # the draft is the same
    assert refusal(book, release(book, book.head, None)) == "log-proposal-missing"
    book.take(release(book, book.head, asked))
    assert refusal(book, release(book, book.head, asked)) == "log-proposal-unknown"


def test_a_head_who_asks_for_release_can_not_give_it(book: Book) -> None:
    draft = {"type": "transmission", "id": an_id("draft")}
    asked = book.add(book.head, "release.asked", "request", REQUEST, {"part": draft})
    assert refusal(book, release(book, book.head, asked)) == "log-proposal-own"


def test_pending_proposals_survive_the_cache(book: Book) -> None:
    book.propose(officer_of(book), "request.erased", "request", REQUEST, ground="court-order")
    roster = book.replay.roster
    assert Roster.from_json(roster.to_json()) == roster


def absent(book: Book, deputy: Member, start: str, end: str, **other: JSON) -> bytes:
    x: dict[str, JSON] = {"member": book.head.id, "deputy": deputy.id, "from": start, "to": end, **other}
    return book.line(book.head, "absence.set", "member", book.head.id, x)


def trust(book: Book, by: Member) -> bytes:
    partner = an_id("partner")
    x: dict[str, JSON] = {"service": partner, "card": a_hash("card")}
    return book.line(by, "service.trusted", "service", partner, x)


def test_a_deputy_acts_for_the_head_between_the_dates() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    assert refusal(book, trust(book, officer)) == "log-role-may-not"
    number = book.take(absent(book, officer, "2026-11-23", "2026-11-24")).entry.n
    book.take(trust(book, officer))
    assert book.replay.roster.card_of(an_id("partner")) == a_hash("card")
    book.add(book.head, "absence.ended", "member", book.head.id, {"set": number})
    assert refusal(book, trust(book, officer)) == "log-role-may-not"


@pytest.mark.parametrize(("start", "end"), [("2026-11-24", "2026-11-30"), ("2026-11-01", "2026-11-22")])
def test_a_deputy_acts_only_within_the_dates(start: str, end: str) -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    book.take(absent(book, officer, start, end))
    assert refusal(book, trust(book, officer)) == "log-role-may-not"


def test_a_deputy_neither_erases_nor_changes_roles() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    book.take(absent(book, officer, "2026-11-23", "2026-11-24"))
    assert refusal(book, erase(book, officer, None)) == "log-role-may-not"
    assert not book.replay.roster.may(officer.id, "member.role", book.at)
    assert Roster.from_json(book.replay.roster.to_json()) == book.replay.roster


def test_an_investigator_as_deputy_does_not_become_a_head() -> None:
    book = Book()
    investigator = book.member("d.roux", "investigator")
    book.take(absent(book, investigator, "2026-11-23", "2026-11-24"))
    assert refusal(book, trust(book, investigator)) == "log-role-may-not"


def test_an_absence_needs_two_members_and_right_dates() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    assert refusal(book, absent(book, book.head, "2026-11-23", "2026-11-24")) == "log-absence-members"
    assert refusal(book, absent(book, Member("ghost"), "2026-11-23", "2026-11-24")) == "log-absence-members"
    assert refusal(book, absent(book, officer, "2026-11-24", "2026-11-23")) == "log-absence-dates"
    line = book.line(book.head, "absence.ended", "member", book.head.id, {"set": 1})
    assert refusal(book, line) == "log-absence-unknown"


def test_an_unknown_member_may_do_nothing(book: Book) -> None:
    with pytest.raises(RosterError):
        book.replay.roster.may(an_id("ghost"), "store.checked", book.at)
