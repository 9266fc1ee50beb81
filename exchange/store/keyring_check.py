"""The keyring against the log: a slot for each member, none for anybody else.

A slot that somebody without any key wrote opens nothing, but it is no keyring of the program's. What a
slot seals is known to whoever opens it alone; whether a sheet opens one, its rehearsal tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exchange.errors import Tampered
from exchange.log.roster import Roster
from keys.keyring import Keyring, Slot


def foreign_slots(keyring: Keyring, roster: Roster) -> tuple[Slot, ...]:
    """Return the slots of whoever is no member, or no longer one."""
    present = members_of(roster)
    return tuple(slot for slot in keyring.slots if slot.member not in present)


def keyring_problems(keyring: Keyring, roster: Roster, handles: Mapping[str, str]) -> Iterator[Tampered]:
    """Give what differs between the keyring and the log; `handles` of members by id."""
    for foreign in foreign_slots(keyring, roster):
        yield Tampered("keyring-slot-foreign", handle=foreign.handle)
    for member in members_of(roster):
        slot = keyring.slot_of(member)
        if slot is None:
            yield Tampered("keyring-slot-missing", handle=handles.get(member, member))
        elif (slot.handle, slot.provisional) != (handles.get(member), roster.member(member).provisional):
            yield Tampered("keyring-slot-other", handle=handles.get(member, member))


def members_of(roster: Roster) -> tuple[str, ...]:
    """Return the ids of today's members."""
    return tuple(one.id for one in roster.members.newest.values() if one.until is None)
