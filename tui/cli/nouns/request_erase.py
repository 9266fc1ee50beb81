"""`exchange request review`, `erase`: how long a request is kept, and its end."""

from __future__ import annotations

from exchange.errors import Usage
from tui.cli.answer import Column, Row, answer, rows, table, texts, warnings
from tui.cli.confirming import erasure
from tui.cli.forms import reviewed_form
from tui.cli.grammar import Call, Verb, value, word
from tui.cli.session import opened, zone_of
from tui.shown import limit_shown

LEFT = (Column("what", "code:leftover"), Column("where"))


def review(call: Call) -> None:
    """Keep a request for another period, or have it erased."""
    from datetime import datetime

    from exchange.requests.inputs import Review

    given = call.given
    wanted = Review(until=given.text("until"), reason=given.text("reason"), ground=given.text("ground"))
    with opened(call) as desk:
        done = reviewed_form(desk.requests.review(given.need("ref"), wanted))
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            ref = str(row["ref"])
            if row["erasure"]:
                call.report.say("request.to-erase", ref=ref)
                return
            until = datetime.fromisoformat(str(row["review_at"]))
            call.report.say("request.kept", ref=ref, until=limit_shown(until, zone, call.report.language))

        answer(call.report, done, for_people)


def erase(call: Call) -> None:
    """Erase a request for good, or say that a medium which an erasure waits for was destroyed, or found."""
    given = call.given
    ref, place, found = given.need("ref"), given.text("destroyed"), given.text("found")
    asked = [name for name in ("destroyed", "found", "ground") if given.text(name) is not None]
    if len(asked) > 1:
        raise Usage("one-or-the-other", one=f"--{asked[0]}", other=f"--{asked[1]}")
    if place is None and given.text("reason"):
        raise Usage("missing-option", option="--destroyed")
    reason = given.need("reason") if place is not None else ""
    with opened(call) as desk:
        erasure(call.report, ref)
        if found is not None:
            done = desk.erasing.found(ref, found)
            call.report.note("medium.found", place=found, n=str(done.log_index))
        elif place is None:
            done = desk.erasing.erase(ref, given.text("ground"))
        else:
            done = desk.erasing.destroyed(ref, place, reason)
            call.report.note("medium.destroyed", place=place, n=str(done.log_index))
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            n = str(row["log_index"])
            for file in texts(row, "removed"):
                call.report.say("request.erased.file", file=file)
            if row["status"] == "erased":
                call.report.say("request.erased", ref=ref, n=n)
            else:
                call.report.say("request.erasing", ref=ref, n=n)
                table(call.report, rows(row, "left"), LEFT, zone)
                call.report.say("request.erasing.later")
            warnings(call.report, row)

        answer(call.report, done, for_people)


_REF = word("ref", "REF")

REVIEW = Verb(
    "review",
    review,
    (_REF, value("until", "DATE"), value("reason", "TEXT"), value("ground", "CODE")),
    (
        'exchange request review BOG-2026-00042 --until 2028-06-30 --reason "Procédure en cours"',
        "exchange request review BOG-2026-00042 --ground retention-ended",
    ),
)
ERASE = Verb(
    "erase",
    erase,
    (
        _REF,
        value("ground", "CODE"),
        value("destroyed", "PLACE"),
        value("found", "PLACE"),
        value("reason", "TEXT"),
    ),
    (
        "exchange request erase BOG-2026-00042 --ground retention-ended",
        'exchange request erase BOG-2026-00042 --destroyed /media/cle --reason "Clé broyée, PV 2026/88"',
        "exchange request erase BOG-2026-00042 --found /media/cle",
    ),
    four_eyes=True,
)
