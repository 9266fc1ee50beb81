"""Verifying an export: numbered steps, as VERIFY.md numbers them; no store and no passphrase needed.

 1 container · 2 MANIFEST · 3 checkpoint and signer · 4 tree · 5 entries · 6 members, roles, four eyes
 7 retired keys · 8 the export's own entry · 9 witnesses · 10 time stamp · 11 an older log

Each step is judged even when one before it failed, so that the first wrong entry is named whatever
else is wrong; what a failed step would have shown is never taken for shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from exchange.audit.case import Asked, Case
from exchange.audit.checks import Check, Report, Step, Verdict, failed
from exchange.audit.container import Container, open_container
from exchange.audit.contents import handles_of, parse_card
from exchange.audit.evidence import Evidence
from exchange.audit.selection import Reading
from exchange.audit.steps import STEPS, check_after
from exchange.audit.walk import Progress
from exchange.errors import ExchangeError, Invalid, Tampered
from keys.card import Card
from keys.errors import KeysError


def verify_export(
    path: Path,
    *,
    cards: Sequence[bytes] = (),
    after: Path | None = None,
    witnesses: int = 0,
    timestamp: bool = False,
    reading: Reading | None = None,
    progress: Progress | None = None,
) -> Report:
    """Verify the export at `path`; all that is wrong with it stands in the report.

    `cards` were had by another way: that of the post pins the signer, those of partners count as
    witnesses. Raise Invalid for a given card that isn't one, OSError for a file that can't be read.
    """
    given = tuple(_given_card(data) for data in cards)
    asked = Asked(given, after, witnesses, timestamp, reading)
    try:
        with open_container(path) as container:
            return _verified(container, asked, progress)
    except Tampered as error:  # the container alone: every later step lands its own
        return Report((failed(Step.CONTAINER, error),))


def _verified(container: Container, asked: Asked, progress: Progress | None) -> Report:
    case = Case(Evidence(container), asked, progress)
    checks = tuple(_landed(case))
    report = Report(
        checks=checks,
        pinned=any(check.code == "signer-pinned" for check in checks),
        witnessed=max(_witnessed_sizes(checks), default=None),
        first_wrong=min(_wrong_indexes(checks), default=None),
    )
    return _with_facts(report, case)


def _landed(case: Case) -> Iterator[Check]:
    """Run each step; what it raises is its one failed line."""
    after = [] if case.asked.after is None else [(Step.AFTER, check_after)]
    for step, function in (*STEPS, *after):
        try:
            yield from function(case)
        except ExchangeError as error:
            yield failed(step, error)
        except KeysError:
            yield failed(step, Tampered("export-key-form"))


def _with_facts(report: Report, case: Case) -> Report:
    """Add what the export says of itself, as far as it can be read."""
    evidence = case.evidence
    try:
        told = replace(report, selection=evidence.inventory.selection)
        told = replace(told, origin=evidence.card.origin, fingerprint=evidence.card.fingerprint.digits)
        told = replace(told, size=evidence.head.size, root=evidence.head.root)
        return replace(told, entries=case.findings.entries, handles=handles_of(evidence.members))
    except (ExchangeError, KeysError):
        return report  # its checks say what can't be read


def _given_card(data: bytes) -> Card:
    try:
        return parse_card(data)
    except Tampered:
        raise Invalid("verify-card-given") from None


def _witnessed_sizes(checks: Iterable[Check]) -> Iterator[int]:
    return (int(str(check.arguments["size"])) for check in checks if check.code == "witness-given")


def _wrong_indexes(checks: Iterable[Check]) -> Iterator[int]:
    failures = (check for check in checks if check.verdict is Verdict.FAILED)
    return (int(str(check.arguments["index"])) for check in failures if "index" in check.arguments)
