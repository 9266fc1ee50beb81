"""`exchange request import`: many requests from a file, and a report of the lines that were left out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from exchange.errors import Refused
from tui.cli.answer import Row, answer
from tui.cli.grammar import Call, Verb, flag, value, word
from tui.cli.outputs import Growing
from tui.cli.session import opened

if TYPE_CHECKING:
    from exchange.importing.lines import Line

TOLD = 20
"""Lines left out that are told on the terminal; the report has them all."""
_NAME = 230
LISTED = 10_000
"""Lines left out that the JSON document lists: a million of them must not fill the memory."""


def import_file(call: Call) -> None:
    """Open a request for each line of a file; tell which were left out, and keep those to be corrected."""
    from exchange.requests.inputs import NewImport

    given = call.given
    file = given.need_path("file")
    new = NewImport(file, given.path("map"), given.flag("dry-run"))
    with opened(call) as desk, _report_for(call, file) as report:
        left = _LeftOut(call, report)
        with call.report.progress("progress.import", 0) as bar:
            done = desk.requests.import_file(new, left, bar.to)
        where = report.finished()

        def for_people(row: Row) -> None:
            said = "import.rehearsed" if done.dry_run else "import.done"
            call.report.say(said, count=done.imported)
            if done.encoding is not None:
                call.report.note("import.encoding", encoding=done.encoding)
            if done.already:
                call.report.note("import.already", count=done.already)
            if where is not None:
                call.report.note("import.report", file=str(where))

        document = {**vars(done), "refused": left.listed, "report": where and str(where.absolute())}
        answer(call.report, document, for_people)
        if done.left_out:
            raise Refused(
                "import-would-leave-out" if done.dry_run else "import-left-out", count=done.left_out
            )


class _LeftOut:
    """Tells of each line left out: the first ones at once, all of them in the report."""

    def __init__(self, call: Call, report: Growing) -> None:
        self._call, self._report = call, report
        self.listed: list[dict[str, str | int]] = []
        self._count = 0

    def __call__(self, line: Line) -> None:
        from exchange.importing.leftover import left_out

        if line.refusal is None:
            return
        error = line.refusal
        message, _ = self._call.report.sentence_of(error.reason, error.arguments)
        self._count += 1
        if len(self.listed) < LISTED:
            self.listed.append({"line": line.number, "code": error.reason, "message": message})
        if self._count <= TOLD:
            self._call.report.note("import.line", line=line.number, message=message)
        elif self._count == TOLD + 1:
            self._call.report.note("import.more")
        self._report.write(left_out(line, error.reason, message))


def _report_for(call: Call, file: Path) -> Growing:
    """Return where lines left out go: --out, else beside the file; for a dry run nowhere unless asked."""
    out = call.given.path("out")
    if out is not None:
        return Growing(out, others=False)
    if call.given.flag("dry-run") or not file.name:
        return Growing(None)
    if not os.access(file.parent, os.W_OK):
        call.report.note("import.no-report", folder=str(file.parent))
        return Growing(None)
    return Growing(file.with_name(f"{_shortened(file.stem)}.refused.jsonl"), others=True)


def _shortened(stem: str) -> str:
    """Return a name to which an ending may be added: no file system takes more than 255 bytes."""
    return os.fsdecode(os.fsencode(stem)[:_NAME]) if len(os.fsencode(stem)) > _NAME else stem


IMPORT = Verb(
    "import",
    import_file,
    (word("file", "FILE"), flag("dry-run"), value("map", "FILE.toml"), value("out", "FILE.jsonl")),
    (
        "exchange request import demandes.jsonl --dry-run",
        "exchange request import demandes.csv --map colonnes.toml",
        "exchange request import demandes.refused.jsonl",
    ),
)
