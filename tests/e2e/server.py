"""Obeys command lines, each in a child of its own, as the installed command does.

A child has its own environment, streams and exit code; what it is spared is starting the interpreter,
importing the program and what its first use of a store makes (models, statements), and a passphrase
costs it what passphrases cost in tests. The installed command itself, at its real cost, is run by
`test_demo` and by `Shell.installed`.

python -m tests.e2e.server    reads orders from stdin, a line of JSON each
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, NoReturn

import tests.imported  # noqa: F401  (here once, not in each child)
from exchange.desk import Settings
from exchange.requests.inputs import NewRequest
from tests.world import BOGOTA, CHEAP, World
from tui import fatal
from tui.cli.main import main
from tui.cli.session import settings


@dataclass(frozen=True)
class Order:
    """A command line: its words, environment and folder; what it reads, or the terminal that it runs on.

    `dear`: passphrases cost what they really cost, for a post that the installed command is to open.
    `at`: the moment that its clock says, where it isn't the machine's own.
    """

    words: Sequence[str]
    environment: Mapping[str, str]
    stdin: str | None
    terminal: str | None
    folder: str
    dear: bool
    at: str | None

    def settings(self) -> Settings:
        """Return the machine's settings, with the order's cost of passphrases and clock."""
        machine = settings() if self.dear else cheap_settings()
        if self.at is None:
            return machine
        moment = datetime.fromisoformat(self.at)
        return replace(machine, clock=lambda: moment)


def cheap_settings() -> Settings:
    """Return the machine's settings, with passphrases that cost next to nothing."""
    return replace(settings(), parameters=CHEAP, floor=CHEAP)


def obey(order: Order) -> Mapping[str, object]:
    """Run one command line to its end; return its exit code and what it said."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write((order.stdin or "").encode())
        given.seek(0)
        child = os.fork()
        if child == 0:
            _run(order, [given.fileno(), out.fileno(), err.fileno()])
        _, status = os.waitpid(child, 0)
        return {"code": os.waitstatus_to_exitcode(status), "out": _read(out), "err": _read(err)}


def _run(order: Order, streams: Sequence[int]) -> NoReturn:
    if order.terminal is not None:
        streams = [os.open(order.terminal, os.O_RDWR | os.O_NOCTTY)] * 3
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    # Ours know what they were opened on, and may hold what was read or written for the parent.
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    sys.argv = ["exchange", *order.words]
    os.environ.clear()
    os.environ.update(order.environment)
    os.chdir(order.folder)
    code = 1
    try:
        fatal.install()
        code = main(order.words, order.settings)
    finally:  # the child ends here, whatever happened: the orders are its parent's
        kind, error, trace = sys.exc_info()
        if kind is not None and error is not None:
            sys.excepthook(kind, error, trace)
        sys.stdout.flush()
        os._exit(code)


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def rehearse() -> None:
    """Use a store once, for all children."""
    with tempfile.TemporaryDirectory() as place, World.new(Path(place), BOGOTA) as world:
        world.desk().requests.open(NewRequest("wanted", "dnpj", "Une recherche"))
    gc.collect()
    gc.freeze()


def serve() -> None:
    """Obey each order; answer with a line of JSON."""
    rehearse()
    for line in sys.stdin:
        answer = obey(Order(**json.loads(line)))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
