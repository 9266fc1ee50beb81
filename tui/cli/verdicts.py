"""What a verification found: one line a check, then the verdict; exit 0 only if all hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exchange import locale
from exchange.errors import Carried
from tui.cli.answer import Column, Row, table
from tui.cli.document import document
from tui.cli.report import Report
from tui.wording import named

if TYPE_CHECKING:
    from exchange.audit import checks
    from exchange.checking.area import StoreProblems


_ENTRIES = (
    Column("n"),
    Column("at", "moment"),
    Column("by"),
    Column("op", "code:op"),
    Column("ref"),
    Column("why", "code:purpose"),
)


def give_verdict(report: Report, found: checks.Report, holds: str, fails: str, *, asked: bool) -> None:
    """Give every check and the verdict; raise Tampered, naming the first wrong entry, if one failed."""
    lines = [
        {
            "step": int(check.number),
            "code": check.code,
            "verdict": check.verdict.value,
            "text": _sentence(report, check),
            "arguments": document(check.arguments),
        }
        for check in found.checks
    ]
    form: dict[str, object] = {
        "verdict": found.verdict.value,
        "origin": found.origin or None,
        "size": found.size,
        "root": base64_of(found.root),
        "fingerprint": found.fingerprint or None,
        "pinned": found.pinned,
        "selection": found.selection,
        "witnessed": found.witnessed,
        "first_wrong": found.first_wrong,
        "checks": lines,
        "entries": [entry.n for entry in found.entries],
    }
    error = None
    if found.verdict.value == "failed":
        wrong = found.first_wrong
        error = Carried(fails) if wrong is None else Carried(f"{fails}-at", index=wrong)
        form["error"] = report.error_form(error)
    if report.as_json:
        report.document(form)
    else:
        for line in lines:
            mark = report.words(f"verdict.{line['verdict']}")
            report.say("check", step=str(line["step"]), verdict=mark, text=str(line["text"]))
    if error:
        raise error
    report.say(holds, size=str(found.size))
    if asked and not report.as_json:
        _say_entries(report, found)


def _say_entries(report: Report, found: checks.Report) -> None:
    """Show the entries that the reader asked for, oldest first, in UTC: a verifier has no post's zone."""
    if not found.entries:
        report.say("verify.no-entries")
        return
    shown = [
        {
            "n": entry.n,
            "at": entry.at.isoformat(),
            "by": found.handles.get(entry.by, entry.by),
            "op": entry.op,
            "ref": (entry.on or {}).get("ref"),
            "why": entry.why,
        }
        for entry in found.entries
    ]
    report.text("")
    table(report, shown, _ENTRIES, "UTC")


def _sentence(report: Report, check: checks.Check) -> str:
    """Return the check's sentence: a failure's from the errors, another's from `verify`."""
    if check.verdict.value == "failed":
        return report.sentence_of(check.code, dict(check.arguments))[0]
    return locale.text("verify", check.code, report.language, **named(check.arguments, report.language))


def say_checks(report: Report, checks: Iterable[Row]) -> None:
    """Say what each check of a live log or store found, one a line."""
    for check in checks:
        arguments = check["arguments"]
        known = {key: str(one) for key, one in arguments.items()} if isinstance(arguments, dict) else {}
        text = locale.text("checks", str(check["step"]), report.language, **known)
        report.say("check.live", verdict=report.words(f"verdict.{check['verdict']}"), text=text)


def give_problems(report: Report, error: StoreProblems) -> None:
    """Give each check of a store that held all the same, then each problem; the first is the failure."""
    checks = document(error.checks)
    if report.as_json:
        problems = [report.error_form(one) for one in error.problems]
        report.document({"checks": checks, "problems": problems, "error": report.error_form(error)})
        return
    say_checks(report, [one for one in checks if isinstance(one, dict)] if isinstance(checks, list) else [])
    for one in error.problems:
        text, _ = report.sentence_of(one.reason, one.arguments)
        report.say("check.live", verdict=report.words("verdict.failed"), text=text)


def base64_of(root: bytes) -> str | None:
    """Return a tree's root as text, or none where it is unknown."""
    import base64

    return base64.b64encode(root).decode() if root else None
