"""Questions to who sits at the terminal, answered by a word; a script is asked nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable

from exchange.errors import Refused
from tui.cli.report import Report


def restrictions(report: Report) -> Callable[[str], bool] | None:
    """Return what shows the restrictions of a departure and asks whether it goes; none without a terminal."""
    if not _asks(report):
        return None

    def confirm(conditions: str) -> bool:
        report.note("transmission.restrictions", text=conditions)
        report.note("transmission.confirm", word=report.words("yes"))
        return sys.stdin.readline().strip().lower() == report.words("yes").lower()

    return confirm


def erasure(report: Report, ref: str) -> None:
    """Ask for the reference of what is to be erased; raise Refused where another word is typed."""
    if not _asks(report):
        return
    report.note("erase.confirm", ref=ref)
    if sys.stdin.readline().strip().upper() != ref.strip().upper():
        raise Refused("erase-not-confirmed", ref=ref)


def _asks(report: Report) -> bool:
    return not report.as_json and sys.stdin.isatty() and sys.stderr.isatty()
