"""The command as a script drives it: one post's folder, passphrases in files, JSON answers.

Commands are obeyed by `tests.e2e.server`, each in a process of its own; `Shell.installed` runs the
installed command instead, from the start of its interpreter and at the real cost of a passphrase.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path.cwd()
COMMAND = Path(sys.executable).with_name("exchange")
PHRASES = {
    "a.martin": "girafe tunnel beurre olive savant piano mirage",
    "b.durand": "cactus vitre molaire prune soudain tablier nuage",
    "c.petit": "rocher fougueux samedi bocal tirelire hameau voile",
    "d.leroy": "lagune pivot ornement bastion farfelu crayon miel",
    "provisional": "valise torrent hibou cendre maquette fleuve tuile",
}


@dataclass(frozen=True)
class Done:
    """What a command came to: its exit code, and all that it said."""

    returncode: int
    stdout: str
    stderr: str


@cache
def _server() -> subprocess.Popen[str]:
    """Start the server of this test process, at whose end it ends too."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(server.communicate)  # closes its orders and waits
    return server


def obeyed(
    words: Sequence[str],
    environment: Mapping[str, str],
    stdin: str | None = None,
    terminal: str | None = None,
    folder: Path = HERE,
    *,
    dear: bool = False,
    at: str | None = None,
) -> Done:
    """Have a command line obeyed in a folder; where it runs on a terminal, all that it says goes there.

    `dear`: its passphrases cost what they really cost; `at`: the moment that its clock says.
    """
    server = _server()
    assert server.stdin is not None and server.stdout is not None
    order = {
        "words": words,
        "environment": environment,
        "stdin": stdin,
        "terminal": terminal,
        "folder": str(folder),
        "dear": dear,
        "at": at,
    }
    server.stdin.write(json.dumps(order) + "\n")
    server.stdin.flush()
    told = json.loads(server.stdout.readline())
    return Done(told["code"], told["out"], told["err"])


@dataclass(frozen=True)
class Shell:
    """A person at a terminal: one store, one machine."""

    place: Path

    @property
    def store(self) -> Path:
        return self.place / "store"

    def phrase(self, name: str) -> str:
        """Return the file that holds a passphrase."""
        file = self.place / f"{name}.txt"
        if not file.exists():
            file.write_text(PHRASES[name] + "\n", encoding="utf-8")
        return str(file)

    def environment(self, who: str, phrase: str | None = None) -> dict[str, str]:
        """Return the environment in which a member's commands run."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("EXCHANGE_")},
            "EXCHANGE_STORE": str(self.store),
            "EXCHANGE_MEMBER": who,
            "EXCHANGE_PASSPHRASE_FILE": self.phrase(phrase or who),
            "XDG_STATE_HOME": str(self.place / "state"),
            "EXCHANGE_LANG": "en",
        }

    def run(
        self, *words: str, who: str = "a.martin", phrase: str | None = None, stdin: str | None = None
    ) -> Done:
        """Run one verb as a member."""
        return obeyed(words, self.environment(who, phrase), stdin)

    def dear(self, *words: str) -> Done:
        """Run one verb as the head, where passphrases cost what they really cost."""
        return obeyed(words, self.environment("a.martin"), dear=True)

    def installed(self, *words: str, who: str = "a.martin") -> Done:
        """Run one verb by the installed command."""
        done = subprocess.run(
            [str(COMMAND), *words],
            env=self.environment(who),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def ok(self, *words: str, who: str = "a.martin", stdin: str | None = None) -> Any:
        """Run a verb that must do it; return its JSON document."""
        done = self.run(*words, "--json", who=who, stdin=stdin)
        assert done.returncode == 0, (words, done.returncode, done.stderr)
        return json.loads(done.stdout)

    def refused(self, code: int, *words: str, who: str = "a.martin", stdin: str | None = None) -> str:
        """Run a verb that must be refused with this exit code, in one sentence; return its reason code."""
        done = self.run(*words, "--json", who=who, stdin=stdin)
        assert done.returncode == code, (words, done.returncode, done.stderr, done.stdout)
        assert "Traceback" not in done.stderr
        error = json.loads(done.stdout)["error"]
        assert error["message"] and error["hint"]
        return str(error["code"])


def found(place: Path, handle: str, country: str, by: Callable[..., Done] = Shell.run) -> Shell:
    """Found a post with its head, by the command."""
    place.mkdir()
    shell = Shell(place)
    done = by(
        shell,
        "init",
        *(
            "--post",
            handle,
            "--name",
            f"Ambassade de France ({handle})",
            "--country",
            "FR",
            "--host",
            country,
        ),
        *("--head", "a.martin", "--head-name", "Anne Martin", "--recovery-out", str(place / "sheet.txt")),
    )
    assert done.returncode == 0, done.stderr
    return shell
