"""`exchange demo`: two posts that talk to each other, with a year of invented requests."""

from __future__ import annotations

from pathlib import Path

from tui.cli.answer import Row, answer
from tui.cli.grammar import Call, Noun, Verb, value

REQUESTS = 200


def demo(call: Call) -> None:
    """Make both posts, or find them made; say what there is and what to try next."""
    from exchange.demo import make

    given, report = call
    count = given.number("requests")
    with report.progress("progress.demo", 0) as bar:
        made = make(
            given.path("dir") or Path("demo"), REQUESTS if count is None else count, report.language, bar.to
        )

    def for_people(row: Row) -> None:
        report.say("demo.made", folder=str(row["folder"]))
        report.text(made.story)

    answer(report, made, for_people)


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
