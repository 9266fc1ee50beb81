"""`exchange service`: the directory of French and foreign services, and trust in their cards."""

from __future__ import annotations

from exchange.errors import Invalid, Refused, Usage
from tui.cli.answer import Column, Row, answer, fields, rows, table
from tui.cli.forms import card_form
from tui.cli.grammar import Call, Given, Noun, Verb, needed, value, word
from tui.cli.inputs import bytes_from, text_from
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
    answer(call.report, view, lambda row: fields(call.report, _named(call, row), _COLUMNS, zone))


def _named(call: Call, row: Row) -> Row:
    """Return a service under its name in the language of the person, where it has one."""
    names = row.get("names")
    return {**row, "name": names.get(call.report.language, row["name"])} if isinstance(names, dict) else row


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

        def for_people(row: Row) -> None:
            table(call.report, [_named(call, one) for one in rows(row, "items")], _LIST, zone)

        answer(call.report, found, for_people)


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


def key(call: Call) -> None:
    """Trust the age key of a partner without a card, after its fingerprint was compared."""
    given = call.given
    recipient = _recipient(given)
    typed = given.text("fingerprint")
    with opened(call) as desk:
        if typed is None:
            found = desk.age_keys.read(recipient)
            read = {"fingerprint": found.digits, "words": " ".join(found.words(call.report.language))}
            fields(call.report.on_stderr(), read, _CARD, "UTC")
            raise Refused("key-to-compare", fingerprint=found.digits)
        _give(call, desk.age_keys.trust(given.need("handle"), recipient, typed), zone_of(desk))
        call.report.note("service.age-version")


def _recipient(given: Given) -> str:
    """Return the recipient of --age, or the one that the file of --age-file holds beside its comments."""
    age, file = given.text("age"), given.text("age-file")
    if (age is None) == (file is None):
        raise Usage("one-or-the-other", one="--age", other="--age-file")
    if age is not None:
        return age
    lines = [line.strip() for line in text_from(str(file)).splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if len(found) != 1:
        raise Invalid("age-key-form")
    return found[0]


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
            four_eyes=True,
        ),
        Verb(
            "key",
            key,
            (
                _HANDLE,
                value("age", "age1pq1…"),
                value("age-file", "FILE"),
                value("fingerprint", '"12345 67890 …"'),
            ),
            (
                "exchange service key migracion --age-file migracion.txt",
                "exchange service key migracion --age-file migracion.txt "
                '--fingerprint "12345 67890 12345 67890 12345 67890 12345 67890"',
            ),
            four_eyes=True,
        ),
        Verb("distrust", distrust, (_HANDLE,), ("exchange service distrust asi-madrid",)),
    ),
)
