"""What is known of a post after so many entries, what can be asked of it, and its JSON for caching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from exchange.log.absences import Absence, Absences
from exchange.log.four_eyes import Proposal, Proposals
from exchange.log.holdings import Holdings
from exchange.log.key_making import newest_version
from exchange.log.members import MemberAt, Members, RosterError
from exchange.log.operations import FOUR_EYES, OPERATIONS
from keys.canonical import JSON
from keys.errors import FormatError


@dataclass(frozen=True, slots=True)
class Service:
    """The key of a partner that the log vouches for (base64 SHA-256): a card, or an age recipient."""

    card: str | None
    age: str | None


@dataclass(frozen=True, slots=True)
class PostKeys:
    """The post's public keys as entry `n` announced them: those before vouch for it and end with it."""

    n: int
    vkeys: tuple[str, ...]


@dataclass(frozen=True)
class RosterState:
    """The post as its key entries tell it; request keys aside, which would grow with the requests."""

    post: str = ""
    origins: tuple[tuple[int, str], ...] = ()
    four_eyes: bool = False
    members: Members = field(default_factory=Members)
    checks: Mapping[tuple[str, str, int], str] = field(default_factory=dict)
    holdings: Holdings = field(default_factory=Holdings)
    services: Mapping[str, Service] = field(default_factory=dict)
    absences: Absences = field(default_factory=Absences)
    proposals: Proposals = field(default_factory=Proposals)
    rekeyed: tuple[PostKeys, ...] = ()
    card: tuple[int, str] | None = None
    retired: int | None = None

    @property
    def origin(self) -> str:
        """The origin under which the log stands now; empty before its first entry."""
        return self.origins[-1][1] if self.origins else ""

    def member(self, member_id: str) -> MemberAt:
        """Return the member's newest key and role; raise RosterError when he is unknown."""
        return self.members[member_id]

    def key_check(self, kind: str, object_id: str, version: int) -> str | None:
        """Return the check that the log holds for that key, else None (request keys: always None)."""
        return self.checks.get((kind, object_id, version))

    def version_of(self, kind: str, object_id: str) -> int:
        """Return the newest version of a key that the log vouches for; 0 where there is none."""
        return newest_version(self.checks, kind, object_id)

    def card_of(self, service_id: str) -> str | None:
        """Return the base64 SHA-256 of the card that is trusted for that service, else None."""
        found = self.services.get(service_id)
        return None if found is None else found.card

    def age_of(self, service_id: str) -> str | None:
        """Return the base64 SHA-256 of the age recipient that is trusted for that service, else None."""
        found = self.services.get(service_id)
        return None if found is None else found.age

    def members_json(self, handles: Mapping[str, str]) -> list[dict[str, str | int | None]]:
        """Return the rows of an export's `members.json`; a member without a handle shows his id."""
        return self.members.rows(handles)

    def needs_proposal(self, op: str) -> bool:
        """Say whether an entry of `op` takes a second member now: one who may propose, one who may do it.

        Members who can do neither don't count: a head beside an auditor would wait for nobody for ever.
        """
        return self.four_eyes and op in FOUR_EYES and self.members.proposers() >= 2

    def may_second(self, proposer: str, op: str, at: datetime) -> bool:
        """Say whether anybody but the proposer could do what he proposes at that moment."""
        others = (member for member in self.members.newest if member != proposer)
        return any(self.members.is_active(other) and self.may(other, op, at) for other in others)

    def proposal(self, n: int | None) -> Proposal | None:
        """Return proposal `n` where it may still be done: its proposer is a member yet."""
        found = None if n is None else self.proposals.pending.get(n)
        return found if found is not None and self.members.is_active(found.by) else None

    def may(self, member_id: str, op: str, at: datetime) -> bool:
        """Say whether the member's role, or his acting for an absent head at that moment, allows `op`."""
        operation = OPERATIONS[op]
        if self.members[member_id].role in operation.roles:
            return True
        return operation.acting and self.absences.acts(member_id, at, self.members)

    def to_json(self) -> dict[str, JSON]:
        """Return the values that `from_json` reads: bounded by members, services and key versions."""
        return {
            "post": self.post,
            "origins": [[n, origin] for n, origin in self.origins],
            "four_eyes": self.four_eyes,
            "members": [member.to_json() for member in self.members.newest.values()],
            "replaced": [member.to_json() for member in self.members.replaced],
            "checks": [[*key, value] for key, value in self.checks.items()],
            "holdings": self.holdings.to_json(),
            "services": [[key, service.card, service.age] for key, service in self.services.items()],
            "absences": [[n, absence.to_json()] for n, absence in self.absences.open.items()],
            "proposals": [proposal.to_json() for proposal in self.proposals.pending.values()],
            "rekeyed": [[keys.n, list(keys.vkeys)] for keys in self.rekeyed],
            "card": None if self.card is None else list(self.card),
            "retired": self.retired,
        }

    @classmethod
    def from_json(cls, values: JSON) -> Self:
        """Return the roster that `to_json` wrote; raise RosterError for anything else.

        The caller vouches for the values (a MAC): only their shape is checked here.
        """
        try:
            return cls._read(_mapping(values))
        except (KeyError, ValueError, FormatError):
            raise RosterError("log-roster-form") from None

    @classmethod
    def _read(cls, values: Mapping[str, JSON]) -> Self:
        newest = [MemberAt.from_json(_mapping(item)) for item in _sequence(values["members"])]
        replaced = [MemberAt.from_json(_mapping(item)) for item in _sequence(values["replaced"])]
        absences = [_sequence(item) for item in _sequence(values["absences"])]
        proposals = [Proposal.from_json(_mapping(item)) for item in _sequence(values["proposals"])]
        card = values["card"]
        return cls(
            post=str(values["post"]),
            origins=tuple(
                (_int(n), str(origin)) for n, origin in map(_sequence, _sequence(values["origins"]))
            ),
            four_eyes=values["four_eyes"] is True,
            members=Members({member.id: member for member in newest}, tuple(replaced)),
            checks=dict(_checks(_sequence(values["checks"]))),
            holdings=Holdings.from_json(_mapping(values["holdings"])),
            services=dict(_services(_sequence(values["services"]))),
            absences=Absences({_int(n): Absence.from_json(_mapping(item)) for n, item in absences}),
            proposals=Proposals({proposal.n: proposal for proposal in proposals}),
            rekeyed=tuple(_post_keys(item) for item in _sequence(values["rekeyed"])),
            card=None if card is None else _card(_sequence(card)),
            retired=None if values["retired"] is None else _int(values["retired"]),
        )


def _checks(rows: Sequence[JSON]) -> Iterable[tuple[tuple[str, str, int], str]]:
    for kind, object_id, version, value in map(_sequence, rows):
        yield (str(kind), str(object_id), _int(version)), str(value)


def _services(rows: Sequence[JSON]) -> Iterable[tuple[str, Service]]:
    for service, card, age in map(_sequence, rows):
        yield str(service), Service(_text_or_none(card), _text_or_none(age))


def _post_keys(row: JSON) -> PostKeys:
    n, vkeys = _sequence(row)
    return PostKeys(_int(n), tuple(str(vkey) for vkey in _sequence(vkeys)))


def _card(row: Sequence[JSON]) -> tuple[int, str]:
    serial, digest = row
    return _int(serial), str(digest)


def _int(value: JSON) -> int:
    if type(value) is not int:
        raise ValueError("not a number")
    return value


def _text_or_none(value: JSON) -> str | None:
    return None if value is None else str(value)


def _mapping(value: JSON) -> Mapping[str, JSON]:
    if not isinstance(value, Mapping):
        raise ValueError("not an object")
    return value


def _sequence(value: JSON) -> Sequence[JSON]:
    if not isinstance(value, list | tuple):
        raise ValueError("not a list")
    return value
