"""`exchange batch`: verbs from a file or stdin, one a line, under one unlock."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from exchange.errors import Carried, ExchangeError, Invalid, Proposed, Refused, Tampered, Unshown, Usage
from tui.cli.batch_lines import lines_of, words_of
from tui.cli.calling import call_of, verb_of
from tui.cli.grammar import Call, Given, Noun, Verb, flag, word
from tui.cli.report import Report
from tui.cli.session import opened
from tui.cli.system import refused_by_system
from tui.cli.words import sentence

if TYPE_CHECKING:
    from exchange.desk import Desk

STDIN = "-"
# What opens a store of its own, or none.
_APART = frozenset({"init", "demo", "recover", "batch", "store restore"})
# What holds for all verbs of a batch, and so stands after `exchange batch`.
_COMMON = ("store", "as", "passphrase-file", "key-file", "lang", "read-only")


def batch(call: Call) -> None:
    """Obey each line; stop at the first that fails, or go on with --keep-going."""
    done = failed = 0
    source = call.given.need("file")
    with _source(source) as file, opened(call) as desk:
        for number, line in lines_of(file):
            report = call.report.another()
            call.report.answered()
            if _obeyed(call, desk, report, number, line):
                done += 1
                continue
            failed += 1
            if not call.given.flag("keep-going"):
                break
            report.flush()
    if failed:
        raise Refused("batch-failed", failed=failed, done=done)
    call.report.note("batch.done", count=done)


def _obeyed(call: Call, desk: Desk, report: Report, number: int, line: str | Invalid) -> bool:
    """Obey one line and say so, or why not; a store or log that is itself damaged ends the batch."""
    desk.session.understood.clear()
    try:
        _obey(call, desk, report, line)
        report.flush()  # whoever feeds line by line waits for each answer
    except Proposed as waiting:
        report.proposed(waiting)
    except Unshown:
        call.report.note("batch.line", line=number)
        raise
    except BrokenPipeError as gone:  # who has read enough leaves lines undone: they are not passed over
        call.report.note("batch.line", line=number)
        raise Unshown("done-not-shown", why=gone.strerror or "") from None
    except ExchangeError as error:
        call.report.note("batch.line", line=number)
        report.failure(error)
        if isinstance(error, Tampered) and not isinstance(error, Carried):
            raise Tampered("batch-ended", line=number) from None
        return False
    except OSError as error:
        call.report.note("batch.line", line=number)
        report.failure(refused_by_system(error))
        return False
    return True


def _obey(call: Call, desk: Desk, report: Report, line: str | Invalid) -> None:
    if isinstance(line, Invalid):
        raise line
    said = sentence(words_of(line))
    name = f"{said.noun} {said.verb or ''}".strip()
    if name in _APART:
        raise Usage("batch-verb-apart", words=name)
    verb = verb_of(said)
    inner = call_of(verb, said, report, call.settings, desk)
    _refuse_apart(inner.given, call.given)
    if inner.given.flag("json"):
        inner = inner._replace(report=report.another(as_json=True))
    verb.handle(inner)


def _refuse_apart(given: Given, outer: Given) -> None:
    """Refuse what a line can't change, and the stdin that the batch itself is read from."""
    for name in _COMMON:
        if name in given.names():
            raise Usage("batch-option-apart", option=f"--{name}")
    if outer.need("file") == STDIN and any(text == STDIN for _, text in given.texts()):
        raise Usage("batch-stdin-taken")


@contextmanager
def _source(named: str) -> Iterator[BinaryIO]:
    if named == STDIN:
        yield sys.stdin.buffer
        return
    place = Path(named)
    if place.is_dir():
        raise Refused("is-a-folder", file=named)
    if not place.is_file():
        raise Refused("no-such-file", file=named)
    with place.open("rb") as file:
        yield file


NOUN = Noun(
    "batch",
    (
        Verb(
            "",
            batch,
            (word("file", "FILE|-"), flag("keep-going")),
            (
                "exchange batch verbes.txt",
                "exchange batch - --keep-going --json < verbes.jsonl",
            ),
        ),
    ),
)
