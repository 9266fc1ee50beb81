"""Grants, keys that a departure leaves stale, and who makes the next: replayed, forged ones refused."""

from __future__ import annotations

import pytest

from exchange.log.holdings import Holdings
from exchange.log.roster import Roster
from keys.canonical import JSON, canonical, parse_canonical
from tests.exchange.log.book import POST, Book, Member, a_check, an_id
from tests.exchange.log.test_replay import refusal

PLACE = an_id("general")


def made(version: int = 1, name: str = "general") -> list[JSON]:
    """Return what an entry says of a compartment's two keys."""
    return [a_check(kind, name, version, key=kind) for kind in ("compartment", "index")]


def compartment(book: Book, by: Member | None = None, name: str = "general") -> str:
    """Let a head make a compartment; return its id."""
    book.add(by or book.head, "compartment.added", "compartment", an_id(name), {"keys": made(name=name)})
    return an_id(name)


def grant(book: Book, member: Member, place: str = PLACE, by: Member | None = None) -> bytes:
    """Return the entry of a grant."""
    return book.line(by or book.head, "grant.given", "compartment", place, {"member": member.id})


def withdrawal(book: Book, member: Member, keys: list[JSON], by: Member | None = None) -> bytes:
    """Return the entry of a grant withdrawn."""
    x: dict[str, JSON] = {"member": member.id, "keys": keys}
    return book.line(by or book.head, "grant.withdrawn", "compartment", PLACE, x)


def revocation(book: Book, member: Member, keys: list[JSON], by: Member | None = None) -> bytes:
    """Return the entry of a revocation."""
    x: dict[str, JSON] = {"member": member.id, "keys": keys}
    return book.line(by or book.head, "member.revoked", "member", member.id, x)


def rekeying(book: Book, keys: list[JSON], by: Member | None = None, place: str = PLACE) -> bytes:
    """Return the entry of a compartment's next keys."""
    return book.line(by or book.head, "compartment.rekeyed", "compartment", place, {"keys": keys})


def held(book: Book) -> Holdings:
    """Return what the log says now."""
    return book.replay.roster.holdings


def test_a_compartment_is_held_by_who_made_it_and_who_was_given_it() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    compartment(book)
    assert held(book).grants == {PLACE: frozenset({book.head.id})}
    book.take(grant(book, officer))
    assert held(book).of(officer.id) == (PLACE,)
    book.take(withdrawal(book, officer, made(2)))
    assert held(book).of(officer.id) == ()
    assert held(book).stale == frozenset()


def test_a_grant_withdrawn_without_new_keys_leaves_the_old_ones_stale() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    compartment(book)
    book.take(grant(book, officer))
    book.take(withdrawal(book, officer, []))
    assert held(book).stale == {("compartment", PLACE), ("index", PLACE)}
    book.take(rekeying(book, made(2)))
    assert held(book).stale == frozenset()


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("officer", {"log", "office", "store"}),
        ("investigator", {"log", "store"}),
        ("auditor", {"log", "store"}),
        ("head", {"log", "office", "card", "store"}),
    ],
)
def test_who_is_revoked_leaves_stale_what_his_role_held(role: str, kinds: set[str]) -> None:
    book = Book()
    gone = book.member("b.durand", role)
    book.take(revocation(book, gone, []))
    assert held(book).stale == {(kind, POST) for kind in kinds}


@pytest.mark.parametrize(
    ("was", "now", "kinds"),
    [
        ("head", "officer", {"card"}),
        ("head", "auditor", {"card", "office"}),
        ("officer", "investigator", {"office"}),
        ("officer", "head", set()),
        ("investigator", "auditor", set()),
    ],
)
def test_another_role_leaves_stale_what_the_new_one_does_not_hold(
    was: str, now: str, kinds: set[str]
) -> None:
    book = Book()
    member = book.member("b.durand", was)
    book.add(book.head, "member.role", "member", member.id, {"member": member.id, "role": now})
    assert held(book).stale == {(kind, POST) for kind in kinds}


def test_who_may_hold_no_compartment_any_more_leaves_its_keys_stale() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    compartment(book)
    book.take(grant(book, officer))
    book.add(book.head, "member.role", "member", officer.id, {"member": officer.id, "role": "auditor"})
    assert held(book).of(officer.id) == ()
    assert ("index", PLACE) in held(book).stale


def test_a_renewed_member_holds_what_he_held_under_his_new_id() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    compartment(book)
    book.take(grant(book, officer))
    new = Member("b.durand again")
    x: dict[str, JSON] = {
        "old": officer.id, "member": new.id, "role": "officer", "vkey": new.vkey, "kem": new.kem,
    }  # fmt: skip
    book.add(book.head, "member.renewed", "member", officer.id, x)
    assert held(book).grants[PLACE] == {book.head.id, new.id}
    assert held(book).stale == frozenset()


def test_only_who_holds_a_compartment_gives_it_or_makes_its_next_keys() -> None:
    book = Book()
    other, officer = book.member("e.fort", "head"), book.member("b.durand", "officer")
    compartment(book)
    assert refusal(book, grant(book, officer, by=other)) == "log-grant-missing"
    assert refusal(book, rekeying(book, made(2), by=other)) == "log-grant-missing"
    book.take(grant(book, officer))
    assert refusal(book, revocation(book, officer, made(2), by=other)) == "log-grant-missing"
    book.take(revocation(book, officer, [], by=other))
    assert ("compartment", PLACE) in held(book).stale


def test_a_grant_goes_to_who_may_hold_it_and_once() -> None:
    book = Book()
    auditor, officer = book.member("d.leroy", "auditor"), book.member("b.durand", "officer")
    compartment(book)
    assert refusal(book, grant(book, auditor)) == "log-grant-given"
    assert refusal(book, withdrawal(book, officer, made(2))) == "log-grant-missing"
    book.take(grant(book, officer))
    assert refusal(book, grant(book, officer)) == "log-grant-given"
    assert refusal(book, grant(book, officer, an_id("nowhere"))) == "log-grant-missing"
    book.take(revocation(book, officer, made(2)))
    assert refusal(book, grant(book, officer)) == "log-member-revoked"


def test_no_compartment_is_left_without_an_active_head() -> None:
    book = Book()
    other = book.member("e.fort", "head")
    compartment(book, other)
    assert refusal(book, revocation(book, other, [])) == "log-compartment-headless"
    for role in ("officer", "auditor"):
        line = book.line(book.head, "member.role", "member", other.id, {"member": other.id, "role": role})
        assert refusal(book, line) == "log-compartment-headless"
    new = Member("e.fort again")
    x: dict[str, JSON] = {
        "old": other.id, "member": new.id, "role": "head", "vkey": new.vkey, "kem": new.kem,
    }  # fmt: skip
    line = book.line(book.head, "member.renewed", "member", other.id, x)
    assert refusal(book, line) == "log-compartment-headless"
    book.take(grant(book, book.head, by=other))
    book.take(revocation(book, other, made(2)))


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_key_is_followed_by_its_next_version_and_no_other(version: int) -> None:
    book = Book()
    compartment(book)
    other: list[JSON] = [a_check("compartment", "general", version, key="another")]
    assert refusal(book, rekeying(book, other)) in ("log-key-version", "log-key-check-differs")
    assert book.replay.roster.version_of("compartment", PLACE) == 1


@pytest.mark.parametrize(
    ("op", "kind", "planted"),
    [
        ("compartment.rekeyed", "compartment", a_check("store", "store", 2)),
        ("compartment.rekeyed", "compartment", a_check("compartment", "other", 1)),
        ("store.rekeyed", "post", a_check("log", "log", 2)),
        ("compartment.added", "compartment", a_check("request", "general")),
    ],
)
def test_an_entry_makes_no_key_of_another_kind_or_object(op: str, kind: str, planted: JSON) -> None:
    book = Book()
    place = an_id("new") if op == "compartment.added" else compartment(book)
    line = book.line(book.head, op, kind, POST if kind == "post" else place, {"keys": [planted]})
    assert refusal(book, line) == "log-key-kind"


@pytest.mark.parametrize("op", ["member.added", "grant.given"])
def test_adding_and_granting_make_no_key(op: str) -> None:
    book = Book()
    compartment(book)
    officer = book.member("b.durand", "officer")
    new = Member("f.roux")
    x: dict[str, JSON] = {"member": officer.id, "keys": made(2)}
    line = book.line(book.head, "grant.given", "compartment", PLACE, x)
    if op == "member.added":
        x = {"member": new.id, "role": "officer", "vkey": new.vkey, "kem": new.kem, "keys": made(2)}
        line = book.line(book.head, "member.added", "member", new.id, x)
    assert refusal(book, line) == "log-key-kind"


def test_a_compartment_is_made_once() -> None:
    book = Book()
    compartment(book)
    line = book.line(book.head, "compartment.added", "compartment", PLACE, {"keys": made(2)})
    assert refusal(book, line) == "log-compartment-known"


def test_the_stores_next_key_makes_the_one_before_no_longer_stale() -> None:
    book = Book()
    book.take(revocation(book, book.member("d.leroy", "auditor"), []))
    book.add(book.head, "store.rekeyed", "post", an_id("store"), {"keys": [a_check("store", "store", 2)]})
    assert book.replay.roster.version_of("store", an_id("store")) == 2


def test_holdings_kept_in_a_file_are_the_same_afterwards() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    compartment(book)
    book.take(grant(book, officer))
    book.take(revocation(book, officer, []))
    kept = parse_canonical(canonical(book.replay.roster.to_json()))
    assert Roster.from_json(kept) == book.replay.roster
    assert held(book).grants[PLACE] == {book.head.id}


@pytest.mark.parametrize(
    "damaged",
    [{"grants": 1, "stale": []}, {"grants": [["x"]], "stale": []}, {"grants": [], "stale": ["xy", 1]}, {}],
)
def test_damaged_holdings_are_refused(damaged: dict[str, JSON]) -> None:
    with pytest.raises((ValueError, KeyError)):
        Holdings.from_json(damaged)
