"""`exchange transmission`: the register; what came in, what goes out, sealed or on paper."""

from __future__ import annotations

from pathlib import Path

from exchange.errors import Usage
from tui.cli.answer import Column, Row, answer, rows, table
from tui.cli.grammar import Call, Noun, Verb, flag, many, needed, value, word, words
from tui.cli.inputs import text_given
from tui.cli.nouns.transmission_record import FILING, RECORD, give
from tui.cli.outputs import streamed_to
from tui.cli.session import opened, zone_of

_LIST = (
    Column("number", "register"),
    Column("status", "code:transmission-status"),
    Column("nature", "code:nature"),
    Column("channel", "code:channel"),
    Column("service"),
    Column("request"),
    Column("at", "moment"),
    Column("subject"),
)


def file(call: Call) -> None:
    """Put an arrival under its request."""
    from exchange.transmission.inputs import Filing

    given = call.given
    filing = Filing(
        request=given.need("ref"),
        leg=given.text("leg"),
        nature=given.text("nature"),
        answers=given.text("answers"),
    )
    with opened(call) as desk:
        give(call, desk.transmissions.file(given.need("number"), filing), zone_of(desk))


def set_aside(call: Call) -> None:
    """Put an arrival aside, with the reason."""
    given = call.given
    with opened(call) as desk:
        done = desk.transmissions.set_aside(given.need("number"), given.need("reason"))
        give(call, done, zone_of(desk))


def send(call: Call) -> None:
    """Send about a request: sealed to a card or key, to a phrase, or as paper to carry."""
    from exchange.transmission.inputs import NewDispatch

    given = call.given
    if given.text("out") and given.text("spool"):
        raise Usage("one-or-the-other", one="--out", other="--spool")
    dispatch = NewDispatch(
        request=given.need("ref"),
        to=given.need("to"),
        leg=given.text("leg"),
        nature=given.text("nature"),
        subject=given.text("subject"),
        text=text_given(given),
        attach=tuple(Path(name) for name in given.many("attach")),
        channel=given.text("channel"),
        out=given.path("out") or given.path("spool") or Path(),
        phrase=given.flag("phrase"),
    )
    with opened(call) as desk:
        give(call, desk.transmissions.send(dispatch), zone_of(desk))


def receive(call: Call) -> None:
    """Take in dispatches and receipts, each checked whole before anything of it is kept."""
    given = call.given
    files = tuple(Path(name) for name in given.many("file"))
    folder = given.path("receipt-dir")
    with opened(call) as desk:
        zone = zone_of(desk)
        if len(files) == 1:
            give(call, desk.transmissions.receive(files[0], folder), zone)
            return
        found = [desk.transmissions.receive(one, folder) for one in files]
        answer(call.report, found, lambda row: table(call.report, _lines(row), _LIST, zone))


def receipt(call: Call) -> None:
    """Make our receipt of a dispatch again, or record theirs from paper."""
    given = call.given
    with opened(call) as desk:
        number = given.need("number")
        if given.text("paper"):
            done = desk.transmissions.paper_receipt(number, given.need("paper"), given.need("at"))
        else:
            done = desk.transmissions.receipt(number, given.path("out") or Path())
        give(call, done, zone_of(desk))


def list_transmissions(call: Call) -> None:
    """Show a page of the register, the newest first."""
    from exchange.transmission.inputs import RegisterFilter

    given = call.given
    wanted = RegisterFilter(
        direction=given.text("direction"),
        status=given.text("status"),
        channel=given.text("channel"),
        service=given.text("service"),
        request=given.text("request"),
        limit=given.number("limit") or 50,
        after=given.text("after"),
    )
    with opened(call) as desk:
        page = desk.transmissions.list(wanted)
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            table(call.report, _lines(row), _LIST, zone)
            if row["next"]:
                call.report.note("list.next", cursor=str(row["next"]))

        answer(call.report, page, for_people)


def _lines(row: Row) -> tuple[Row, ...]:
    """Return the rows of a register with one name for the other side, and one for the moment."""
    return tuple(
        {**one, "service": one["from"] or one["to"], "at": one["received_at"] or one["sent_at"]}
        for one in rows(row, "items")
    )


def show(call: Call) -> None:
    """Show one transmission, with where it stands in the log and who witnessed it."""
    with opened(call) as desk:
        give(call, desk.transmissions.show(call.given.need("number")), zone_of(desk))


def bordereau(call: Call) -> None:
    """Write the bordereau as a PDF that a person can read whole."""
    given = call.given
    place = given.need("out")
    with opened(call) as desk:
        content = desk.transmissions.bordereau(given.need("number"))
    with streamed_to(call.report, place) as sink:
        sink.write(content)
    if place != "-":
        view = {"transmission": given.need("number"), "file": Path(place)}
        answer(call.report, view, lambda row: call.report.say("written", file=str(row["file"])))


_NUMBER = word("number", "NUMBER")
NOUN = Noun(
    "transmission",
    (
        RECORD,
        Verb(
            "file",
            file,
            (_NUMBER, word("ref", "REF"), *FILING),
            ("exchange transmission file 1205 BOG-2026-00042 --leg 1 --nature answer",),
        ),
        Verb(
            "set-aside",
            set_aside,
            (_NUMBER, needed("reason", "TEXT")),
            ('exchange transmission set-aside 1207 --reason "Diffusion générale, en copie"',),
        ),
        Verb(
            "send",
            send,
            (
                word("ref", "REF"),
                needed("to", "HANDLE"),
                value("leg", "LEG"),
                value("nature", "CODE"),
                value("subject", "TEXT"),
                value("text", "TEXT"),
                value("text-file", "FILE|-"),
                many("attach", "FILE"),
                value("channel", "CODE"),
                value("out", "DIR"),
                value("spool", "DIR"),
                flag("phrase"),
            ),
            ("exchange transmission send BOG-2026-00042 --to asi-madrid --text-file texte.txt --out cle",),
        ),
        Verb(
            "receive",
            receive,
            (words("file", "FILE"), value("receipt-dir", "DIR")),
            ("exchange transmission receive 3f9c0a1b2c3d4e5f.dispatch.age --receipt-dir /media/cle",),
        ),
        Verb(
            "receipt",
            receipt,
            (_NUMBER, value("out", "DIR"), value("paper", "CODE"), value("at", "WHEN")),
            (
                "exchange transmission receipt 1208 --out /media/cle",
                'exchange transmission receipt 911 --paper K7QF-2M4X --at "23/11 09:00"',
            ),
        ),
        Verb(
            "list",
            list_transmissions,
            (
                value("direction", "in|out"),
                value("status", "STATUS"),
                value("channel", "CODE"),
                value("service", "HANDLE"),
                value("request", "REF"),
                value("limit", "N"),
                value("after", "CURSOR"),
            ),
            ("exchange transmission list --status to-sort",),
        ),
        Verb("show", show, (_NUMBER,), ("exchange transmission show 1205 --json",)),
        Verb(
            "bordereau",
            bordereau,
            (_NUMBER, needed("out", "FILE|-")),
            ("exchange transmission bordereau 911 --out bordereau.pdf",),
        ),
    ),
)
