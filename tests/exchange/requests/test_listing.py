"""Lists of requests: pages, filters, cursors, and the entry that each page shown leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.errors import Invalid, NotFound
from exchange.requests.inputs import Closing, Filter, Search
from tests.exchange.requests.cases import DRUGS, FRAUD, WANTED, ask, event
from tests.world import OFFICER, Seat, World


def refs(desk: Seat, **wanted: str | int) -> list[str]:
    return [item.ref for item in desk.requests.list(Filter(**wanted)).items]  # type: ignore[arg-type]


def pages(desk: Seat, wanted: Filter) -> Iterator[list[str]]:
    while True:
        page = desk.requests.list(wanted)
        yield [item.ref for item in page.items]
        if page.next is None:
            return
        wanted = replace(wanted, after=page.next)


def test_the_newest_request_comes_first(desk: Seat) -> None:
    made = [ask(desk).ref for _ in range(3)]
    assert refs(desk) == made[::-1]


@pytest.mark.parametrize(("count", "limit"), [(0, 5), (5, 5), (6, 5), (7, 3), (3, 1)])
def test_pages_show_every_request_once_and_end(desk: Seat, count: int, limit: int) -> None:
    made = [ask(desk).ref for _ in range(count)]
    found = list(pages(desk, Filter(limit=limit)))
    assert [ref for page in found for ref in page] == made[::-1]
    assert all(len(page) == limit for page in found[:-1])
    assert len(found) == max(1, -(-count // limit))


def test_requests_registered_in_the_same_millisecond_are_all_listed(world: World, desk: Seat) -> None:
    made = {ask(desk).ref for _ in range(4)}
    world.clock.now = world.clock.now.replace(microsecond=0)
    start = world.clock.now
    for _ in range(4):
        world.clock.now = start
        made.add(desk.requests.open(WANTED).ref)
    found = [ref for page in pages(desk, Filter(limit=1)) for ref in page]
    assert len(found) == 8 and set(found) == made


def test_a_request_opened_meanwhile_moves_no_later_page(desk: Seat) -> None:
    made = [ask(desk).ref for _ in range(4)]
    first = desk.requests.list(Filter(limit=2))
    ask(desk)
    assert refs(desk, limit=2, after=str(first.next)) == made[1::-1]


def test_each_filter_shows_what_it_says_and_nothing_else(world: World, desk: Seat) -> None:
    drugs = ask(desk, "dijin", "policia-ec", their_ref="OFAST/2026/77", due="2026-11-25").ref
    wanted = ask(desk, "policia-es", new=WANTED).ref
    fraud = ask(desk, new=FRAUD).ref
    event(desk, wanted, "acknowledged")
    assert refs(desk, kind="wanted") == [wanted]
    assert refs(desk, status="acknowledged") == [wanted]
    assert refs(desk, status="received") == [fraud, drugs]
    assert refs(desk, service="dijin") == [drugs]
    assert refs(desk, service="dnpj") == [wanted]
    assert refs(desk, country="EC") == [drugs]
    assert refs(desk, country="FR") == [fraud, wanted, drugs]
    assert refs(desk, waiting="them") == [wanted]
    assert refs(desk, waiting="us") == [drugs]
    assert refs(desk, their_ref="ofast/2026") == [drugs]
    assert refs(desk, due_before="2026-11-26") == [drugs]
    assert refs(desk, due_before="2026-11-24") == []
    assert refs(desk, due_before="2026-11-25") == []
    assert refs(desk, due_before="6d") == [drugs]
    for last_day, found in (("6d", [drugs]), ("5d", []), ("2026-11-25", [drugs]), ("24/11", [])):
        assert refs(desk, due_by=last_day) == found
        hits = desk.requests.search(Search(f"due:{last_day} kind:trafficking")).items
        assert [one.ref for one in hits] == found
    assert refs(desk, kind="wanted", country="CO") == []
    assert refs(desk, kind="wanted", country="ES", waiting="them", status="acknowledged") == [wanted]


def test_a_reference_of_theirs_is_found_beyond_the_first_page(desk: Seat) -> None:
    first = ask(desk, their_ref="PARIS-1").ref
    for n in range(7):
        ask(desk, their_ref=f"LYON-{n}")
    second = ask(desk, their_ref="PARIS-2").ref
    assert list(pages(desk, Filter(their_ref="paris", limit=1))) == [[second], [first]]


def test_a_closed_request_shows_under_its_status(desk: Seat) -> None:
    ref = ask(desk).ref
    desk.requests.close(ref, Closing("superseded"))
    assert refs(desk, status="closed") == [ref]
    assert refs(desk, status="received") == []


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(kind="party"),
        Filter(status="lost"),
        Filter(waiting="godot"),
        Filter(kind=""),
        Filter(country=""),
        Filter(due_before=""),
        Filter(country="Atlantis"),
        Filter(due_before="one day"),
        Filter(limit=0),
        Filter(limit=1001),
        Filter(limit=-1),
        Filter(after="not a cursor"),
        Filter(after="eA=="),
        Filter(after="é"),
        Filter(after=""),
    ],
    ids=str,
)
def test_a_filter_that_isnt_one_is_refused_and_not_logged(
    standing: World, refusing: Seat, wanted: Filter
) -> None:
    ask(refusing)
    before = standing.ops()
    with pytest.raises(Invalid):
        refusing.requests.list(wanted)
    assert standing.ops() == before


def test_an_unknown_service_or_member_is_not_found(desk: Seat) -> None:
    for wanted in (Filter(service="nobody"), Filter(assigned_to="nobody")):
        with pytest.raises(NotFound):
            desk.requests.list(wanted)


def test_a_page_shown_leaves_one_entry_with_the_ids_that_it_showed(world: World, desk: Seat) -> None:
    made = [ask(desk) for _ in range(3)]
    before = len(world.ops())
    desk.requests.list(Filter(limit=2))
    (entry,) = world.entries()[before:]
    assert (entry.op, entry.on, entry.lg) == ("request.listed", None, "consultation")
    assert entry.x["requests"] == [made[2].id, made[1].id]


def test_the_same_page_shown_again_in_a_session_is_logged_once(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    before = len(world.ops())
    for _ in range(3):
        desk.requests.list()
    assert world.ops()[before:] == ["request.listed"]
    world.desk(OFFICER).requests.list()
    event(desk, ref, "acknowledged")
    desk.requests.list()
    assert world.ops()[before:] == ["request.listed", "request.listed", "leg.event", "request.listed"]


def test_an_empty_page_shows_nothing_and_logs_nothing(world: World, desk: Seat) -> None:
    before = world.ops()
    assert desk.requests.list().items == ()
    assert world.ops() == before


def test_the_items_of_a_list_say_what_the_request_says(desk: Seat) -> None:
    opened = ask(desk, "dijin", new=replace(DRUGS, due="2026-12-01", handling="H1", marking="DR"))
    (item,) = desk.requests.list().items
    assert item == desk.requests.show(opened.ref)[0].item
    assert (item.due_at, item.handling, item.marking) == ("2026-12-02T05:00:00Z", "H1", "DR")


@pytest.mark.parametrize("wanted", [Filter(), Filter(kind="wanted"), Filter(country="CO")])
def test_a_list_reads_from_either_end(desk: Seat, wanted: Filter) -> None:
    for n in range(9):
        ask(desk, "dijin", new=WANTED if n % 3 else DRUGS)
    newest = [ref for page in pages(desk, replace(wanted, limit=2)) for ref in page]
    oldest = [ref for page in pages(desk, replace(wanted, limit=2, order="oldest")) for ref in page]
    assert len(newest) > 2
    assert oldest == newest[::-1]


def test_a_list_by_what_is_due_shows_the_soonest_first_and_nothing_without_a_date(desk: Seat) -> None:
    late = ask(desk, "dijin", due="2026-12-20").ref
    soon = ask(desk, "dijin", due="2026-11-25").ref
    ask(desk, new=DRUGS)
    assert refs(desk, order="due") == [soon, late]


def test_a_list_begins_at_a_date(world: World, desk: Seat) -> None:
    old = ask(desk).ref
    world.clock.advance(days=3)
    ask(desk)
    day = (world.clock.now - timedelta(days=1)).date().isoformat()
    assert refs(desk, begin=day) == [old]


def test_a_cursor_goes_on_in_its_own_order_alone(desk: Seat) -> None:
    for _ in range(3):
        ask(desk)
    cursor = desk.requests.list(Filter(limit=1)).next
    with pytest.raises(Invalid, match="cursor-form"):
        desk.requests.list(Filter(limit=1, order="oldest", after=cursor))
    with pytest.raises(Invalid):
        desk.requests.list(Filter(order="sideways"))
