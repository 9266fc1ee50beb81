"""What a verification says: numbered checks, each with a verdict, and the verdict over all.

A check's `code` names its sentence in `locale/<language>/verify.po`; its arguments are numbers, codes
and public names. No check is left out because what it reads is missing: that is a failure of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from exchange.errors import Argument, ExchangeError
from exchange.log.entry import Entry


class Step(IntEnum):
    """The steps of a verification, numbered as VERIFY.md numbers them."""

    CONTAINER = 1
    MANIFEST = 2
    CHECKPOINT = 3
    TREE = 4
    ENTRIES = 5
    MEMBERS = 6
    RETIRED_KEYS = 7
    OWN_ENTRY = 8
    WITNESSES = 9
    TIMESTAMP = 10
    AFTER = 11


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Check:
    """One line of a report."""

    number: Step
    code: str
    verdict: Verdict
    arguments: Mapping[str, Argument]


@dataclass(frozen=True)
class Report:
    """What was verified: the checks in order, and what they were about.

    `size`, `root`, `origin` and `fingerprint` are None or empty where the export was too damaged to
    say. `first_wrong` is the index of the first wrong entry, where one is known. `entries` are those
    that the reader asked for; they may be believed only when `verdict` isn't failed. `handles` are
    what the export calls its members, by id: for reading, no check depends on them.
    """

    checks: tuple[Check, ...]
    origin: str = ""
    size: int | None = None
    root: bytes = b""
    fingerprint: str = ""
    pinned: bool = False
    selection: bool = False
    witnessed: int | None = None
    first_wrong: int | None = None
    entries: tuple[Entry, ...] = ()
    handles: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """The worst of the checks' verdicts; a report without checks has proven nothing."""
        found = {check.verdict for check in self.checks}
        if Verdict.FAILED in found or not found:
            return Verdict.FAILED
        return Verdict.WARNING if Verdict.WARNING in found else Verdict.OK


def ok(step: Step, code: str, **arguments: str | int) -> Check:
    """Return a check that holds."""
    return Check(step, code, Verdict.OK, arguments)


def warning(step: Step, code: str, **arguments: str | int) -> Check:
    """Return a check that holds, with something that the reader must know."""
    return Check(step, code, Verdict.WARNING, arguments)


def failed(step: Step, error: ExchangeError) -> Check:
    """Return the failure that `error` is."""
    return Check(step, error.reason, Verdict.FAILED, error.arguments)
