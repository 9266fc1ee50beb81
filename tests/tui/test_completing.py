"""Shell completion: a table of the grammar, obeyed by the shell that it is written for."""

from __future__ import annotations

import subprocess
from functools import cache

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


@pytest.mark.parametrize("shell", ["tcsh", "", "bash;rm"])
def test_a_shell_without_a_script_is_a_usage_error(shell: str) -> None:
    with pytest.raises(Usage) as refused:
        completion(shell)
    assert refused.value.reason == "unknown-shell"
