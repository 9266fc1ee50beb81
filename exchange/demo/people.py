"""Invented people: a name in the script of its bearer's papers, with its romanisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from exchange.demo.corpus import Script, scripts


@dataclass(frozen=True)
class Person:
    """A person as a request names him: in running text, romanised, and as fields."""

    shown: str
    latin: str
    nationality: str
    fields: Mapping[str, str]


def draw_person(random: Random, role: str, turn: int) -> Person:
    """Draw a person; `turn` chooses the script, so that a few requests have all of them."""
    script = scripts()[turn % len(scripts())]
    sex = random.choice("FM")
    family = random.choice(script.family)
    given = random.choice(script.given_f if sex == "F" else script.given_m)
    nationality = random.choice(script.nationalities)
    latin = f"{family[-1].upper()} {given[-1]}"
    return Person(
        shown=f"{given[0]} {family[0]} ({latin})" if len(family) > 1 else latin,
        latin=latin,
        nationality=nationality,
        fields=_fields(random, script, family, given, sex, nationality, role),
    )


def _fields(
    random: Random,
    script: Script,
    family: tuple[str, ...],
    given: tuple[str, ...],
    sex: str,
    nationality: str,
    role: str,
) -> Mapping[str, str]:
    year, month, day = random.randint(1958, 2004), random.randint(1, 12), random.randint(1, 28)
    # Many services know a year alone, or a year and a month.
    born = random.choice((f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}-{day:02d}", str(year)))
    fields = {
        "family": family[0],
        "given": given[0],
        "sex": sex,
        "born": born,
        "nationality": nationality,
        "role": role,
    }
    if len(family) > 1:
        fields["aliases"] = f"{family[-1]} {given[-1]}"
    return fields
