"""What importing each part brings with it, seen at run time: layers that only a linter keeps may lie.

Each case runs in its own interpreter, since this one has imported everything already.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = (
    "sqlalchemy",
    "sqlmodel",
    "sqlcipher3",
    "pydantic",
    "cryptography",
    "nacl",
    "babel",
    "textual",
    "argon2",
)
SLOW_TO_IMPORT = ("dataclasses", "inspect", "ctypes", "zoneinfo", "importlib.metadata")

CALL = """import contextlib, io, sys
from tui.cli.main import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
"""


def modules_after(code: str) -> frozenset[str]:
    """Return the names of all modules that a fresh interpreter holds after `code`."""
    program = f"{code}\nimport sys\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return frozenset(done.stderr.split("\n"))


def brought(loaded: frozenset[str], names: tuple[str, ...]) -> list[str]:
    """Return those of `names` that are loaded, themselves or a part of them."""
    return [name for name in names if any(one == name or one.startswith(f"{name}.") for one in loaded)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["request", "--help"],
        ["request", "list", "--help"],
        ["request", "new", "--help"],
        ["transmission", "send", "--help", "--lang", "en"],
        ["log", "export", "--help"],
        ["init", "--help"],
        ["verify", "--help"],
    ],
)
def test_help_and_version_bring_nothing_heavy(arguments: list[str]) -> None:
    loaded = modules_after(f"{CALL}    assert main({arguments!r}) == 0")
    assert brought(loaded, HEAVY + SLOW_TO_IMPORT) == []


def test_a_command_that_is_not_understood_brings_nothing_heavy() -> None:
    code = CALL + "    assert main(['requst']) == 2"
    assert brought(modules_after(code), HEAVY) == []


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("keys.identity", ("exchange", "tui", "sqlalchemy")),
        ("keys.age", ("exchange", "tui", "sqlalchemy")),
        ("exchange.log.replay", ("tui", "sqlalchemy", "sqlmodel", "sqlcipher3", "pydantic")),
        ("exchange.law.reader", ("tui", "sqlalchemy", "sqlcipher3")),
        ("exchange.audit.verify", ("tui", "sqlalchemy", "sqlcipher3", "sqlmodel")),
        ("exchange.desk", ("tui", "textual", "babel", "zxcvbn", "mnemonic", "fpdf", "alembic")),
    ],
)
def test_a_lower_layer_never_brings_a_higher_one(module: str, never: tuple[str, ...]) -> None:
    assert brought(modules_after(f"import {module}"), never) == []
