"""What a legal basis allows: its dates, the states and channels that it binds, its refusal grounds.

A basis out of date is refused. One that doesn't bind the leg's country, or its channel, only warns,
with those that do: people keep it with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from exchange.codes import Channel, Urgency, UrgencyReason, parse_code
from exchange.codes.parsing import unknown_code
from exchange.errors import Refused
from exchange.law.counting import day_of, last_day
from exchange.law.model import Basis, Law, Period, PeriodUnit
from exchange.law.reader import load_law

_REVIEW_MONTHS = 36


@dataclass(frozen=True)
class LawWarning:
    """Something to know about a basis before keeping it: a code and the particulars of its sentence."""

    code: str
    arguments: tuple[tuple[str, str], ...]


def basis_for(code: str, received_at: datetime, zone: str, law: Law | None = None) -> Basis:
    """Return the basis `code` for a request received at that moment.

    Raise Invalid("unknown-code") where nobody knows it, and Refused("basis-out-of-date") with its
    dates where it is not in force on that day in `zone`.
    """
    day = day_of(received_at, zone)
    basis = (law or load_law()).basis(code, day)
    if not basis.holds_on(day):
        raise Refused(
            "basis-out-of-date",
            basis=basis.code,
            day=day,
            valid_from=basis.valid_from or "…",
            valid_to=basis.valid_to or "…",
        )
    return basis


def basis_warnings(
    basis: Basis,
    countries: tuple[str | None, ...],
    channel: Channel | None,
    day: date,
    law: Law | None = None,
) -> tuple[LawWarning, ...]:
    """Return what to know about keeping `basis` between services of `countries` on `channel`."""
    found = [
        LawWarning(
            "basis-not-binding",
            (
                ("basis", basis.code),
                ("country", country or ""),
                ("bases", ", ".join(binding_bases(basis, countries, day, law or load_law()))),
            ),
        )
        for country in dict.fromkeys(countries)
        if not basis.binds(country)
    ]
    if not basis.binds_on(channel):
        channels = ", ".join(sorted(basis.channels or ()))
        found.append(LawWarning("channel-not-binding", (("basis", basis.code), ("channels", channels))))
    if basis.to_check:
        found.append(LawWarning("basis-to-check", (("basis", basis.code), ("source", basis.source))))
    return tuple(found)


def binding_bases(basis: Basis, countries: tuple[str | None, ...], day: date, law: Law) -> tuple[str, ...]:
    """Return the codes of the bases that serve what `basis` does, and bind all of `countries` on `day`.

    Those made for these states come before those that bind all.
    """
    found = [
        other
        for other in law.in_force(day)
        if set(other.subjects) & set(basis.subjects)
        and all(other.binds(country) for country in countries)
        and other.code != basis.code
    ]
    return tuple(other.code for other in sorted(found, key=lambda other: (other.states is None, other.code)))


def check_ground(ground: str, basis: Basis | None, law: Law | None = None) -> str:
    """Return `ground` if `basis` knows it as a ground of refusal; without a basis any basis will do.

    Raise Refused("unknown-ground") with the grounds that the basis knows.
    """
    known = basis.grounds if basis else every_ground(law)
    if ground not in known:
        raise Refused(
            "unknown-ground",
            ground=ground[:40],
            basis=basis.code if basis else "…",
            source=basis.grounds_source if basis else "…",
            known=", ".join(known),
        )
    return ground


def every_ground(law: Law | None = None) -> tuple[str, ...]:
    """Return every ground of refusal that some basis knows."""
    bases = (law or load_law()).bases.values()
    return tuple(sorted({ground for basis in bases for ground in basis.grounds}))


def check_urgency(urgency: Urgency, reason: str | None, basis: Basis | None) -> str | None:
    """Return the urgency reason to keep with a request.

    Where the basis asks for a code (Directive (EU) 2023/977 Art. 4), raise
    Refused("urgency-reason-needed") without one and Invalid("unknown-code") for another text;
    elsewhere a code, free text or none will do.
    """
    if urgency is not Urgency.URGENT or basis is None or not basis.urgency_reason_needed:
        return reason
    if not reason:
        raise Refused("urgency-reason-needed", basis=basis.code, known=", ".join(UrgencyReason))
    if reason not in set(UrgencyReason):
        raise unknown_code(reason, UrgencyReason, "urgency-reason")
    return parse_code(UrgencyReason, reason)


def review_due(ended: datetime, basis: Basis | None, zone: str) -> date:
    """Return the day on which the data of an exchange that ended then must be reviewed."""
    months = basis.review_months if basis else _REVIEW_MONTHS
    return last_day(day_of(ended, zone), Period(months, PeriodUnit.MONTHS))
