"""Two posts that talk: from cards compared to a request answered, by files that anything may carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from exchange.demo.clock import StoryClock
from exchange.demo.intake import Intake
from exchange.demo.partners import DISPATCHES, RECEIPTS, WAITING, Post, Talk, compare_cards
from exchange.demo.timeline import Timeline
from exchange.errors import Conflict, NotFound, Refused
from tests.exchange.demo.office import Begun, begin
from tests.exchange.demo.telling import PRESENT


@dataclass
class Two:
    """Both posts in one folder and one time."""

    one: Post
    other: Post
    begun: Begun
    timeline: Timeline

    def files(self, folder: str) -> list[Path]:
        return sorted((self.one.place / folder).iterdir())


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    bogota, madrid = begin(tmp_path), begin(tmp_path, "asi-madrid")
    clock = StoryClock(madrid.timeline.now)
    timeline = Timeline(clock, PRESENT)
    for begun in (bogota, madrid):
        begun.office.lock()
        begun.office.settings = replace(begun.office.settings, clock=clock)
        begun.office.unlock(begun.office.staff.setup.head_handle)
    for folder in (DISPATCHES, RECEIPTS, WAITING):
        (tmp_path / folder).mkdir()
    one, other = (
        Post(Intake(timeline, bogota.random, begun.office, begun.take), tmp_path)
        for begun in (bogota, madrid)
    )
    yield Two(one, other, bogota, timeline)
    bogota.office.lock()
    madrid.office.lock()


def talk(two: Two) -> None:
    compare_cards(two.one, two.other)
    Talk(two.timeline, two.begun.random, two.one, two.other).begin(two.timeline.now + timedelta(days=2), 0)
    two.timeline.run()


def test_compared_cards_make_each_post_trust_the_other(two: Two) -> None:
    compare_cards(two.one, two.other)
    for here, there in ((two.one, "asi-madrid"), (two.other, "asi-bogota")):
        view = here.intake.office.head.services.show(there)
        assert view.trust == "trusted"
        assert view.fingerprint == two_cards(two)[there]
    assert [path.name for path in two.files("cards")] == ["asi-bogota.card", "asi-madrid.card"]


def two_cards(two: Two) -> dict[str, str]:
    return {
        post.handle: post.intake.office.head.cards.show().shown.fingerprint.digits
        for post in (two.one, two.other)
    }


def test_a_talk_takes_two_dispatches_and_two_receipts(two: Two) -> None:
    talk(two)
    assert len(two.files(DISPATCHES)) == 2
    assert len(two.files(RECEIPTS)) == 2
    assert two.files(WAITING) == []


def test_a_talk_ends_with_both_requests_closed_as_fulfilled(two: Two) -> None:
    talk(two)
    for post in (two.one, two.other):
        [item] = post.intake.office.head.requests.list().items
        view, _ = post.intake.office.head.requests.show(item.ref)
        assert view.item.status == "closed"
        assert view.legs[0].outcome == "fulfilled"


def test_both_logs_are_witnessed_by_the_other_post(two: Two) -> None:
    talk(two)
    for post in (two.one, two.other):
        log = post.intake.office.head.log
        assert 0 < log.witnessed().size < log.checkpoint().size


def test_a_dispatch_that_waits_is_received_by_nobody(two: Two) -> None:
    compare_cards(two.one, two.other)
    waiting = Talk(two.timeline, two.begun.random, two.one, two.other)
    waiting.leave_waiting(PRESENT - timedelta(hours=5), 0)
    two.timeline.run()
    assert len(two.files(WAITING)) == 1
    assert two.other.intake.office.head.transmissions.list().items == ()


def test_a_talk_without_compared_cards_is_refused(two: Two) -> None:
    Talk(two.timeline, two.begun.random, two.one, two.other).begin(two.timeline.now, 0)
    with pytest.raises(NotFound, match="service-unknown"):
        two.timeline.run()
    assert two.files(DISPATCHES) == []


def test_a_talk_with_a_partner_no_longer_trusted_is_refused(two: Two) -> None:
    compare_cards(two.one, two.other)
    two.one.intake.office.head.services.distrust("asi-madrid")
    Talk(two.timeline, two.begun.random, two.one, two.other).begin(two.timeline.now, 0)
    with pytest.raises(Refused):
        two.timeline.run()
    assert two.files(DISPATCHES) == []


def test_a_receipt_that_comes_a_second_time_is_a_conflict(two: Two) -> None:
    talk(two)
    for path in two.files(RECEIPTS):
        taken = 0
        for post in (two.one, two.other):
            try:
                post.intake.office.head.transmissions.receive(path, None)
            except Conflict:
                taken += 1
            except Refused:
                continue  # sealed to the other one
        assert taken == 1


def test_nothing_in_the_files_names_anybody(two: Two) -> None:
    talk(two)
    for path in (*two.files(DISPATCHES), *two.files(RECEIPTS)):
        data = path.read_bytes()
        assert not any(word in data for word in (b"bogota", b"madrid", b"martin", b"BOG-", b"MAD-"))
