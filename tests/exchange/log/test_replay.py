"""Replaying a log: members, keys and roles, and each way in which the next entry is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exchange.log.entry import make_entry, parse_line, sign
from exchange.log.merkle import Edge
from exchange.log.replay import Replay, ReplayError
from exchange.log.roster import Roster, possession
from keys.canonical import JSON
from keys.encoding import b64
from keys.note import Ed25519Signer, KeyType, VerifierKey
from tests.exchange.log import naive
from tests.exchange.log.book import ORIGIN, POST, Book, Member, a_check, a_hash, an_id
from tests.keys.small_order import ANY, NEUTRAL


def refusal(book: Book, line: bytes) -> str:
    """Return why the line is refused; nothing of it is taken."""
    before = (book.replay.edge, book.replay.roster)
    with pytest.raises(ReplayError) as caught:
        book.take(line)
    assert caught.value.index == book.size
    assert (book.replay.edge, book.replay.roster) == before
    return caught.value.reason


def test_the_edge_after_a_replay_is_that_of_its_lines() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    for number in range(20):
        book.consult(officer, f"request {number}")
    assert book.replay.edge.root() == naive.tree_hash(book.lines)


def test_a_replay_goes_on_from_a_kept_edge_and_roster() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    kept = Replay(book.replay.edge, Roster.from_json(book.replay.roster.to_json()))
    book.consult(officer)
    kept.step(book.lines[-1])
    assert (kept.edge, kept.roster) == (book.replay.edge, book.replay.roster)


def test_a_log_begins_with_its_post() -> None:
    officer = Member("b.durand")
    entry = make_entry(
        n=0, root=Edge.EMPTY.root(), at=Book().at, by=officer.id, op="store.checked", x={"size": 0}
    )
    with pytest.raises(ReplayError) as caught:
        Replay().step(sign(entry, officer.signer))
    assert caught.value.reason == "log-post-missing"


def test_a_post_is_created_once() -> None:
    book = Book()
    again = parse_line(book.lines[0]).entry.x
    assert refusal(book, book.line(book.head, "post.created", "post", POST, again)) == "log-post-twice"


@pytest.mark.parametrize(("field", "value"), [("role", "officer"), ("member", an_id("other"))])
def test_a_post_is_created_by_the_head_it_installs(field: str, value: str) -> None:
    founding = parse_line(Book().lines[0]).entry
    entry = make_entry(
        n=0, root=founding.root, at=founding.at, by=founding.by, op="post.created", on=founding.on,
        x={**founding.x, field: value},
    )  # fmt: skip
    with pytest.raises(ReplayError) as caught:
        Replay().step(sign(entry, Member("a.martin").signer))
    assert caught.value.reason == "log-post-founder"


def test_a_line_that_is_no_entry_is_refused_at_its_index() -> None:
    assert refusal(Book(), b"{}") == "entry-line"


@pytest.mark.parametrize("shift", [-1, 1, 1000])
def test_an_entry_out_of_its_place_is_refused(shift: int) -> None:
    book = Book()
    entry = parse_line(book.line(book.head, "backup.made")).entry
    moved = make_entry(n=entry.n + shift, root=entry.root, at=entry.at, by=entry.by, op=entry.op)
    assert refusal(book, sign(moved, book.head.signer)) == "entry-index"


def test_an_entry_over_another_past_is_refused() -> None:
    book, other = Book(), Book(four_eyes=True)
    assert refusal(book, other.line(book.head, "backup.made")) == "entry-root"


def test_an_entry_signed_by_another_member_is_refused() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    entry = parse_line(book.line(book.head, "backup.made")).entry
    assert refusal(book, sign(entry, officer.signer)) == "entry-signature"


def test_an_entry_by_nobody_known_is_refused() -> None:
    book = Book()
    assert refusal(book, book.line(Member("ghost"), "backup.made")) == "log-member-unknown"


def test_a_ghost_head_appended_by_an_auditor_is_refused() -> None:
    book = Book()
    auditor = book.member("c.petit", "auditor")
    ghost = Member("ghost")
    x: dict[str, JSON] = {
        "member": ghost.id, "role": "head", "vkey": ghost.vkey, "kem": ghost.kem, "keys": [],
    }  # fmt: skip
    assert refusal(book, book.line(auditor, "member.added", "member", ghost.id, x)) == "log-role-may-not"


@pytest.mark.parametrize("role", ["auditor"])
def test_a_consultation_by_a_role_that_may_not_is_refused(role: str) -> None:
    book = Book()
    member = book.member("c.petit", role)
    line = book.line(member, "request.consulted", "request", an_id("request"))
    assert refusal(book, line) == "log-role-may-not"


def test_a_provisional_key_signs_nothing_but_its_activation() -> None:
    book = Book()
    new = book.provisional("b.durand", "officer")
    line = book.line(new, "request.consulted", "request", an_id("request"))
    assert refusal(book, line) == "log-member-provisional"
    book.consult(book.activate(new))


def test_the_provisional_key_is_worthless_after_activation() -> None:
    book = Book()
    provisional = book.provisional("b.durand", "officer")
    book.activate(provisional)
    line = book.line(provisional, "request.consulted", "request", an_id("request"))
    assert refusal(book, line) == "entry-signature"


def keyed(book: Book, member: Member, own: Member, proof: bytes) -> bytes:
    x: dict[str, JSON] = {"vkey": own.vkey, "kem": own.kem, "pop": b64(proof)}
    return book.line(member, "member.keyed", "member", member.id, x)


def test_a_new_key_whose_possession_is_not_proven_is_refused() -> None:
    book = Book()
    new = book.provisional("b.durand", "officer")
    own = new.keyed()
    right = possession(ORIGIN, own.id, book.size, own.vkey, own.kem)
    assert refusal(book, keyed(book, new, own, new.signer.sign_bytes(right))) == "log-member-possession"
    later = possession(ORIGIN, own.id, book.size + 1, own.vkey, own.kem)
    assert refusal(book, keyed(book, new, own, own.signer.sign_bytes(later))) == "log-member-possession"
    book.take(keyed(book, new, own, own.signer.sign_bytes(right)))


def test_a_key_under_which_any_text_passes_is_refused() -> None:
    book = Book()
    new = book.provisional("b.durand", "officer")
    vkey = str(VerifierKey(f"exchange/member/{new.id}", KeyType.ED25519, NEUTRAL))
    x: dict[str, JSON] = {"vkey": vkey, "kem": new.kem, "pop": b64(ANY)}
    assert refusal(book, book.line(new, "member.keyed", "member", new.id, x)) == "log-member-possession"


def test_a_key_under_another_members_name_is_refused() -> None:
    book = Book()
    new = book.provisional("b.durand", "officer")
    other = Member("c.petit")
    proof = other.signer.sign_bytes(possession(ORIGIN, new.id, book.size, other.vkey, other.kem))
    assert refusal(book, keyed(book, new, other, proof)) == "log-member-vkey"


def test_a_key_that_the_log_already_knows_is_refused() -> None:
    book = Book()
    new = book.provisional("b.durand", "officer")
    proof = new.signer.sign_bytes(possession(ORIGIN, new.id, book.size, new.vkey, new.kem))
    assert refusal(book, keyed(book, new, new, proof)) == "log-member-key-known"


def test_a_member_is_not_added_twice_nor_with_a_foreign_key() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    x: dict[str, JSON] = {
        "member": officer.id, "role": "officer", "vkey": officer.keyed().vkey, "kem": a_hash("k"), "keys": [],
    }  # fmt: skip
    line = book.line(book.head, "member.added", "member", officer.id, x)
    assert refusal(book, line) == "log-member-known"
    stolen = str(Ed25519Signer(f"exchange/member/{an_id('d')}", b"d" * 32).vkey)
    wrong = {**x, "member": an_id("e"), "vkey": stolen}
    line = book.line(book.head, "member.added", "member", an_id("e"), wrong)
    assert refusal(book, line) == "log-member-vkey"


def test_a_revoked_member_signs_nothing_more() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    book.consult(officer)
    book.add(book.head, "member.revoked", "member", officer.id, {"member": officer.id, "keys": []})
    line = book.line(officer, "request.consulted", "request", an_id("request"))
    assert refusal(book, line) == "log-member-revoked"


def test_a_changed_role_holds_from_the_next_entry_on() -> None:
    book = Book()
    member = book.member("b.durand", "officer")
    book.add(book.head, "member.role", "member", member.id, {"member": member.id, "role": "auditor"})
    line = book.line(member, "request.consulted", "request", an_id("request"))
    assert refusal(book, line) == "log-role-may-not"
    assert book.replay.roster.member(member.id).role.value == "auditor"


def test_the_last_head_can_neither_leave_nor_step_down() -> None:
    book = Book()
    book.provisional("b.durand", "head")  # not activated: nobody's head yet
    me = book.head.id
    line = book.line(book.head, "member.revoked", "member", me, {"member": me, "keys": []})
    assert refusal(book, line) == "log-member-last-head"
    line = book.line(book.head, "member.role", "member", me, {"member": me, "role": "officer"})
    assert refusal(book, line) == "log-member-last-head"


def test_a_renewed_member_is_new_and_his_old_key_ends() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")
    new = Member("b.durand again")
    x: dict[str, JSON] = {
        "old": officer.id, "member": new.id, "role": "officer", "vkey": new.vkey, "kem": new.kem,
    }  # fmt: skip
    promoted = book.line(book.head, "member.renewed", "member", officer.id, {**x, "role": "head"})
    assert refusal(book, promoted) == "log-member-renewed-role"
    book.add(book.head, "member.renewed", "member", officer.id, x)
    line = book.line(officer, "request.consulted", "request", an_id("request"))
    assert refusal(book, line) == "log-member-revoked"
    book.consult(book.activate(new))


def test_the_rows_of_members_say_between_which_entries_each_key_signs() -> None:
    book = Book()
    officer = book.member("b.durand", "officer")  # entries 1 and 2
    book.add(book.head, "member.revoked", "member", officer.id, {"member": officer.id, "keys": []})
    rows = book.replay.roster.members_json({officer.id: "b.durand"})
    assert [(row["handle"], row["role"], row["from"], row["to"]) for row in rows] == [
        (book.head.id, "head", 0, None),
        ("b.durand", "officer", 2, 3),
        ("b.durand", "officer", 3, 4),
    ]
    assert rows[2]["vkey"] == officer.vkey


def test_a_clock_that_steps_back_is_no_failure() -> None:
    book = Book()
    book.at -= timedelta(days=400)
    book.add(book.head, "backup.made")


def test_a_key_check_can_not_be_told_otherwise_later() -> None:
    book = Book()
    known = book.replay.roster.key_check("log", an_id("log"), 1)
    other = a_check("log", "log", key="planted")
    line = book.line(book.head, "post.rekeyed", "post", POST, {"vkeys": [book.head.vkey], "keys": [other]})
    assert refusal(book, line) == "log-key-check-differs"
    assert book.replay.roster.key_check("log", an_id("log"), 1) == known
    assert book.replay.roster.key_check("log", an_id("log"), 2) is None
