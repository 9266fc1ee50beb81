"""`exchange request relate`, `merge`, `unmerge`: how requests stand to one another."""

from __future__ import annotations

from tui.cli.answer import Row, answer, rows
from tui.cli.forms import related_form
from tui.cli.grammar import Call, Verb, value, word
from tui.cli.session import opened


def relate(call: Call) -> None:
    """Say how a request stands to another."""
    given = call.given
    ref, other = given.need("ref"), given.need("other")
    with opened(call) as desk:
        done = related_form(desk.requests.relate(ref, other, given.text("relation")))

        def for_people(row: Row) -> None:
            now = next(
                str(one["as"]) for one in rows(row, "relations") if one["ref"] == other.strip().upper()
            )
            relation = call.report.code("relation", now)
            call.report.say("request.related", ref=ref, relation=relation, other=other)

        answer(call.report, done, for_people)


def merge(call: Call) -> None:
    """Merge a duplicate into the request that goes on."""
    given = call.given
    ref, other = given.need("ref"), given.need("other")
    with opened(call) as desk:
        done = related_form(desk.requests.merge(ref, other))
        answer(call.report, done, lambda _: call.report.say("request.merged", ref=ref, other=other))


def unmerge(call: Call) -> None:
    """Take back the merger of a duplicate."""
    given = call.given
    ref = given.need("ref")
    with opened(call) as desk:
        done = related_form(desk.requests.unmerge(ref, given.text("reason")))
        answer(call.report, done, lambda _: call.report.say("request.unmerged", ref=ref))


_REF, _OTHER = word("ref", "REF"), word("other", "REF")

RELATE = Verb(
    "relate",
    relate,
    (_REF, _OTHER, value("relation", "CODE")),
    (
        "exchange request relate BOG-2026-00042 BOG-2026-00057",
        "exchange request relate BOG-2026-00057 BOG-2026-00042 --relation follows",
    ),
)
MERGE = Verb("merge", merge, (_REF, _OTHER), ("exchange request merge BOG-2026-00042 BOG-2026-00057",))
UNMERGE = Verb(
    "unmerge",
    unmerge,
    (_REF, value("reason", "TEXT")),
    ('exchange request unmerge BOG-2026-00057 --reason "Deux personnes"',),
)
