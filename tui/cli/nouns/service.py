"""`exchange service`: the directory of French and foreign services, and trust in their cards."""

from __future__ import annotations

from exchange.errors import Refused
from tui.cli.answer import Column, Row, answer, fields, rows, table
from tui.cli.forms import card_form
from tui.cli.grammar import Call, Noun, Verb, needed, value, word
from tui.cli.inputs import bytes_from
from tui.cli.report import Report
from tui.cli.session import opened, zone_of

_COLUMNS = (
    Column("handle"),
    Column("name"),
    Column("country"),
    Column("side", "code:side"),
    Column("type", "code:service-type"),
    Column("trust", "code:trust"),
    Column("origin"),
    Column("fingerprint"),
)
_LIST = _COLUMNS[:6]
_CARD = (Column("handle"), Column("name"), Column("origin"), Column("fingerprint"), Column("words"))


def _give(call: Call, view: object, zone: str) -> None:
    answer(call.report, view, lambda row: fields(call.report, row, _COLUMNS, zone))


def add(call: Call) -> None:
    """Add a service to the directory."""
    given = call.given
    with opened(call) as desk:
        done = desk.services.add(
            given.need("handle"), given.need("name"), given.need("country"), given.need("type")
        )
        _give(call, done, zone_of(desk))


def list_services(call: Call) -> None:
    """Show the directory."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.services.list()}
        answer(call.report, found, lambda row: table(call.report, rows(row, "items"), _LIST, zone))


def show(call: Call) -> None:
    """Show one service, with the card that is trusted."""
    with opened(call) as desk:
        _give(call, desk.services.show(call.given.need("handle")), zone_of(desk))


def trust(call: Call) -> None:
    """Trust a card whose fingerprint was compared by another way, or show what to compare."""
    card = bytes_from(call.given.need("file"))
    typed = call.given.text("fingerprint")
    with opened(call) as desk:
        if typed is None:
            read = card_form(desk.services.read_card(card), call.report.language)
            raise not_compared(call.report, read)
        _give(call, desk.services.trust(card, lambda shown: typed), zone_of(desk))


def not_compared(report: Report, read: Row) -> Refused:
    """Show the fingerprint to compare; return the refusal to trust what nobody compared."""
    fields(report.on_stderr(), read, _CARD, "UTC")
    return Refused("fingerprint-to-compare", fingerprint=str(read["fingerprint"]))


def distrust(call: Call) -> None:
    """Withdraw trust: nothing new is taken or sent; what came before stays readable."""
    with opened(call) as desk:
        _give(call, desk.services.distrust(call.given.need("handle")), zone_of(desk))


_HANDLE = word("handle", "HANDLE")

NOUN = Noun(
    "service",
    (
        Verb(
            "add",
            add,
            (_HANDLE, needed("name", "TEXT"), needed("country", "ISO2"), needed("type", "TYPE")),
            ('exchange service add migracion --name "Migración Colombia" --country CO --type border',),
        ),
        Verb("list", list_services, (), ("exchange service list", "exchange services --json")),
        Verb("show", show, (_HANDLE,), ("exchange service show asi-madrid",)),
        Verb(
            "trust",
            trust,
            (word("file", "FILE.card"), value("fingerprint", '"12345 67890 …"')),
            (
                "exchange service trust asi-madrid.card",
                "exchange service trust asi-madrid.card "
                '--fingerprint "12345 67890 12345 67890 12345 67890 12345 67890"',
            ),
        ),
        Verb("distrust", distrust, (_HANDLE,), ("exchange service distrust asi-madrid",)),
    ),
)
