"""The last handler, and what keeps secrets out of dumps.

A traceback would print the values around the fault: passphrases, names. So the process keeps none:
the person gets one sentence with an id, and a report of frames (file, line, function; no values,
no message) is written into the state folder, for whoever mends the program.
"""

from __future__ import annotations

import os
import sys
from types import TracebackType

from tui.cli.report import Report

_PR_SET_DUMPABLE = 4  # prctl(2)


def install() -> None:
    """Take over what Python would print as a traceback."""
    sys.excepthook = _told


def protect() -> None:
    """Forbid core dumps and reading this process's memory (prctl(2)); cover other threads' faults too."""
    import ctypes
    import resource
    import threading

    threading.excepthook = lambda fault: _told(fault.exc_type, fault.exc_value, fault.exc_traceback)

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def frames(trace: TracebackType | None) -> tuple[str, ...]:
    """Return where a fault went through: file, line and function, and nothing that they held."""
    found: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return tuple(found)


def told(error: BaseException) -> None:
    """Say that a fault ended the program, and keep its frames."""
    _told(type(error), error, error.__traceback__)


def _told(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    from tui.cli.main import language_of

    identifier = os.urandom(4).hex()
    arguments = sys.argv[1:]
    report = Report(language_of(arguments, os.environ), as_json="--json" in arguments, plain=True)
    report.fatal(identifier, kind.__name__)
    _keep(identifier, kind.__name__, frames(trace))


def _keep(identifier: str, kind: str, places: tuple[str, ...]) -> None:
    """Write the report where the user's own state is kept; a report that can't be is left out."""
    try:
        from pathlib import Path

        import platformdirs

        folder = Path(platformdirs.user_state_dir("exchange")) / "faults"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = os.open(folder / f"{identifier}.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(place, "w", encoding="utf-8") as file:
            file.write("\n".join((kind, *places)) + "\n")
    except (OSError, ImportError):
        return
