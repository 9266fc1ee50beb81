"""The verbs on the law: its bases, each with its limits, grounds and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from exchange.law.model import Basis, Row
from exchange.law.reader import load_law
from exchange.locale import Language, text


@dataclass(frozen=True)
class BasisView:
    """A legal basis, in a line."""

    code: str
    name: str
    source: str
    valid_from: str | None
    valid_to: str | None
    to_check: bool


@dataclass(frozen=True)
class LimitView:
    """One limit of a basis: how long, from which event to which."""

    code: str
    limit: str
    from_: str
    until: tuple[str, ...]
    source: str
    text: str


@dataclass(frozen=True)
class GroundView:
    """A ground on which the basis lets a request be refused."""

    code: str
    source: str
    text: str


@dataclass(frozen=True)
class LawView:
    """A legal basis, whole."""

    code: str
    name: str
    source: str
    valid_from: str | None
    valid_to: str | None
    to_check: bool
    states: tuple[str, ...]
    channels: tuple[str, ...]
    limits: tuple[LimitView, ...]
    grounds: tuple[GroundView, ...]


class LawTables:
    """The verbs on the law."""

    def list(self, language: str) -> tuple[BasisView, ...]:
        """Return every basis, by code."""
        return tuple(_line(basis, Language(language)) for _, basis in sorted(load_law().bases.items()))

    def show(self, code: str, language: str) -> LawView:
        """Return one basis; raise Invalid with the nearest codes."""
        basis, words = load_law().basis(code), Language(language)
        line = _line(basis, words)
        return LawView(
            line.code,
            line.name,
            line.source,
            line.valid_from,
            line.valid_to,
            line.to_check,
            tuple(sorted(basis.states or ())),
            tuple(sorted(channel.value for channel in basis.channels or ())),
            tuple(_limit(row, words) for row in basis.limits),
            tuple(
                GroundView(ground, basis.grounds_source, text("codes", f"ground.{ground}", words))
                for ground in basis.grounds
            ),
        )


def _line(basis: Basis, language: Language) -> BasisView:
    return BasisView(
        basis.code,
        basis.words[language],
        basis.source,
        _day(basis.valid_from),
        _day(basis.valid_to),
        basis.to_check,
    )


def _limit(row: Row, language: Language) -> LimitView:
    limit = f"{row.period.count} {row.period.unit.value}"
    return LimitView(row.code, limit, row.starts, row.ends, row.source, row.words[language])


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
