"""What each tab of a request shows: rows, and the text beside the row under the cursor. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from exchange.requests.attachments import AttachmentView
from exchange.requests.history import History
from exchange.requests.views import LegView, RequestView, SubjectView, ThreadView
from tui.foreign import line
from tui.screens.request_texts import (
    changes_text,
    leg_text,
    lines_of,
    subject_named,
    subject_text,
    summary,
    thread_text,
)
from tui.speech import Speech
from tui.widgets.reading import Passage, joined
from tui.widgets.row import Column, Row
from tui.wording import details_named

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
    texts: Mapping[str, Passage] = field(default_factory=dict)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many things stand in each tab that counts some."""
        return {name: len(rows) for name, rows in self.rows.items() if name not in ("summary", "history")}


def shown(speech: Speech, view: RequestView, files: tuple[AttachmentView, ...], history: History) -> Shown:
    """Return what all tabs show."""
    texts: dict[str, Passage] = {"summary": summary(speech, view)}
    texts |= {f"leg {leg.number}": leg_text(speech, view, leg) for leg in view.legs}
    texts |= {f"subject {one.number}": subject_text(speech, one) for one in view.subjects}
    texts |= {key_of(one): thread_text(speech, one) for one in view.transmissions}
    texts |= {f"note {n}": lines_of(one.text) for n, one in enumerate(view.notes)}
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
    due = speech.short_limit(leg.due_at, leg.due_zone) or (
        speech.of("none") if leg.clock == "none" else speech.code("clock", leg.clock)
    )
    follow = speech.of("leg.follow-up", day=speech.short_limit(leg.follow_up_at)) if leg.follow_up_at else ""
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
    warned = "!" if one.warnings else ""
    cells = (
        f"{one.number}{warned}",
        speech.code("subject-type", one.type),
        speech.code("person-role", one.role),
    )
    return Row(f"subject {one.number}", (*cells, subject_named(speech, one.fields)))


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
            joined(line(one.other), line(one.subject)),
            f"{one.log_index}{witnessed}",
        )
        found.append(Row(key_of(one), cells))
    return tuple(found)


def _history_rows(speech: Speech, history: History) -> tuple[Row, ...]:
    found = []
    for one in reversed(history.items):
        details = " · ".join(details_named(one.details, speech.language))
        changed = ", ".join(speech.change(change.field, None, None)[0] for change in one.changes)
        text = " · ".join(filter(None, (speech.code("op", one.op), details, changed)))
        found.append(
            Row(f"entry {one.log_index}", (str(one.log_index), speech.short(one.at), one.by, line(text)))
        )
    return tuple(found)


def size(count: int) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count} {unit}"
        count //= 1024
    return f"{count} GiB"


def key_of(one: ThreadView) -> str:
    """Return the key of a message's row."""
    return f"transmission {one.year}-{one.number}"
