"""docs/getting-started.md, typed from its first line to its last: each command does what the page shows.

The clock stands at one moment; what else differs from run to run (ids, fingerprints, names of files) is held
to its form.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.e2e.shell import Done, obeyed
from tests.sources import ROOT

PAGE: Final = ROOT / "docs" / "getting-started.md"
BLOCK: Final = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HOME: Final = "/home/anne"
NOW: Final = "2026-11-23T23:58:00+00:00"
FINGERPRINT: Final = re.compile(r"\d{5}(?: \d{5}){7}")
VARYING: Final = (
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<id>"),
    (re.compile(r"(?<=/)[0-9a-f]{16}\b"), "<hex>"),
    (FINGERPRINT, "<fingerprint>"),
    (re.compile(r"(?<=^in words: ).+", re.MULTILINE), "<words>"),
)


def commands(page: str) -> Iterator[tuple[str, str]]:
    """Give each command of a page, with what is shown under it."""
    for block in BLOCK.finditer(page):
        for part in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            typed = [lines.pop(0)]
            while typed[-1].endswith("\\"):
                typed.append(lines.pop(0))
            yield " ".join(line.rstrip("\\") for line in typed), "\n".join(lines)


def likened(shown: str, place: Path) -> str:
    """Return what was shown, with what differs from run to run by its kind."""
    shown = shown.replace(str(place), HOME)
    for form, name in VARYING:
        shown = form.sub(name, shown)
    return shown.strip()


class Newcomer:
    """Types what a page says, in a folder of his own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        ours = {name: value for name, value in os.environ.items() if not name.startswith("EXCHANGE_")}
        self.environment = {**ours, "XDG_STATE_HOME": str(place / "state"), "EXCHANGE_LANG": "en"}
        self.fingerprint = ""

    def types(self, command: str, shown: str) -> str:
        """Obey a command; return what it said, where a file that is shown says what the page gives it."""
        words = shlex.split(FINGERPRINT.sub(self.fingerprint, command), comments=True)
        if words[0] == "export":
            self.environment.update(word.split("=", 1) for word in words[1:])  # type: ignore[misc]
            return ""
        if words[0] == "mkdir":
            (self.place / words[1]).mkdir()
            return ""
        if words[0] == "cat":
            (self.place / words[1]).write_text(f"{shown}\n", encoding="utf-8")
            return shown
        assert words.pop(0) == "exchange", command
        done = self.runs(words)
        found = FINGERPRINT.search(done.stdout)
        self.fingerprint = found[0] if found else self.fingerprint
        assert done.returncode == 0, (command, done)
        return done.stdout + done.stderr

    def runs(self, words: list[str]) -> Done:
        """Run a verb, as the shell does that finds the files of `*`."""
        found = [
            str(path.relative_to(self.place))
            for word in words
            if "*" in word
            for path in self.place.glob(word)
        ]
        plain = [word for word in words if "*" not in word]
        return obeyed([*plain, *found], self.environment, folder=self.place, at=NOW)


def test_every_command_of_the_first_ten_minutes_does_what_the_page_shows(tmp_path: Path) -> None:
    newcomer = Newcomer(tmp_path)
    walked = [
        (command, shown, newcomer.types(command, shown))
        for command, shown in commands(PAGE.read_text(encoding="utf-8"))
    ]
    assert len(walked) > 30
    for command, shown, told in walked:
        assert likened(told, tmp_path) == likened(shown, tmp_path), command
