"""`exchange card`: the post's public keys and address, to be compared and trusted by partners."""

from __future__ import annotations

from pathlib import Path

from tui.cli.answer import Column, answer, fields
from tui.cli.forms import card_form
from tui.cli.grammar import Call, Noun, Verb, maybe, output
from tui.cli.inputs import bytes_from
from tui.cli.outputs import place_given, streamed_to
from tui.cli.session import opened, zone_of

_COLUMNS = (
    Column("handle"),
    Column("name"),
    Column("country"),
    Column("origin"),
    Column("serial"),
    Column("fingerprint"),
    Column("words"),
)


def export(call: Call) -> None:
    """Write the post's card to a file or stdout."""
    place = place_given(call.given)
    with opened(call) as desk:
        content = desk.cards.export()
    with streamed_to(call.report, place) as sink:
        sink.write(content.data)
    if place != "-":
        view = {"file": Path(place)}
        answer(call.report, view, lambda row: call.report.say("written", file=str(row["file"])))


def show(call: Call) -> None:
    """Show the post's card, or the card in a file, with the fingerprint to compare."""
    place = call.given.text("file")
    with opened(call) as desk:
        zone = zone_of(desk)
        card = desk.cards.show().shown if place is None else desk.services.read_card(bytes_from(place))
        view = card_form(card, call.report.language)
        answer(call.report, view, lambda row: fields(call.report, row, _COLUMNS, zone))


NOUN = Noun(
    "card",
    (
        Verb("export", export, output("FILE|-"), ("exchange card export --out asi-bogota.card",)),
        Verb(
            "show",
            show,
            (maybe("file", "FILE.card"),),
            ("exchange card show", "exchange card show asi-madrid.card --json"),
        ),
    ),
)
