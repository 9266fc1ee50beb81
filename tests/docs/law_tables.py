"""The tables of docs/law.md, made from the data: bases, limits, grounds, codes, transfers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from exchange.codes import Accuracy, Handling, Marking, Reliability, UrgencyReason
from exchange.law.model import Basis, Period, Row
from exchange.law.reader import load_law
from exchange.law.transfers import Guarantees, TransferBasis, transfer_law
from exchange.locale import Language, text
from exchange.log.operations import Purpose

_EN: Final = Language.EN


def _table(titles: str, rows: Iterable[tuple[str, ...]]) -> str:
    head = f"| {' | '.join(titles.split(', '))} |\n|{'---|' * len(titles.split(', '))}\n"
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _bases() -> list[Basis]:
    return [basis for _, basis in sorted(load_law().bases.items())]


def _length(period: Period) -> str:
    if period.count == 0:
        return "at once"
    return f"{period.count} {period.unit.value.removesuffix('s') if period.count == 1 else period.unit.value}"


def _conditions(row: Row) -> str:
    said = [row.urgency or "", f"{row.access} access" if row.access else ""]
    said += [f"after {', '.join(row.only_after)}"] if row.only_after else []
    said += [f"until {', '.join(row.replaced_by)}"] if row.replaced_by else []
    said += [f"arrest in {', '.join(sorted(row.arrested_in))}"] if row.arrested_in else []
    said += [f"arrest outside {', '.join(sorted(row.not_arrested_in))}"] if row.not_arrested_in else []
    said += ["stopped by a question"] if row.suspended else []
    return "; ".join(part for part in said if part)


def limits() -> str:
    """Return every limit of every basis."""
    rows = []
    for basis in _bases():
        for row in basis.limits:
            extended = f" ({_length(row.extended_to)} once told)" if row.extended_to else ""
            rows.append(
                (
                    f"`{row.code}`",
                    _length(row.period) + extended,
                    row.starts,
                    ", ".join(row.ends),
                    _conditions(row),
                    row.source + (" (k)" if basis.to_check else ""),
                )
            )
    return _table("limit, length, from, until, only, source", rows)


def bases() -> str:
    """Return every basis: when, whom and where it binds."""
    return _table(
        "basis, from, to, binds, channels, review, source",
        (
            (
                f"`{basis.code}`",
                str(basis.valid_from or ""),
                str(basis.valid_to or ""),
                "all" if basis.states is None else f"{len(basis.states)} states",
                ", ".join(sorted(basis.channels or ())) or "all",
                f"{basis.review_months} months",
                basis.source + (" (k)" if basis.to_check else ""),
            )
            for basis in _bases()
        ),
    )


def grounds() -> str:
    """Return the refusal grounds of each basis."""
    return _table(
        "basis, grounds, source",
        ((f"`{basis.code}`", ", ".join(basis.grounds), basis.grounds_source) for basis in _bases()),
    )


def conditions() -> str:
    """Return the codes of handling, evaluation, marking, urgency and purposes with their words."""
    lists: Mapping[str, Iterable[str]] = {
        "handling": Handling,
        "reliability": Reliability,
        "accuracy": Accuracy,
        "marking": Marking,
        "urgency-reason": UrgencyReason,
        "purpose": Purpose,
    }
    return _table(
        "list, code, words",
        (
            (name, f"`{code}`", text("codes", f"{name}.{code}", _EN))
            for name, codes in lists.items()
            for code in codes
        ),
    )


def transfers() -> str:
    """Return the grounds of transfers, the adequate states, those that keep the death penalty."""
    law = transfer_law()
    adequate = "; ".join(
        f"{row.state} from {row.valid_from} to {row.valid_to}, {row.cited[_EN]}"
        + (" (k)" if row.to_check else "")
        for row in law.adequate
    )
    kept, answers = ", ".join(sorted(law.death_penalty)), ", ".join(f"`{code}`" for code in Guarantees)
    table = _table(
        "ground, words, source",
        ((f"`{code}`", law.words[code][_EN], law.cited[code][_EN]) for code in TransferBasis),
    )
    return (
        f"{table}\nAdequate: {adequate}.\n\nThe death penalty is kept for ordinary crimes in: "
        f"{kept}\n({law.death_penalty_cited[_EN]}) (k). Guarantees: {answers}.\n"
    )


TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "bases": bases,
    "limits": limits,
    "grounds": grounds,
    "conditions": conditions,
    "transfers": transfers,
}
"""Each generated part of the page, by the name in its comment."""
