"""From a case of the corpus to a request as somebody would type it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from exchange.demo.corpus import Case, places
from exchange.demo.people import Person, draw_person
from exchange.requests.inputs import NewRequest


@dataclass(frozen=True)
class Written:
    """A request to open, and what later messages about it will say."""

    case: Case
    new: NewRequest
    words: Mapping[str, str]
    results: tuple[str, ...]


def write(random: Random, post: str, case: Case, turn: int, moment: datetime) -> Written:
    """Fill a case: who, where, how much; some of them with dates asked and a second service."""
    person = draw_person(random, case.role, turn)
    words = draw_words(random, post, person, moment)
    to = case.to if len(case.to) > 1 and random.random() < 0.3 else (random.choice(case.to),)
    new = NewRequest(
        kind=case.kind,
        type=case.type,
        requester=random.choice(case.requester),
        to=to,
        title=_filled(case.title, words),
        text=_filled(case.text, words),
        via=case.via,
        channel=case.channel,
        their_ref=f"ESSAI/{moment:%Y}/{random.randint(100, 9999)}",
        received_at=_text(moment),
        due=_day(moment, random, 20, 45) if random.random() < 0.2 and case.pace != "slow" else None,
        urgency=case.urgency,
        urgency_reason=case.urgency_reason,
        access=case.access,
        legal_basis=case.basis,
        nature=case.nature,
        follow_up=_day(moment, random, 15, 60),
        handling=case.handling,
        marking=case.marking,
        conditions=case.conditions,
        language=case.language,
        points=tuple(_filled(point, words) for point in case.points),
        fields={name: _filled(value, words) for name, value in case.fields.items()},
        persons=(person.fields,),
        documents=_documents(case, words, person),
    )
    return Written(case, new, words, tuple(_filled(result, words) for result in case.results))


def draw_words(random: Random, post: str, person: Person, moment: datetime) -> dict[str, str]:
    """Draw what a text of the corpus may name."""
    place = places(post)
    return {
        "name": person.shown,
        "latin": person.latin,
        "town": random.choice(place.towns),
        "french": random.choice(place.french),
        "route": random.choice(place.routes),
        "crossing": random.choice(place.crossings),
        "kilos": str(random.randint(3, 900)),
        "number": f"ZZ{random.randint(0, 9_999_999):07d}",
        "digits": f"{random.randint(0, 99_999):05d}",
        "phone": f"{random.randint(0, 99):02d} {random.randint(0, 99):02d}",
        "day": f"{moment:%Y-%m-%d}",
    }


def _documents(case: Case, words: Mapping[str, str], person: Person) -> tuple[Mapping[str, str], ...]:
    if case.document is None:
        return ()
    return ({"type": case.document, "number": words["number"], "country": person.nationality},)


def _filled(text: str, words: Mapping[str, str]) -> str:
    return text.strip().format_map(words)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _day(moment: datetime, random: Random, first: int, last: int) -> str:
    return f"{moment + timedelta(days=random.randint(first, last)):%Y-%m-%d}"
