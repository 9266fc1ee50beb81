"""A clerk at the command line of a test's post: each verb in this process, through the real doors.

As fast as the desk itself, since passphrases cost what the world's do; what needs a process of its own
is tested in `tests/e2e`.
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.world import HEAD, World, passphrase_of
from tui import fatal
from tui.cli.main import main


@dataclass(frozen=True)
class Told:
    """What a verb answered: its exit code, and what it printed."""

    code: int
    out: str
    err: str


@dataclass
class Clerk:
    """Types verbs for a member of `world`."""

    world: World
    place: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    language: str = "en"
    phrases: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let the command line speak a language, and leave this process as it is."""
        self.monkeypatch.setattr(fatal, "protect", lambda: None)
        self.monkeypatch.setenv("EXCHANGE_LANG", self.language)

    def run(
        self,
        *words: str | Path,
        who: str = HEAD,
        stdin: str | bytes | io.BytesIO = "",
        store: Path | None = None,
    ) -> Told:
        """Type one verb as a member."""
        self.world.lock_all()
        given = stdin.encode() if isinstance(stdin, str) else stdin
        source = given if isinstance(given, io.BytesIO) else io.BytesIO(given)
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(source, encoding="utf-8"))
        common = ("--store", store or self.world.folder, "--as", who, "--passphrase-file", self.phrase(who))
        code = main([str(word) for word in (*words, *common)], self.world.settings)
        out, err = self.capsys.readouterr()
        return Told(code, out, err)

    def ok(self, *words: str | Path, who: str = HEAD, stdin: str | bytes = "") -> Any:
        """Type a verb that must do it; return its JSON document."""
        told = self.run(*words, "--json", who=who, stdin=stdin)
        assert told.code == 0, (words, told)
        return json.loads(told.out)

    def refused(self, code: int, *words: str | Path, who: str = HEAD, stdin: str | bytes = "") -> str:
        """Type a verb that must be refused with this exit code and change nothing; return its reason."""
        before = len(self.world.entries())
        told = self.run(*words, "--json", who=who, stdin=stdin)
        assert told.code == code, (words, told)
        error = json.loads(told.out)["error"]
        assert error["message"] in told.err.replace("\n", " ")
        assert "{" not in error["message"] + error["hint"], error
        after = self.world.entries()[before:]
        assert [entry.op for entry in after if entry.op != "access.refused"] == []
        return str(error["code"])

    def phrase(self, handle: str) -> Path:
        """Return the file that holds a member's passphrase."""
        file = self.place / f"{handle}.phrase"
        file.write_text(self.phrases.get(handle, passphrase_of(handle)) + "\n", encoding="utf-8")
        return file
