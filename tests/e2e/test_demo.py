"""`exchange demo` as a newcomer runs it: once, again, and then the commands that it printed.

Passphrases cost what they do in tests: the installed command pays for them in `test_contract`.
"""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.shell import Done, obeyed


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the demo once, in a folder of its own."""
    place = tmp_path_factory.mktemp("newcomer")
    done = run(place, "exchange demo --requests 12")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # no bar where nobody watches
    (place / "said.txt").write_text(done.stdout, encoding="utf-8")
    return place


def run(place: Path, line: str) -> Done:
    """Type a line into a shell in this folder."""
    command, *typed = shlex.split(line)
    assert command == "exchange"
    words = [name for word in typed for name in (map(str, place.glob(word)) if "*" in word else [word])]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EXCHANGE_")}
    environment = {**kept, "XDG_STATE_HOME": str(place / "state"), "EXCHANGE_LANG": "en"}
    return obeyed(words, environment, folder=place)


def printed(place: Path) -> dict[str, str]:
    """Return the commands that were printed, by a word of the remark above each."""
    lines = (place / "said.txt").read_text(encoding="utf-8").splitlines()
    remarks = {lines[n].strip(" #"): lines[n + 1].strip() for n, one in enumerate(lines) if one[:4] == "  # "}
    return remarks


def command(place: Path, words: str) -> str:
    """Return the one printed command whose remark holds `words`."""
    [found] = [line for remark, line in printed(place).items() if words in remark]
    return found


def document(done: Done) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_wants_attention_begins_with_the_arrests(place: Path) -> None:
    items = document(run(place, f"{command(place, 'attention')} --json"))["items"]
    assert [item["what"] for item in items[:3]] == ["arrest", "arrest", "to-sort"]


def test_the_waiting_dispatch_is_received_and_its_receipt_closes_the_loop(place: Path) -> None:
    received = document(run(place, f"{command(place, 'dispatch that waits')} --json"))
    assert received["status"] == "to-sort"
    assert Path(received["receipt"]).parent.name == "to-return"
    taken = document(run(place, f"{command(place, 'takes that receipt')} --json"))
    assert taken["status"] == "acknowledged"
    assert taken["witnessed"] > 0


def test_the_auditor_is_refused_a_request_with_the_promised_exit_code(place: Path) -> None:
    refused = run(place, command(place, "exit code 4"))
    assert refused.returncode == 4
    assert "Traceback" not in refused.stderr


def test_anyone_verifies_the_export_without_a_passphrase(place: Path) -> None:
    verified = run(place, command(place, "without a passphrase"))
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_every_other_printed_command_works_as_it_stands(place: Path) -> None:
    done = {"attention", "dispatch that waits", "takes that receipt", "exit code 4", "without a passphrase"}
    others = [line for remark, line in printed(place).items() if not any(word in remark for word in done)]
    assert len(others) == 4
    for line in others:
        assert run(place, line).returncode == 0, line


def test_a_second_run_is_quick_and_changes_nothing(place: Path) -> None:
    again = document(run(place, "exchange demo --json"))
    assert again["fresh"] is False
    assert again["posts"][0]["requests"] == 12
    assert len(again["next"]) == len(printed(place))


def test_a_folder_with_something_else_is_refused_in_one_sentence(place: Path) -> None:
    refused = run(place, "exchange demo --dir state --json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["error"]["code"] == "demo-folder-taken"
    assert len(refused.stderr.splitlines()) == 2
