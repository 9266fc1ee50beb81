"""What can be amended of a request, as fields and back: its common ones, and those of its kind. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from exchange.codes import Access, Handling, Marking, Urgency, UrgencyReason
from exchange.requests.inputs import Amendment
from exchange.requests.views import RequestView
from tui import options
from tui.screens.form_fields import own_of
from tui.speech import Speech
from tui.widgets.fields import As, Wanted

OWN: Final = "own."
"""Before the name of a field that the kind of a request has of its own."""


def amend_fields(speech: Speech, view: RequestView, values: Mapping[str, str]) -> list[Wanted]:
    """Return the fields of an amendment, filled with what was typed or stands there."""
    return [
        Wanted("title", speech.of("field.title"), value=values["title"], needed=True),
        Wanted("text", speech.of("field.text"), As.TEXT, values["text"]),
        Wanted("their_ref", speech.of("field.their-ref"), value=values["their_ref"]),
        Wanted("agent", speech.of("field.agent"), value=values["agent"]),
        _code(speech, "urgency", "urgency", Urgency, values),
        _code(speech, "urgency_reason", "urgency-reason", UrgencyReason, values),
        Wanted("due", speech.of("field.asked-for"), As.LIMIT, values["due"], hint=speech.of("hint.limit")),
        _code(speech, "handling", "handling", Handling, values),
        _code(speech, "marking", "marking", Marking, values),
        Wanted("conditions", speech.of("field.conditions"), value=values["conditions"]),
        _code(speech, "access", "access", Access, values),
        *(replace(one, value=values[one.name]) for one in _own_fields(speech, view)),
        Wanted("reason", speech.of("field.reason"), value=values.get("reason", "")),
    ]


def _code(speech: Speech, name: str, group: str, codes: Iterable[str], values: Mapping[str, str]) -> Wanted:
    label = speech.of(f"field.{group}")
    return Wanted(name, label, As.CHOICE, values[name], options.codes(speech, group, codes))


def values_of(view: RequestView, speech: Speech) -> dict[str, str]:
    """Return what can be amended of a request, as it is typed."""
    item = view.item
    found = {
        "title": item.title,
        "text": view.text,
        "their_ref": view.their_refs[0] if view.their_refs else "",
        "agent": view.agent,
        "urgency": item.urgency,
        "urgency_reason": view.urgency_reason,
        "due": speech.typed(view.asked_for),
        "handling": item.handling,
        "marking": item.marking,
        "conditions": view.conditions,
        "access": view.access,
    }
    own = {one.name: one.value for one in _own_fields(speech, view)}
    return {name: value or "" for name, value in found.items()} | own


def amendment_of(changed: Mapping[str, str], version: int, reason: str | None) -> Amendment:
    """Return what changes of the version that was read; an empty value takes away."""
    return Amendment(
        version=version,
        reason=reason,
        title=changed.get("title"),
        text=changed.get("text"),
        their_ref=changed.get("their_ref"),
        agent=changed.get("agent"),
        urgency=changed.get("urgency"),
        urgency_reason=changed.get("urgency_reason"),
        due=changed.get("due"),
        handling=changed.get("handling"),
        marking=changed.get("marking"),
        conditions=changed.get("conditions"),
        access=changed.get("access"),
        fields={name.removeprefix(OWN): value for name, value in changed.items() if name.startswith(OWN)},
    )


def _own_fields(speech: Speech, view: RequestView) -> tuple[Wanted, ...]:
    """Return all fields that the kind of a request has of its own, as they stand in it."""
    own = own_of(view.item.kind, view.type or "")
    found = (options.field(speech, one, view.fields.get(one.name, "")) for one in own)
    return tuple(replace(one, name=f"{OWN}{one.name}", needed=False) for one in found)
