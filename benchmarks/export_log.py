"""Export the log: logged, hashed, signed, written as a zip with its reports.

Floor: writing the same bytes to a zip.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import LONG, Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from exchange.desk import Desk

GOAL: Final = 2.0
PIECE: Final = 256 * 1024


def measure(stores: Stores, size: int) -> Iterator[Result]:
    folder = stores.place("export")
    written, packed = folder / "export.zip", folder / "floor.zip"
    with stores.at(size).desk() as desk:
        _export(desk, written)
        with zipfile.ZipFile(written) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}

        def ours() -> float:
            return seconds(lambda: _export(desk, written))

        def floor() -> float:
            return seconds(lambda: _pack(members, packed))

        yield interleaved("export the log", size, GOAL, ours, floor, LONG)


def _export(desk: Desk, path: Path) -> None:
    with path.open("wb") as sink:
        desk.log.export(sink)


def _pack(members: dict[str, bytes], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                for start in range(0, len(data), PIECE):
                    member.write(data[start : start + PIECE])


QUESTION: Final = Question("export_log", measure)
