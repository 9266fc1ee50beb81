"""The table of operations against the documented list, and the vocabulary of its fields."""

from __future__ import annotations

import pytest

from exchange.log.operations import FOUR_EYES, OPERATIONS, Duty, may, may_acting
from exchange.log.roles import Role
from exchange.log.shapes import KINDS, Shape
from keys.canonical import JSON
from tests.exchange.log.book import a_check, a_hash, an_id

DOCUMENTED = """
post.created post.rekeyed card.issued member.added member.keyed member.passphrase member.role
member.renewed member.revoked recovery.used compartment.added compartment.rekeyed grant.given
grant.withdrawn absence.set absence.ended service.added service.amended service.trusted
service.distrusted contact.changed affair.changed arrival.registered arrival.filed arrival.rekeyed
arrival.set-aside
request.opened request.amended request.noted request.assigned request.unassigned request.rekeyed
request.consulted request.listed request.searched searches.forgotten request.related request.merged
request.unmerged request.closed request.reopened request.reviewed request.erased medium.destroyed medium.found
leg.added leg.event leg.corrected leg.closed leg.followed-up subject.recorded
match.viewed match.decided check.recorded attachment.added
attachment.read consent.asked consent.recorded release.asked release.given release.refused
transmission.recorded transmission.sent transmission.received transmission.cancelled receipt.sent
receipt.received reminder.sent correction.prepared commission.step act.recorded mission.recorded
exhibit.recorded document.made person.reported data.exported law.added access.refused proposed
log.exported log.witnessed incident.opened incident.decided store.checked store.rekeyed store.retired
backup.made backup.restored
"""

KEY_ENTRIES = {
    "post.created": ["post", "origin", "member", "role", "vkey", "kem", "four_eyes", "keys"],
    "member.added": ["member", "role", "vkey", "kem", "keys"],
    "member.keyed": ["vkey", "kem", "pop"],
    "member.role": ["member", "role"],
    "member.renewed": ["old", "member", "role", "vkey", "kem"],
    "member.revoked": ["member", "keys"],
    "absence.set": ["member", "deputy", "from", "to"],
    "absence.ended": ["set"],
    "compartment.added": ["keys"],
    "grant.withdrawn": ["member", "keys"],
    "request.unassigned": ["member", "keys"],
    "compartment.rekeyed": ["keys"],
    "request.rekeyed": ["keys"],
    "store.rekeyed": ["keys"],
    "request.opened": ["keys"],
    "post.rekeyed": ["vkeys", "keys"],
    "card.issued": ["serial", "card"],
    "proposed": ["op", "object", "args"],
}


def test_the_table_holds_the_documented_operations_and_no_other() -> None:
    assert set(OPERATIONS) == set(DOCUMENTED.split())


@pytest.mark.parametrize("op", sorted(KEY_ENTRIES))
def test_a_key_entry_must_say_what_is_documented(op: str) -> None:
    must = [field.name for field in OPERATIONS[op].shape.fields if not field.optional]
    assert must == KEY_ENTRIES[op]


@pytest.mark.parametrize("op", sorted(op for op in OPERATIONS if op.startswith(("request.", "leg."))))
def test_an_auditor_never_acts_on_a_request(op: str) -> None:
    assert not may(Role.AUDITOR, op)


@pytest.mark.parametrize("op", ["transmission.sent", "receipt.sent", "request.erased", "service.trusted"])
def test_an_investigator_neither_sends_nor_erases_nor_trusts(op: str) -> None:
    assert not may(Role.INVESTIGATOR, op)


@pytest.mark.parametrize("op", ["request.noted", "attachment.added", "request.consulted", "act.recorded"])
def test_an_investigator_works_on_a_request(op: str) -> None:
    assert may(Role.INVESTIGATOR, op)


@pytest.mark.parametrize("op", ["access.refused", "member.keyed", "member.passphrase"])
def test_every_role_may_sign_its_own_acts(op: str) -> None:
    assert all(may(role, op) for role in Role)


@pytest.mark.parametrize("op", ["member.added", "member.role", "grant.given", "request.erased", "law.added"])
def test_only_a_head_changes_members_grants_and_law(op: str) -> None:
    assert [role for role in Role if may(role, op)] == [Role.HEAD]
    assert not may_acting(op)


@pytest.mark.parametrize("op", ["service.trusted", "release.given", "correction.prepared", "backup.restored"])
def test_an_acting_officer_trusts_releases_corrects_restores(op: str) -> None:
    assert not may(Role.OFFICER, op)
    assert may_acting(op)


def test_an_unknown_operation_is_nobodys() -> None:
    with pytest.raises(KeyError):
        may(Role.HEAD, "request.burned")


def test_effects_of_four_eyes_can_name_their_proposal() -> None:
    for op in FOUR_EYES:
        assert "proposed" in [field.name for field in OPERATIONS[op].shape.fields]


def test_each_duty_of_the_directive_is_answered_by_some_operation() -> None:
    assert {operation.duty for operation in OPERATIONS.values()} == {None, *Duty}


GOOD: list[tuple[str, JSON]] = [
    ("id", an_id("x")),
    ("int", 0),
    ("code", "TLP:AMBER+STRICT"),
    ("code", "DR-SF"),
    ("hash", a_hash("x")),
    ("ref", "BOG-2026-00042"),
    ("moment", "2026-11-23T09:00:00.000Z"),
    ("when", "2026-11-23"),
    ("origin", "asi-bogota/0123456789abcdef"),
    ("keys", [a_check("store", "store")]),
    ("head", {"size": 3, "root": a_hash("x")}),
    ("numbers", {"2026": 1205}),
    ("args", {"role": "head", "member": an_id("x")}),
]

BAD: list[tuple[str, JSON]] = [
    ("id", "42"),
    ("id", an_id("x") + "\n"),
    ("ids", an_id("x")),
    ("ids", [an_id("x"), None]),
    ("int", -1),
    ("int", True),
    ("int", 2**53),
    ("int", "1"),
    ("bool", 1),
    ("code", ""),
    ("code", "two words"),
    ("code", "Dupont\n"),
    ("code", "é"),
    ("code", "a" * 65),
    ("hash", "A" * 43 + "B"),
    ("hash", "A" * 44),
    ("hash", a_hash("x")[:-1]),
    ("signature", a_hash("x")),
    ("signature", "?" * 88),
    ("signature", None),
    ("ref", "bog-2026-00042"),
    ("ref", "BOG-2026-42"),
    ("moment", "2026-11-23T09:00:00Z"),
    ("moment", "2026-11-31T09:00:00.000Z"),
    ("moment", 0),
    ("when", "2026-02-30"),
    ("when", "23/11/2026"),
    ("role", "boss"),
    ("role", None),
    ("vkey", "exchange/member/x"),
    ("origin", "asi-bogota"),
    ("origin", "ASI/0123456789abcdef"),
    ("object", None),
    ("object", {"type": "request"}),
    ("object", {"id": an_id("x"), "type": "request"}),
    ("keys", [None]),
    ("keys", [{**a_check("store", "store"), "name": "x"}]),
    ("keys", [{**a_check("store", "store"), "kind": "house"}]),
    ("keys", {"kind": "store"}),
    ("head", {"size": 3}),
    ("head", {"root": a_hash("x"), "size": 3}),
    ("numbers", {"26": 1}),
    ("numbers", {"2026": "1"}),
    ("numbers", []),
    ("args", {"name": "Jean Dupont"}),
    ("args", {"role": None}),
    ("args", {f"a{n}": n for n in range(17)}),
    ("args", []),
]


@pytest.mark.parametrize(("kind", "value"), GOOD)
def test_a_value_of_its_kind_is_accepted(kind: str, value: JSON) -> None:
    assert KINDS[kind](value)


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_a_value_of_no_kind_is_refused(kind: str, value: JSON) -> None:
    assert not KINDS[kind](value)


def test_a_shape_names_its_first_problem() -> None:
    shape = Shape.parse("member:id rev?:int")
    assert shape.first_problem({"member": an_id("x"), "rev": 1}) is None
    assert shape.first_problem({"rev": 1}) == "member"
    assert shape.first_problem({"member": an_id("x"), "rev": None}) == "rev"
    assert shape.first_problem({"member": an_id("x"), "name": 1}) == "name"


def test_a_field_declared_twice_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="twice"):
        Shape.parse("member:id member:id")


def test_no_kind_of_field_admits_a_persons_name() -> None:
    assert not any(check("Jean Dupont") for check in KINDS.values())
