"""What each tab of a request shows: rows, and the text beside the row under the cursor. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from textual.content import Content

from exchange.codes.fields import list_of
from exchange.requests.attachments import AttachmentView
from exchange.requests.history import History
from exchange.requests.views import ChangeView, LegView, RequestView, SubjectView
from tui.foreign import block, line
from tui.speech import Speech
from tui.widgets.row import Column, Row

TABS: Final = ("summary", "legs", "subjects", "thread", "attachments", "notes", "history")
COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "summary": (Column(0),),
    "legs": (Column(2), Column(18), Column(2), Column(20), Column(4), Column(13), Column(0)),
    "subjects": (Column(3), Column(12), Column(14), Column(0)),
    "thread": (Column(12), Column(1), Column(16), Column(7), Column(14), Column(0), Column(8, right=True)),
    "attachments": (Column(3), Column(0), Column(10, right=True), Column(12)),
    "notes": (Column(12), Column(14), Column(0)),
    "history": (Column(6, right=True), Column(12), Column(14), Column(0)),
}


@dataclass(frozen=True)
class Shown:
    """A request as its screen shows it: rows a tab, and the text of each row by its key."""

    view: RequestView
    files: tuple[AttachmentView, ...]
    rows: Mapping[str, tuple[Row, ...]]
    texts: Mapping[str, Content] = field(default_factory=dict)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many things stand in each tab that counts some."""
        return {name: len(rows) for name, rows in self.rows.items() if name not in ("summary", "history")}


def shown(speech: Speech, view: RequestView, files: tuple[AttachmentView, ...], history: History) -> Shown:
    """Return what all tabs show."""
    texts: dict[str, Content] = {"summary": summary(speech, view)}
    texts |= {f"leg {leg.number}": leg_text(speech, view, leg) for leg in view.legs}
    texts |= {f"subject {one.number}": subject_text(speech, one) for one in view.subjects}
    texts |= {f"note {n}": Content(block(one.text)) for n, one in enumerate(view.notes)}
    texts |= {
        f"entry {one.log_index}": changes_text(speech, one.changes, one.reason) for one in history.items
    }
    rows = {
        "summary": (),
        "legs": tuple(_leg_row(speech, leg) for leg in view.legs),
        "subjects": tuple(_subject_row(speech, one) for one in view.subjects),
        "thread": _thread_rows(speech, view),
        "attachments": tuple(
            Row(
                f"file {one.number}",
                (str(one.number), line(one.name), size(one.size), speech.short(one.added_at)),
            )
            for one in files
        ),
        "notes": tuple(
            Row(f"note {n}", (speech.short(one.at), one.author, line(one.text[:300])))
            for n, one in enumerate(view.notes)
        ),
        "history": _history_rows(speech, history),
    }
    return Shown(view, files, rows, texts)


def _leg_row(speech: Speech, leg: LegView) -> Row:
    due = speech.short(leg.due_at) or (
        speech.of("none") if leg.clock == "none" else speech.code("clock", leg.clock)
    )
    follow = speech.of("leg.follow-up", day=speech.short(leg.follow_up_at)) if leg.follow_up_at else ""
    cells = (
        str(leg.number),
        line(leg.to),
        leg.country,
        speech.code("leg-status", leg.status),
        speech.code("waits-for", leg.waits_for),
        due,
        follow,
    )
    look = "closed" if leg.status in ("closed", "returned") else "alarm" if leg.alarm else "plain"
    return Row(f"leg {leg.number}", cells, look)


def _subject_row(speech: Speech, one: SubjectView) -> Row:
    named = ("family", "given", "number", "plate", "name", "handle", "serial")
    words = [line(one.fields[name]) for name in named if one.fields.get(name)]
    rest = [line(value) for name, value in one.fields.items() if name not in named]
    warned = "!" if one.warnings else ""
    cells = (
        f"{one.number}{warned}",
        speech.code("subject-type", one.type),
        speech.code("person-role", one.role),
    )
    return Row(f"subject {one.number}", (*cells, " ".join([*words, "·", *rest])))


def _thread_rows(speech: Speech, view: RequestView) -> tuple[Row, ...]:
    found = []
    for one in view.transmissions:
        way, letter = (">", "D") if one.direction == "out" else ("<", "A")
        witnessed = speech.of("thread.witnessed") if one.witnessed else ""
        cells = (
            speech.short(one.at),
            way,
            speech.code("nature", one.nature),
            f"{letter}-{one.number:04d}",
            speech.code("transmission-status", one.status),
            f"{line(one.other)} · {line(one.subject)}",
            f"{one.log_index}{witnessed}",
        )
        found.append(Row(f"transmission {one.year}-{one.number}", cells))
    return tuple(found)


def _history_rows(speech: Speech, history: History) -> tuple[Row, ...]:
    found = []
    for one in reversed(history.items):
        details = " · ".join(f"{name} {value}" for name, value in one.details.items())
        changed = ", ".join(speech.low("field", change.field) for change in one.changes)
        text = " · ".join(filter(None, (speech.code("op", one.op), details, changed)))
        found.append(
            Row(f"entry {one.log_index}", (str(one.log_index), speech.short(one.at), one.by, line(text)))
        )
    return tuple(found)


def summary(speech: Speech, view: RequestView) -> Content:
    """Return the summary: who asks, when, what is still missing, the text."""
    item = view.item
    pairs = [
        (speech.of("field.requester"), _joined(line(item.requester), line(view.agent))),
        (
            speech.of("field.received"),
            _joined(speech.moment(item.received_at), speech.low("channel", view.via)),
        ),
        (speech.of("field.their-ref"), ", ".join(map(line, view.their_refs))),
        (speech.of("field.due"), speech.limit(item.due_at)),
        (speech.of("field.urgency"), _joined(speech.code("urgency", item.urgency), _reason(speech, view))),
        (speech.of("field.handling"), _joined(item.handling, item.marking, line(view.conditions))),
        (speech.of("field.assigned"), ", ".join(view.assigned)),
        (speech.of("field.review"), speech.day(item.review_at)),
        (speech.of("field.outcome"), speech.code("outcome", view.outcome)),
        (
            speech.of("field.relations"),
            ", ".join(f"{speech.code('relation', r.as_)} {r.ref}" for r in view.relations),
        ),
        *((speech.code("field", name), _value(speech, name, text)) for name, text in view.fields.items()),
    ]
    parts = [_pair(label, value) for label, value in pairs if value]
    points = [
        Content(f"   {number}. {line(text)} · {speech.code('point-state', state)}")
        for number, text, state in view.points
    ]
    if points:
        parts += [Content(""), Content.styled(f" {speech.of('field.points')}", "bold"), *points]
    parts += [Content(""), *(Content(f" {one}") for one in block(view.text).split("\n"))]
    return Content("\n").join(parts)


def leg_text(speech: Speech, view: RequestView, leg: LegView) -> Content:
    """Return all of a leg: its limits with their sources, its events, what is still open."""
    parts = [Content.styled(f" {speech.of('leg.title', number=leg.number, name=line(leg.to_name))}", "bold")]
    channel = speech.code("channel", leg.channel)
    parts.append(_pair(speech.of("field.basis"), _joined(line(leg.basis), channel, line(leg.basis_reason))))
    for clock in leg.clocks:
        named = clock.named.get(speech.language, "")
        due = speech.limit(clock.due_at) or speech.of("leg.no-date")
        stopped = (
            speech.of("leg.stopped", at=speech.short(clock.suspended_since)) if clock.suspended_since else ""
        )
        ended = speech.of("leg.ended") if clock.ended else ""
        cited = line(speech.cited(clock.source, clock.cited))
        parts.append(
            _pair(line(named) or speech.code("clock", clock.clock), _joined(due, stopped, ended, cited))
        )
    if not leg.clocks:
        cited = line(speech.cited(leg.source, leg.cited))
        parts.append(_pair(speech.of("field.due"), _joined(speech.limit(leg.due_at), cited)))
    if leg.open_points:
        parts.append(_pair(speech.of("leg.open-points"), ", ".join(map(str, leg.open_points))))
    for code in leg.warnings:
        arguments: dict[str, str | int] = {
            "number": leg.number,
            "to": leg.to,
            "country": leg.country,
            "basis": leg.basis,
            "bases": ", ".join(leg.binding) or "-",
        }
        parts.append(Content.styled(f" ! {line(speech.warning(code, arguments))}", "bold"))
    for event in view.events:
        if event.leg in (leg.number, None):
            code = speech.code("event", event.code)
            where = _joined(line(event.place), event.country, line(event.note))
            gone = speech.of("event.withdrawn", reason=line(event.reason)) if event.withdrawn else ""
            parts.append(Content(f"   {speech.moment(event.at)}  {_joined(code, where, gone)}"))
    return Content("\n").join(parts)


def subject_text(speech: Speech, one: SubjectView) -> Content:
    """Return all fields of a subject, and what was wrong with them."""
    parts = [
        _pair(speech.code("field", name), _value(speech, name, text)) for name, text in one.fields.items()
    ]
    parts += [Content.styled(f" ! {line(speech.warning(code, {}))}", "bold") for code in one.warnings]
    return Content("\n").join(parts)


def changes_text(speech: Speech, changes: tuple[ChangeView, ...], reason: str | None) -> Content:
    """Return what an amendment changed, as lines taken away and lines added."""
    parts: list[Content] = []
    for change in changes:
        parts.append(Content.styled(f" {speech.code('field', change.field)}", "bold"))
        parts += [Content(f" - {one}") for one in block(change.old).split("\n") if change.old]
        parts += [Content(f" + {one}") for one in block(change.new).split("\n") if change.new]
    if reason:
        parts.append(_pair(speech.of("field.reason"), line(reason)))
    return Content("\n").join(parts)


def size(count: int) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count} {unit}"
        count //= 1024
    return f"{count} GiB"


def _pair(label: str, value: str) -> Content:
    return Content.assemble((f" {label:<22} ", "dim"), value)


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _reason(speech: Speech, view: RequestView) -> str:
    return speech.code("urgency-reason", view.urgency_reason)


def _value(speech: Speech, name: str, text: str) -> str:
    group = list_of(name)
    return ", ".join(speech.code(group, one) for one in text.split(",")) if group else line(text)
