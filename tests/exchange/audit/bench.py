"""Runs the script of docs/verify.html by node, once for many exports."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

from tests.sources import ROOT

Answer = Mapping[str, Any]
_PROBE = "new DecompressionStream('deflate-raw'); crypto.subtle.digest"


def has_node() -> bool:
    """Say whether there is a node that has what browsers have: 20.12 or later."""
    if which("node") is None:
        return False
    return subprocess.run(["node", "-e", _PROBE], capture_output=True).returncode == 0


@dataclass
class Bench:
    """What is to be asked of the page, and after one run of it what it answered, by name."""

    folder: Path
    jobs: dict[str, Answer] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)

    def ask(self, name: str, job: str, **given: object) -> None:
        """Note a job."""
        self.jobs[name] = {"job": job, **given}

    def run(self) -> None:
        """Have node do all that was asked, in one process."""
        command = ["node", str(Path(__file__).with_name("page.mjs")), str(ROOT / "docs" / "verify.html")]
        asked = json.dumps([*self.jobs.values()])
        done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
        self.answers = dict(zip(self.jobs, json.loads(done.stdout), strict=True))

    def found(self, name: str) -> Any:
        """Return what came of a job that was done."""
        return self.answers[name]["found"]

    def failures(self, name: str) -> set[tuple[int, str]]:
        """Return the failed checks of an export: their steps and codes."""
        checks = self.found(name)["checks"]
        return {(one["step"], one["code"]) for one in checks if one["verdict"] == "failed"}

    def codes(self, name: str, verdict: str) -> list[tuple[int, str]]:
        """Return the checks with that verdict."""
        return [(one["step"], one["code"]) for one in self.found(name)["checks"] if one["verdict"] == verdict]
