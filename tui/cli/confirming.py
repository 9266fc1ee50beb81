"""A question to who sits at the terminal, answered by a word; a script is asked nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tui.cli.report import Report


def restrictions(report: Report) -> Callable[[str], bool] | None:
    """Return what shows the restrictions of a departure and asks whether it goes; none without a terminal."""
    if report.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def confirm(conditions: str) -> bool:
        report.note("transmission.restrictions", text=conditions)
        report.note("transmission.confirm", word=report.words("yes"))
        return sys.stdin.readline().strip().lower() == report.words("yes").lower()

    return confirm
