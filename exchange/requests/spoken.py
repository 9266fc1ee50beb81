"""What was said aloud about a leg, by telephone or at a table, and isn't in writing yet.

A written confirmation is owed for it. Until it is in, the leg says so, and where nobody set a date it is
asked about after a week. It is in with a later written message of the same kind and direction, with a
confirmation in that direction, or once somebody reports that it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from exchange.clock import to_millis, to_moment
from exchange.codes import ORAL, Channel, EventCode, LegStatus, Nature, TransmissionStatus
from exchange.law.counting import day_of, end_of_day
from exchange.requests.dossier import Dossier
from exchange.requests.model import Leg, LegContent, LegEvent, LegEventContent
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.journal import Journal
from exchange.store.rows import Reader, Value

CONFIRMATION: Final = "confirmation"
"""What `due` names as the source of a date that was set here."""

_WITHIN: Final = timedelta(days=7)
_NOTHING_OWED: Final = (Nature.REMINDER, Nature.CONFIRMATION, Nature.COVER, Nature.FOR_INFORMATION)


def follow_spoken(journal: Journal, dossier: Dossier, leg: Leg) -> Leg:
    """Let a leg say since when something is owed in writing, and follow it up; leave a date that was set."""
    content = dossier.unseal(leg, LegContent)
    since = _unwritten_since(journal.rows, dossier, leg)
    if leg.status == LegStatus.CLOSED or since == content.unwritten_since:
        return leg
    plain: dict[str, Value] = {}
    update: dict[str, object] = {"unwritten_since": since, "confirm_by": None}
    ours = leg.follow_up_at is not None and leg.follow_up_at == content.confirm_by
    if since is None:
        plain = {"follow_up_at": None} if ours else {}
    elif leg.follow_up_at is None or ours:
        zone = dossier.session.post.zone
        by = to_millis(end_of_day(day_of(to_moment(since), zone) + _WITHIN, zone))
        plain, update["confirm_by"] = {"follow_up_at": by}, by
    return dossier.replace(journal, leg, content.model_copy(update=update), **plain)


def _unwritten_since(rows: Reader, dossier: Dossier, leg: Leg) -> int | None:
    events = dossier.find(rows, LegEvent, LegEventContent, "at")
    zone = dossier.session.post.zone
    reported = [
        (row.at, content.day)
        for row, content in events
        if row.code == EventCode.CONFIRMED_IN_WRITING and row.leg in (leg.id, "") and not row.withdrawn
    ]
    messages = [
        row
        for row, _ in dossier.find(rows, Transmission, TransmissionContent, "year", "number")
        if row.leg == leg.id and row.status != TransmissionStatus.CANCELLED
    ]
    written = [one for one in messages if Channel(one.channel) not in ORAL]
    said = [one for one in messages if one not in written and Nature(one.nature) not in _NOTHING_OWED]
    owed = [
        _at(one)
        for one in said
        if not _is_in(one, written) and not any(_is_after(told, day, one, zone) for told, day in reported)
    ]
    return min(owed, default=None)


def _is_after(told: int, day: str | None, said: Transmission, zone: str) -> bool:
    """Say whether a report comes after what was said: on its very day too, where the day alone was told."""
    return told >= _at(said) or day == day_of(to_moment(_at(said)), zone).isoformat()


def _is_in(said: Transmission, written: Iterable[Transmission]) -> bool:
    return any(
        one.direction == said.direction
        and one.nature in (said.nature, Nature.CONFIRMATION)
        and _at(one) >= _at(said)
        for one in written
    )


def _at(message: Transmission) -> int:
    return message.received_at or message.sent_at or message.registered_at
