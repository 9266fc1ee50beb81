"""What a request became while it was amended here: what was done to it, and what was typed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from exchange.errors import Invalid
from exchange.requests.amending import Overtaken
from exchange.requests.history import Entry
from exchange.requests.views import ChangeView, RequestView
from tui.foreign import line
from tui.screens.amend_fields import amend_fields, values_of
from tui.speech import Speech
from tui.widgets.fields import Wanted
from tui.wording import details_named

_IN_FORM: Final = frozenset(
    {
        "kind", "type", "title", "text", "their_refs", "agent", "urgency", "urgency_reason", "asked_for",
        "handling", "marking", "conditions", "access",
    }
)  # fmt: skip
_OF_KIND: Final = "fields."


def passes(overtaken: Overtaken) -> bool:
    """Say whether what was typed stands as well on the other version.

    It does where it applies there, and nothing that the form shows is another now: a note, say, was added.
    """
    changed = (change.field for entry in overtaken.entries for change in entry.changes)
    return bool(overtaken.asked) and not any(
        name in _IN_FORM or name.startswith(_OF_KIND) for name in changed
    )


def merge_text(
    speech: Speech, view: RequestView, other: Overtaken | Invalid, typed: Mapping[str, str]
) -> str:
    """Return both sides: what was done to the request, or that its version is gone; and what was typed."""
    theirs = _theirs(speech, other) if isinstance(other, Overtaken) else iter((speech.of("merge.gone"),))
    applied = other.asked if isinstance(other, Overtaken) else ()
    ours = [_change(speech, change) for change in applied] or _typed(speech, view, typed)
    lines = (
        speech.of("merge.theirs"),
        *theirs,
        "",
        speech.of("merge.ours"),
        *ours,
        "",
        speech.of("merge.ask"),
    )
    return "\n".join(lines)


def _theirs(speech: Speech, overtaken: Overtaken) -> Iterator[str]:
    for entry in overtaken.entries:
        for said in [_change(speech, change) for change in entry.changes] or [_act(speech, entry)]:
            yield f"{entry.by} {speech.short(entry.at)} · {said}"


def _act(speech: Speech, entry: Entry) -> str:
    """Return what was done where no value was changed: it was closed, merged, answered."""
    return line(" · ".join((speech.code("op", entry.op), *details_named(entry.details, speech.language))))


def _change(speech: Speech, change: ChangeView) -> str:
    return _said(speech, *speech.change(change.field, change.old, change.new))


def _typed(speech: Speech, view: RequestView, typed: Mapping[str, str]) -> list[str]:
    """Return what was typed as the form shows it: the desk didn't say what it would change."""
    before = values_of(view, speech)
    return [
        _said(speech, one.label, _named(one, before[one.name]), _named(one, typed[one.name]))
        for one in amend_fields(speech, view, before)
        if one.name in before and typed.get(one.name, before[one.name]) != before[one.name]
    ]


def _named(one: Wanted, value: str) -> str:
    return next((option.name for option in one.options if option.code == value), value)


def _said(speech: Speech, name: str, old: str, new: str) -> str:
    return speech.of("merge.change", what=name, old=line(old) or "—", new=line(new) or "—")
