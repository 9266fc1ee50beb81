"""What stands beneath the lists of a request: its summary, a leg, a person, a message, a change. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from textual.content import Content

from exchange.codes import EventCode
from exchange.requests.views import ChangeView, EventView, LegView, RequestView, SubjectView, ThreadView
from tui import options
from tui.foreign import block, line
from tui.shown import day_shown
from tui.speech import Speech
from tui.widgets.reading import Passage, Said, heading, joined, pair

_NAMES: Final = ("family", "given", "number", "plate", "name", "handle", "serial")
"""The fields by which a subject is called."""


def summary(speech: Speech, view: RequestView) -> Passage:
    """Return the summary: who asks, when, what is still missing, the text."""
    item, cited = view.item, line(speech.cited(view.source, view.cited))
    pairs = [
        (speech.of("field.requester"), joined(line(item.requester), line(view.agent))),
        (
            speech.of("field.received"),
            joined(speech.moment(item.received_at), speech.low("channel", view.via)),
        ),
        (speech.of("field.their-ref"), ", ".join(map(line, view.their_refs))),
        (speech.of("field.due"), joined(speech.limit(item.due_at, item.due_zone), cited)),
        *_arrests(speech, view),
        (speech.of("field.urgency"), joined(speech.code("urgency", item.urgency), _reason(speech, view))),
        (speech.of("field.handling"), joined(item.handling, item.marking, line(view.conditions))),
        (speech.of("field.assigned"), ", ".join(view.assigned)),
        (speech.of("field.review"), speech.limit(item.review_at)),
        (speech.of("field.outcome"), speech.code("outcome", view.outcome)),
        (
            speech.of("field.relations"),
            ", ".join(f"{speech.code('relation', r.as_)} {r.ref}" for r in view.relations),
        ),
        *((speech.code("field", name), speech.field(name, text)) for name, text in view.fields.items()),
    ]
    parts = [pair(label, value) for label, value in pairs if value]
    points = [
        item_of(f"{number}.", f"{line(text)} · {speech.code('point-state', state)}")
        for number, text, state in view.points
    ]
    if points:
        parts += [Said(""), heading(speech.of("field.points")), *points]
    return [*parts, Said(""), *lines_of(view.text)]


def _arrests(speech: Speech, view: RequestView) -> list[tuple[str, str]]:
    """Return each arrest once, whatever the number of legs that it was reported of."""
    found = dict.fromkeys(
        (_when(speech, one), one.place, one.country)
        for one in view.events
        if one.code == EventCode.ARRESTED and not one.withdrawn
    )
    named = speech.code("event", EventCode.ARRESTED)
    return [(named, joined(when, line(place), country)) for when, place, country in found]


def _when(speech: Speech, event: EventView) -> str:
    """Return when an event happened: the day, where no more was told."""
    day = event.day
    return day_shown(date.fromisoformat(day), speech.language) if day else speech.moment(event.at)


def leg_text(speech: Speech, view: RequestView, leg: LegView) -> Passage:
    """Return all of a leg: its limits with their sources, its events, what is still open."""
    parts = [heading(speech.of("leg.title", number=leg.number, name=line(leg.to_name)))]
    channel = speech.code("channel", leg.channel)
    parts.append(
        pair(
            speech.of("field.basis"),
            joined(line(options.basis(speech.language, leg.basis)), channel, line(leg.basis_reason)),
        )
    )
    for clock in leg.clocks:
        named = clock.named.get(speech.language, "")
        due = speech.limit(clock.due_at, clock.due_zone) or speech.of("leg.no-date")
        stopped = (
            speech.of("leg.stopped", at=speech.short(clock.suspended_since)) if clock.suspended_since else ""
        )
        ended = speech.of("leg.ended") if clock.ended else ""
        cited = line(speech.cited(clock.source, clock.cited))
        parts.append(
            pair(line(named) or speech.code("clock", clock.clock), joined(due, stopped, ended, cited))
        )
    if not leg.clocks:
        cited = line(speech.cited(leg.source, leg.cited))
        parts.append(pair(speech.of("field.due"), joined(speech.limit(leg.due_at, leg.due_zone), cited)))
    if leg.open_points:
        parts.append(pair(speech.of("leg.open-points"), ", ".join(map(str, leg.open_points))))
    parts += [heading(f"! {line(speech.leg_warning(code, leg))}") for code in leg.warnings]
    for event in view.events:
        if event.leg in (leg.number, None):
            code = speech.code("event", event.code)
            where = joined(line(event.place), event.country, line(event.note))
            gone = speech.of("event.withdrawn", reason=line(event.reason)) if event.withdrawn else ""
            parts.append(item_of(_when(speech, event), joined(code, where, gone)))
    return parts


def subject_named(speech: Speech, fields: Mapping[str, str]) -> str:
    """Return a subject in one line: what it is called, then what else is known; no zone as it was scanned."""
    words = [line(fields[name]) for name in _NAMES if fields.get(name)]
    rest = [speech.field(name, text) for name, text in fields.items() if name not in (*_NAMES, "mrz")]
    return joined(" ".join(words), " ".join(rest))


def subject_text(speech: Speech, one: SubjectView) -> Passage:
    """Return all fields of a subject, and what was wrong with them."""
    parts = [pair(speech.code("field", name), speech.field(name, text)) for name, text in one.fields.items()]
    parts += [heading(f"! {line(speech.warning(code, {}))}") for code in one.warnings]
    return parts


def changes_text(speech: Speech, changes: tuple[ChangeView, ...], reason: str | None) -> Passage:
    """Return what an amendment changed, as lines taken away and lines added."""
    parts: list[Said] = []
    for change in changes:
        name, old, new = speech.change(change.field, change.old, change.new)
        parts.append(heading(name))
        parts += [item_of("-", one) for one in block(old).split("\n") if old]
        parts += [item_of("+", one) for one in block(new).split("\n") if new]
    if reason:
        parts.append(pair(speech.of("field.reason"), line(reason)))
    return parts


def thread_text(speech: Speech, one: ThreadView) -> Passage:
    """Return where a message can be traced: its number, its entry, the receipt of the other side."""
    witness = speech.of("register.witness", size=one.witnessed) if one.witnessed else ""
    return [
        heading(joined(speech.code("nature", one.nature), line(one.other), speech.moment(one.at))),
        pair(speech.of("field.channel"), speech.code("channel", one.channel)),
        pair(speech.of("field.status"), speech.code("transmission-status", one.status)),
        pair(speech.of("thread.traced"), joined(speech.of("register.log", index=one.log_index), witness)),
        Said(""),
        Said(speech.of("thread.read")),
    ]


def lines_of(text: str) -> list[Said]:
    """Return a text as it was typed, line by line."""
    return [Said(one) for one in block(text).split("\n")]


def item_of(mark: str, text: str) -> Said:
    """Return one of several lines, behind its mark."""
    return Said(text, Content(f"   {mark} "))


def _reason(speech: Speech, view: RequestView) -> str:
    return speech.code("urgency-reason", view.urgency_reason)
