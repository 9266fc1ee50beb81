"""The recovery sheet: shown once, on paper or in a file of its owner's, never kept by us."""

from __future__ import annotations

from pathlib import Path

from tui.cli.outputs import new_file
from tui.cli.report import Report


def place_is_free(place: str | None) -> None:
    """Refuse a place that holds a file already, before anything that can't be undone is done."""
    if place not in (None, "-"):
        with new_file(Path(str(place) + ".trial")):
            pass
        Path(str(place) + ".trial").unlink()


def give_sheet(report: Report, words: str, place: str | None) -> None:
    """Write the sheet's words to a file, or print them on stderr's side of the conversation."""
    text = report.words("sheet.text", words=words)
    if place in (None, "-"):
        report.text(text)
        return
    with new_file(Path(str(place))) as sink:
        sink.write((text + "\n").encode())
    report.note("sheet.written", file=str(place))
