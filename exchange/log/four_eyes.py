"""Four eyes: what one member proposed and another may still do.

A proposal is an entry (`proposed`, or `release.asked` for a release) by a head or an officer. The
effect names it in `x.proposed`, is signed by another member, and is for the same operation, object
and arguments. A proposal serves once, and lapses after seven days or when its object changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from exchange.log.entry import Entry
from exchange.log.members import RosterError
from exchange.log.operations import FOUR_EYES, OPERATIONS, Duty
from keys.canonical import JSON

PROPOSING = frozenset({"proposed", "release.asked"})
LAPSE = timedelta(days=7)
_CHANGES = frozenset({Duty.COLLECTION, Duty.ALTERATION, Duty.COMBINATION, Duty.ERASURE})
_CHANGING = frozenset(
    {
        "member.keyed",
        "member.role",
        "member.renewed",
        "member.revoked",
        "absence.set",
        "absence.ended",
        "service.amended",
        "service.trusted",
        "service.distrusted",
    }
)
"""Operations that answer no logging duty and yet change what they are on."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What entry `n` proposed: the operation, on what, with which arguments."""

    n: int
    by: str
    at: datetime
    op: str
    type: str
    id: str
    args: Mapping[str, JSON]
    rev: int | None

    def to_json(self) -> dict[str, JSON]:
        """Return the values that `from_json` reads."""
        return {
            "n": self.n,
            "by": self.by,
            "at": self.at.isoformat(),
            "op": self.op,
            "type": self.type,
            "id": self.id,
            "args": self.args,
            "rev": self.rev,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, JSON]) -> Proposal:
        """Return the proposal that `to_json` wrote; raise KeyError or ValueError otherwise."""
        n, rev, args = values["n"], values["rev"], values["args"]
        if type(n) is not int or not (rev is None or type(rev) is int) or not isinstance(args, Mapping):
            raise ValueError("n, rev, args")
        return cls(
            n=n,
            by=str(values["by"]),
            at=datetime.fromisoformat(str(values["at"])),
            op=str(values["op"]),
            type=str(values["type"]),
            id=str(values["id"]),
            args=args,
            rev=rev,
        )


def proposal_of(entry: Entry) -> Proposal | None:
    """Return what `entry` proposes, else None; RosterError for an operation that one member does alone."""
    rev = entry.x.get("rev")
    known_rev = rev if type(rev) is int else None
    if entry.op == "release.asked":
        kind, object_id = _object_of(entry)
        return Proposal(entry.n, entry.by, entry.at, "release.given", kind, object_id, {}, known_rev)
    if entry.op != "proposed":
        return None
    op, target, args = entry.x["op"], entry.x["object"], entry.x["args"]
    if op not in FOUR_EYES or op == "release.given":
        raise RosterError("log-proposal-operation")
    if not isinstance(target, Mapping) or not isinstance(args, Mapping):
        raise RosterError("log-proposal-operation")
    kind, object_id = str(target["type"]), str(target["id"])
    return Proposal(entry.n, entry.by, entry.at, str(op), kind, object_id, args, known_rev)


@dataclass(frozen=True)
class Proposals:
    """The proposals that may still be done, by the index of their entry."""

    pending: Mapping[int, Proposal] = field(default_factory=dict)

    def check(self, entry: Entry) -> Proposal:
        """Return the proposal that `entry` does; raise RosterError when there is no such one."""
        found = self.pending.get(_named(entry))
        if found is None:
            raise RosterError("log-proposal-unknown", n=_named(entry))
        wanted = "release.given" if entry.op == "release.refused" else entry.op
        if found.op != wanted or (found.type, found.id) != _object_of(entry):
            raise RosterError("log-proposal-other", n=found.n)
        if any(entry.x.get(name) != value for name, value in found.args.items()):
            raise RosterError("log-proposal-other", n=found.n)
        if found.by == entry.by:
            raise RosterError("log-proposal-own", n=found.n)
        if entry.at - found.at > LAPSE:
            raise RosterError("log-proposal-lapsed", n=found.n)
        return found

    def after(self, entry: Entry) -> Proposals:
        """Return what is pending after `entry`: its own proposal added, what it did or changed gone."""
        if not self.pending and entry.op not in PROPOSING:
            return self
        new = proposal_of(entry)
        if new is not None:
            alive = {n: old for n, old in self.pending.items() if entry.at - old.at <= LAPSE}
            return Proposals({**alive, new.n: new})
        done = _named(entry)
        kept = {n: old for n, old in self.pending.items() if n != done and not _changes(entry, old)}
        return self if len(kept) == len(self.pending) else Proposals(kept)


def _named(entry: Entry) -> int:
    number = entry.x.get("proposed")
    return number if type(number) is int else -1


def _object_of(entry: Entry) -> tuple[str, str]:
    """Return what the entry is on: its part where it names one, else its object."""
    part = entry.x.get("part")
    target = part if isinstance(part, Mapping) else entry.on
    if target is None:
        raise RosterError("log-proposal-object")
    return str(target["type"]), str(target["id"])


def _changes(entry: Entry, proposal: Proposal) -> bool:
    on, part = entry.on, entry.x.get("part")
    touched = [(str(item["type"]), str(item["id"])) for item in (on, part) if isinstance(item, Mapping)]
    if (proposal.type, proposal.id) not in touched:
        return False
    duty = OPERATIONS[entry.op].duty
    rev = entry.x.get("rev")
    newer = type(rev) is int and proposal.rev is not None and rev != proposal.rev
    return newer or duty in _CHANGES or entry.op in _CHANGING
