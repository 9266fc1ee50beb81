"""`exchange verify`: check an export, by anyone, without a store or a passphrase."""

from __future__ import annotations

from pathlib import Path

from tui.cli.answer import Column, Row, answer, rows, table
from tui.cli.grammar import Call, Noun, Verb, many, value, word

_CHECKS = (Column("step"), Column("verdict", "code:verdict"), Column("text"))


def verify(call: Call) -> None:
    """Check every step, say each, then the verdict; raise Tampered at the first that fails."""
    from exchange.audit.verify import Wanted, verify_export

    given, report = call
    wanted = Wanted(
        cards=tuple(Path(name) for name in given.many("card")),
        after=given.path("after"),
        witnesses=given.number("witnesses") or 0,
        request=given.text("request"),
        member=given.text("member"),
        since=given.text("since"),
        until=given.text("until"),
    )
    with report.progress("progress.verify", 0) as bar:
        verdict = verify_export(Path(given.need("file")), wanted, bar.to)

    def for_people(row: Row) -> None:
        table(report, rows(row, "checks"), _CHECKS, "UTC")
        report.say("verify.holds", size=str(row["size"]))

    answer(report, verdict, for_people)


NOUN = Noun(
    "verify",
    (
        Verb(
            "",
            verify,
            (
                word("file", "FILE.zip"),
                many("card", "FILE.card"),
                value("after", "FILE"),
                value("witnesses", "N"),
                value("request", "REF"),
                value("member", "HANDLE"),
                value("since", "DATE"),
                value("until", "DATE"),
            ),
            (
                "exchange verify journal.zip --card asi-bogota.card",
                "exchange verify journal.zip --card asi-bogota.card --after ancien.zip",
            ),
        ),
    ),
)
