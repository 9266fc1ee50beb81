"""The register by keys: arrivals are registered, filed, set aside; departures recorded; papers written."""

from __future__ import annotations

from pathlib import Path

from tests.exchange.transmission.correspondence import pair_in
from tests.tui.screens.population import CONTAINER, HOSTILE
from tests.tui.screens.sitting import Sitting, sitting_down
from tests.world import World
from tui.messages import Go
from tui.widgets.choice import Choice


async def at_register(sitting: Sitting, number: str = "") -> None:
    """Go to the register, and to a message."""
    await sitting.unlock()
    await sitting.press("3")
    if number:
        await sitting.stand_on(f"2026-{number}")


async def test_an_arrival_is_registered_from_a_paste(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("i")
        await sitting.paste(f"Buenos días,\nsobre {CONTAINER}\n{HOSTILE}")
        await sitting.answer(**{"from": "dijin"}, channel="messaging", their_ref="S-2026-88")
        assert "A-0006" in sitting.said[-1] and CONTAINER in sitting.said[-1]
        await sitting.press("3")
        assert sitting.keys[0] == "2026-6"
        assert "Buenos días" in sitting.frame


async def test_the_encoded_subject_of_a_pasted_mail_is_read(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting)
        await sitting.press("i")
        await sitting.paste("From: dijin\nSubject: =?utf-8?B?UsOpZi4gw6kgw6AgdsOpcmlmaWVy?=\n\nBuenos días")
        await sitting.answer()
        assert "Réf. é à vérifier" in sitting.frame and "=?" not in sitting.frame.split("─" * 80)[1]


async def test_an_arrival_on_a_request_is_filed_there_at_once(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        await sitting.stand_on(CONTAINER)
        await sitting.press("enter", "i")
        await sitting.answer(text="respuesta", **{"from": "dijin"})
        assert sitting.said[-1] == f"A-0006: filed to {CONTAINER}."


async def test_a_message_file_fills_what_was_not_typed(world: World, tmp_path: Path) -> None:
    eml = tmp_path / "m.eml"
    eml.write_bytes(
        b"From: =?utf-8?q?R=C3=BAiz?= <ruiz@dijin.example>\r\nSubject: =?utf-8?q?=1B]0;x=07precinto?=\r\n"
        b"Date: Thu, 19 Nov 2026 08:00:00 -0500\r\n\r\ntexto\r\n"
    )
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("i")
        await sitting.answer(file=str(eml))
        await sitting.press("3")
        assert "precinto" in sitting.frame
        assert "\x1b" not in sitting.frame


async def test_an_arrival_is_filed_to_its_request(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting, "1")
        await sitting.press("t")
        await sitting.answer(request=CONTAINER, leg="1", nature="clarification-question")
        assert sitting.said[-1] == f"A-0001: filed to {CONTAINER}.", sitting.said
        assert f"{CONTAINER}, leg 1" in sitting.frame


async def test_an_arrival_is_set_aside_with_its_reason(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting, "2")
        await sitting.press("x", "f2")
        assert "Missing: Reason" in sitting.frame
        await sitting.answer(reason="copie sans suite")
        assert sitting.said[-1] == "A-0002: set aside. t files it after all."
        assert "copie sans suite" in sitting.frame


async def test_what_a_message_does_not_allow_is_said_before_anything_is_asked(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting, "2")
        for key, why in (("R", "did not come as a sealed dispatch"), ("X", "only a departure")):
            await sitting.press(key)
            assert why in sitting.said[-1]
            assert sitting.screen == "register"
        await sitting.press("x")
        await sitting.answer(reason="copie sans suite")
        await sitting.press("x")
        assert "no longer to sort" in sitting.said[-1]
        assert sitting.screen == "register"
        await sitting.press("t")
        await sitting.answer(request=CONTAINER, nature="answer")
        assert sitting.said[-1].startswith(f"A-0002: filed to {CONTAINER}")
        await sitting.press("t")
        assert "no longer to sort" in sitting.said[-1]
        assert sitting.screen == "register"
        await sitting.press("d")
        await sitting.answer(request=CONTAINER, to="dijin", channel="phone", text="rappel")
        await sitting.press("home", "R")
        assert "departure" in sitting.said[-1]


async def test_the_register_is_filtered_and_shown_whole_again(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting)
        assert len(sitting.keys) == 5
        await sitting.press("f")
        await sitting.answer(direction="in", status="to-sort", channel="email")
        assert sitting.keys == ["2026-4", "2026-1"]
        await sitting.press("f")
        assert sitting.one(Choice).value == "in"
        await sitting.answer(direction="", status="", channel="")
        assert len(sitting.keys) == 5
        await sitting.press("f")
        await sitting.answer(request="BOG-2026-09999")
        assert sitting.keys == []


async def test_a_filter_of_the_register_is_told_until_it_is_taken_back_or_the_area_is_left(
    world: World,
) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting)
        assert "Filter" not in sitting.frame
        await sitting.press("f")
        await sitting.answer(direction="in", channel="email")
        assert "Filter (esc takes it back) · Direction: Arrival · Channel: E-mail" in sitting.frame
        await sitting.app.run_action("language")
        await sitting.settled()
        assert "Filtre (échap l’ôte) · Sens\u00a0: Arrivée" in sitting.frame
        await sitting.app.run_action("language")
        await sitting.press("escape")
        assert "Filter" not in sitting.frame and len(sitting.keys) == 5
        await sitting.press("f")
        await sitting.answer(service="nobody")
        assert "Service: nobody" in sitting.frame
        await sitting.press("1", "3")
        assert "Service: nobody" not in sitting.frame and len(sitting.keys) == 5
        await sitting.press("f")
        await sitting.answer(channel="phone")
        assert "Nothing answers this filter. Esc takes it back." in sitting.frame


async def test_reading_a_request_from_the_register_keeps_its_filter(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting)
        await sitting.press("f")
        await sitting.answer(request=CONTAINER)
        sitting.app.post_message(Go("request", CONTAINER))
        await sitting.settled()
        assert sitting.screen == "request"
        await sitting.press("escape")
        assert sitting.screen == "register" and f": {CONTAINER}" in sitting.frame


async def test_a_departure_by_another_channel_is_recorded(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting)
        await sitting.press("d")
        await sitting.answer(request=CONTAINER, to="dijin", channel="phone", text="rappel")
        assert "D-0006" in sitting.said[-1]
        assert sitting.keys[0] == "2026-6"


async def test_a_bordereau_is_written_once(world: World, tmp_path: Path) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting, "5")
        await sitting.press("b")
        await sitting.answer(folder=str(tmp_path))
        assert "Written" in sitting.said[-1]
        await sitting.press("b")
        await sitting.answer(folder=str(tmp_path))
        assert "bordereau" in sitting.refused
    assert (tmp_path / "bordereau-2026-5.pdf").read_bytes().startswith(b"%PDF")


async def test_what_comes_in_by_a_path_that_is_nothing_is_refused(world: World, tmp_path: Path) -> None:
    junk = tmp_path / "junk.age"
    junk.write_bytes(b"\x1b]0;pwned\x07" * 99)
    empty = tmp_path / "empty"
    empty.mkdir()
    async with sitting_down(world) as sitting:
        await at_register(sitting)
        for path in (junk, tmp_path / "none.age", empty):
            await sitting.press("r")
            await sitting.answer(path=str(path), receipts="")
            assert sitting.screen == "Alarm" if path == junk else sitting.refused
            assert "\x1b" not in sitting.frame
            await sitting.press("escape")
        assert len(sitting.keys) == 5


async def test_copying_a_number_sends_it_to_the_terminal(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting, "3")
        await sitting.press("y")
        assert sitting.app.clipboard == "A-0003"


async def test_enter_reads_a_message_and_the_arrows_read_on(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_register(sitting, "4")
        await sitting.press("enter")
        focused = sitting.app.focused
        assert focused is not None and focused.id == "reading"
        await sitting.press("down", "end", "home")
        assert "A-0004" in sitting.frame


async def test_all_that_a_carrier_left_in_a_folder_is_taken_in_at_once(tmp_path: Path) -> None:
    pair = pair_in(tmp_path)
    ref = pair.bogota.open()
    for _ in range(2):
        pair.bogota.send(ref, "asi-madrid")
    for post in (pair.bogota, pair.madrid):
        post.world.lock_all()
    async with sitting_down(pair.madrid.world) as sitting:
        await at_register(sitting)
        for told in ("Received: 2 · had come before: 0", "Received: 0 · had come before: 2"):
            await sitting.press("r")
            await sitting.answer(path=str(pair.place / "bag"), receipts=str(tmp_path))
            assert told in sitting.said[-1]
        assert len(sitting.keys) == 2
        (pair.place / "bag" / "0-junk.age").write_bytes(b"x" * 99)
        await sitting.press("r")
        await sitting.answer(path=str(pair.place / "bag"), receipts=str(tmp_path))
        assert sitting.screen == "Alarm"
        assert "refused: 1. 0-junk.age: " in sitting.said[-1]
