"""The recovery sheet: shown once, on paper or in a file of its owner's, never kept by us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from exchange.errors import Refused
from tui.cli.answer import Row, answer
from tui.cli.outputs import new_file
from tui.cli.report import Report

if TYPE_CHECKING:
    from keys.recovery import RecoverySheet


def place_is_free(place: str | None) -> None:
    """Refuse a place that holds a file or has no folder, before what can't be undone is done."""
    if place in (None, "-"):
        return
    path = Path(str(place))
    if path.exists():
        raise Refused("file-exists", file=str(path))
    if not path.absolute().parent.is_dir():
        raise Refused("no-such-file", file=str(path.parent))


def give_with_sheet(
    report: Report,
    form: Mapping[str, object],
    sheet: RecoverySheet,
    place: str | None,
    for_people: Callable[[Row], None],
) -> None:
    """Answer with `form`, and give the sheet: into a file, on the screen, or in the document."""
    if place not in (None, "-"):
        with new_file(Path(str(place))) as sink:
            sink.write((report.words("sheet.text", sheet=sheet.sheet_text()) + "\n").encode())
        answer(report, {**form, "recovery": None, "file": Path(str(place))}, for_people)
        report.note("sheet.written", file=str(place))
        return
    answer(report, {**form, "recovery": " ".join(sheet.words)}, for_people)
    if not report.as_json:
        report.text(report.words("sheet.text", sheet=sheet.sheet_text()))
