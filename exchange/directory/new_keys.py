"""Keys drawn anew: what the entry that makes them says, and their wraps to whom the log lets hold them.

To whom a key goes is asked of the log, never of the table of wraps: who wrote himself into that table
stands on no entry, and gets nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from exchange.directory.members import member_kem
from exchange.directory.renewal import member_row
from exchange.log.holdings import COMPARTMENT_KEYS, POST_KEYS
from exchange.log.roster import Roster
from exchange.store.journal import Journal
from exchange.store.model import KeyWrap
from exchange.store.owed import owe_all
from exchange.store.rows import make_row
from exchange.store.session import Session
from keys.canonical import JSON
from keys.identity import new_seed
from keys.wrap import key_check, wrap


@dataclass(frozen=True)
class NewKey:
    """A key that an entry is about to make: of what, and which version."""

    kind: str
    object_id: str
    version: int
    key: bytes = field(default_factory=new_seed, repr=False)

    @classmethod
    def next(cls, roster: Roster, kind: str, object_id: str) -> NewKey:
        """Draw the next version of a key."""
        return cls(kind, object_id, roster.version_of(kind, object_id) + 1)

    @property
    def check(self) -> JSON:
        """What an entry says of it."""
        return {
            "kind": self.kind,
            "id": self.object_id,
            "version": self.version,
            "check": key_check(self.key),
        }


def next_of_compartments(roster: Roster, places: Iterable[str]) -> list[NewKey]:
    """Draw the next keys of some compartments."""
    return [NewKey.next(roster, kind, place) for place in places for kind in COMPARTMENT_KEYS]


def give_to_holders(session: Session, journal: Journal, keys: Iterable[NewKey], entry: int) -> None:
    """Wrap compartments' new keys to whoever holds them after what this unit appended.

    What was indexed under an older index key is owed anew; until that is done, searching asks both.
    """
    for key in keys:
        if key.kind == "index":
            owe_all(journal.rows, key.object_id, key.version)
        for member in sorted(journal.roster.holdings.grants[key.object_id]):
            give(session, journal, key, entry, member)


def give_to_roles(session: Session, journal: Journal, keys: Iterable[NewKey], entry: int) -> None:
    """Wrap the post's new seeds to every member whose role holds them."""
    present = [one for one in journal.roster.members.newest.values() if one.until is None]
    for key in keys:
        for member in present:
            if key.kind in POST_KEYS[member.role]:
                give(session, journal, key, entry, member.id)


def give(session: Session, journal: Journal, key: NewKey, entry: int, member: str) -> None:
    """Wrap one key to one member, vouched for by `entry`; raise Tampered for a member's altered key."""
    public = member_kem(session, member_row(journal.rows, member), journal.roster)
    journal.rows.insert(
        make_row(
            KeyWrap,
            kind=key.kind,
            object_id=key.object_id,
            version=key.version,
            member=member,
            entry=entry,
            wrapped=wrap(
                public,
                key.key,
                post=session.post.id,
                kind=key.kind,
                object_id=key.object_id,
                version=key.version,
                member=member,
            ),
        )
    )
