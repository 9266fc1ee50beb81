"""The log, the directory and the figures by keys."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from exchange.audit import area as audit
from tests.tui.screens.sitting import Sitting, sitting_down
from tests.world import AUDITOR, HEAD, INVESTIGATOR, MADRID, OFFICER, World
from tui.widgets.passphrase import PassphraseField


async def at(sitting: Sitting, key: str) -> None:
    """Unlock, and go to an area."""
    await sitting.unlock()
    await sitting.press(key)


async def test_the_log_is_verified_and_its_root_can_be_read(world: World) -> None:
    async with sitting_down(world, AUDITOR) as sitting:
        await at(sitting, "5")
        await sitting.press("v")
        assert sitting.screen == "Show"
        assert "The log holds" in sitting.frame
        assert "Root: " in sitting.frame and "=" in sitting.frame


async def test_verifying_is_told_and_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, go_on = Event(), Event()
    verify = audit.Log.verify

    def slowly(log: audit.Log, tell: object = None) -> object:
        def told(done: int, total: int) -> None:
            reached.set()
            assert go_on.wait(10)
            assert callable(tell)
            tell(done, total)

        return verify(log, told)

    monkeypatch.setattr(audit.Log, "verify", slowly)
    async with sitting_down(world) as sitting:
        await at(sitting, "5")
        sitting._send("v")
        while not reached.is_set():
            await sitting.pilot.pause()
        assert sitting.screen == "Long"
        assert "░" in sitting.frame and "Esc stops" in sitting.frame
        sitting._send("escape")
        await sitting.pilot.pause()
        go_on.set()
        await sitting.settled()
        assert sitting.screen == "log"
        assert "holds" not in sitting.frame


async def test_the_log_is_exported_once_and_never_over_another_file(world: World, tmp_path: Path) -> None:
    path = tmp_path / "log.zip"
    async with sitting_down(world, AUDITOR) as sitting:
        await at(sitting, "5")
        await sitting.press("x")
        await sitting.answer(path=str(path))
        assert sitting.screen == "Show"
        assert "The auditor" in sitting.frame and "VERIFY.md" in sitting.frame
        await sitting.press("escape")
        first = path.read_bytes()
        await sitting.press("x")
        await sitting.answer(path=str(path))
        assert sitting.screen == "Ask"
        assert "log.zip" in sitting.refused
    assert path.read_bytes() == first
    assert first.startswith(b"PK")


async def test_the_log_is_filtered_by_operation_and_member(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at(sitting, "5")
        await sitting.press("f")
        await sitting.answer(op="request.opened")
        assert len(sitting.keys) == 7
        await sitting.press("f")
        await sitting.answer(op="member.keyed", member=OFFICER)
        assert len(sitting.keys) == 1
        await sitting.press("f")
        await sitting.answer(op="", member="", since="2026-11-20")
        assert sitting.keys == []


async def test_a_filter_of_the_log_is_told_until_it_is_taken_back_or_the_area_is_left(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at(sitting, "5")
        for way_out in (("escape",), ("1", "5")):
            count = len(sitting.keys)
            assert count > 7 and "Filter (" not in sitting.frame
            await sitting.press("f")
            await sitting.answer(op="request.opened", member=HEAD)
            assert (
                "Filter (esc takes it back) · Operation: Request opened · Member: a.martin" in sitting.frame
            )
            assert len(sitting.keys) == 7
            await sitting.press(*way_out)
            assert len(sitting.keys) >= count
        assert "Filter (" not in sitting.frame


async def test_the_checkpoint_is_shown_with_its_code(world: World) -> None:
    async with sitting_down(world, AUDITOR) as sitting:
        await at(sitting, "5")
        await sitting.press("c")
        assert "█▀▀▀▀▀█" in sitting.frame
        await sitting.press("end")
        assert "█" not in sitting.frame  # below the code the note stands whole
        assert "The code needs a window of" in sitting.frame
        await sitting.pilot.resize_terminal(100, 80)
        await sitting.settled()
        assert "The code needs a window of" not in sitting.frame


async def test_an_investigator_reads_what_he_signed_himself(world: World) -> None:
    async with sitting_down(world, INVESTIGATOR) as sitting:
        await at(sitting, "5")
        assert sitting.keys
        rows = [row for row in sitting.frame.split("\n")[3:] if "11-19" in row]
        assert [row for row in rows if INVESTIGATOR not in row] == []
        await sitting.press("c", "v")
        assert sitting.screen == "log"
        assert sitting.said == []


async def test_a_card_is_trusted_after_its_fingerprint_was_typed(world: World, tmp_path: Path) -> None:
    other = World.madrid(tmp_path / "madrid")
    desk = other.desk()
    card, digits = desk.cards.export().data, desk.cards.show().shown.fingerprint.digits
    other.lock_all()
    file = tmp_path / "madrid.card"
    file.write_bytes(card)
    async with sitting_down(world) as sitting:
        await at(sitting, "6")
        await sitting.press("t")
        await sitting.answer(path=str(file))
        for typed, trusted in (("11111 22222", False), (digits, True)):
            assert MADRID.handle in sitting.frame
            await sitting.answer(fingerprint=typed)
            assert ("card trusted" in "".join(sitting.said[-1:])) is trusted
            assert sitting.asked() is not trusted
        await sitting.stand_on(MADRID.handle)
        assert digits[:11] in sitting.frame
        await sitting.press("T", "enter")
        assert sitting.said[-1].endswith("card trusted.")
        await sitting.press("T", "y")
        assert sitting.said[-1].endswith("trust withdrawn.")


async def test_our_own_card_is_shown_as_digits_words_and_code(world: World) -> None:
    desk = world.desk()
    fingerprint = desk.cards.show().shown.fingerprint
    world.lock_all()
    async with sitting_down(world) as sitting:
        await at(sitting, "6")
        await sitting.press("p")
        assert fingerprint.digits in sitting.frame
        assert " ".join(fingerprint.words("en").split()[:5]) in sitting.frame
        assert "█▀▀▀▀▀█" in sitting.frame


async def test_a_file_that_is_no_card_is_refused(world: World, tmp_path: Path) -> None:
    async with sitting_down(world) as sitting:
        await at(sitting, "6")
        for path in (tmp_path / "none", tmp_path):
            await sitting.press("t")
            await sitting.answer(path=str(path))
            assert str(path) in sitting.refused
            await sitting.press("escape")
            assert sitting.screen == "directory"


async def test_services_are_added_and_found_again(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at(sitting, "6")
        await sitting.press("plus")
        await sitting.answer(handle="udyco", name="[bold]UDYCO[/] ماركة", country="ES", type="police")
        await sitting.stand_on("udyco")
        assert "[bold]UDYCO[/]" in sitting.frame


async def test_members_come_change_and_go(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at(sitting, "6")
        await sitting.press("n")
        sitting.fill(handle="f.nom", name="François Nom", role="officer")
        sitting.one(PassphraseField).focus()
        await sitting.paste("la phrase donnée à f.nom")
        await sitting.press("f2")
        assert sitting.said[-1].startswith("f.nom: added")
        await sitting.press("right")
        await sitting.stand_on(OFFICER)
        await sitting.press("e")
        await sitting.answer(role="investigator")
        assert sitting.said[-1] == f"{OFFICER}: role changed."
        await sitting.press("x", "n")
        assert OFFICER in sitting.keys
        await sitting.press("x", "y")
        assert sitting.said[-1] == f"{OFFICER}: keys taken away."
        assert "Revoked" in sitting.frame


async def test_grants_are_given_and_withdrawn(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at(sitting, "6")
        await sitting.press("right", "right")
        assert f"general {OFFICER}" in sitting.keys
        await sitting.stand_on(f"general {OFFICER}")
        await sitting.press("w", "y")
        assert f"general {OFFICER}" not in sitting.keys
        await sitting.press("a")
        await sitting.answer(handle=OFFICER, compartment="general")
        assert f"general {OFFICER}" in sitting.keys


async def test_figures_are_drawn_and_stand_as_a_table_too(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at(sitting, "7")
        assert "████" in sitting.frame and "Requests by kind" in sitting.frame
        statuses = sitting.frame.partition("Requests by status")[2]
        assert statuses.index("Received") < statuses.index("Closed")
        await sitting.press("t")
        assert "█" not in sitting.frame and "Requests by kind" in sitting.frame
        await sitting.press("y")
        await sitting.answer(year="2026")
        assert "Article 18" in sitting.frame
        await sitting.press("escape", "y")
        await sitting.answer(year="abc")
        assert sitting.app.is_running
    assert HEAD
