"""Personal data that leave the European Union and Schengen: on which ground, and what is asked first.

Directive (EU) 2016/680, Articles 35 to 39: each such departure has its ground, which is logged. Where
nobody says one, it is the adequacy decision in force, else the instrument that binds both states,
else, in a country where the post is accredited, its own assessment; else it is asked. An assessment
and a derogation need their reason. What came from another Member State needs that State's prior
authorisation (Article 35(1)(c)). Where the destination keeps the death penalty and a person is named,
whether guarantees were obtained is asked; without them nothing leaves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from exchange.codes import parse_code
from exchange.countries import alpha3_of
from exchange.errors import Refused
from exchange.law.fields import Fields, Place
from exchange.law.model import Words
from exchange.law.reader import state_groups

FRANCE: Final = "FR"


class TransferBasis(StrEnum):
    """On which ground data go to a third country."""

    ADEQUACY = "adequacy"
    INSTRUMENT = "instrument"
    ASSESSMENT = "assessment"
    DEROGATION_A = "derogation-a"
    DEROGATION_B = "derogation-b"
    DEROGATION_C = "derogation-c"
    DEROGATION_D = "derogation-d"
    DEROGATION_E = "derogation-e"


class Guarantees(StrEnum):
    """Whether it is assured that the death penalty won't follow."""

    OBTAINED = "obtained"
    NOT_NEEDED = "not-needed"
    NOT_OBTAINED = "not-obtained"


@dataclass(frozen=True)
class Adequacy:
    """A state that the Commission found adequate, from one day to another."""

    state: str
    valid_from: date | None
    valid_to: date | None
    cited: Words
    to_check: bool


@dataclass(frozen=True)
class TransferLaw:
    """The grounds with their words and sources, the adequate states, those that keep the death penalty."""

    words: Mapping[TransferBasis, Words]
    cited: Mapping[TransferBasis, Words]
    adequate: tuple[Adequacy, ...]
    death_penalty: frozenset[str]
    death_penalty_cited: Words

    def adequate_on(self, country: str, day: date) -> bool:
        """Say whether an adequacy decision for `country` is in force on `day`."""
        return any(
            row.state == country and (row.valid_from or day) <= day <= (row.valid_to or day)
            for row in self.adequate
        )


@dataclass(frozen=True)
class Asked:
    """What was said of a transfer, as typed."""

    basis: str | None = None
    reason: str | None = None
    authorisation: str | None = None
    guarantees: str | None = None


@dataclass(frozen=True)
class Case:
    """What a transfer's ground depends on.

    `instruments` are the bases that bind both states, the leg's own first; `host`: the post is
    accredited in `country`. `origin` is the state that the information came from.
    """

    handle: str
    country: str
    day: date
    instruments: tuple[str, ...]
    host: bool
    origin: str
    names_persons: bool


@dataclass(frozen=True)
class Transfer:
    """A transfer that may go, and why."""

    basis: TransferBasis | None
    instrument: str | None = None
    reason: str | None = None
    authorisation: str | None = None
    guarantees: Guarantees | None = None


@lru_cache(maxsize=1)
def transfer_law() -> TransferLaw:
    """Return the data that ship with the product."""
    path = Path(__file__).with_name("transfers.toml")
    file = Fields(tomllib.loads(path.read_text(encoding="utf-8")), Place(name=path.name))
    file.only(frozenset({"ground", "adequate", "death_penalty"}))
    grounds = [Fields(table, Place(name="ground")) for table in file.tables("ground")]
    codes = [TransferBasis(row.code("code")) for row in grounds]
    adequate = [Fields(table, Place(name="adequate")) for table in file.tables("adequate")]
    death = Fields(file.inner("death_penalty"), Place(name="death_penalty"))
    return TransferLaw(
        MappingProxyType(dict(zip(codes, (row.words() for row in grounds), strict=True))),
        MappingProxyType(dict(zip(codes, (row.cited("source") for row in grounds), strict=True))),
        tuple(
            Adequacy(
                row.text("state"),
                row.day("valid_from"),
                row.day("valid_to"),
                row.cited("source"),
                row.flag("to_check"),
            )
            for row in adequate
        ),
        frozenset(death.list("states", alpha3_of().__contains__)),
        death.cited("source"),
    )


def is_inside(country: str) -> bool:
    """Say whether data may go to `country` as they may inside: the Union and Schengen."""
    groups = state_groups()
    return country in groups["eu"] or country in groups["schengen-associated"]


def transfer_of(case: Case, asked: Asked, law: TransferLaw | None = None) -> Transfer | None:
    """Return on which ground something goes to a service; None inside the Union and Schengen.

    Raise Refused where something must be said first, or where it may not go; Invalid for unknown codes.
    """
    law = law or transfer_law()
    guarantees = _guarantees(case, asked, law)
    if is_inside(case.country):
        return Transfer(None, guarantees=guarantees) if guarantees else None
    another = case.origin not in (FRANCE, case.country) and is_inside(case.origin)
    if another and not asked.authorisation:
        raise Refused("transfer-authorisation-needed", state=case.origin, country=case.country)
    basis = _asked(case, asked, law) if asked.basis is not None else _usual(case, law)
    instrument = case.instruments[0] if basis is TransferBasis.INSTRUMENT and case.instruments else None
    return Transfer(basis, instrument, asked.reason, asked.authorisation, guarantees)


def _asked(case: Case, asked: Asked, law: TransferLaw) -> TransferBasis:
    basis = parse_code(TransferBasis, asked.basis or "", "transfer-basis")
    if basis is TransferBasis.ADEQUACY:
        if not law.adequate_on(case.country, case.day):
            raise Refused("transfer-not-adequate", country=case.country, day=case.day)
    elif basis is TransferBasis.INSTRUMENT:
        if not case.instruments and not asked.reason:
            raise Refused("transfer-instrument-unknown", country=case.country)
    elif not asked.reason:
        raise Refused("transfer-reason-needed", transfer=basis.value)
    return basis


def _usual(case: Case, law: TransferLaw) -> TransferBasis:
    if law.adequate_on(case.country, case.day):
        return TransferBasis.ADEQUACY
    if case.instruments:
        return TransferBasis.INSTRUMENT
    if case.host:
        return TransferBasis.ASSESSMENT
    known = ", ".join(one for one in TransferBasis if one is not TransferBasis.ADEQUACY)
    raise Refused("transfer-basis-needed", handle=case.handle, country=case.country, known=known)


def _guarantees(case: Case, asked: Asked, law: TransferLaw) -> Guarantees | None:
    said = None
    if asked.guarantees is not None:
        said = parse_code(Guarantees, asked.guarantees, "guarantees")
    if not (case.names_persons and case.country in law.death_penalty):
        return said
    if said is None:
        raise Refused("guarantees-to-say", country=case.country, known=", ".join(Guarantees))
    if said is Guarantees.NOT_OBTAINED:
        raise Refused("guarantees-not-obtained", country=case.country)
    return said
