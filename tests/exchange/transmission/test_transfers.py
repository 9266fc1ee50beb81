"""What is sent outside the Union and Schengen says on which ground, in the log and in the register."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import Refused
from exchange.requests.inputs import NewRequest
from exchange.transmission.inputs import NewDispatch, NewTransmission
from exchange.transmission.sending import Sent
from tests.exchange.requests.cases import ROSERO
from tests.exchange.requests.conftest import desk, world
from tests.world import Seat, World

__all__ = ["desk", "world"]


def opened(desk: Seat, *services: str, requester: str = "ofast", **more: object) -> str:
    """Open a request to services whose country stands in their handle: `fbi-us`."""
    for handle in {*services, requester}:
        if handle not in {service.handle for service in desk.services.list()}:
            desk.services.add(handle, handle.upper(), handle.rpartition("-")[2].upper(), "police")
    new = NewRequest("trafficking", requester, "Conteneur", to=services, persons=(ROSERO,), **more)  # type: ignore[arg-type]
    return desk.requests.open(new).ref


def send(desk: Seat, ref: str, to: str, out: Path, **said: str) -> Sent:
    """Send by e-mail."""
    return desk.transmissions.send(NewDispatch(ref, to, out, channel="email", **said))  # type: ignore[arg-type]


def logged(world: World) -> dict[str, object]:
    """Return what the newest departure's entry says of its ground."""
    entry = [entry for entry in world.entries() if entry.op == "transmission.sent"][-1]
    return {key: entry.x[key] for key in ("transfer", "instrument", "guarantees") if key in entry.x}


def test_to_a_colombian_service_the_agreement_of_2003_is_the_ground_and_nothing_is_asked(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    ref = opened(desk, "dijin-co")
    sent = send(desk, ref, "dijin-co", tmp_path)
    assert sent.transfer is not None
    assert (sent.transfer.basis, sent.transfer.instrument) == ("instrument", "bilateral-co")
    assert sent.warnings == ()
    assert logged(world) == {"transfer": "instrument", "instrument": "bilateral-co"}


def test_the_convention_of_the_leg_comes_before_other_agreements(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    ref = opened(desk, "dijin-co", legal_basis="untoc")
    send(desk, ref, "dijin-co", tmp_path)
    assert logged(world) == {"transfer": "instrument", "instrument": "untoc"}


def test_to_a_spanish_service_no_ground_is_logged(world: World, desk: Seat, tmp_path: Path) -> None:
    sent = send(desk, opened(desk, "policia-es"), "policia-es", tmp_path)
    assert (sent.transfer, logged(world)) == (None, {})


def test_to_another_country_of_the_post_without_an_instrument_it_warns(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    sent = send(desk, opened(desk, "policia-ec"), "policia-ec", tmp_path)
    assert sent.warnings == ("transfer-assessed",)
    assert logged(world) == {"transfer": "assessment"}


def test_elsewhere_the_ground_is_asked_before_anything_is_kept(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    ref = opened(desk, "dirincri-pe")
    with pytest.raises(Refused, match="transfer-basis-needed"):
        send(desk, ref, "dirincri-pe", tmp_path)
    assert "transmission.sent" not in world.ops() and list(tmp_path.glob("*.pdf")) == []
    sent = send(
        desk, ref, "dirincri-pe", tmp_path, transfer_basis="derogation-c", transfer_reason="Départ ce soir"
    )
    assert sent.transfer is not None and sent.transfer.reason == "Départ ce soir"
    assert logged(world) == {"transfer": "derogation-c"}
    assert "Départ ce soir" not in str(world.entries())


def test_what_was_said_once_holds_for_the_next_departure_of_the_request(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    ref = opened(desk, "fbi-us")
    with pytest.raises(Refused, match="guarantees-to-say"):
        send(desk, ref, "fbi-us", tmp_path, transfer_basis="assessment", transfer_reason="r")
    first = {"transfer_basis": "assessment", "transfer_reason": "r", "guarantees": "obtained"}
    send(desk, ref, "fbi-us", tmp_path, **first)
    assert logged(world) == {"transfer": "assessment", "guarantees": "obtained"}
    again = send(desk, ref, "fbi-us", tmp_path, nature="reminder", text="?")
    assert again.transfer is not None
    assert (again.transfer.basis, again.transfer.reason, again.transfer.guarantees) == (
        "assessment", "r", "obtained",
    )  # fmt: skip
    other = opened(desk, "fbi-us")
    with pytest.raises(Refused, match="guarantees-to-say"):
        send(desk, other, "fbi-us", tmp_path)


def test_what_a_spanish_service_asked_goes_to_colombia_with_its_authorisation_only(
    desk: Seat, tmp_path: Path
) -> None:
    ref = opened(desk, "dijin-co", requester="policia-es")
    with pytest.raises(Refused, match="transfer-authorisation-needed"):
        send(desk, ref, "dijin-co", tmp_path)
    sent = send(desk, ref, "dijin-co", tmp_path, transfer_authorisation="courriel du 18/11")
    assert sent.transfer is not None and sent.transfer.authorisation == "courriel du 18/11"


def test_restrictions_are_shown_before_and_nothing_leaves_unconfirmed(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    ref = opened(desk, "policia-es", handling="H3", conditions="Ne pas citer la source")
    shown: list[str] = []

    def refuse(text: str) -> bool:
        shown.append(text)
        return False

    new = NewDispatch(ref, "policia-es", tmp_path, channel="email")
    with pytest.raises(Refused, match="conditions-not-confirmed"):
        desk.transmissions.send(new, refuse)
    assert shown == ["Ne pas citer la source"] and "transmission.sent" not in world.ops()
    sent = desk.transmissions.send(new, lambda text: True)
    assert (sent.conditions, sent.warnings) == ("Ne pas citer la source", ("conditions-to-confirm",))


@pytest.mark.parametrize(
    ("to", "handling", "warned"),
    [
        ("policia-es", None, []),
        ("dijin-co", None, []),
        ("policia-es", "H2", ["left-against-conditions"]),
        ("fbi-us", None, ["left-without-ground"]),
        ("fbi-us", "H2", ["left-against-conditions", "left-without-ground"]),
    ],
)
def test_what_had_left_before_it_was_recorded_is_kept_and_told(
    world: World, desk: Seat, to: str, handling: str | None, warned: list[str]
) -> None:
    opened(desk, to)  # the directory knows it; another request asks it
    ref = opened(desk, handling=handling, conditions="Ne pas diffuser" if handling else None)
    kept = desk.transmissions.record(NewTransmission("out", "letter", request=ref, to=to, text="x"))
    assert [one for one in kept.warnings if one.startswith("left-")] == warned
    assert world.entries()[-1].op == "transmission.recorded"
