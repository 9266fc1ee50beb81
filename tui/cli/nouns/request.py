"""`exchange request`: open a request, list, search and read requests, note, assign, close, reopen."""

from __future__ import annotations

from exchange.errors import Usage
from tui.cli.answer import Column, Row, answer, fields, rows, table, warnings
from tui.cli.forms import changed_form, noted_form, request_form
from tui.cli.grammar import Call, Noun, Verb, flag, many, needed, value, word
from tui.cli.inputs import text_given
from tui.cli.nouns.request_amend import AMEND, HISTORY
from tui.cli.nouns.request_erase import ERASE, REVIEW
from tui.cli.nouns.request_import import IMPORT
from tui.cli.nouns.request_new import LEGS, NEW
from tui.cli.nouns.request_relate import MERGE, RELATE, UNMERGE
from tui.cli.nouns.request_search import SEARCH
from tui.cli.nouns.subject import COLUMNS as SUBJECTS
from tui.cli.session import opened, zone_of

_LIST = (
    Column("ref"),
    Column("kind", "code:kind"),
    Column("status", "code:leg-status"),
    Column("due_at", "limit"),
    Column("requester"),
    Column("title"),
)
_REVIEWS = (*_LIST[:3], Column("review_at", "limit"), *_LIST[4:])
_SHOWN = (
    Column("ref"),
    Column("kind", "code:kind"),
    Column("type", "code:subkind"),
    Column("status", "code:leg-status"),
    Column("outcome", "code:outcome"),
    Column("title"),
    Column("requesting_service"),
    Column("agent"),
    Column("their_refs"),
    Column("via", "code:channel"),
    Column("received_at", "moment"),
    Column("due_at", "limit"),
    Column("source", "source"),
    Column("asked_for", "limit"),
    Column("follow_up_at", "limit"),
    Column("review_at", "limit"),
    Column("erasure", "code:erasure-ground"),
    Column("urgency", "code:urgency"),
    Column("urgency_reason", "code:urgency-reason"),
    Column("handling"),
    Column("marking"),
    Column("conditions"),
    Column("fields", "named", "details"),
    Column("results"),
    Column("assigned"),
    Column("text"),
)
_TRANSMISSIONS = (
    Column("number", "register"),
    Column("direction", "code:direction"),
    Column("nature", "code:nature"),
    Column("channel", "code:channel"),
    Column("status", "code:transmission-status"),
    Column("log_index"),
)
_EVENTS = (
    Column("at", "moment"),
    Column("code", "code:event", "event"),
    Column("leg"),
    Column("place"),
    Column("country"),
    Column("note"),
    Column("withdrawn", "only-yes"),
    Column("reason"),
)
_PARTS = (
    ("events", _EVENTS),
    ("transmissions", _TRANSMISSIONS),
    (
        "subjects",
        SUBJECTS,
    ),
    (
        "relations",
        (Column("as", "code:relation"), Column("ref")),
    ),
    ("points", (Column("number"), Column("state", "code:point-state"), Column("text"))),
    ("notes", (Column("at", "moment"), Column("author"), Column("text"))),
    ("attachments", (Column("number"), Column("name"), Column("size", title="bytes"))),
)


def list_requests(call: Call) -> None:
    """Show a page of requests, the newest first."""
    from exchange.requests.inputs import Filter

    given = call.given
    wanted = Filter(
        kind=given.text("kind"),
        status=given.text("status"),
        service=given.text("service"),
        country=given.text("country"),
        waiting=given.text("waiting"),
        their_ref=given.text("their-ref"),
        due_before=given.text("due-before"),
        assigned_to=given.text("assigned-to"),
        review=given.flag("review"),
        limit=given.count("limit", 50),
        after=given.text("after"),
    )
    with opened(call) as desk:
        page = desk.requests.list(wanted)
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            table(call.report, rows(row, "items"), _REVIEWS if wanted.review else _LIST, zone)
            if row["next"]:
                call.report.note("list.next", cursor=str(row["next"]))

        answer(call.report, page, for_people)


def show(call: Call) -> None:
    """Show all of a request that the member may see."""
    with opened(call) as desk:
        found = request_form(*desk.requests.show(call.given.need("ref")))
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            fields(call.report, row, _SHOWN, zone)
            for key, columns in (("legs", LEGS), *_PARTS):
                if rows(row, key):
                    call.report.text("")
                    call.report.say(f"part.{key}")
                    table(call.report, rows(row, key), columns, zone)
            warnings(call.report, row)

        answer(call.report, found, for_people)


def note(call: Call) -> None:
    """Add a note, signed by its author in the log."""
    given = call.given
    words = text_given(given)
    if words is None:
        raise Usage("missing-option", option="--text-file")
    with opened(call) as desk:
        done = noted_form(desk.requests.note(given.need("ref"), words))
        answer(call.report, done, lambda row: call.report.say("request.noted", ref=str(row["ref"])))


def assign(call: Call) -> None:
    """Give a request to an investigator, or take it back from him."""
    given = call.given
    handle = given.need("handle")
    with opened(call) as desk:
        change, said = (
            (desk.requests.unassign, "request.unassigned")
            if given.flag("end")
            else (desk.requests.assign, "request.assigned")
        )
        done = changed_form(change(given.need("ref"), handle))
        answer(call.report, done, lambda row: call.report.say(said, ref=str(row["ref"]), handle=handle))


def close(call: Call) -> None:
    """Close a request, or one of its legs, with its outcome."""
    from exchange.requests.inputs import Closing

    given = call.given
    closing = Closing(
        outcome=given.need("outcome"),
        leg=given.text("leg"),
        results=given.many("result"),
        reason=given.text("reason"),
    )
    with opened(call) as desk:
        done = changed_form(desk.requests.close(given.need("ref"), closing))

        def for_people(row: Row) -> None:
            if closing.leg is None or row["status"] == "closed":
                call.report.say("request.closed", ref=str(row["ref"]))
            else:
                call.report.say("leg.closed", ref=str(row["ref"]), leg=closing.leg)

        answer(call.report, done, for_people)


def reopen(call: Call) -> None:
    """Take a closed request up again."""
    given = call.given
    with opened(call) as desk:
        done = changed_form(desk.requests.reopen(given.need("ref"), given.need("reason")))
        answer(call.report, done, lambda row: call.report.say("request.reopened", ref=str(row["ref"])))


_REF = word("ref", "REF")

NOUN = Noun(
    "request",
    (
        NEW,
        IMPORT,
        Verb(
            "list",
            list_requests,
            (
                value("kind", "KIND"),
                value("status", "STATUS"),
                value("service", "HANDLE"),
                value("country", "ISO2"),
                value("waiting", "us|them"),
                value("their-ref", "TEXT"),
                value("due-before", "WHEN"),
                value("assigned-to", "HANDLE"),
                flag("review"),
                value("limit", "N"),
                value("after", "CURSOR"),
            ),
            ("exchange request list --status transmitted --waiting them", "exchange requests --json"),
        ),
        AMEND,
        HISTORY,
        SEARCH,
        RELATE,
        MERGE,
        UNMERGE,
        Verb("show", show, (_REF,), ("exchange request show BOG-2026-00042",)),
        Verb(
            "note",
            note,
            (_REF, value("text", "TEXT"), value("text-file", "FILE|-")),
            ("exchange request note BOG-2026-00042 --text-file -",),
        ),
        Verb(
            "assign",
            assign,
            (_REF, word("handle", "HANDLE"), flag("end")),
            (
                "exchange request assign BOG-2026-00042 m.petit",
                "exchange request assign BOG-2026-00042 m.petit --end",
            ),
        ),
        Verb(
            "close",
            close,
            (
                _REF,
                value("leg", "LEG"),
                needed("outcome", "CODE"),
                many("result", '"arrests=1"'),
                value("reason", "TEXT"),
            ),
            ('exchange request close BOG-2026-00042 --outcome fulfilled --result "arrests=1"',),
        ),
        Verb(
            "reopen",
            reopen,
            (_REF, needed("reason", "TEXT")),
            ('exchange request reopen BOG-2026-00042 --reason "Nouvel élément"',),
        ),
        REVIEW,
        ERASE,
    ),
)
