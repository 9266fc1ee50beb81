"""`exchange request amend` and `history`: what is changed of a request, and what was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exchange.pairs import assignments
from tui.cli.answer import Column, Row, answer, rows, shown, table, told, warnings
from tui.cli.document import document
from tui.cli.field_help import fields_of_kind
from tui.cli.forms import amended_form
from tui.cli.grammar import Call, Verb, many, value, word
from tui.cli.inputs import Asked, document_from
from tui.cli.nouns.request_new import LEGS, described, text_asked
from tui.cli.report import Report
from tui.cli.session import opened, zone_of
from tui.wording import details_named

if TYPE_CHECKING:
    from exchange.requests.amending import Overtaken
    from exchange.requests.inputs import Amendment

# What a JSON document may hold besides the options: lists of objects, and the kind's own fields.
_OWN = ("persons", "documents", "points", "fields")
_CHANGES = (Column("what"), Column("old"), Column("new"))


def amend(call: Call) -> None:
    """Change a request, from options, a JSON document, or both."""
    from exchange.requests.amending import Overtaken

    wanted = _amendment(_asked(call))
    with opened(call) as desk:
        zone = zone_of(desk)
        try:
            done = desk.requests.amend(call.given.need("ref"), wanted)
        except Overtaken as error:
            _show_both(call.report, error, zone)
            raise

        def for_people(row: Row) -> None:
            call.report.say("request.amended", ref=str(row["ref"]), version=str(row["version"]))
            show_changes(call.report, rows(row, "changes"), zone)
            if rows(row, "legs"):
                table(call.report, rows(row, "legs"), LEGS, zone)
            warnings(call.report, row)

        answer(call.report, amended_form(done), for_people)


def history(call: Call) -> None:
    """Show who changed what of a request and when."""
    with opened(call) as desk:
        found = desk.requests.history(call.given.need("ref"))
        zone = zone_of(desk)
        answer(call.report, found, lambda row: show_entries(call.report, rows(row, "items"), zone))


def show_entries(report: Report, entries: Iterable[Row], zone: str) -> None:
    """Print changes of a request, one after the other, what each amended below it."""
    for entry in entries:
        details = ", ".join(details_named(told(entry, "details"), report.language))
        report.say(
            "history.entry",
            version=str(entry["version"]),
            at=str(shown(report, entry["at"], "moment", zone)),
            by=str(entry["by"]),
            op=report.code("op", str(entry["op"])),
            details=f" ({details})" if details else "",
            n=str(entry["log_index"]),
        )
        if entry.get("reason"):
            report.say("history.reason", reason=str(entry["reason"]))
        if rows(entry, "changes"):
            show_changes(report, rows(entry, "changes"), zone)


def show_changes(report: Report, changes: Iterable[Row], zone: str) -> None:
    """Print what changed: each value as it was and as it became."""
    from tui.changed import changed_name, changed_value

    named = []
    for change in changes:
        path, language = str(change["field"]), report.language
        old, new = (changed_value(path, _text(change[name]), language, zone) for name in ("old", "new"))
        named.append({"what": changed_name(path, language), "old": old, "new": new})
    table(report, named, _CHANGES, zone)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _show_both(report: Report, error: Overtaken, zone: str) -> None:
    """Show what changed meanwhile and what was asked: with --json in the error's own document."""
    both = document({"meanwhile": error.entries, "asked": error.asked})
    if not isinstance(both, dict):
        return
    if report.as_json:
        report.document({"error": report.error_form(error), **both})
        return
    aside = report.on_stderr()
    aside.say("amend.meanwhile")
    show_entries(aside, rows(both, "meanwhile"), zone)
    aside.say("amend.asked")
    show_changes(aside, rows(both, "asked"), zone)


def _asked(call: Call) -> Asked:
    source = call.given.text("input")
    parts = tuple(part for part in AMEND_PARTS if part.name not in ("ref", "input", "version"))
    return Asked(call.given, parts, document_from(source) if source else {}, _OWN)


def _amendment(asked: Asked) -> Amendment:
    from exchange.requests.inputs import Amendment

    return Amendment(
        version=asked.number("version"),
        reason=asked.text("reason"),
        leg=asked.text("leg"),
        kind=asked.text("kind"),
        requester=asked.text("from"),
        title=asked.text("title"),
        type=asked.text("type"),
        text=text_asked(asked),
        via=asked.text("via"),
        their_ref=asked.text("their-ref"),
        received_at=asked.text("received-at"),
        due=asked.text("due"),
        urgency=asked.text("urgency"),
        urgency_reason=asked.text("urgency-reason"),
        access=asked.text("access"),
        legal_basis=asked.text("legal-basis"),
        basis_reason=asked.text("basis-reason"),
        channel=asked.text("channel"),
        nature=asked.text("nature"),
        follow_up=asked.text("follow-up"),
        handling=asked.text("handling"),
        marking=asked.text("marking"),
        conditions=asked.text("conditions"),
        agent=asked.text("agent"),
        language=asked.text("language"),
        purpose=asked.text("purpose"),
        points=asked.many("point") + asked.texts("points"),
        fields={**assignments(asked.many("set"), "--set"), **asked.object("fields")},
        persons=described(asked, "person"),
        documents=described(asked, "document"),
    )


AMEND_PARTS = (
    word("ref", "REF"),
    value("version", "N"),
    value("reason", "TEXT"),
    value("leg", "LEG"),
    value("input", "FILE|-"),
    value("kind", "KIND"),
    value("type", "SUBKIND"),
    value("from", "HANDLE"),
    value("title", "TEXT"),
    value("text", "TEXT"),
    value("text-file", "FILE|-"),
    value("via", "CODE"),
    value("their-ref", "REF"),
    value("received-at", "WHEN"),
    value("due", "WHEN"),
    value("urgency", "routine|urgent"),
    value("urgency-reason", "CODE"),
    value("access", "direct|indirect"),
    value("legal-basis", "CODE"),
    value("basis-reason", "TEXT"),
    value("channel", "CODE"),
    value("nature", "request|information"),
    value("follow-up", "DATE"),
    value("handling", "CODE"),
    value("marking", "CODE"),
    value("conditions", "TEXT"),
    value("agent", "TEXT"),
    value("language", "CODE"),
    value("purpose", "CODE"),
    many("point", "TEXT"),
    many("set", "FIELD=VALUE"),
    many("person", '"subject=1;born=…"'),
    many("document", '"subject=2;number=…"'),
)

AMEND = Verb(
    "amend",
    amend,
    AMEND_PARTS,
    (
        "exchange request amend BOG-2026-00042 --version 3 --urgency urgent --urgency-reason life",
        "exchange request amend BOG-2026-00042 --input corrections.json",
        'exchange request amend BOG-2026-00042 --person "subject=1;born=1980-05-18" --set warrant.number=',
    ),
    fields_of_kind,
)
HISTORY = Verb(
    "history",
    history,
    (word("ref", "REF"),),
    ("exchange request history BOG-2026-00042", "exchange request history BOG-2026-00042 --json"),
)
