"""The rows that lists find a request by: true after every change, and never believed by themselves."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from random import Random

import pytest

from exchange.errors import Invalid, Tampered
from exchange.requests.inputs import Amendment, Closing, Filter, NewLeg
from exchange.requests.listed import BOTH
from exchange.transmission.inputs import NewTransmission
from tests.exchange.requests.cases import FRAUD, KINDS, WANTED, ask, event
from tests.exchange.requests.test_listing import pages, refs
from tests.exchange.store.filled import store_of
from tests.world import INVESTIGATOR, OFFICER, Seat, World

Act = Callable[[Seat, str], object]
ACTS: dict[str, Act] = {
    "answered": lambda desk, ref: desk.legs.status(ref, "1", "answered", "x"),
    "leg added": lambda desk, ref: desk.legs.add(ref, NewLeg("policia-es", due="2026-12-03")),
    "closed": lambda desk, ref: desk.requests.close(ref, Closing("fulfilled", reason="x")),
    "kind": lambda desk, ref: desk.requests.amend(ref, Amendment(kind="illegal-immigration", type="")),
    "requester": lambda desk, ref: desk.requests.amend(ref, Amendment(requester="ofast")),
    "due": lambda desk, ref: desk.requests.amend(ref, Amendment(due="2026-12-01")),
    "message": lambda desk, ref: desk.transmissions.record(
        NewTransmission("out", "email", to="dijin", request=ref)
    ),
    "note": lambda desk, ref: desk.requests.note(ref, "x"),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_listing_is_true_after_each_change(desk: Seat, name: str) -> None:
    ask(desk, "policia-es")
    ref = ask(desk, "dijin", new=WANTED).ref
    ACTS[name](desk, ref)
    store_of(desk).check()


def test_whatever_is_asked_together_is_what_each_alone_says(world: World, desk: Seat) -> None:
    """Every combination of filters against a plain reading of each request."""
    random = Random(4)
    services = ("dijin", "policia-ec", "policia-es")
    ask(desk, *services)
    for n in range(16):
        to = tuple(random.sample(services, random.randrange(3)))
        new = random.choice([kind for kind in KINDS if kind is not FRAUD])
        ref = ask(desk, *to, new=new, due=random.choice((None, f"2026-12-{n + 1:02d}"))).ref
        for leg in range(len(to)):
            if random.random() < 0.5:
                event(desk, ref, "acknowledged", leg=str(leg + 1))
        if n % 7 == 0:
            desk.requests.assign(ref, INVESTIGATOR)
        if n % 5 == 0:
            desk.requests.close(ref, Closing("fulfilled", reason="x"))
    shown = [desk.requests.show(ref)[0] for ref in refs(desk)]
    for kind, status, service, country, waiting, assigned in product(
        (None, "wanted"),
        (None, "acknowledged"),
        (None, "dijin"),
        (None, "EC", "FR"),
        (None, "them"),
        (None, INVESTIGATOR),
    ):
        expected = [
            view.item.ref
            for view in shown
            if kind in (None, view.item.kind)
            and status in (None, view.item.status)
            and (service is None or service in {view.item.requester, *(leg.to for leg in view.legs)})
            and (country is None or country in {"FR", *(leg.country for leg in view.legs)})
            and (waiting is None or waiting in {leg.waits_for for leg in view.legs})
            and (assigned is None or assigned in view.assigned)
        ]
        wanted = Filter(kind, status, service, country, waiting, assigned_to=assigned, limit=5)
        assert [ref for page in pages(desk, wanted) for ref in page] == expected, wanted
    due = sorted((str(view.item.due_at), view.item.id, view.item.ref) for view in shown if view.item.due_at)
    wanted = Filter(due_before="2026-12-15", limit=4)
    assert [ref for page in pages(desk, wanted) for ref in page] == [
        ref for at, _, ref in due if at < "2026-12-16T05"
    ]


def test_what_waits_for_both_shows_under_each(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-es").ref
    event(desk, ref, "acknowledged")
    assert refs(desk, waiting="us") == refs(desk, waiting="them") == [ref]
    assert desk.requests.show(ref)[0].legs[0].waits_for != desk.requests.show(ref)[0].legs[1].waits_for
    assert BOTH == "both"


def test_a_cursor_goes_on_in_its_own_order_alone(desk: Seat) -> None:
    for _ in range(3):
        ask(desk, "dijin", due="2026-12-01")
    newest = desk.requests.list(Filter(limit=1)).next
    with pytest.raises(Invalid, match="cursor-form"):
        desk.requests.list(Filter(due_before="2026-12-31", after=newest))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE listing SET kind = 'rogatory' WHERE kind = 'wanted'",
        "UPDATE listing SET status = 'answered'",
        "UPDATE listing SET waits = 'them'",
        "UPDATE listing SET at = at + 1",
        "UPDATE listing SET facet = 'EC' WHERE facet = 'CO'",
        "UPDATE listing SET countries = 'ES'",
        "UPDATE listing SET request = 'x' || request",
        "UPDATE listing SET compartment = 'x' || compartment",
        "UPDATE listing SET by_due = 1",
        "DELETE FROM listing WHERE facet = ''",
        "DELETE FROM listing WHERE facet = 'CO'",
        "INSERT INTO listing SELECT 'EC', by_due, compartment, kind, status, waits, at, request, countries"
        " FROM listing WHERE facet = 'CO'",
        "INSERT INTO listing SELECT facet, by_due, compartment, kind, status, 'them', at, request, countries"
        " FROM listing WHERE facet = 'CO'",
    ],
)
def test_a_row_altered_removed_or_added_is_found_by_the_check(
    world: World, desk: Seat, statement: str
) -> None:
    ask(desk, "dijin", "policia-es")
    ask(desk, "dijin", new=WANTED)
    world.sql(statement)
    with pytest.raises(Tampered):
        store_of(desk).check()


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("UPDATE listing SET kind = 'rogatory'", Filter(kind="rogatory")),
        ("UPDATE listing SET status = 'answered'", Filter(status="answered")),
        ("UPDATE listing SET waits = 'them'", Filter(waiting="them")),
        ("UPDATE listing SET at = at + 1", Filter(kind="trafficking")),
        ("UPDATE listing SET at = at - 2 * 86400000 WHERE by_due", Filter(due_before="2026-12-02")),
        ("UPDATE listing SET facet = 'ES' WHERE facet = 'CO'", Filter(country="ES")),
        ("UPDATE listing SET countries = 'ES'", Filter(service="dijin", country="ES")),
        ("UPDATE listing SET facet = (SELECT id FROM service WHERE handle = 'dnpj') WHERE facet = 'CO'",
         Filter(service="dnpj")),
        ("UPDATE listing SET request = 'x' || request", Filter(kind="trafficking")),
        ("INSERT INTO listing SELECT facet, by_due, compartment, kind, status, 'them', at, request, countries"
         " FROM listing", Filter(kind="trafficking")),
    ],
)  # fmt: skip
def test_a_list_shows_nothing_that_a_row_of_it_invents(
    world: World, desk: Seat, statement: str, wanted: Filter
) -> None:
    ask(desk, "dijin", due="2026-12-03")
    world.sql(statement)
    before = world.ops()
    with pytest.raises(Tampered):
        desk.requests.list(wanted)
    assert world.ops() == before


@pytest.mark.parametrize("gone", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("limit", [2, 50])
def test_a_request_removed_by_sql_is_missed_by_the_list_of_all(
    world: World, desk: Seat, gone: int, limit: int
) -> None:
    refs = [ask(desk, "dijin").ref for _ in range(5)]
    assert every(desk, limit) == refs[::-1]
    remove(world, refs[gone - 1])
    with pytest.raises(Tampered, match="request-missing") as caught:
        every(desk, limit)
    assert caught.value.arguments == {"ref": refs[gone - 1]}
    assert caught.value.exit == 5


def test_all_requests_removed_by_sql_are_missed(world: World, desk: Seat) -> None:
    assert desk.requests.list().items == ()
    ask(desk, "dijin")
    remove(world, "BOG-2026-00001")
    with pytest.raises(Tampered, match="request-missing"):
        desk.requests.list()


def test_what_was_erased_or_is_listed_elsewhere_is_not_missed(world: World, desk: Seat) -> None:
    refs = [ask(desk, "dijin").ref for _ in range(4)]
    world.clock.advance(days=-40)  # a clock that was put right: the next ones stand further down
    refs += [ask(desk, "dijin").ref for _ in range(2)]
    world.clock.advance(days=400)
    refs += [ask(desk, "dijin").ref for _ in range(3)]
    for ref in (refs[1], refs[6], refs[8]):
        desk.erasing.erase(ref, "court-order")
    left = [refs[i] for i in (7, 3, 2, 0, 5, 4)]
    assert every(desk, 2) == every(desk, 50) == left


def test_who_holds_not_every_compartment_is_shown_his_own_without_alarm(world: World, desk: Seat) -> None:
    desk.compartments.add("reserve")
    refs = [ask(desk, "dijin", compartment=name).ref for name in ("general", "reserve", "general")]
    assert every(world.desk(OFFICER), 50) == [refs[2], refs[0]]
    assert every(desk, 50) == refs[::-1]


def every(desk: Seat, limit: int) -> list[str]:
    """Return the references of all requests, page after page."""
    return [ref for page in pages(desk, Filter(limit=limit)) for ref in page]


def remove(world: World, ref: str) -> None:
    """Remove a request and its rows in the listing, past the program."""
    world.sql("DELETE FROM listing WHERE request = (SELECT id FROM request WHERE ref = ?)", ref)
    world.sql("DELETE FROM request WHERE ref = ?", ref)


def test_a_list_ends_whatever_stands_in_a_row_of_it(world: World, desk: Seat) -> None:
    ask(desk, "dijin")
    world.sql("UPDATE listing SET kind = CAST(kind AS BLOB)")
    assert desk.requests.list(Filter(service="dijin")).items == ()


def test_a_listing_row_opens_nothing_to_who_has_no_key(world: World, desk: Seat) -> None:
    ask(desk, "dijin")
    his = world.desk(INVESTIGATOR)
    assert his.requests.list().items == ()
    assert his.requests.list(Filter(service="dijin")).items == ()
