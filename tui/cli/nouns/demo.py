"""`exchange demo`: two posts that talk to each other, with a year of invented requests."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tui.cli.answer import Row, answer
from tui.cli.grammar import Call, Noun, Verb, value
from tui.cli.screens import has_terminal, open_at

REQUESTS = 200
FOLDER = "demo"


def demo(call: Call) -> None:
    """Make both posts, or find them made; say what there is and what to try next."""
    from exchange.demo import command, make, steps, tell

    given, report = call.given, call.report
    count = given.number("requests")
    with report.progress("progress.demo", 0) as bar:
        made = make(
            given.path("dir") or Path(FOLDER),
            call.settings(),
            requests=REQUESTS if count is None else count,
            language=report.language,
            progress=bar.to,
        )
    program = _program()

    def for_people(_: Row) -> None:
        report.text(tell(made, report.language, program))

    answer(report, {**vars(made), "next": [command(step, program) for step in steps(made)]}, for_people)
    if not report.as_json and has_terminal():
        post = made.posts[0]
        head, folder = post.members[0], Path(made.folder)
        open_at(call, folder / post.handle, head.handle, str(folder / head.passphrase_file))


def _program() -> str:
    """Return how this program is called here, so that what is printed can be typed as it stands."""
    called = Path(sys.argv[0])
    if called.name != "exchange" or shutil.which("exchange"):
        return "exchange"
    near = os.path.relpath(called)
    return str(called.absolute()) if near.startswith("..") else near


NOUN = Noun(
    "demo",
    (
        Verb(
            "",
            demo,
            (value("dir", "DIR"), value("requests", "N")),
            ("exchange demo", "exchange demo --dir /tmp/demo --requests 50"),
        ),
    ),
)
