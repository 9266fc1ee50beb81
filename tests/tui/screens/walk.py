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

import pytest

from exchange.locale import Language
from tests.tui.screens.population import CONTAINER, populated
from tests.tui.screens.sitting import LARGE, SMALL, Sitting, Size, sitting_down
from tests.world import AUDITOR, HEAD, INVESTIGATOR, World
from tui.screens import form, requests
from tui.screens.form import Form
from tui.screens.requests import RequestsPanel

FOLDER: Final = Path(__file__).parents[2] / "vectors" / "screens"
SIZES: Final = {Language.FR: (SMALL, LARGE), Language.EN: (SMALL,)}
"""At which sizes each language is kept: what fits on a large terminal in French does so in English."""


@dataclass(frozen=True)
class Step:
    """Keys, those with a quote before them typed as text; then what is seen has a name, or isn't kept.

    What opens above a screen looks the same at any size, and is kept at the small one.
    """

    name: str
    keys: tuple[str, ...]
    above: bool


def _steps(text: str) -> Iterator[Step]:
    for line in text.strip().splitlines():
        name, _, keys = line.strip().partition(": ")
        yield Step(name.strip("?- "), tuple(keys.split()), name.startswith("?"))


HEADS: Final = tuple(
    _steps(f"""
desk: 1
? help: question_mark
? help, a word typed: 'recevoir
-: escape
? palette: ctrl+p
-: escape
? arrival: i
-: escape
? received: r
-: escape
new request: n
new request, one kind: right tab tab enter 'ofast enter 'Conteneur tab 'Bonjour
new request, marking: f9
? new request, a person: f3
-: escape
? new request, long text: f4
-: escape
? new request, a service: f5 'zzz
-: escape escape
requests: 2
requests, marks: space down space
-: escape
requests, by what is due: S
-: escape
requests, found: slash 'contenur enter
requests, query that is wrong: escape slash 'kind:x enter
-: escape
? requests, columns: C
-: escape
? requests, jump: J
-: escape
request: J '{CONTAINER} f2
request, legs: right
request, persons and objects: right
request, thread: right
request, attachments: right
request, notes: right
request, history: right
? request, amended: e
-: escape
? request, sent: s
-: escape
? request, event: v
-: escape
? request, leg: plus
-: escape
? request, note: o
-: escape
? request, closed: c
-: escape
? request, assigned: A
-: escape
? request, related: m
-: escape
? request, subject: p
-: escape
register: 3
register, an arrival: down down
? register, filed: t
-: escape
? register, set aside: x
-: escape
? register, departure: d
-: escape
? register, filter: f
-: escape
log: 5
? log, filter: f
-: escape
? log, exported: x
-: escape
? log, checkpoint: c
-: escape
directory: 6
? directory, a service: plus
-: escape
directory, members: right
? directory, a member: n
-: escape
directory, grants: right
figures: 7
figures, table: t
locked: ctrl+l
""")
)
FACES: Final = (
    (HEAD, HEADS),
    (INVESTIGATOR, tuple(_steps("his requests: 2"))),
    (AUDITOR, tuple(_steps("his log: 5"))),
)

_CHANCE: Final = (
    (re.compile(r"[█▀▄ ]*[█▀▄]+[█▀▄]+[█▀▄ ]*"), "▒"),  # a line of a QR code, or a bar
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "#"),  # an id
    (re.compile(r"\b[0-9]{5}(?: [0-9]{5})+"), "#"),  # a fingerprint in digits
    (re.compile(r"\b[0-9a-f]{12,}\b|[A-Za-z0-9+/]{40,}=?"), "#"),  # hashes
)


def masked(sitting: Sitting, frame: str) -> str:
    """Return a frame without what chance decides: keys, hashes, codes, the folder of the run."""
    for path, name in ((sitting.world.folder, "STORE"), (Path.home(), "HOME")):
        frame = re.sub(rf"{re.escape(str(path))}[^ ]* *", partial(_named, name), frame)
    for found, sign in _CHANCE:
        frame = found.sub(partial(_covered, sign), frame)
    return frame


def _named(name: str, found: re.Match[str]) -> str:
    return name.ljust(len(found[0]))


def _covered(sign: str, found: re.Match[str]) -> str:
    return sign * len(found[0])


async def frames(world: World, language: Language) -> dict[Size, dict[str, str]]:
    """Walk, and return each frame by its size and name."""
    seen: dict[Size, dict[str, str]] = {size: {} for size in SIZES[language]}
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((requests, "GLANCE_AFTER"), (form, "ASK_AFTER"), (form, "DRAFT_AFTER")):
            patch.setattr(module, name, 3600)
        await _walk(world, language, seen)
    return seen


async def _walk(world: World, language: Language, seen: dict[Size, dict[str, str]]) -> None:
    for handle, steps in FACES:
        async with sitting_down(world, handle, language=language) as sitting:
            await sitting.unlock()
            for step in steps:
                await _walked(sitting, step)
                for size in seen if step.name else ():
                    if size == SMALL or not step.above:
                        seen[size][f"{handle}: {step.name}"] = await _seen(sitting, size)


async def _walked(sitting: Sitting, step: Step) -> None:
    for key in step.keys:
        if key.startswith("'"):
            await sitting.write(key[1:])
        else:
            await sitting.press(key)
    sitting.app.clear_notifications()
    if isinstance(sitting.app.screen, Form):
        sitting.app.screen._try()  # what it asks a moment after the last key
    await sitting.settled()


async def _seen(sitting: Sitting, size: Size) -> str:
    """Return what is seen at a size; the terminal has its small size again then."""
    if size == SMALL:
        return masked(sitting, sitting.frame)
    await sitting.pilot.resize_terminal(*size)
    await sitting.settled()
    if isinstance(sitting.app.screen, RequestsPanel):
        sitting.app.screen._glance()  # what it does a moment after the cursor stands still
        await sitting.settled()
    frame = masked(sitting, sitting.frame)
    await sitting.pilot.resize_terminal(*SMALL)
    await sitting.settled()
    return frame


def sheet(language: Language, size: Size) -> Path:
    """Return the file of a language and size."""
    return FOLDER / f"{language.value}-{size[0]}x{size[1]}.txt"


def drawn(seen: dict[str, str]) -> str:
    """Return frames as a sheet."""
    return "".join(f"=== {name}\n{frame}\n" for name, frame in seen.items())


def sheets(language: Language) -> dict[Path, str]:
    """Return what each sheet of a language should say."""
    with tempfile.TemporaryDirectory() as place, World.copied(populated(), Path(place)) as world:
        seen = asyncio.run(frames(world, language))
    return {sheet(language, size): drawn(of_size) for size, of_size in seen.items()}


def main() -> None:
    """Write each sheet anew."""
    FOLDER.mkdir(exist_ok=True)
    for language in Language:
        for file, text in sheets(language).items():
            file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
