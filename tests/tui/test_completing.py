"""Shell completion: a table of the grammar, obeyed by the shell that it is written for."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest

from exchange.errors import Usage
from tui.cli.completing import completion
from tui.cli.grammar import POSITIONAL
from tui.cli.words import ALONE, NOUNS, noun_named

SHELLS = ("bash", "zsh", "fish")


@cache
def offered(*words: str) -> tuple[str, ...]:
    """Return what bash would offer for the last of `words`."""
    script = 'eval "$SCRIPT"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _exchange; echo "${COMPREPLY[*]}"'
    done = subprocess.run(
        ["bash", "-c", script, "bash", "exchange", *words],
        env={"SCRIPT": completion("bash"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return tuple(done.stdout.split())


@pytest.mark.parametrize("shell", SHELLS)
def test_every_noun_verb_and_option_is_in_the_script(shell: str) -> None:
    script = completion(shell)
    for name in (*ALONE, *NOUNS):
        assert name in script
        for verb in noun_named(name).verbs:
            assert verb.name in script
            mark = "-l " if shell == "fish" else "--"
            assert all(f"{mark}{part.name}" in script for part in verb.parts if part.shape not in POSITIONAL)


def test_bash_completes_nouns_verbs_and_options_in_their_place() -> None:
    assert offered("tr") == ("transmission", "transmissions")
    assert offered("request", "n") == ("new", "note")
    assert offered("--store", "x", "request", "n") == ("new", "note")
    assert offered("request", "new", "--ki") == ("--kind",)
    assert offered("verify", "a.zip", "--ca") == ("--card",)
    assert offered("requests", "--wait") == ("--waiting",)


def test_where_a_value_is_due_the_shell_completes_file_names() -> None:
    assert offered("transmission", "receive", "") == ()
    assert offered("request", "new", "--input", "dem") == ()


@pytest.mark.parametrize("installed", ["sourced", "autoloaded"])
@pytest.mark.skipif(not shutil.which("zsh"), reason="no zsh here")
def test_zsh_completes_nouns_verbs_options_and_files(tmp_path: Path, installed: str) -> None:
    (tmp_path / "_exchange").write_text(completion("zsh") + "\n", encoding="utf-8")
    (tmp_path / "journal.zip").touch()
    loaded = "fpath=($PWD $fpath); " if installed == "autoloaded" else ""
    begin = f"PS1='> '; {loaded}autoload -U compinit; compinit -D -u; "
    with terminal(tmp_path, "zsh", "-f", "-i") as typed:
        typed(begin + ("" if loaded else "source ./_exchange; ") + "echo rea''dy\r", "ready")
        typed("exchange leg fol\t", "follow-up")
        typed("exchange --store x leg fol\t", "follow-up")
        typed("exchange requests --wait\t", "--waiting")
        typed("exchange request new --ki\t", "--kind")
        typed("exchange verify jour\t", "journal.zip")
        typed("exchange request new --input jour\t", "journal.zip")


@pytest.mark.skipif(not shutil.which("fish"), reason="no fish here")
def test_fish_completes_nouns_verbs_options_and_files(tmp_path: Path) -> None:
    (tmp_path / "exchange.fish").write_text(completion("fish") + "\n", encoding="utf-8")
    (tmp_path / "journal.zip").touch()
    lines = {
        "exchange tr": "transmission transmissions",
        "exchange request n": "new note",
        "exchange --store x request n": "new note",
        "exchange requests --wait": "--waiting",
        "exchange request new --ki": "--kind",
        "exchange verify a.zip --ca": "--card",
        "exchange verify jour": "journal.zip",
        "exchange request new --input jour": "journal.zip",
        "exchange attachment add BOG-2026-00001 jour": "journal.zip",
    }
    asked = "; ".join(f'echo (complete -C"{line}")' for line in lines)
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source exchange.fish; {asked}"],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert dict(zip(lines, done.stdout.splitlines(), strict=True)) == lines


class Typed(Protocol):
    """Type keys into a shell, and wait for what it must show."""

    def __call__(self, keys: str, shown: str) -> None: ...


@contextmanager
def terminal(place: Path, *shell: str) -> Iterator[Typed]:
    """Run a shell on a terminal of its own; each call types keys, and clears the line afterwards."""
    leader, follower = pty.openpty()
    running = subprocess.Popen(
        shell,
        cwd=place,
        env={"HOME": str(place), "PATH": os.environ["PATH"], "TERM": "dumb"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)

    def typed(keys: str, shown: str) -> None:
        os.write(leader, keys.encode())
        seen, until = "", time.monotonic() + 20
        while shown not in seen:
            ready, _, _ = select.select([leader], [], [], max(0, until - time.monotonic()))
            assert ready, (keys, seen)
            seen += os.read(leader, 65536).decode("utf-8", "replace")
        os.write(leader, b"\x15")  # ctrl+u

    try:
        yield typed
    finally:
        running.kill()
        running.wait()
        os.close(leader)


@pytest.mark.parametrize("shell", ["tcsh", "", "bash;rm"])
def test_a_shell_without_a_script_is_a_usage_error(shell: str) -> None:
    with pytest.raises(Usage) as refused:
        completion(shell)
    assert refused.value.reason == "unknown-shell"
