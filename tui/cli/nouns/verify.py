"""`exchange verify`: check an export, by anyone, without a store or a passphrase."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from exchange.errors import Usage
from tui.cli.grammar import Call, Noun, Verb, many, value, word
from tui.cli.inputs import bytes_from
from tui.cli.verdicts import give_verdict


def verify(call: Call) -> None:
    """Check every step, say each, then the verdict; raise Tampered where anything fails."""
    from exchange.audit.selection import Reading
    from exchange.audit.verify import verify_export

    given, report = call.given, call.report
    reading = Reading(
        request=given.text("request"),
        member=given.text("member"),
        since=_midnight(given.text("since"), 0),
        until=_midnight(given.text("until"), 1),
    )
    if reading.since and reading.until and reading.since > reading.until:
        raise Usage("range-crossed")
    with report.progress("progress.verify", 0) as bar:
        found = verify_export(
            given.need_path("file"),
            cards=tuple(bytes_from(name) for name in given.many("card")),
            after=given.path("after"),
            witnesses=given.number("witnesses") or 0,
            reading=None if reading == Reading() else reading,
            progress=bar.to,
        )
    give_verdict(report, found, "verify.holds", "verify.fails", asked=reading != Reading())


def _midnight(text: str | None, later: int) -> datetime | None:
    """Return the UTC midnight that begins a day, or the one `later` days after it."""
    if text is None:
        return None
    from zoneinfo import ZoneInfo

    from exchange.clock import system_clock
    from exchange.moments import parse_day

    day = parse_day(text, system_clock(), ZoneInfo("UTC")) + timedelta(days=later)
    return datetime.combine(day, time(0), UTC)


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
            later=("--timestamp",),
            unlocks=False,
        ),
    ),
)
