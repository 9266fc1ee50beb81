"""What the log vouches for besides members: partners' keys, cards, request keys, restored origins."""

from __future__ import annotations

import pytest

from exchange.log.members import RosterError
from exchange.log.roster import Roster
from keys.canonical import JSON, canonical, parse_canonical
from tests.exchange.log.book import ORIGIN, POST, Book, a_check, a_hash, an_id
from tests.exchange.log.test_replay import refusal

PARTNER = an_id("partner")


def service(book: Book, op: str, **x: JSON) -> bytes:
    return book.line(book.head, op, "service", PARTNER, {"service": PARTNER, **x})


def test_a_trusted_card_is_vouched_for_until_it_is_distrusted() -> None:
    book = Book()
    book.take(service(book, "service.trusted", card=a_hash("card")))
    assert book.replay.roster.card_of(PARTNER) == a_hash("card")
    assert book.replay.roster.age_of(PARTNER) is None
    book.take(service(book, "service.distrusted"))
    assert book.replay.roster.card_of(PARTNER) is None


def test_a_partner_with_age_alone_is_vouched_for() -> None:
    book = Book()
    book.take(service(book, "service.trusted", age=a_hash("age1pq")))
    assert book.replay.roster.age_of(PARTNER) == a_hash("age1pq")
    assert book.replay.roster.card_of(PARTNER) is None


@pytest.mark.parametrize("keys", [{}, {"card": a_hash("card"), "age": a_hash("age")}])
def test_trust_is_in_one_key_and_only_one(keys: dict[str, JSON]) -> None:
    book = Book()
    assert refusal(book, service(book, "service.trusted", **keys)) == "log-service-key"


def test_trust_speaks_of_the_service_it_is_on() -> None:
    book = Book()
    x: dict[str, JSON] = {"service": an_id("another"), "card": a_hash("card")}
    line = book.line(book.head, "service.trusted", "service", PARTNER, x)
    assert refusal(book, line) == "log-object-differs"


def test_a_newer_card_follows_a_trusted_one() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    x: dict[str, JSON] = {"service": PARTNER, "card": a_hash("newer")}
    assert refusal(book, book.line(officer, "service.amended", "service", PARTNER, x)) == "log-service-key"
    book.take(service(book, "service.trusted", card=a_hash("card")))
    book.add(officer, "service.amended", "service", PARTNER, x)
    assert book.replay.roster.card_of(PARTNER) == a_hash("newer")


def test_an_officer_can_not_plant_another_age_recipient() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    book.take(service(book, "service.trusted", age=a_hash("age1pq")))
    x: dict[str, JSON] = {"service": PARTNER, "age": a_hash("planted")}
    assert refusal(book, book.line(officer, "service.amended", "service", PARTNER, x)) == "log-service-key"
    book.take(service(book, "service.amended", age=a_hash("newer")))
    assert book.replay.roster.age_of(PARTNER) == a_hash("newer")


def test_an_amendment_without_a_key_changes_no_trust() -> None:
    book = Book()
    book.take(service(book, "service.trusted", card=a_hash("card")))
    book.take(service(book, "service.amended"))
    assert book.replay.roster.card_of(PARTNER) == a_hash("card")


def test_four_eyes_are_not_escaped_by_amending() -> None:
    book = Book(four_eyes=True)
    book.member("b.durand", "officer")
    assert refusal(book, service(book, "service.amended", age=a_hash("age"))) == "log-proposal-missing"


def test_request_keys_stay_out_of_the_roster() -> None:
    book = Book()
    before = book.replay.roster
    request = an_id("request")
    book.add(
        book.head, "request.opened", "request", request, {"keys": [a_check("request", "request")], "rev": 1}
    )
    assert book.replay.roster is before
    assert before.key_check("request", request, 1) is None


@pytest.mark.parametrize("planted", [a_check("compartment", "general", 2), a_check("request", "other")])
def test_opening_a_request_makes_no_key_but_its_own(planted: dict[str, JSON]) -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    x: dict[str, JSON] = {"keys": [planted], "rev": 1}
    assert (
        refusal(book, book.line(officer, "request.opened", "request", an_id("request"), x)) == "log-key-kind"
    )


@pytest.mark.parametrize(
    ("op", "versions"),
    [
        ("request.opened", ()),
        ("request.opened", (2,)),
        ("request.opened", (1, 2)),
        ("request.unassigned", (1,)),
        ("request.unassigned", ()),
        ("request.rekeyed", (0,)),
        ("request.rekeyed", (2, 3)),
    ],
)
def test_opening_makes_a_requests_first_key_and_a_rotation_one_later_key(
    op: str, versions: tuple[int, ...]
) -> None:
    book = Book()
    keys: list[JSON] = [a_check("request", "request", version) for version in versions]
    member = {"member": book.head.id} if op == "request.unassigned" else {}
    line = book.line(book.head, op, "request", an_id("request"), {**member, "keys": keys, "rev": 1})
    assert refusal(book, line) == "log-key-version"


def test_a_card_is_issued_with_a_greater_serial() -> None:
    book = Book()
    book.add(book.head, "card.issued", "post", POST, {"serial": 2, "card": a_hash("card")})
    assert book.replay.roster.card == (2, a_hash("card"))
    for serial in (1, 2):
        line = book.line(book.head, "card.issued", "post", POST, {"serial": serial, "card": a_hash("x")})
        assert refusal(book, line) == "log-card-serial"


def test_new_keys_of_the_post_are_told_with_their_entry() -> None:
    book = Book()
    vkey = book.head.vkey
    keys = [a_check("log", "log", 2), a_check("office", "office", 2)]
    number = book.add(book.head, "post.rekeyed", "post", POST, {"vkeys": [vkey], "keys": keys})
    assert [(told.n, told.vkeys) for told in book.replay.roster.rekeyed] == [(number, (vkey,))]
    assert book.replay.roster.key_check("log", an_id("log"), 2) == keys[0]["check"]


def restored(book: Book, **other: JSON) -> bytes:
    x: dict[str, JSON] = {
        "old_origin": ORIGIN,
        "size": book.size,
        "newest": {"size": 400, "root": a_hash("newest")},
        "refs": ["BOG-2026-00042"],
        "numbers": {"2026": 1205},
        "origin": "asi-bogota/fedcba9876543210",
        "vkeys": [],
        "keys": [a_check("log", "log", 2)],
        **other,
    }
    return book.line(book.head, "backup.restored", None, "", x)


def test_a_restored_log_goes_on_under_a_new_origin() -> None:
    book = Book()
    number = book.take(restored(book)).entry.n
    assert book.replay.roster.origins == ((0, ORIGIN), (number, "asi-bogota/fedcba9876543210"))
    assert book.replay.roster.origin == "asi-bogota/fedcba9876543210"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"old_origin": "asi-quito/0123456789abcdef"}, "log-restored-from"),
        ({"size": 400}, "log-restored-from"),
        ({"origin": ORIGIN}, "log-restored-origin"),
    ],
)
def test_a_restoration_of_something_else_is_refused(change: dict[str, JSON], reason: str) -> None:
    book = Book()
    assert refusal(book, restored(book, **change)) == reason


def full_roster() -> Roster:
    book = Book(four_eyes=True)
    book.take(service(book, "service.trusted", card=a_hash("card")))
    book.add(book.head, "card.issued", "post", POST, {"serial": 1, "card": a_hash("card")})
    officer = book.member("b.durand", "officer")
    book.propose(officer, "service.trusted", "service", PARTNER, card=a_hash("next"))
    book.take(restored(book))
    return book.replay.roster


def test_a_roster_comes_back_from_its_json_the_same() -> None:
    roster = full_roster()
    stored = canonical(roster.to_json())
    assert Roster.from_json(parse_canonical(stored)) == roster


def test_a_roster_stays_small_while_the_log_grows() -> None:
    book = Book()
    size = len(canonical(book.replay.roster.to_json()))
    for number in range(50):
        book.consult(book.head, f"request {number}")
    assert len(canonical(book.replay.roster.to_json())) == size


@pytest.mark.parametrize("key", sorted(full_roster().to_json()))
def test_a_roster_without_one_of_its_parts_is_refused(key: str) -> None:
    values = full_roster().to_json()
    del values[key]
    with pytest.raises(RosterError):
        Roster.from_json(values)


@pytest.mark.parametrize("values", [None, [], {}, "roster", {**full_roster().to_json(), "members": [{}]}])
def test_what_is_no_roster_is_refused(values: JSON) -> None:
    with pytest.raises(RosterError):
        Roster.from_json(values)


def test_a_member_that_nobody_knows_is_not_found() -> None:
    with pytest.raises(RosterError):
        full_roster().member(an_id("ghost"))
