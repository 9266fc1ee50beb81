"""Who holds which key and role between which entries, as the log's member entries say.

A key introduced by entry n holds from n + 1 (that of `post.created` from 0, as it signs itself); a
key replaced or revoked by entry n may sign up to n. A key made by a head for somebody else is
provisional: it may sign its own `member.keyed` and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from exchange.errors import Tampered
from exchange.log.operations import OPERATIONS
from exchange.log.roles import Role
from keys.canonical import JSON
from keys.errors import FormatError
from keys.note import KeyType, VerifierKey

MEMBER_NAME = "exchange/member/"


class RosterError(Tampered):
    """An entry that the entries before it don't allow."""


@dataclass(frozen=True, slots=True)
class MemberAt:
    """A member's key: its role, and the entries between which it may sign (`until` excluded)."""

    id: str
    role: Role
    vkey: VerifierKey
    kem: str
    since: int
    until: int | None
    provisional: bool

    @property
    def active(self) -> bool:
        """Whether this key is the member's own and may sign today."""
        return self.until is None and not self.provisional

    def to_json(self) -> dict[str, JSON]:
        """Return the values that `from_json` reads."""
        return {
            "id": self.id,
            "role": self.role.value,
            "vkey": str(self.vkey),
            "kem": self.kem,
            "since": self.since,
            "until": self.until,
            "provisional": self.provisional,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, JSON]) -> MemberAt:
        """Return the member that `to_json` wrote; raise KeyError, ValueError or FormatError otherwise."""
        since, until = values["since"], values["until"]
        if type(since) is not int or not (until is None or type(until) is int):
            raise ValueError("since, until")
        return cls(
            id=str(values["id"]),
            role=Role(str(values["role"])),
            vkey=VerifierKey.parse(str(values["vkey"])),
            kem=str(values["kem"]),
            since=since,
            until=until,
            provisional=values["provisional"] is True,
        )


def member_vkey(text: str, member: str) -> VerifierKey:
    """Return the member's Ed25519 key; raise RosterError unless it bears his id in its name."""
    try:
        vkey = VerifierKey.parse(text)
    except FormatError:
        raise RosterError("log-member-vkey", member=member) from None
    if vkey.type is not KeyType.ED25519 or vkey.name != MEMBER_NAME + member:
        raise RosterError("log-member-vkey", member=member)
    return vkey


@dataclass(frozen=True)
class Members:
    """Each member's newest key, and the keys that were replaced."""

    newest: Mapping[str, MemberAt] = field(default_factory=dict)
    replaced: tuple[MemberAt, ...] = ()

    def __getitem__(self, member: str) -> MemberAt:
        found = self.newest.get(member)
        if found is None:
            raise RosterError("log-member-unknown", member=member)
        return found

    def signing(self, member: str, n: int) -> MemberAt:
        """Return the key with which `member` signs entry `n`; raise RosterError when he has none."""
        found = self[member]
        if n < found.since or (found.until is not None and n >= found.until):
            raise RosterError("log-member-revoked", member=member)
        return found

    def present(self, member: str) -> MemberAt:
        """Return the member, who must not be revoked; raise RosterError otherwise."""
        found = self[member]
        if found.until is not None:
            raise RosterError("log-member-revoked", member=member)
        return found

    def active(self) -> int:
        """Return how many members hold a key of their own that may sign."""
        return sum(member.active for member in self.newest.values())

    def proposers(self) -> int:
        """Return how many heads and officers hold a key of their own that may sign."""
        proposing = OPERATIONS["proposed"].roles
        return sum(member.active and member.role in proposing for member in self.newest.values())

    def is_active(self, member: str) -> bool:
        """Say whether `member` is known and holds a key of his own that may sign."""
        found = self.newest.get(member)
        return found is not None and found.active

    def added(self, member: MemberAt) -> Members:
        """Return the members with a new one; raise RosterError when the id or the key is known."""
        if member.id in self.newest:
            raise RosterError("log-member-known", member=member.id)
        return self._with(member)

    def keyed(self, member: str, vkey: VerifierKey, kem: str, n: int) -> Members:
        """Return the members after `member` replaced his key by his own at entry `n`."""
        old = self.present(member)
        new = replace(old, vkey=vkey, kem=kem, since=n + 1, provisional=False)
        kept = (*self.replaced, replace(old, until=n + 1))
        return Members(self.newest, kept)._with(new)

    def with_role(self, member: str, role: Role) -> Members:
        """Return the members with another role for one; raise RosterError when no head would be left."""
        return self._changed(replace(self.present(member), role=role))

    def revoked(self, member: str, n: int) -> Members:
        """Return the members with one revoked by entry `n`; RosterError when no head would be left."""
        return self._changed(replace(self.present(member), until=n + 1))

    def rows(self, handles: Mapping[str, str]) -> list[dict[str, str | int | None]]:
        """Return the rows of an export's `members.json`: one a key, in the order of their entries."""
        keys = sorted((*self.replaced, *self.newest.values()), key=lambda key: (key.since, key.id))
        return [
            {
                "id": key.id,
                "handle": handles.get(key.id, key.id),
                "role": key.role.value,
                "vkey": str(key.vkey),
                "from": key.since,
                "to": key.until,
            }
            for key in keys
        ]

    def _with(self, member: MemberAt) -> Members:
        known = (*self.newest.values(), *self.replaced)
        if any(key.vkey.public == member.vkey.public for key in known):
            raise RosterError("log-member-key-known", member=member.id)
        return Members({**self.newest, member.id: member}, self.replaced)

    def _changed(self, member: MemberAt) -> Members:
        changed = Members({**self.newest, member.id: member}, self.replaced)
        if not any(key.role is Role.HEAD and key.active for key in changed.newest.values()):
            raise RosterError("log-member-last-head", member=member.id)
        return changed
