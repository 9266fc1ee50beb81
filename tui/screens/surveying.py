"""What wants attention at the desk, asked for at once, and the rows that tell it. Pure but for `survey`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from exchange.desk import Desk
from exchange.log.roles import Role
from exchange.noticed import Noticed
from exchange.requests.due import DueItem
from exchange.transmission.inputs import RegisterFilter
from exchange.transmission.views import TransmissionView
from tui.foreign import line
from tui.speech import Speech
from tui.widgets.row import Row

ARRIVALS_SHOWN: Final = 3
WITHIN: Final = "7d"
_TO_SORT: Final = RegisterFilter(status="to-sort", limit=200)


@dataclass(frozen=True)
class Survey:
    """What the desk shows, asked for at once."""

    now: datetime
    items: tuple[DueItem, ...]
    arrivals: tuple[TransmissionView, ...]
    them: int
    us: int
    without_receipt: int
    witnessed: int | None
    size: int
    backup: datetime | None
    noticed: Noticed
    lacking: bool = False


def survey(desk: Desk, now: datetime, backups: Path | None, role: Role | None) -> Survey:
    """Ask the desk for all that it shows."""
    agenda = desk.due(WITHIN)
    investigator = role is Role.INVESTIGATOR
    arrivals = () if investigator else _to_sort(desk)
    waiting = desk.waiting
    info = desk.store.info()
    newest = desk.backups.newest(backups) if backups is not None and backups.is_dir() else None
    return Survey(
        now,
        agenda.items,
        arrivals,
        waiting.them,
        waiting.us,
        waiting.without_receipt,
        info.witnessed,
        info.size,
        newest,
        desk.noticed,
        desk.compartments.lacking(),
    )


def _to_sort(desk: Desk) -> tuple[TransmissionView, ...]:
    """Return the arrivals to sort, the oldest first."""
    page = desk.transmissions.list(_TO_SORT)
    found = [*page.items]
    while page.next is not None:
        page = desk.transmissions.list(replace(_TO_SORT, after=page.next))
        found += page.items
    return tuple(reversed(found))


def rows_of(speech: Speech, survey: Survey) -> Iterator[Row]:
    """Give the rows of the desk, the most pressing first."""
    now = survey.now
    end_of_day = speech.end_of_day(now)
    items = [item for item in survey.items if item.ref is not None]
    arrests = [item for item in items if item.what == "arrest"]
    reviews = [item for item in items if item.what == "review"]
    others = [item for item in items if item.what not in ("arrest", "review")]
    late = [item for item in others if item.overdue]
    today = [item for item in others if not item.overdue and (item.due_at or "") <= end_of_day]
    later = [item for item in others if not item.overdue and (item.due_at or "") > end_of_day]
    yield from _section(speech, "arrests", arrests, now, look="alarm", sign="!!")
    yield from _arrivals(speech, survey)
    yield from _section(speech, "today", today, now, sign="! ")
    yield from _section(speech, "late", late, now, look="late", sign="! ")
    yield from _section(speech, "week", later, now)
    yield from _section(speech, "review", reviews, now)


def _section(
    speech: Speech, name: str, items: Sequence[DueItem], now: datetime, look: str = "plain", sign: str = ""
) -> Iterator[Row]:
    if not items:
        return
    yield Row(None, (speech.of(f"desk.{name}"), str(len(items))), "heading", "heading")
    for item in items:
        to = f"{line(item.requester)} > {line(item.to) or '?'}"
        due = (
            speech.short_limit(item.due_at, item.due_zone)
            or _since(speech, item)
            or speech.code("clock", item.clock)
        )
        days = speech.apart(item.due_at, now)
        what = speech.code("due", item.what)
        cells = (sign, speech.reference(item.ref or "", now), due, to, line(item.title), what, days)
        yield Row(f"request {item.ref} {item.leg or 0} {item.what} {item.due_at}", cells, look)
        if item.what == "arrest":
            yield Row(None, ("", _source(speech, item)), "dim", "under")


def _since(speech: Speech, item: DueItem) -> str:
    """Return since which day a limit stands still: the column has no room for more on a small terminal."""
    day, _, _ = speech.short(item.suspended_since).partition(" ")
    return speech.of("desk.since", day=day) if day else ""


def _source(speech: Speech, item: DueItem) -> str:
    alarm = f"{speech.code('alarm', item.alarm)} · " if item.alarm else ""
    return f"{alarm}{line(speech.cited(item.source, item.cited))}"


def _arrivals(speech: Speech, survey: Survey) -> Iterator[Row]:
    count = sum(item.what == "to-sort" for item in survey.items)
    if not count:
        return
    oldest = min((one.received_at or "" for one in survey.arrivals), default="")
    age = speech.of("desk.oldest", count=count, days=speech.apart(oldest, survey.now))
    yield Row(None, (speech.of("desk.arrivals"), age), "heading", "heading")
    for one in survey.arrivals[:ARRIVALS_SHOWN]:
        said = speech.of("desk.oral") if one.oral else ""
        subject = line(one.subject) or line(one.text[:200])
        cells = (
            "",
            one.shown,
            speech.short(one.received_at),
            speech.low("channel", one.channel),
            line(one.from_),
            f"{subject} {said}".strip(),
        )
        yield Row(f"arrival {one.year}-{one.number}", cells, layout="arrival")
    if count > ARRIVALS_SHOWN:
        more = speech.of("desk.more", count=count - ARRIVALS_SHOWN)
        yield Row("arrival ", ("", more), "dim", "under")
