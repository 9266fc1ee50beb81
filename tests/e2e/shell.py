"""The command as a script drives it: one post's folder, passphrases in files, JSON answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("exchange")
PHRASES = {
    "a.martin": "girafe tunnel beurre olive savant piano mirage",
    "b.durand": "cactus vitre molaire prune soudain tablier nuage",
    "c.petit": "rocher fougueux samedi bocal tirelire hameau voile",
    "d.leroy": "lagune pivot ornement bastion farfelu crayon miel",
    "provisional": "valise torrent hibou cendre maquette fleuve tuile",
}


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

    def run(
        self, *words: str, who: str = "a.martin", phrase: str | None = None, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one verb as a member."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("EXCHANGE_")},
            "EXCHANGE_STORE": str(self.store),
            "EXCHANGE_MEMBER": who,
            "EXCHANGE_PASSPHRASE_FILE": self.phrase(phrase or who),
            "XDG_STATE_HOME": str(self.place / "state"),
            "EXCHANGE_LANG": "en",
        }
        return subprocess.run(
            [str(COMMAND), *words],
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

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


def found(place: Path, handle: str, country: str) -> Shell:
    """Found a post with its head, by the command."""
    place.mkdir()
    shell = Shell(place)
    done = shell.run(
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
