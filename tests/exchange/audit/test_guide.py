"""VERIFY.md is run as it is printed: its shell, its openssl and its Python, on a real export."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.audit.checks import Step
from exchange.audit.guide import guide, operations_table
from exchange.audit.selection import Selection
from exchange.log.operations import FOUR_EYES, OPERATIONS
from tests.exchange.audit.attacker import files_of, packed
from tests.exchange.audit.ledger import a_busy_ledger
from tests.exchange.log.book import an_id
from tests.keys.small_order import ANY, POINTS

TEXT = guide().decode()
VERIFIED = "Signature Verified Successfully"


def openssl_version() -> tuple[int, ...]:
    found = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, found.split()[1].split(".")[:2]))


def blocks(*kinds: str) -> str:
    """Return the shell blocks of the guide of these kinds, in order, as one script."""
    found = re.findall(r"^```(.+)\n((?:.*\n)*?)```$", TEXT, re.MULTILINE)
    shell = "\n".join(code for kind, code in found if kind.removeprefix("sh ") in ("sh", *kinds))
    python = [code for kind, code in found if kind.removeprefix("python ") in kinds]
    return "set -e\n" + shell + "".join(f"\npython3 - <<'PYTHON'\n{code}PYTHON\n" for code in python)


def run(script: str, export: Path, folder: Path, **environment: str) -> str:
    variables = {"PATH": os.environ["PATH"], "EXPORT": str(export), "TMPDIR": str(folder), **environment}
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=variables, cwd=folder)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def refused(script: str, export: Path, folder: Path) -> bool:
    variables = {"PATH": os.environ["PATH"], "EXPORT": str(export), "TMPDIR": str(folder)}
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=variables, cwd=folder)
    return done.returncode != 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guide")


@pytest.fixture(scope="module")
def full(folder: Path) -> Path:
    return a_busy_ledger().export(folder / "full.zip")


@pytest.fixture(scope="module")
def part(folder: Path) -> Path:
    selection = Selection(requests=frozenset({an_id("one")}))
    return a_busy_ledger().export(folder / "part.zip", selection=selection)


def test_the_commands_hold_on_a_full_export(full: Path, folder: Path) -> None:
    out = run(blocks("full"), full, folder)
    assert out.count(VERIFIED) == 4  # MANIFEST twice, the checkpoint, entry 0
    assert "16 entries: the tree holds" in out
    assert '"n":15\n' in out


def test_the_commands_hold_on_a_selection(part: Path, folder: Path) -> None:
    out = run(blocks("selection"), part, folder)
    assert out.count(VERIFIED) == 4
    assert "each entry is in the log" in out
    assert '"n":15\n' in out


@pytest.mark.skipif(openssl_version() < (3, 5), reason="ML-DSA needs OpenSSL 3.5")
def test_the_post_quantum_commands_hold_on_a_witnessed_export(full: Path, folder: Path) -> None:
    assert run(blocks("full", "openssl-3.5"), full, folder).count(VERIFIED) == 6


def test_the_post_quantum_commands_prepare_the_very_message(full: Path, folder: Path) -> None:
    # Without OpenSSL 3.5 the last step can't run: what it would be given is checked by cryptography.
    script = blocks("openssl-3.5").replace(
        'openssl pkeyutl -verify -pubin -keyform DER -inkey "$WORK/key" \\\n    -rawin',
        f"'{PYTHON}' -c '{CHECK}' \"$WORK\" # ",
    )
    assert run(script, full, folder).count("signature holds") == 3  # checkpoint, entry 0, witness


PYTHON = sys.executable
CHECK = (
    "import sys; from cryptography.hazmat.primitives.serialization import load_der_public_key as load; "
    'r = lambda n: open(sys.argv[1] + "/" + n, "rb").read(); '
    'load(r("key")).verify(r("signature"), r("text")); print("signature holds")'
)


def test_the_older_export_is_the_beginning_of_the_newer(folder: Path) -> None:
    ledger = a_busy_ledger()
    older = ledger.export(folder / "older.zip")
    (folder / "older").mkdir()
    (folder / "older" / "entries.log").write_bytes(files_of(older)["entries.log"])
    ledger.consult(ledger.head, "one")
    newer = ledger.export(folder / "newer.zip")
    run(blocks("full", "older"), newer, folder, OLDER=str(folder / "older"))


@pytest.mark.parametrize("name", ["MANIFEST", "entries.log", "checkpoint", "keys/members.json"])
def test_the_commands_refuse_an_altered_file(full: Path, folder: Path, name: str) -> None:
    files = files_of(full)
    place = files[name].index(b"0")
    altered = files[name][:place] + b"1" + files[name][place + 1 :]
    path = packed(folder / "altered.zip", {**files, name: altered})
    assert refused(blocks("full"), path, folder)


def test_the_commands_refuse_a_file_that_nobody_listed(full: Path, folder: Path) -> None:
    path = packed(folder / "more.zip", {**files_of(full), "notes.txt": b"hello"})
    assert refused(blocks("full"), path, folder)


@pytest.mark.parametrize("order", POINTS)
def test_the_commands_refuse_a_key_under_which_any_text_passes(order: str, tmp_path: Path) -> None:
    key = base64.b64encode(b"\x01" + POINTS[order]).decode()
    member = {"id": "m", "vkey": f"exchange/member/m+00000000+{key}", "from": 0, "to": None}
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "members.json").write_text(json.dumps([member]))
    (tmp_path / "entries.log").write_bytes(b'{"v":1,"n":0,"by":"m"}\t' + base64.b64encode(ANY) + b"\n")
    (entry,) = re.findall(r"^entry\(\) \{\n(?:.*\n)*?^entry 0\n", TEXT, re.MULTILINE)
    done = subprocess.run(
        ["bash", "-c", f'set -e; WORK="{tmp_path}"\n{entry}'], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode != 0
    assert "small order" in done.stderr


def test_each_step_has_its_chapter_under_its_number() -> None:
    assert re.findall(r"^## (\d+)\. ", TEXT, re.MULTILINE) == [str(step.value) for step in Step]


def test_the_table_is_the_one_that_the_verifier_obeys() -> None:
    table = operations_table()
    assert table in TEXT
    for operation in OPERATIONS.values():
        (row,) = re.findall(rf"^\| `{re.escape(operation.code)}` \|.*$", table, re.MULTILINE)
        _, _, duty, roles, eyes, _ = (cell.strip() for cell in row.split("|"))
        assert duty == (operation.duty or "-")
        assert len(roles.replace("+", "").split()) == len(operation.roles)
        assert ("+" in roles, eyes == "4") == (operation.acting, operation.code in FOUR_EYES)


def test_the_printed_tree_takes_twenty_lines_of_python() -> None:
    code = re.search(r"```python full\n((?:.*\n)*?)```", TEXT)
    assert code is not None
    assert len([line for line in code[1].splitlines() if line]) <= 24
