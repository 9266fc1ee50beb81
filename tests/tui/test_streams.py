"""The process's own streams: full, closed at the start, without a reader; what is said, what it ends with."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from exchange.errors import Proposed
from tests.sources import ROOT
from tests.tui.clerk import Clerk, Told
from tests.tui.test_main import planted
from tui.cli.main import main

NEW = ("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Recherche")


@contextmanager
def full(name: str) -> Iterator[None]:
    """Let a stream be one that has no space left."""
    with pytest.MonkeyPatch.context() as patch, io.FileIO("/dev/full", "w") as device:
        patch.setattr(sys, name, io.TextIOWrapper(io.BufferedWriter(device), "utf-8", write_through=False))
        yield
        getattr(sys, name).flush()  # nothing is left that would fail when the process ends


@contextmanager
def unread() -> Iterator[None]:
    """Let stdout be a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.MonkeyPatch.context() as patch, io.FileIO(writing, "w") as pipe:
        patch.setattr(sys, "stdout", io.TextIOWrapper(pipe, "utf-8", write_through=True))
        yield


def unshown(clerk: Clerk, *words: str | Path, stdin: str = "") -> Told:
    with full("stdout"):
        return clerk.run(*words, stdin=stdin)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_is_done_and_not_shown_is_said_to_be_done(clerk: Clerk, form: tuple[str, ...]) -> None:
    told = unshown(clerk, *NEW, *form)
    assert (told.code, told.out) == (8, "")
    assert told.err.startswith("error: it is done, but standard output could not take its result: no space")
    assert [one["ref"] for one in clerk.ok("request", "list")["items"]] == ["BOG-2026-00001"]


def test_what_only_reads_has_failed_where_nothing_shows_it(clerk: Clerk) -> None:
    clerk.ok(*NEW)
    for words in (
        ("request", "list"),
        ("requests", "--json"),
        ("due",),
        ("card", "export", "-"),
        ("request", "--help"),
    ):
        told = unshown(clerk, *words)
        assert (told.code, told.out) == (1, ""), words
        assert told.err.startswith("error: standard output could not take the result: no space left.")


def test_a_refusal_keeps_its_exit_code_where_its_document_is_not_shown(clerk: Clerk) -> None:
    told = unshown(clerk, "request", "show", "BOG-2026-00099", "--json")
    assert told.code == 6
    assert "BOG-2026-00099" in told.err


def test_a_proposal_that_is_not_shown_was_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(monkeypatch, Proposed(3))
    with full("stdout"):
        assert main(["init", "--json", "--lang", "en"]) == 8
    assert "it is done" in capsys.readouterr().err


def test_a_batch_ends_where_its_answers_are_not_shown(clerk: Clerk) -> None:
    told = unshown(clerk, "batch", "-", "--json", "--keep-going", stdin='["request", "list"]\n')
    assert (told.code, "it is done" in told.err) == (8, True)


def test_a_batch_whose_reader_has_enough_says_where_it_ended(clerk: Clerk) -> None:
    with unread():
        told = clerk.run("batch", "-", stdin=f"{json.dumps(NEW)}\n" * 3)
    assert (told.code, "line 1" in told.err, "it is done" in told.err) == (8, True, True)
    assert [one["ref"] for one in clerk.ok("request", "list")["items"]] == ["BOG-2026-00001"]


def test_one_verb_whose_reader_has_enough_is_done(clerk: Clerk) -> None:
    with unread():
        assert clerk.run("law", "list").code == 0


def test_remarks_that_are_not_shown_hinder_nothing(clerk: Clerk) -> None:
    with full("stderr"):
        told = clerk.run(*NEW, "--received-at", "hier 14h", "--json")
        assert clerk.run("request", "show", "BOG-2026-00099").code == 6
    assert (told.code, json.loads(told.out)["ref"]) == (0, "BOG-2026-00001")


PROGRAM = """
import os, sys
from tui.cli.main import run
from tui.cli import words
from tui.cli.grammar import Noun, Verb
def handle(call):
    opened = os.open('/dev/null', os.O_RDONLY)
    call.report.note('warning', text=sys.stdin.read())
    call.report.say('written', file=str(opened > 2))
sys.argv = ['exchange', 'init', '--lang', 'en']
words.noun_named = lambda name: Noun('init', (Verb('', handle, (), ('x',)),))
sys.exit(run())
"""


@pytest.mark.parametrize(
    ("closed", "code", "out", "err"),
    [
        ("<&-", 0, "written: True", "warning:"),
        (">&-", 8, "", "it is done, but standard output could not take its result: closed."),
        ("2>&-", 0, "written: True", ""),
        ("<&- >&- 2>&-", 8, "", ""),
    ],
)
def test_a_stream_closed_at_the_start_is_no_unforeseen_failure(
    closed: str, code: int, out: str, err: str, home: Path
) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout.strip()) == (code, out)
    assert err in done.stderr
    assert "unforeseen" not in done.stderr and "Exception" not in done.stderr
