"""Replacing the keys that the log holds for stale: in the unit of the act that made them so, or later.

A head makes those that he may: the post's seeds, and the keys of compartments that he holds. What is
left for another head is done when he unlocks.
"""

from __future__ import annotations

from exchange.directory.new_keys import give_to_holders, next_of_compartments
from exchange.directory.post_keys import SEEDS, rekey_post
from exchange.log.holdings import COMPARTMENT_KEYS, Holdings
from exchange.log.roles import Role
from exchange.store.journal import Journal
from exchange.store.session import Session
from keys.card import Card


def replace_stale(session: Session, journal: Journal) -> Card | None:
    """Make the next version of each stale key that this head may make; return the card if it is new."""
    post, me = session.post.id, session.member.id
    for place in stale_places(journal.roster.holdings, me):
        keys = next_of_compartments(journal.roster, (place,))
        on = {"type": "compartment", "id": place}
        n = journal.append("compartment.rekeyed", on=on, keys=[key.check for key in keys])
        give_to_holders(session, journal, keys, n)
    seeds = [kind for kind in SEEDS if (kind, post) in journal.roster.holdings.stale]
    return rekey_post(session, journal, seeds) if seeds else None


def stale_places(holdings: Holdings, member: str) -> list[str]:
    """Return the compartments, held by a member, whose keys are to be replaced."""
    stale = {place for kind, place in holdings.stale if kind in COMPARTMENT_KEYS}
    return [place for place in holdings.of(member) if place in stale]


def may_replace(session: Session) -> bool:
    """Say whether this member could replace a stale key now."""
    holdings, post = session.roster.holdings, session.post.id
    if session.member.role is not Role.HEAD or not holdings.stale:
        return False
    seeds = any((kind, post) in holdings.stale for kind in SEEDS)
    return seeds or bool(stale_places(holdings, session.member.id))


def replace_late(session: Session) -> None:
    """Replace what another act left for this head, in a unit of its own."""
    if may_replace(session):
        with session.unit() as journal:
            replace_stale(session, journal)
