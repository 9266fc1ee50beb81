"""`exchange stats`: counts without content; those of the directive's article 18 for one year."""

from __future__ import annotations

from tui.cli.answer import Column, Row, answer, rows, table
from tui.cli.grammar import Call, Noun, Verb, value
from tui.cli.session import opened, zone_of

_ARTICLE_18 = (
    ("answered", (Column("state"), Column("urgent", "yes"), Column("count"))),
    ("refused", (Column("state"), Column("ground"), Column("count"))),
    ("delayed", (Column("state"), Column("count"))),
)
_PLAIN = (
    ("kinds", (Column("kind", "code:kind"), Column("count"))),
    ("statuses", (Column("status", "code:leg-status"), Column("count"))),
    ("countries", (Column("country"), Column("count"))),
    ("months", (Column("month"), Column("count"))),
    (
        "response_times",
        (Column("country"), Column("count"), Column("median_hours"), Column("in_time"), Column("late")),
    ),
)


def stats(call: Call) -> None:
    """Count requests, or the legs of one year as article 18 asks."""
    year = call.given.number("art-18")
    with opened(call) as desk:
        zone = zone_of(desk)
        found = desk.stats.all() if year is None else desk.stats.article_18(year)

        def for_people(row: Row) -> None:
            if year is not None:
                call.report.say("stats.sent", year=year, count=str(row["sent"]))
            for key, columns in _PLAIN if year is None else _ARTICLE_18:
                call.report.text("")
                call.report.say(f"part.{key}")
                table(call.report, rows(row, key), columns, zone)

        answer(call.report, found, for_people)


NOUN = Noun(
    "stats",
    (Verb("", stats, (value("art-18", "YEAR"),), ("exchange stats", "exchange stats --art-18 2026 --json")),),
)
