"""What every test stands on: catalogues that are as new as their sources, and a home of its own."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings

from exchange.locale.compiling import compile_catalogues, stale
from exchange.store import compacting, engine
from tui.cli.main import COLLECT_AFTER

# Two cores shared with the rest of the suite: a slow example is no fault of the code. Each run draws others;
# `pytest --hypothesis-profile thorough` draws more, for whoever changed a parser.
settings.register_profile("suite", deadline=None, print_blob=True, max_examples=40)
settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=2000)
settings.load_profile("suite")

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - each run has a private folder of its own there
ROOM: Final = 1 << 30
"""How much must be free there: a run needs some hundred megabytes."""

TELLING: Final = 0.005
"""Seconds from which `--durations` tells of a fixture."""


def pytest_configure(config: pytest.Config) -> None:
    """Compile the messages that changed since `make catalogues`; workers find them made."""
    if hasattr(config, "workerinput"):
        return
    compile_catalogues(stale())
    _work_in_memory()


def _work_in_memory() -> None:
    """Put the tests' folders where fsync costs nothing: thousands of them were half of the suite's time.

    What is synced, and in which order, is tested in `faults` at the system calls themselves.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let a worker tell only what a run's report needs: half of what a small test costs is telling of it."""
    for plugin in session.config.pluginmanager.get_plugins():
        if hasattr(plugin, "sendevent"):  # xdist's, in a worker
            plugin.sendevent = terse(plugin.sendevent)


def terse(tell: Callable[..., None]) -> Callable[..., None]:
    """Leave out that a test begins and ends, and that its fixtures went well, where that took no time."""

    def told(name: str, **said: Any) -> None:
        report = said.get("data", {}) if name == "testreport" else {}
        quick = report.get("outcome") == "passed" and report["duration"] < TELLING
        if name not in ("logstart", "logfinish") and not (quick and report["when"] != "call"):
            tell(name, **said)

    return told


def pytest_collection() -> None:
    """Let nothing be collected while tests are: all that is made by it stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Tell the collector to leave alone what was imported, and to look as rarely as it does in the program.

    At its defaults it takes a fifth of the suite's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def impatient() -> Iterator[None]:
    """Wait a tenth of what the program waits for another desk, which in a test isn't closed meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_ALONE_WAIT", engine._ALONE_WAIT // 10)
        patch.setattr(compacting, "WAIT", compacting.WAIT // 10)
        yield


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give folders that are not there yet; pytest's own numbers look through all that are, each time."""
    place = tmp_path_factory.mktemp("homes")
    return (place / str(number) for number in count())


@pytest.fixture(autouse=True)
def home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test its own user folders and language: none reads or writes those of the machine."""
    folder = next(homes)
    folder.mkdir()
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(folder / name.lower()))
    for name in (
        "EXCHANGE_STORE",
        "EXCHANGE_MEMBER",
        "EXCHANGE_PASSPHRASE_FILE",
        "EXCHANGE_LANG",
        "NO_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    return folder
