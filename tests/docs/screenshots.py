"""`make screenshots`: pictures of the screens on a demo's store, into docs/screens/, for the README.

Its names and facts are invented. The pictures are SVG, as Textual draws them; they are made by hand when
the screens changed, not compared by a test: dates in them move.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Final

from textual.pilot import Pilot

from exchange.demo import make
from exchange.desk import Settings
from exchange.locale import Language
from tests.world import CHEAP, accept_any
from tui.app import ExchangeApp
from tui.entrance import Entrance
from tui.shell import Shell
from tui.speech import Speech

FOLDER: Final = Path(__file__).parent.parent.parent / "docs" / "screens"
SHOTS: Final = (
    ("desk", ()),
    ("requests", ("2", "down", "down")),
    ("request", ("enter", "right")),
    ("help", ("question_mark",)),
)
"""Each picture's name, and the keys that lead to it from the one before."""
SIZE: Final = (110, 32)
_FONTS: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Fonts from a foreign host: whoever reads the README tells nobody so."""


def main() -> None:
    """Make the demo, open it, and take each picture."""
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(Path(place) / "state", parameters=CHEAP, floor=CHEAP, check=accept_any)
        made = make(Path(place) / "demo", settings, requests=60, language="fr")
        post = made.posts[0]
        folder, head = Path(made.folder), post.members[0]
        phrase = folder / head.passphrase_file
        entrance = Entrance(folder / post.handle, lambda: settings, head.handle, passphrase_file=phrase)
        asyncio.run(_shoot(entrance))


async def _shoot(entrance: Entrance) -> None:
    shell = Shell(Speech(Language.FR))
    app = ExchangeApp(shell, entrance)
    FOLDER.mkdir(exist_ok=True)
    async with app.run_test(size=SIZE) as pilot:
        while shell.seat is None:
            await pilot.pause(0.1)
        for name, keys in SHOTS:
            for key in keys:
                await pilot.press(key)
                await _answered(shell, pilot)
            await _answered(shell, pilot)
            picture = _FONTS.sub("", app.export_screenshot(title="exchange"))
            (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")
    shell.work.stop()


async def _answered(shell: Shell, pilot: Pilot[int]) -> None:
    """Wait until the desk answered what was asked, and the answer stands on the screen."""
    for _ in range(4):
        await shell.work.alone(lambda: None)
        await pilot.pause(0.3)


if __name__ == "__main__":
    main()
