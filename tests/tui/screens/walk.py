"""A walk through every screen and dialogue: what is pressed, and the name of the frame that it leads to.

`python -m tests.tui.screens.walk` (`make frames`) writes each frame to tests/vectors/screens/, one file a
language and size; `test_frames.py` compares. What chance decides (keys, hashes, codes) is masked.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from exchange.locale import Language
from tests.tui.screens.population import CONTAINER, populated
from tests.tui.screens.sitting import LARGE, SMALL, Sitting, Size, sitting_down
from tests.world import AUDITOR, HEAD, INVESTIGATOR, World

FOLDER: Final = Path(__file__).parents[2] / "vectors" / "screens"
SHEETS: Final = [(language, size) for language in Language for size in (SMALL, LARGE)]


@dataclass(frozen=True)
class Step:
    """Keys, where text of several signs is typed, and what is seen then; without a name nothing is kept."""

    name: str
    keys: tuple[str, ...]


def _steps(text: str) -> Iterator[Step]:
    for line in text.strip().splitlines():
        name, _, keys = line.strip().partition(": ")
        yield Step("" if name == "-" else name, tuple(keys.split()))


HEADS: Final = tuple(
    _steps(f"""
desk: 1
help: question_mark
help, a word typed: 'copie
-: escape
palette: ctrl+p
-: escape
arrival registered: i
-: escape
received from a partner: r
-: escape
new request: n
new request, one kind: 'n down down enter tab tab 'ofast enter tab 'Conteneur
new request, marking: f9
new request, a person: f3
-: escape
new request, long text: f4
-: escape escape
requests: 2
requests, marks: space down space
-: escape
requests, found: slash 'contenur enter
requests, query that is wrong: slash 'kind:x enter
-: slash ctrl+u enter
requests, columns: C
-: escape
requests, jump: J
-: escape
request: J '{CONTAINER} f2
request, legs: right
request, persons and objects: right
request, thread: right
request, attachments: right
request, notes: right
request, history: right
request, amended: e
-: escape
request, sent: s
-: escape
request, event: v
-: escape
request, leg: plus
-: escape
request, note: o
-: escape
request, closed: c
-: escape
request, assigned: A
-: escape
request, related: m
-: escape
request, subject: p
-: escape
register: 3
register, filed: t
-: escape
register, set aside: x
-: escape
register, departure: d
-: escape
register, filter: f
-: escape
log: 5
log, filter: f
-: escape
log, exported: x
-: escape
log, checkpoint: c
-: escape
directory: 6
directory, our card: p
-: escape
directory, a service: plus
-: escape
directory, members: right
directory, a member: n
-: escape
directory, grants: right
figures: 7
figures, table: t
locked: ctrl+l
""")
)
FACES: Final = ((HEAD, HEADS), (INVESTIGATOR, (Step("his first area", ()),)), (AUDITOR, (Step("log", ()),)))

_CHANCE: Final = (
    (re.compile(r"[█▀▄ ]*[█▀▄]{3}[█▀▄ ]*"), "▒"),  # a QR code's line, or a bar
    (re.compile(r"\b[0-9]{5}(?: [0-9]{5})+"), "#"),  # a fingerprint in digits
    (re.compile(r"\b[0-9a-f]{12,}\b|[A-Za-z0-9+/]{40,}=?"), "#"),  # hashes
)


def masked(frame: str) -> str:
    """Return a frame without what chance decides."""
    for found, sign in _CHANCE:
        frame = found.sub(partial(_covered, sign), frame)
    return frame


def _covered(sign: str, found: re.Match[str]) -> str:
    return sign * len(found[0])


async def frames(world: World, language: Language, size: Size) -> dict[str, str]:
    """Walk, and return each frame by its name."""
    seen: dict[str, str] = {}
    for handle, steps in FACES:
        async with sitting_down(world, handle, size=size, language=language) as sitting:
            seen[f"{handle}: unlock"] = masked(sitting.frame)
            await sitting.unlock()
            for step in steps:
                await _walked(sitting, step)
                if step.name:
                    seen[f"{handle}: {step.name}"] = masked(sitting.frame)
    return seen


async def _walked(sitting: Sitting, step: Step) -> None:
    for key in step.keys:
        if key.startswith("'"):
            await sitting.write(key[1:])
        else:
            await sitting.press(key)
    sitting.app.clear_notifications()
    await sitting.settled()


def sheet(language: Language, size: Size) -> Path:
    """Return the file of a language and size."""
    return FOLDER / f"{language.value}-{size[0]}x{size[1]}.txt"


def drawn(seen: dict[str, str]) -> str:
    """Return frames as a sheet."""
    return "".join(f"=== {name}\n{frame}\n" for name, frame in seen.items())


def main() -> None:
    """Write each sheet anew."""
    FOLDER.mkdir(exist_ok=True)
    for language, size in SHEETS:
        with (
            tempfile.TemporaryDirectory() as place,
            World.copied(populated(), Path(place)) as world,
        ):
            text = drawn(asyncio.run(frames(world, language, size)))
        sheet(language, size).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
