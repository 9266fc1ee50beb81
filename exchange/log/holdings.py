"""Who holds which compartment, and which keys somebody knows who may no longer.

A grant is the key of a compartment, wrapped to a member. Whoever is revoked, demoted or loses a grant
keeps in his memory what he held: those keys are stale until an entry makes the next version of each.
Only a holder may make a compartment's next key: another head would read it by a key of his own. And
at least one active head holds each compartment, or nobody could give it to anyone any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

from exchange.log.entry import Entry
from exchange.log.members import MemberAt, Members, RosterError
from exchange.log.roles import Role
from keys.canonical import JSON

POST_KEYS: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.HEAD: ("log", "office", "card"),
    Role.OFFICER: ("log", "office"),
    Role.INVESTIGATOR: ("log",),
    Role.AUDITOR: ("log",),
}
"""Which of the post's seeds each role holds."""

GRANTABLE: Final = frozenset({Role.HEAD, Role.OFFICER})
"""Roles that may hold a compartment."""

COMPARTMENT_KEYS: Final = ("compartment", "index")
"""What a grant gives: the key that seals, and the one that search words are keyed with."""

Key = tuple[str, str]
"""A key whatever its version: its kind and its object."""


@dataclass(frozen=True)
class Holdings:
    """Who holds which compartment, by id, and the keys that are to be replaced."""

    grants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stale: frozenset[Key] = frozenset()

    def of(self, member: str) -> tuple[str, ...]:
        """Return the ids of the compartments that a member holds."""
        return tuple(sorted(place for place, holders in self.grants.items() if member in holders))

    def after(self, entry: Entry, post: str, before: Members, members: Members) -> Holdings:
        """Return the holdings once `entry` took the members from `before` to `members`; RosterError."""
        change = _CHANGES.get(entry.op)
        if change is None:
            return self
        changed = change(self, _Step(entry, post, before, members))
        changed.refuse_headless(members)
        return changed

    def made(self, key: Key) -> Self:
        """Return the holdings once a key has its next version."""
        return replace(self, stale=self.stale - {key}) if key in self.stale else self

    def check_maker(self, key: Key, by: str) -> None:
        """Raise RosterError unless `by` holds the compartment whose key it makes."""
        kind, place = key
        if kind in COMPARTMENT_KEYS and by not in self.grants.get(place, ()):
            raise RosterError("log-grant-missing", member=by)

    def refuse_headless(self, members: Members) -> None:
        """Raise RosterError where a compartment has no active head among its holders."""
        for place, holders in self.grants.items():
            if not any(members[one].active and members[one].role is Role.HEAD for one in holders):
                raise RosterError("log-compartment-headless", compartment=place)

    def without(self, member: str, post: str, kinds: Iterable[str], places: Iterable[str]) -> Self:
        """Return the holdings once a member lost some of the post's seeds and some compartments."""
        lost = set(places)
        grants = {place: held - {member} if place in lost else held for place, held in self.grants.items()}
        known = {(kind, post) for kind in kinds}
        known |= {(kind, place) for place in lost for kind in COMPARTMENT_KEYS}
        return replace(self, grants=grants, stale=self.stale | known)

    def to_json(self) -> dict[str, JSON]:
        """Return the values that `from_json` reads."""
        return {
            "grants": [[place, sorted(held)] for place, held in self.grants.items()],
            "stale": [list(key) for key in sorted(self.stale)],
        }

    @classmethod
    def from_json(cls, values: Mapping[str, JSON]) -> Self:
        """Return the holdings that `to_json` wrote; raise KeyError or ValueError otherwise."""
        grants, stale = values["grants"], values["stale"]
        if not isinstance(grants, list | tuple) or not isinstance(stale, list | tuple):
            raise ValueError("grants, stale")
        return cls(dict(_grant(row) for row in grants), frozenset(_key(row) for row in stale))


@dataclass(frozen=True)
class _Step:
    """An entry, the post, and the members before and after it."""

    entry: Entry
    post: str
    before: Members
    members: Members

    @property
    def member(self) -> MemberAt:
        """The member that the entry is about, as he is after it."""
        return self.members[str(self.entry.x["member"])]

    @property
    def place(self) -> str:
        """The compartment that the entry is on."""
        return str(self.entry.on["id"]) if self.entry.on else ""


def _compartment_added(held: Holdings, step: _Step) -> Holdings:
    if step.place in held.grants:
        raise RosterError("log-compartment-known", compartment=step.place)
    return replace(held, grants={**held.grants, step.place: frozenset({step.entry.by})})


def _grant_given(held: Holdings, step: _Step) -> Holdings:
    held.check_maker(("compartment", step.place), step.entry.by)
    given, holders = step.members.present(str(step.entry.x["member"])), held.grants[step.place]
    if given.role not in GRANTABLE or given.id in holders:
        raise RosterError("log-grant-given", member=given.id)
    return replace(held, grants={**held.grants, step.place: holders | {given.id}})


def _grant_withdrawn(held: Holdings, step: _Step) -> Holdings:
    if step.member.id not in held.grants.get(step.place, ()):
        raise RosterError("log-grant-missing", member=step.member.id)
    return held.without(step.member.id, step.post, (), (step.place,))


def _member_revoked(held: Holdings, step: _Step) -> Holdings:
    gone = step.member
    return held.without(gone.id, step.post, ("store", *POST_KEYS[gone.role]), held.of(gone.id))


def _member_role(held: Holdings, step: _Step) -> Holdings:
    now, was = step.member, step.before[step.member.id].role
    kinds = set(POST_KEYS[was]) - set(POST_KEYS[now.role])
    return held.without(now.id, step.post, kinds, () if now.role in GRANTABLE else held.of(now.id))


def _member_renewed(held: Holdings, step: _Step) -> Holdings:
    old, new = str(step.entry.x["old"]), step.member.id
    grants = {
        place: holders - {old} | {new} if old in holders else holders
        for place, holders in held.grants.items()
    }
    return replace(held, grants=grants)


_CHANGES: Mapping[str, Callable[[Holdings, _Step], Holdings]] = {
    "compartment.added": _compartment_added,
    "grant.given": _grant_given,
    "grant.withdrawn": _grant_withdrawn,
    "member.revoked": _member_revoked,
    "member.role": _member_role,
    "member.renewed": _member_renewed,
}


def _grant(row: JSON) -> tuple[str, frozenset[str]]:
    if not isinstance(row, list | tuple) or len(row) != 2 or not isinstance(row[1], list | tuple):
        raise ValueError("a grant")
    return str(row[0]), frozenset(str(member) for member in row[1])


def _key(row: JSON) -> Key:
    if not isinstance(row, list | tuple):
        raise ValueError("a key")
    kind, object_id = row
    return str(kind), str(object_id)
