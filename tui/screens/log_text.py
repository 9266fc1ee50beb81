"""An entry of the log as it is read. Pure."""

from __future__ import annotations

from typing import Final

from exchange.audit.showing import EntryView
from tui.foreign import line
from tui.speech import Speech
from tui.widgets.reading import Passage, heading, pair

SHOWN: Final = 3


def entry_text(speech: Speech, one: EntryView) -> Passage:
    """Return all of an entry: who, when, what, and what it tells without content."""
    pairs = [
        (speech.of("log.operation"), one.op),
        (speech.of("log.duty"), speech.code("duty", one.duty)),
        (speech.of("log.purpose"), speech.code("purpose", one.why)),
        (speech.of("log.object"), " ".join(f"{name}={value}" for name, value in (one.on or {}).items())),
        (speech.of("log.commitment"), one.c or ""),
        *((name, _value(value)) for name, value in one.x.items()),
    ]
    head = f"{one.n} · {speech.moment(one.at)} · {line(one.by)}"
    return [heading(head), *(pair(label, value) for label, value in pairs if value)]


def _value(value: object) -> str:
    """Return a value of an entry as people read it: a list by what it holds, a long one by how many."""
    if not isinstance(value, list | tuple):
        return line(str(value))
    return str(len(value)) if len(value) > SHOWN else ", ".join(line(str(one)) for one in value)
