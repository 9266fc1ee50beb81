"""A request as flat names and texts, as it is shown, and what differs between two moments of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exchange.requests.views import ChangeView, LegView, RequestView, SubjectView

_ITEM = (
    "kind",
    "title",
    "direction",
    "received_at",
    "due_at",
    "follow_up_at",
    "urgency",
    "handling",
    "marking",
)
_VIEW = (
    "type",
    "text",
    "language",
    "agent",
    "conditions",
    "urgency_reason",
    "access",
    "nature",
    "purpose",
    "via",
    "asked_for",
)
_LEG = (
    "to",
    "basis",
    "basis_reason",
    "channel",
    "asked_for",
    "clock",
    "due_at",
    "source",
    "follow_up_at",
)


def described(view: RequestView) -> dict[str, str]:
    """Return what an amendment may change of a request, by names such as `legs.1.basis`."""
    return dict(_described(view))


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[ChangeView, ...]:
    """Return what differs, in the order in which a request is shown."""
    names = dict.fromkeys((*after, *before))
    return tuple(
        ChangeView(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )


def _described(view: RequestView) -> Iterator[tuple[str, str]]:
    yield "requesting_service", view.item.requester
    yield from _named(view.item, _ITEM)
    yield from _named(view, _VIEW)
    if view.their_refs:
        yield "their_refs", ", ".join(view.their_refs)
    yield from ((f"fields.{name}", value) for name, value in view.fields.items())
    yield from ((f"points.{number}", text) for number, text, _ in view.points)
    for leg in view.legs:
        yield from _leg(leg)
    for subject in view.subjects:
        yield from _subject(subject)


def _leg(leg: LegView) -> Iterator[tuple[str, str]]:
    for name, value in _named(leg, _LEG):
        yield f"legs.{leg.number}.{name}", value


def _subject(subject: SubjectView) -> Iterator[tuple[str, str]]:
    yield f"subjects.{subject.number}", subject.type
    if subject.role is not None:
        yield f"subjects.{subject.number}.role", subject.role
    for name, value in subject.fields.items():
        yield f"subjects.{subject.number}.{name}", value


def _named(holder: object, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    found = vars(holder)
    for name in names:
        if found[name] not in (None, ""):
            yield name, str(found[name])
