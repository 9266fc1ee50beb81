"""A folder in which a carrier leaves sealed files: all that is new is taken in, each for itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import NotFound, Tampered
from tests.exchange.transmission.correspondence import pair_in
from tui.taking_in import take_in


def test_all_that_is_new_in_a_folder_is_taken_in_and_one_refused_keeps_none_out(tmp_path: Path) -> None:
    pair = pair_in(tmp_path)
    ref = pair.bogota.open()
    for _ in range(2):
        pair.bogota.send(ref, "asi-madrid")
    bag, receipts, desk = pair.place / "bag", tmp_path / "receipts", pair.madrid.seat
    receipts.mkdir()
    (bag / "0-junk.age").write_bytes(b"\x1b]0;x\x07" * 99)
    (bag / "note.txt").write_text("à lire", encoding="utf-8")
    first = take_in(desk, bag, receipts)
    assert [one.from_ for one in first.received] == ["asi-bogota"] * 2
    assert (first.known, [file.name for file, _ in first.refused]) == (0, ["0-junk.age"])
    assert isinstance(first.gravest, Tampered)
    assert len(list(receipts.iterdir())) == 2
    again = take_in(desk, bag, receipts)
    assert (len(again.received), again.known, len(again.refused)) == (0, 2, 1)
    answered = take_in(pair.bogota.seat, receipts, None)
    assert [one.status for one in answered.received] == ["acknowledged"] * 2
    for post in (pair.bogota, pair.madrid):
        post.world.lock_all()


def test_a_folder_without_sealed_files_is_refused_by_its_name(tmp_path: Path) -> None:
    pair = pair_in(tmp_path)
    empty = tmp_path / "vide"
    empty.mkdir()
    with pytest.raises(NotFound) as refusal:
        take_in(pair.madrid.seat, empty, None)
    assert refusal.value.reason == "folder-without-sealed"
    assert str(empty) in str(refusal.value.arguments["file"])
    for post in (pair.bogota, pair.madrid):
        post.world.lock_all()
