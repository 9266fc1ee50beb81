"""`exchange leg`: what each requested service is asked, and what is reported of it."""

from __future__ import annotations

from tui.cli.answer import Column, Row, answer, fields, rows, table, warnings
from tui.cli.grammar import Call, Noun, Verb, flag, needed, value, word
from tui.cli.session import opened, zone_of

_COLUMNS = (
    Column("number"),
    Column("to"),
    Column("status", "code:leg-status"),
    Column("channel", "code:channel"),
    Column("basis"),
    Column("clock", "code:clock"),
    Column("due_at", "limit"),
    Column("source", "source"),
    Column("suspended_since", "moment"),
    Column("alarm", "code:alarm"),
    Column("follow_up_at", "limit"),
    Column("outcome", "code:outcome"),
)
_CLOCKS = (
    Column("leg"),
    Column("text"),
    Column("clock", "code:clock"),
    Column("due_at", "limit"),
    Column("both", "day"),
    Column("suspended_since", "moment"),
    Column("alarm", "code:alarm"),
    Column("ended", "only-yes"),
    Column("source", "source"),
)
_HOLIDAYS = (Column("day", "day"), Column("country"), Column("text", title="name"))
_DELAYS = (
    Column("leg"),
    Column("at", "moment"),
    Column("length"),
    Column("until", "limit"),
    Column("because"),
)


def _give(call: Call, view: object, zone: str) -> None:
    """Answer with one leg as it stands now."""

    def for_people(row: Row) -> None:
        fields(call.report, row, _COLUMNS, zone)
        _clocks(call, (row,), zone)
        warnings(call.report, {"legs": [row]})

    answer(call.report, view, for_people)


def _clocks(call: Call, legs: tuple[Row, ...], zone: str) -> None:
    """Show all limits of legs that have several, or one that says more than its date."""
    clocks = [{**one, "leg": leg["number"]} for leg in legs for one in rows(leg, "clocks")]
    more = len(clocks) > len(legs) or any(one["both"] or one["suspended_since"] for one in clocks)
    delays = [{**leg["delay"], "leg": leg["number"]} for leg in legs if isinstance(leg["delay"], dict)]
    holidays = {
        (str(one["day"]), str(one["country"])): one for row in clocks for one in rows(row, "holidays")
    }
    parts = (
        ("clocks", clocks if more else [], _CLOCKS),
        ("delays", delays, _DELAYS),
        ("holidays", [holidays[key] for key in sorted(holidays)], _HOLIDAYS),
    )
    for name, found, columns in parts:
        if found:
            call.report.text("")
            call.report.say(f"part.{name}")
            table(call.report, found, columns, zone)


def add(call: Call) -> None:
    """Ask one more service."""
    from exchange.requests.inputs import NewLeg

    given = call.given
    leg = NewLeg(
        to=given.need("to"),
        channel=given.text("channel"),
        legal_basis=given.text("legal-basis"),
        basis_reason=given.text("basis-reason"),
        due=given.text("due"),
        follow_up=given.text("follow-up"),
    )
    with opened(call) as desk:
        _give(call, desk.legs.add(given.need("ref"), leg), zone_of(desk))


def list_legs(call: Call) -> None:
    """Show the legs of a request."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.legs.list(call.given.need("ref"))}

        def for_people(row: Row) -> None:
            table(call.report, rows(row, "items"), _COLUMNS, zone)
            _clocks(call, rows(row, "items"), zone)
            warnings(call.report, {"legs": row["items"]})

        answer(call.report, found, for_people)


def event(call: Call) -> None:
    """Report what happened, or take a wrong report back with its reason."""
    from exchange.requests.inputs import NewEvent

    given = call.given
    ref, leg, code = given.need("ref"), given.need("leg"), given.need("code")
    if given.flag("withdraw"):
        reason = given.need("reason")
        with opened(call) as desk:
            _give(call, desk.legs.withdraw(ref, leg, code, reason), zone_of(desk))
        return
    reported = NewEvent(
        code=code,
        at=given.need("at"),
        place=given.text("place"),
        country=given.text("country"),
        document=given.path("document"),
        note=given.text("note"),
        length=given.text("length"),
        because=given.text("reason"),
    )
    with opened(call) as desk:
        _give(call, desk.legs.event(ref, leg, reported), zone_of(desk))


def status(call: Call) -> None:
    """Correct a status, with the reason."""
    given = call.given
    with opened(call) as desk:
        done = desk.legs.status(
            given.need("ref"), given.need("leg"), given.need("status"), given.need("reason")
        )
        _give(call, done, zone_of(desk))


def refuse(call: Call) -> None:
    """Record a refusal on a ground that the leg's basis knows."""
    given = call.given
    with opened(call) as desk:
        done = desk.legs.refuse(
            given.need("ref"), given.need("leg"), given.need("ground"), given.text("part")
        )
        _give(call, done, zone_of(desk))


def point(call: Call) -> None:
    """Say whether a point asked is answered."""
    given = call.given
    with opened(call) as desk:
        done = desk.legs.point(
            given.need("ref"), given.need("leg"), given.need_number("n"), given.need("state")
        )
        _give(call, done, zone_of(desk))


def follow_up(call: Call) -> None:
    """Set the day on which to ask again."""
    given = call.given
    with opened(call) as desk:
        done = desk.legs.follow_up(given.need("ref"), given.need("leg"), given.need("date"))
        _give(call, done, zone_of(desk))


_REF, _LEG = word("ref", "REF"), word("leg", "LEG")

NOUN = Noun(
    "leg",
    (
        Verb(
            "add",
            add,
            (
                _REF,
                needed("to", "HANDLE"),
                value("channel", "CODE"),
                value("legal-basis", "CODE"),
                value("basis-reason", "TEXT"),
                value("due", "WHEN"),
                value("follow-up", "DATE"),
            ),
            ("exchange leg add BOG-2026-00042 --to dijin --follow-up 2026-12-10",),
        ),
        Verb("list", list_legs, (_REF,), ("exchange leg list BOG-2026-00042",)),
        Verb(
            "event",
            event,
            (
                _REF,
                _LEG,
                word("code", "CODE"),
                value("at", "WHEN"),
                value("place", "TEXT"),
                value("country", "ISO2"),
                value("document", "FILE"),
                value("note", "TEXT"),
                value("length", "7d"),
                flag("withdraw"),
                value("reason", "TEXT"),
            ),
            (
                'exchange leg event BOG-2026-00042 1 arrested --at "hier 14h" --place Quito --country EC',
                'exchange leg event BOG-2026-00042 1 arrested --withdraw --reason "Homonyme"',
                "exchange leg event BOG-2026-00042 1 delay-notified --at now --length 10d "
                '--reason "Autorisation du juge attendue"',
            ),
        ),
        Verb(
            "status",
            status,
            (_REF, _LEG, word("status", "STATUS"), needed("reason", "TEXT")),
            ('exchange leg status BOG-2026-00042 1 acknowledged --reason "Saisi par erreur"',),
        ),
        Verb(
            "refuse",
            refuse,
            (_REF, _LEG, needed("ground", "CODE"), value("part", "TEXT")),
            ("exchange leg refuse BOG-2026-00042 1 --ground not-available",),
        ),
        Verb(
            "point",
            point,
            (_REF, _LEG, word("n", "N"), word("state", "open|answered")),
            ("exchange leg point BOG-2026-00042 1 2 answered",),
        ),
        Verb(
            "follow-up",
            follow_up,
            (_REF, _LEG, word("date", "DATE")),
            ("exchange leg follow-up BOG-2026-00042 dijin 2026-12-10",),
        ),
    ),
)
