"""The post's members, keys and partners, as its key entries say; and what an entry may do to them.

A `Roster` is a value: `apply` returns the one after an entry, so a transaction that fails leaves the
old one as it was, and an entry that touches no key costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from exchange.log.entry import Entry, SignedEntry
from exchange.log.key_making import make_keys
from exchange.log.members import MemberAt, Members, RosterError, member_vkey
from exchange.log.roles import Role
from exchange.log.roster_state import PostKeys, RosterState, Service
from keys.canonical import JSON, canonical
from keys.encoding import unb64
from keys.errors import SignatureError
from keys.note import VerifierKey, verify_ed25519

POSSESSION = "exchange/v1/member-key"


def possession(origin: str, member: str, n: int, vkey: str, kem: str) -> bytes:
    """Return what a new member key signs in `member.keyed` to prove that it is held."""
    return canonical([POSSESSION, origin, member, n, vkey, kem])


@dataclass(frozen=True)
class Roster(RosterState):
    """The post after so many entries; it judges the next one."""

    EMPTY: ClassVar[Roster]

    def signing_key(self, entry: Entry) -> VerifierKey:
        """Return the key that must have signed `entry`, the next one; raise RosterError if none may."""
        if self.post:
            return self.members.signing(entry.by, entry.n).vkey
        if entry.op != "post.created":
            raise RosterError("log-post-missing")
        return member_vkey(str(entry.x["vkey"]), entry.by)

    def authorise(self, entry: Entry) -> None:
        """Check that its signer may do `entry`, by role and by four eyes; raise RosterError otherwise."""
        if not self.post:
            return
        if entry.op == "post.created":
            raise RosterError("log-post-twice")
        signer = self.members[entry.by]
        if signer.provisional and entry.op != "member.keyed":
            raise RosterError("log-member-provisional", member=entry.by)
        if not self.may(entry.by, entry.op, entry.at):
            raise RosterError("log-role-may-not", op=entry.op, role=signer.role.value)
        if "proposed" in entry.x:
            proposal = self.proposals.check(entry)
            if not self.members.is_active(proposal.by):
                raise RosterError("log-proposal-unknown", n=proposal.n)
        elif self.needs_proposal(entry.op):
            raise RosterError("log-proposal-missing", op=entry.op)

    def apply(self, signed: SignedEntry) -> Roster:
        """Return the roster after an authorised entry; raise RosterError when what it says can't be."""
        entry = signed.entry
        change = _CHANGES.get(entry.op)
        roster = self if change is None else change(self, entry)
        roster = roster._holding(entry, self.members)
        proposals = roster.proposals.after(entry)
        return roster if proposals is roster.proposals else replace(roster, proposals=proposals)

    def _holding(self, entry: Entry, before: Members) -> Roster:
        """Take what an entry does to grants, then the keys that it makes."""
        holdings, checks = self.holdings.after(entry, self.post, before, self.members), self.checks
        if "keys" in entry.x:
            checks, holdings = make_keys(entry, checks, holdings)
        if holdings is self.holdings and checks is self.checks:
            return self
        return replace(self, checks=checks, holdings=holdings)


Roster.EMPTY = Roster()


def _texts(value: JSON) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def _on_itself(entry: Entry, expected: str) -> None:
    if entry.on is None or entry.on["id"] != expected:
        raise RosterError("log-object-differs", op=entry.op)


def _post_created(roster: Roster, entry: Entry) -> Roster:
    _on_itself(entry, str(entry.x["post"]))
    if entry.by != entry.x["member"] or entry.x["role"] != Role.HEAD:
        raise RosterError("log-post-founder")
    vkey = member_vkey(str(entry.x["vkey"]), entry.by)
    head = MemberAt(entry.by, Role.HEAD, vkey, str(entry.x["kem"]), 0, None, provisional=False)
    return replace(
        roster,
        post=str(entry.x["post"]),
        origins=((0, str(entry.x["origin"])),),
        four_eyes=entry.x["four_eyes"] is True,
        members=roster.members.added(head),
    )


def _member_added(roster: Roster, entry: Entry) -> Roster:
    _on_itself(entry, str(entry.x["member"]))
    return _with_provisional(roster, entry)


def _with_provisional(roster: Roster, entry: Entry) -> Roster:
    member = str(entry.x["member"])
    vkey = member_vkey(str(entry.x["vkey"]), member)
    role, kem = Role(str(entry.x["role"])), str(entry.x["kem"])
    new = MemberAt(member, role, vkey, kem, entry.n + 1, None, provisional=True)
    return replace(roster, members=roster.members.added(new))


def _member_keyed(roster: Roster, entry: Entry) -> Roster:
    _on_itself(entry, entry.by)
    text, kem = str(entry.x["vkey"]), str(entry.x["kem"])
    vkey = member_vkey(text, entry.by)
    proven = possession(roster.origin, entry.by, entry.n, text, kem)
    try:
        verify_ed25519(vkey.public, proven, unb64(str(entry.x["pop"]), 64))
    except SignatureError:
        raise RosterError("log-member-possession", member=entry.by) from None
    return replace(roster, members=roster.members.keyed(entry.by, vkey, kem, entry.n))


def _member_role(roster: Roster, entry: Entry) -> Roster:
    member = str(entry.x["member"])
    _on_itself(entry, member)
    return replace(roster, members=roster.members.with_role(member, Role(str(entry.x["role"]))))


def _member_renewed(roster: Roster, entry: Entry) -> Roster:
    old = roster.members.present(str(entry.x["old"]))
    _on_itself(entry, old.id)
    if old.role != entry.x["role"]:
        raise RosterError("log-member-renewed-role", member=old.id)
    without = replace(roster, members=roster.members.revoked(old.id, entry.n))
    return _with_provisional(without, entry)


def _member_revoked(roster: Roster, entry: Entry) -> Roster:
    member = str(entry.x["member"])
    _on_itself(entry, member)
    return replace(roster, members=roster.members.revoked(member, entry.n))


def _absence_set(roster: Roster, entry: Entry) -> Roster:
    _on_itself(entry, str(entry.x["member"]))
    return replace(roster, absences=roster.absences.after_set(entry, roster.members))


def _absence_ended(roster: Roster, entry: Entry) -> Roster:
    return replace(roster, absences=roster.absences.after_end(entry))


def _service_trusted(roster: Roster, entry: Entry) -> Roster:
    service, card, age = _service_keys(entry)
    if (card is None) == (age is None):
        raise RosterError("log-service-key", op=entry.op)
    return replace(roster, services={**roster.services, service: Service(card, age)})


def _service_amended(roster: Roster, entry: Entry) -> Roster:
    service, card, age = _service_keys(entry)
    if card is None and age is None:
        return roster
    known = roster.services.get(service)
    # A card goes on from a card of the same card key, whose signature the desk checks; an age
    # recipient has nothing that would vouch for the next: whoever may trust it compares it again.
    follows = known is not None and known.card is not None and age is None
    if not follows and (age is None or not roster.may(entry.by, "service.trusted", entry.at)):
        raise RosterError("log-service-key", op=entry.op)
    if not follows and roster.needs_proposal("service.trusted"):
        raise RosterError("log-proposal-missing", op=entry.op)
    return replace(roster, services={**roster.services, service: Service(card, age)})


def _service_distrusted(roster: Roster, entry: Entry) -> Roster:
    service, _, _ = _service_keys(entry)
    return replace(roster, services={key: kept for key, kept in roster.services.items() if key != service})


def _service_keys(entry: Entry) -> tuple[str, str | None, str | None]:
    service, card, age = str(entry.x["service"]), entry.x.get("card"), entry.x.get("age")
    _on_itself(entry, service)
    return service, None if card is None else str(card), None if age is None else str(age)


def _post_rekeyed(roster: Roster, entry: Entry) -> Roster:
    _on_itself(entry, roster.post)
    return replace(roster, rekeyed=(*roster.rekeyed, PostKeys(entry.n, _texts(entry.x["vkeys"]))))


def _card_issued(roster: Roster, entry: Entry) -> Roster:
    _on_itself(entry, roster.post)
    serial = int(str(entry.x["serial"]))
    if roster.card is not None and serial <= roster.card[0]:
        raise RosterError("log-card-serial", serial=serial)
    return replace(roster, card=(serial, str(entry.x["card"])))


def _backup_restored(roster: Roster, entry: Entry) -> Roster:
    origin = str(entry.x["origin"])
    if entry.x["old_origin"] != roster.origin or entry.x["size"] != entry.n:
        raise RosterError("log-restored-from")
    if origin in {known for _, known in roster.origins}:
        raise RosterError("log-restored-origin")
    vkeys = PostKeys(entry.n, _texts(entry.x["vkeys"]))
    return replace(roster, origins=(*roster.origins, (entry.n, origin)), rekeyed=(*roster.rekeyed, vkeys))


def _store_retired(roster: Roster, entry: Entry) -> Roster:
    return replace(roster, retired=entry.n)


_CHANGES: Mapping[str, Callable[[Roster, Entry], Roster]] = {
    "post.created": _post_created,
    "member.added": _member_added,
    "member.keyed": _member_keyed,
    "member.role": _member_role,
    "member.renewed": _member_renewed,
    "member.revoked": _member_revoked,
    "absence.set": _absence_set,
    "absence.ended": _absence_ended,
    "service.trusted": _service_trusted,
    "service.amended": _service_amended,
    "service.distrusted": _service_distrusted,
    "post.rekeyed": _post_rekeyed,
    "card.issued": _card_issued,
    "backup.restored": _backup_restored,
    "store.retired": _store_retired,
}
