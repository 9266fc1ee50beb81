"""The console entry: exit codes, languages, and what is said when something goes wrong."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from exchange.errors import (
    Conflict,
    ExchangeError,
    Invalid,
    Locked,
    NotAuthorised,
    NotFound,
    Refused,
    Tampered,
    Usage,
)
from exchange.locale import Language
from tui import VERSION, fatal
from tui.cli import words
from tui.cli.grammar import Call, Noun, Verb
from tui.cli.main import language_of, main
from tui.cli.system import refused_by_system

ROOT = Path(__file__).parent.parent.parent
SECRET = "correct horse battery staple"


def planted(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make the verb `due` fail with `error`, as any verb could."""

    def fail(call: Call) -> None:
        raise error

    noun = Noun("due", (Verb("", fail, (), ("exchange due",)),))
    monkeypatch.setattr(words, "noun_named", lambda name: noun)
    monkeypatch.setattr(fatal, "protect", lambda: None)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Refused, 1),
        (Invalid, 1),
        (Usage, 2),
        (Locked, 3),
        (NotAuthorised, 4),
        (Tampered, 5),
        (NotFound, 6),
        (Conflict, 7),
    ],
)
def test_each_class_of_error_has_its_exit_code(
    kind: type[ExchangeError], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(monkeypatch, kind("not-a-number", option="limit", given="x"))
    assert main(["due", "--lang", "en"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: limit needs a whole number, not “x”.\nWrite digits alone.")


def test_an_error_is_a_document_too_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["requst", "--json", "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert error["code"] == "unknown-noun"
    assert error["message"] in err
    assert error["hint"] in err


def test_an_error_speaks_french_unless_asked_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["requst"]) == 2
    assert "erreur\u00a0: commande inconnue\u00a0: «\u00a0requst\u00a0»." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, Language.FR),
        ([], {"LANG": "C.UTF-8"}, Language.FR),
        ([], {"LANG": "en_GB.UTF-8"}, Language.EN),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, Language.FR),
        ([], {"LANG": "en_GB.UTF-8", "EXCHANGE_LANG": "fr"}, Language.FR),
        (["due", "--lang", "en"], {"EXCHANGE_LANG": "fr"}, Language.EN),
        (["--lang=en", "due"], {}, Language.EN),
        (["--lang"], {}, Language.FR),
    ],
)
def test_the_language_is_the_nearest_that_was_asked_for(
    arguments: list[str], environment: dict[str, str], expected: Language
) -> None:
    assert language_of(arguments, environment) is expected


def test_an_interruption_is_said_and_has_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(monkeypatch, KeyboardInterrupt())
    assert main(["due", "--lang", "en"]) == 130
    assert capsys.readouterr().err.startswith("error: stopped from the keyboard.")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EACCES, "not-permitted"),
        (errno.EROFS, "not-permitted"),
        (errno.ENOENT, "no-such-file"),
        (errno.EISDIR, "is-a-folder"),
        (errno.EIO, "system-refused"),
    ],
)
def test_what_the_system_refuses_is_a_sentence_with_code_1(
    number: int, reason: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = OSError(number, "text of the system", "/media/cle/x")
    assert refused_by_system(error).reason == reason
    planted(monkeypatch, error)
    assert main(["due", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == reason
    assert "/media/cle/x" in err
    assert "text of the system" not in err


def test_nothing_at_all_says_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "exchange --help" in capsys.readouterr().err


def test_a_noun_alone_names_its_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["leg"]) == 2
    assert "follow-up" in capsys.readouterr().err


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"exchange {VERSION}\n"


def test_the_version_is_a_document_too_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--version"]) == 0
    assert json.loads(capsys.readouterr().out) == {"version": VERSION}


@pytest.mark.parametrize("arguments", [["--help"], ["leg", "-h"], ["leg", "event", "--help", "--json"]])
def test_help_is_given_before_anything_is_asked_for(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("usage: exchange")


def run(code: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys\nsys.argv = ['exchange', *sys.argv[1:]]\n{code}\nsys.exit(run())"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )


CRASH = f"""
from tui.cli.main import run
from tui.cli import words
from tui.cli.grammar import Noun, Verb
def crash(call):
    passphrase = {SECRET!r}
    return [passphrase][int(call.given.flag('json')) + 1]
def crash_saying(call):
    raise RuntimeError({SECRET!r})
"""
PLANT = "words.noun_named = lambda name: Noun('due', (Verb('', {}, (), ('x',)),))"


@pytest.mark.parametrize("fault", ["crash", "crash_saying"])
@pytest.mark.parametrize("arguments", [("due",), ("due", "--json"), ("due", "--lang", "en")])
def test_an_unforeseen_failure_shows_no_value_and_no_frame(
    fault: str, arguments: tuple[str, ...], home: Path
) -> None:
    done = run(CRASH + PLANT.format(fault), home, *arguments)
    assert done.returncode == 1
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().split("\n")) == 1
    reports = list((home / "xdg_state_home").rglob("faults/*.txt"))
    assert [report.stem in done.stderr for report in reports] == [True]
    kept = reports[0].read_text(encoding="utf-8")
    assert SECRET not in kept
    assert fault in kept
    assert reports[0].stat().st_mode & 0o777 == 0o600
    if "--json" in arguments:
        assert json.loads(done.stdout)["error"]["code"] == "internal"


def test_an_unforeseen_failure_without_any_catalogue_is_still_one_sentence(home: Path) -> None:
    broken = (
        CRASH
        + PLANT.format("crash")
        + "\nimport exchange.locale as l\nl.text = l.has = lambda *a, **k: 1 / 0"
    )
    done = run(broken, home, "due")
    assert (done.returncode, len(done.stderr.strip().split("\n"))) == (1, 1)


def test_a_fault_in_another_thread_shows_nothing_either(home: Path) -> None:
    threaded = """
import threading
def both(call):
    thread = threading.Thread(target=crash_saying, args=(call,))
    thread.start()
    thread.join()
"""
    done = run(CRASH + threaded + PLANT.format("both"), home, "due")
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_verb_runs_without_core_dumps_and_undumpable(home: Path) -> None:
    look = """
import resource, ctypes
def look(call):
    dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
    call.report.text(str((resource.getrlimit(resource.RLIMIT_CORE), dumpable)))
"""
    done = run(CRASH + look + PLANT.format("look"), home, "due")
    assert done.stdout == "((0, 0), 0)\n"


def test_a_reader_that_goes_away_is_no_failure(home: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from tui.cli.main import main; sys.exit(main(sys.argv[1:]))",
    ]
    with subprocess.Popen(
        [*command, "--help"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


def test_ctrl_c_ends_a_waiting_verb_with_130(home: Path) -> None:
    wait = (
        "\nimport signal, os\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # which a shell's & leaves out
        "def wait(call):\n    os.kill(os.getpid(), signal.SIGINT)\n    signal.pause()\n"
    )
    done = run(CRASH + wait + PLANT.format("wait"), home, "due", "--lang", "en")
    assert done.returncode == 130 == 128 + signal.SIGINT
    assert done.stderr.startswith("error: stopped from the keyboard.")
