"""The fields of a request's form, as tables: what each kind has, with what each begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from exchange.codes import SUBKINDS, Access, Channel, Handling, Kind, Marking, Purpose, Urgency, UrgencyReason
from exchange.codes.fields import Field, fields_of
from exchange.desk import Desk
from exchange.directory.services import ServiceView
from exchange.transmission.views import TransmissionView
from tui import options
from tui.speech import Speech
from tui.widgets.choice import Option
from tui.widgets.fields import As, Wanted

_OWN: Final = ("subjects", "files")
_LISTS: Final = ("to",)


@dataclass(frozen=True)
class Lists:
    """What a form chooses from and begins with."""

    services: tuple[ServiceView, ...]
    bases: tuple[Option, ...]
    compartments: tuple[str, ...]
    values: Mapping[str, str]
    from_draft: bool
    arrival: TransmissionView | None

    @classmethod
    def of(cls, desk: Desk, language: str, arrival: str | None, draft: Mapping[str, str] | None) -> Lists:
        """Ask the desk for all of it at once; a draft says more than the arrival that it was begun from."""
        view = desk.transmissions.show(arrival) if arrival else None
        begun = _from(view) if view else {}
        bases = tuple(Option(one.code, one.name) for one in desk.law.list(language))
        names = tuple(one.compartment for one in desk.compartments.list())
        return cls(desk.services.list(), bases, names, draft or begun, draft is not None, view)


def _from(view: TransmissionView) -> dict[str, str]:
    """Return what a request takes over from its arrival."""
    found = {
        "requester": view.from_ if view.from_ else "",
        "title": view.subject[:200],
        "text": view.text,
        "via": view.channel,
        "their-ref": view.their_ref or "",
    }
    return {name: value for name, value in found.items() if value}


def main_fields(speech: Speech, lists: Lists) -> tuple[Wanted, ...]:
    """Return the first fields: what every request needs, and whom it asks."""
    values = lists.values
    services = options.services(speech, lists.services)
    known = {one.handle for one in lists.services}
    requester = values.get("requester", "")
    return (
        _choice(speech, "kind", "kind", Kind, values, needed=True),
        Wanted(
            "type",
            speech.of("field.type"),
            As.CHOICE,
            values.get("type", ""),
            options.subkinds(speech, values.get("kind", "")),
        ),
        Wanted(
            "requester",
            speech.of("field.requester"),
            As.CHOICE,
            requester if requester in known else "",
            services,
            needed=True,
            grows=True,
        ),
        Wanted("title", speech.of("field.title"), value=values.get("title", ""), needed=True),
        Wanted("text", speech.of("field.text"), As.TEXT, values.get("text", "")),
        Wanted("to", speech.of("field.to"), As.CHOICES, values.get("to", ""), services, grows=True),
    )


def more_fields(speech: Speech, lists: Lists) -> tuple[Wanted, ...]:
    """Return what every kind may have besides: how it came, what it is asked for, on which basis."""
    values = lists.values
    return (
        Wanted(
            "received-at",
            speech.of("field.received"),
            As.PAST,
            values.get("received-at", ""),
            hint=speech.moment(lists.arrival.received_at) if lists.arrival else speech.of("hint.now"),
        ),
        _choice(speech, "via", "channel", Channel, values),
        Wanted("their-ref", speech.of("field.their-ref"), value=values.get("their-ref", "")),
        Wanted("agent", speech.of("field.agent"), value=values.get("agent", "")),
        _choice(speech, "urgency", "urgency", Urgency, values),
        _choice(speech, "urgency-reason", "urgency-reason", UrgencyReason, values),
        Wanted(
            "legal-basis", speech.of("field.basis"), As.CHOICE, values.get("legal-basis", ""), lists.bases
        ),
        _limit("due", speech.of("field.asked-for"), speech.of("hint.limit"), values),
        _limit("follow-up", speech.of("field.follow-up"), speech.of("hint.day"), values),
    )


def pressing_fields(speech: Speech, kind: str, type_: str, values: Mapping[str, str]) -> tuple[Wanted, ...]:
    """Return what a kind can't be without, and an arrest's hour, place and country: its clock runs."""
    needed = tuple(
        options.field(speech, one, values.get(one.name, "")) for one in own_of(kind, type_) if one.needed
    )
    if type_ != "arrest":
        return needed
    at, country = values.get("arrested-at", ""), values.get("arrested-in", "")
    countries = options.countries(speech.language)
    return (
        Wanted("arrested-at", speech.of("field.arrested-at"), As.PAST, at, hint=speech.of("hint.when")),
        Wanted("place", speech.of("field.place"), value=values.get("place", "")),
        Wanted("arrested-in", speech.of("field.country"), As.CHOICE, country, countries),
        *needed,
    )


def kind_fields(speech: Speech, kind: str, type_: str, values: Mapping[str, str]) -> tuple[Wanted, ...]:
    """Return the other fields that a kind has of its own."""
    return tuple(
        options.field(speech, one, values.get(one.name, "")) for one in own_of(kind, type_) if not one.needed
    )


def own_of(kind: str, type_: str) -> Iterable[Field]:
    """Return the fields that a kind has of its own, and its sub-kind's once that is chosen."""
    if not kind:
        return ()
    subkind = next((one for one in SUBKINDS[Kind(kind)] if one.value == type_), None)
    return [one for one in fields_of(Kind(kind), subkind).values() if subkind or not one.subkinds]


def conditions(speech: Speech, lists: Lists) -> tuple[Wanted, ...]:
    """Return marking and conditions of use: folded until `f9`, for they mostly are the post's own."""
    values = lists.values
    places = tuple(Option(one, one) for one in lists.compartments)
    found = [
        _choice(speech, "handling", "handling", Handling, values),
        _choice(speech, "marking", "marking", Marking, values),
        Wanted("conditions", speech.of("field.conditions"), value=values.get("conditions", "")),
        _choice(speech, "purpose", "purpose", Purpose, values),
        _choice(speech, "access", "access", Access, values),
    ]
    if len(places) > 1:
        value = values.get("compartment", "")
        found.append(Wanted("compartment", speech.of("field.compartment"), As.CHOICE, value, places))
    return tuple(found)


def document_of(
    values: Mapping[str, str],
    arrival: str | None,
    subjects: Sequence[tuple[str, Mapping[str, str]]],
    files: Sequence[str],
) -> dict[str, object]:
    """Return a form as the document that `new_request` reads."""
    kind = values.get("kind", "")
    own = fields_of(Kind(kind)) if kind else {}
    plain = {
        name: value for name, value in values.items() if name not in (*_OWN, *_LISTS) and name not in own
    }
    plain["from"] = plain.pop("requester", "")
    document: dict[str, object] = {name: value for name, value in plain.items() if value}
    document["to"] = [one for one in values.get("to", "").split(",") if one]
    document["fields"] = {name: value for name, value in values.items() if name in own and value}
    document["persons"] = [dict(one) for type_, one in subjects if type_ == "person"]
    document["documents"] = [dict(one) for type_, one in subjects if type_ == "document"]
    document["attach"] = list(files)
    if arrival:
        document["arrival"] = arrival
    return document


def _limit(name: str, label: str, hint: str, values: Mapping[str, str]) -> Wanted:
    return Wanted(name, label, As.LIMIT, values.get(name, ""), hint=hint)


def _choice(
    speech: Speech,
    name: str,
    group: str,
    found: Iterable[str],
    values: Mapping[str, str],
    *,
    needed: bool = False,
) -> Wanted:
    chosen = options.codes(speech, group, [str(one) for one in found])
    return Wanted(name, speech.of(f"field.{name}"), As.CHOICE, values.get(name, ""), chosen, needed=needed)
