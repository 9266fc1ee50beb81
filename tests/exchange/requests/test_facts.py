"""What figures count: page after page as all at once, of legs and of what the log tells of each."""

from __future__ import annotations

import pytest

from exchange.requests.facts import facts
from exchange.transmission.inputs import Filing, NewTransmission
from tests.exchange.requests.cases import ask
from tests.world import Seat


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_requests_counted_page_by_page_are_counted_as_all_at_once(desk: Seat, at_once: int) -> None:
    for services in (("police-de", "police-pt"), ("police-de",), ("police-pt",), ("police-de",)):
        ask(desk, *services)
    answered = ask(desk, "police-de").ref
    came = desk.transmissions.record(NewTransmission("in", "email", from_="police-de", text="r"))
    desk.transmissions.file(str(came.number), Filing(answered, "1", "answer"))
    with desk.session.reading() as rows:
        together = list(facts(desk.session, rows))
        paged = list(facts(desk.session, rows, at_once=at_once))
    assert paged == together
    assert [len(legs) for _, legs in paged] == [2, 1, 1, 1, 1]
    assert [leg.story.answered_at is not None for _, legs in paged for leg in legs] == [False] * 5 + [True]
