"""`exchange transmission`: the register; what came in, what goes out, sealed or on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exchange.errors import Usage
from tui.cli.answer import Row, answer, rows, table
from tui.cli.confirming import restrictions
from tui.cli.grammar import Call, Noun, Verb, flag, many, needed, output, value, word
from tui.cli.inputs import text_given
from tui.cli.nouns.transmission_receive import LIST, RECEIVE, lines
from tui.cli.nouns.transmission_record import FILING, RECORD, give
from tui.cli.outputs import place_given, streamed_to
from tui.cli.session import opened, zone_of

if TYPE_CHECKING:
    from exchange.transmission.views import TransmissionView


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
        transfer_basis=given.text("transfer-basis"),
        transfer_reason=given.text("transfer-reason"),
        transfer_authorisation=given.text("transfer-authorisation"),
        guarantees=given.text("guarantees"),
    )
    with opened(call) as desk:
        give(call, desk.transmissions.send(dispatch, restrictions(call.report)), zone_of(desk))


def receipt(call: Call) -> None:
    """Make our receipt of a dispatch again, or record theirs from paper."""
    given = call.given
    number, code = given.need("number"), given.text("paper")
    if code is not None and given.text("out") is not None:
        raise Usage("one-or-the-other", one="--paper", other="--out")
    if code is None and given.text("at") is not None:
        raise Usage("missing-option", option="--paper")
    with opened(call) as desk:
        if code is None:
            done: TransmissionView = desk.transmissions.receipt(number, given.path("out") or Path())
        else:
            done = desk.transmissions.paper_receipt(number, code, given.need("at"))
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
        limit=given.count("limit", 50),
        after=given.text("after"),
    )
    with opened(call) as desk:
        page = desk.transmissions.list(wanted)
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            table(call.report, lines(rows(row, "items")), LIST, zone)
            if row["next"]:
                call.report.note("list.next", cursor=str(row["next"]))

        answer(call.report, page, for_people)


def show(call: Call) -> None:
    """Show one transmission, with where it stands in the log and who witnessed it."""
    with opened(call) as desk:
        give(call, desk.transmissions.show(call.given.need("number")), zone_of(desk))


def cancel(call: Call) -> None:
    """Cancel a departure that has not left, with the reason."""
    given = call.given
    with opened(call) as desk:
        done = desk.transmissions.cancel(given.need("number"), given.need("reason"))
        give(call, done, zone_of(desk))


def bordereau(call: Call) -> None:
    """Write the bordereau as a PDF that a person can read whole."""
    given = call.given
    place = place_given(given)
    with opened(call) as desk:
        made = desk.transmissions.bordereau(given.need("number"))
    with streamed_to(call.report, place) as sink:
        sink.write(made.data)
    if place != "-":
        view = {"transmission": made.transmission, "file": Path(place)}
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
                value("transfer-basis", "CODE"),
                value("transfer-reason", "TEXT"),
                value("transfer-authorisation", "TEXT"),
                value("guarantees", "obtained|not-needed|not-obtained"),
            ),
            (
                "exchange transmission send BOG-2026-00042 --to asi-madrid --text-file texte.txt --out cle",
                "exchange transmission send BOG-2026-00043 --to dea --channel email --guarantees obtained "
                '--transfer-basis derogation-c --transfer-reason "Attentat annoncé pour demain"',
            ),
        ),
        RECEIVE,
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
        Verb(
            "cancel",
            cancel,
            (_NUMBER, needed("reason", "TEXT")),
            ('exchange transmission cancel 911 --reason "Destinataire erroné"',),
        ),
        Verb("show", show, (_NUMBER,), ("exchange transmission show 1205 --json",)),
        Verb(
            "bordereau",
            bordereau,
            (_NUMBER, *output("FILE|-")),
            ("exchange transmission bordereau 911 --out bordereau.pdf",),
        ),
    ),
)
