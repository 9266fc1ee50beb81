"""Absences: between which moments an officer acts for an absent head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from exchange.log.entry import Entry
from exchange.log.members import Members, RosterError
from exchange.log.roles import Role
from keys.canonical import JSON

_DATE_LENGTH = len("2026-11-23")


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away and who stands in, from one moment to another (both included)."""

    member: str
    deputy: str
    start: datetime
    end: datetime

    def to_json(self) -> dict[str, JSON]:
        """Return the values that `from_json` reads."""
        return {
            "member": self.member,
            "deputy": self.deputy,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, JSON]) -> Absence:
        """Return the absence that `to_json` wrote; raise KeyError or ValueError otherwise."""
        return cls(
            member=str(values["member"]),
            deputy=str(values["deputy"]),
            start=datetime.fromisoformat(str(values["start"])),
            end=datetime.fromisoformat(str(values["end"])),
        )


@dataclass(frozen=True)
class Absences:
    """The absences that were set and not ended, by the index of their entry."""

    open: Mapping[int, Absence] = field(default_factory=dict)

    def acts(self, member: str, at: datetime, members: Members) -> bool:
        """Say whether `member`, an officer, acts at that moment for a head who is absent."""
        if not self.open or not members.is_active(member) or members[member].role is not Role.OFFICER:
            return False
        return any(
            absence.deputy == member
            and absence.start <= at <= absence.end
            and members.is_active(absence.member)
            and members[absence.member].role is Role.HEAD
            for absence in self.open.values()
        )

    def after_set(self, entry: Entry, members: Members) -> Absences:
        """Return the absences with the one that `entry` sets; raise RosterError when it can't be."""
        member, deputy = str(entry.x["member"]), str(entry.x["deputy"])
        if member == deputy or not members.is_active(member) or not members.is_active(deputy):
            raise RosterError("log-absence-members")
        absence = Absence(member, deputy, _first(str(entry.x["from"])), _last(str(entry.x["to"])))
        if absence.end < absence.start:
            raise RosterError("log-absence-dates")
        return Absences({**self.open, entry.n: absence})

    def after_end(self, entry: Entry) -> Absences:
        """Return the absences without the one that `entry` ends; raise RosterError when none is open."""
        number = entry.x["set"]
        absence = self.open.get(number) if type(number) is int else None
        if absence is None or entry.on is None or entry.on["id"] != absence.member:
            raise RosterError("log-absence-unknown")
        return Absences({n: old for n, old in self.open.items() if n != number})


def _first(when: str) -> datetime:
    moment = datetime.fromisoformat(when)
    return moment if len(when) > _DATE_LENGTH else moment.replace(tzinfo=UTC)


def _last(when: str) -> datetime:
    """Return the last moment of `when`: of a day, in UTC, its last millisecond."""
    if len(when) > _DATE_LENGTH:
        return datetime.fromisoformat(when)
    return _first(when) + timedelta(days=1) - timedelta(milliseconds=1)
