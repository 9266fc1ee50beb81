"""What a message of the register does to the leg that it is about, and what is said where it does nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from exchange.errors import Refused
from exchange.requests.inputs import Closing
from exchange.transmission.inputs import Filing, NewDispatch
from tests.exchange.requests.cases import DRUGS, ask
from tests.exchange.requests.test_arrivals import CALL
from tests.world import Seat, World


@pytest.mark.parametrize("sender", ["Capitaine Gomez", None, "policia-es"])
def test_an_answer_moves_the_leg_that_the_member_names_whoever_wrote_it(
    desk: Seat, sender: str | None
) -> None:
    """An officer writes under his own name, another service for the one that is asked: that is told."""
    ask(desk, "policia-es")
    ref = ask(desk, "dijin", "policia-ec").ref
    answer = replace(CALL, from_=sender, nature="answer", text="Rien.")
    told = ("leg-other-service",) if sender == "policia-es" else ()
    assert desk.transmissions.record(replace(answer, request=ref, leg="1")).warnings == told
    arrival = desk.transmissions.record(answer)
    assert desk.transmissions.file(str(arrival.number), Filing(ref, leg="policia-ec")).warnings == told
    assert [leg.status for leg in desk.requests.show(ref)[0].legs] == ["answered", "answered"]


def test_an_answer_that_moves_no_leg_says_so(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec").ref
    answer = replace(CALL, nature="answer", request=ref)
    assert desk.transmissions.record(answer).warnings == ("answer-without-leg",)
    from_requester = replace(answer, from_=DRUGS.requester)
    assert desk.transmissions.record(from_requester).warnings == ()
    assert desk.transmissions.record(replace(from_requester, leg="1")).warnings == ("leg-not-moved",)
    desk.requests.close(ref, Closing("superseded", leg="1", reason="autre voie"))
    assert desk.transmissions.record(replace(answer, leg="1")).warnings == ("leg-not-moved",)
    assert [leg.status for leg in desk.requests.show(ref)[0].legs] == ["closed", "received"]


def test_a_departure_moves_the_leg_that_the_member_names(desk: Seat, tmp_path: Path) -> None:
    ask(desk, "policia-es")
    ref = ask(desk, "dijin", "policia-ec", "policia-pe").ref
    by_word = replace(CALL, direction="out", from_=None, to="Capitaine Gomez", request=ref, leg="1")
    assert desk.transmissions.record(by_word).warnings == ()
    relayed = desk.transmissions.record(replace(by_word, to="policia-es", leg="2"))
    sent = desk.transmissions.send(NewDispatch(ref, "policia-es", tmp_path, leg="3", channel="letter"))
    assert (relayed.warnings, sent.warnings) == (("leg-other-service",), ("leg-other-service",))
    assert [leg.status for leg in desk.requests.show(ref)[0].legs] == ["transmitted"] * 3


def test_nothing_more_is_asked_on_a_leg_that_is_closed(world: World, desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk, "dijin").ref
    desk.requests.close(ref, Closing("withdrawn", reason="sans objet"))
    before = world.ops()
    with pytest.raises(Refused, match="leg-closed"):
        desk.transmissions.send(NewDispatch(ref, "dijin", tmp_path, channel="letter"))
    assert (world.ops(), list(tmp_path.glob("*.pdf"))) == (before, [])
    for to, nature in (("dijin", "for-information"), (DRUGS.requester, "information")):
        told = desk.transmissions.send(NewDispatch(ref, to, tmp_path, channel="letter", nature=nature))
        assert told.request == ref
