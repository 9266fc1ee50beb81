"""VERIFY.md is run as it is printed: its shell, its openssl and its Python, on a real export."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from exchange.audit.checks import Step
from exchange.audit.contents import MemberRow
from exchange.audit.guide import guide, operations_table
from exchange.audit.selection import Selection
from exchange.log.entry import parse_line
from exchange.log.merkle import Edge, leaf_hash
from exchange.log.operations import FOUR_EYES, OPERATIONS, PURPOSES
from exchange.log.shapes import KINDS
from keys.canonical import JSON
from tests.exchange.audit.attacker import files_of, over, packed, resigned, with_members
from tests.exchange.audit.forgeries import FORGERIES, Scene
from tests.exchange.audit.ledger import a_busy_ledger
from tests.exchange.log.book import Member, an_id
from tests.keys.small_order import POINTS

TEXT = guide().decode()
CHAPTERS = re.split(r"^## \d+\. .*\n", TEXT, flags=re.MULTILINE)
PYTHON = sys.executable
MEMBER = b"m\n"
CHECK = (
    "from cryptography.hazmat.primitives.serialization import load_der_public_key as load; "
    'key, text, signature = (open(n, "rb").read() for n in ("key", "text", "signature")); '
    "load(key).verify(signature, text)"
)


def blocks(*kinds: str, steps: tuple[int, ...] = tuple(range(len(CHAPTERS)))) -> str:
    """Return the blocks of these kinds, those for every export among them, in order, as one script."""
    chapters = "".join(CHAPTERS[step] for step in steps)
    script = "set -e\n"
    for kind, code in re.findall(r"^```(.+)\n((?:.*\n)*?)```$", chapters, re.MULTILINE):
        if kind == "sh" or kind.removeprefix("sh ") in kinds:
            script += code
        elif kind.removeprefix("python ") in kinds:
            script += f"python3 -I - <<'END'\n{code}END\n"
    return script


def done(script: str, export: Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(folder), os.environ["PATH"]))
    variables = {"PATH": path, "EXPORT": str(export), "TMPDIR": str(folder), **environment}
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=variables, cwd=folder)


def run(script: str, export: Path, folder: Path, **environment: str) -> list[str]:
    """Return the beginnings of the lines that the script prints: the numbers of the steps."""
    result = done(script, export, folder, **environment)
    assert result.returncode == 0, result.stderr + result.stdout
    return [line.partition(" ")[0] for line in result.stdout.splitlines()]


def failure(script: str, export: Path, folder: Path) -> str:
    """Return what a script that must fail says."""
    result = done(script, export, folder)
    assert result.returncode != 0, result.stdout
    return result.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with VERIFY.md, and the programs that it calls.

    `openssl` reads ML-DSA from 3.5 on: before, it gives what it can't read to cryptography.
    """
    folder = tmp_path_factory.mktemp("guide")
    (folder / "VERIFY.md").write_text(TEXT)
    (folder / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    openssl = folder / "openssl"
    openssl.write_text(
        f"#!/bin/sh\nif [ $(wc -c < key) -gt 1000 ]; then exec '{PYTHON}' -c '{CHECK}'; fi\n"
        f"exec '{shutil.which('openssl')}' \"$@\"\n"
    )
    openssl.chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def full(folder: Path) -> Path:
    return a_busy_ledger().export(folder / "full.zip")


def test_the_one_line_runs_the_whole_guide_on_a_full_export(full: Path, folder: Path) -> None:
    (line,) = re.findall(r"^```all\n((?:.*\n)*?)```$", TEXT, re.MULTILINE)
    printed = run(f"set -o pipefail\n{line}", full, folder)
    assert printed == [
        "1.",
        "1.",
        "2.",
        "3.",
        "3.",
        "4.",
        "5.",
        "5.",
        "6.",
        "7.",
        "7.",
        "8.",
        "9.",
        "9.",
        "9.",
    ]


def test_the_commands_hold_on_a_selection_of_a_log_whose_keys_changed(folder: Path) -> None:
    ledger = a_busy_ledger()
    ledger.rekey()
    path = ledger.export(folder / "part.zip", selection=Selection(requests=frozenset({an_id("one")})))
    printed = run(blocks("selection"), path, folder)
    assert printed == ["1.", "1.", "2.", "3.", "4.", "5.", "5.", "6.", "7.", "8.", "9.", "9."]
    files = files_of(path)
    files["proofs/999.tlog-proof"] = next(data for name, data in files.items() if name.startswith("proofs/"))
    planted = packed(folder / "planted.zip", files)
    assert "999.tlog-proof" in failure(blocks("selection", steps=(1, 4)), planted, folder)


def test_the_older_export_is_the_beginning_of_the_newer(folder: Path) -> None:
    ledger = a_busy_ledger()
    older = ledger.export(folder / "older.zip")
    (folder / "older").mkdir()
    (folder / "older" / "entries.log").write_bytes(files_of(older)["entries.log"])
    ledger.consult(ledger.head, "one")
    newer = ledger.export(folder / "newer.zip")
    script = blocks("older", steps=(1, 11))
    run(script, newer, folder, OLDER=str(folder / "older"))
    (folder / "older" / "entries.log").write_bytes(ledger.entries[1] + b"\n")
    assert done(script, newer, folder, OLDER=str(folder / "older")).returncode != 0


@pytest.mark.parametrize("name", ["MANIFEST", "entries.log", "checkpoint", "keys/members.json"])
def test_the_commands_refuse_an_altered_file(full: Path, folder: Path, name: str) -> None:
    files = files_of(full)
    place = files[name].index(b"0")
    altered = files[name][:place] + b"1" + files[name][place + 1 :]
    assert failure(blocks(), packed(folder / "altered.zip", {**files, name: altered}), folder)


@pytest.mark.parametrize("name", ["notes.txt", "hashlib.py", "keys/entries.log.bak"])
def test_the_commands_refuse_a_file_that_no_export_has(full: Path, folder: Path, name: str) -> None:
    path = packed(folder / "more.zip", {**files_of(full), name: b"hello"})
    assert f"FAILED: ./{name}" in failure(blocks(), path, folder)


def test_a_manifest_that_nobody_signed_is_refused(full: Path, folder: Path) -> None:
    files = files_of(full)
    report = files["report.csv"] + b"x"
    old, new = (sha256(data).hexdigest() for data in (files["report.csv"], report))
    text = files["MANIFEST"].decode().replace(old, new)
    for kept in ("— asi-bogota", "— exchange/member", "nothing"):
        lines = [line for line in text.split("\n") if not line.startswith("— ") or line.startswith(kept)]
        forged = files | {"report.csv": report, "MANIFEST": "\n".join(lines).encode()}
        assert "FAILED: MANIFEST:" in failure(blocks(), packed(folder / "unsigned.zip", forged), folder)


class Forger:
    """A member who has the post's log keys, as all have, and writes what his program would refuse."""

    def __init__(self, handle: str) -> None:
        self.ledger = a_busy_ledger()
        self.by = Member(handle).keyed()

    def appended(self, op: str, kind: str, object_id: str, x: dict[str, JSON]) -> None:
        """Append an entry of his, and his export's own."""
        self.ledger.force(self.ledger.line(self.by, op, kind, object_id, x))
        self.ledger.force(self.ledger.line(self.by, "log.exported"))

    def packed(self, path: Path, lines: list[bytes], **row: str | None) -> Path:
        """Pack the lines without any witness; `row`: what members.json is to say of himself."""
        honest = files_of(a_busy_ledger().export(path))
        files = {name: data for name, data in honest.items() if not name.startswith("witnessed/")}
        files = over({**files, "keys/services.json": b"[]\n"}, lines, self.ledger, self.by)
        rows: list[MemberRow] = json.loads(files["keys/members.json"])
        told = [{**old, **row} if old["vkey"] == self.by.vkey else old for old in rows]
        return packed(path, with_members(files, told, self.ledger, self.by))


def test_a_past_whose_signatures_no_longer_hold_is_named_by_its_first_entry(folder: Path) -> None:
    forger, lines, edge = Forger("b.durand"), list[bytes](), Edge.EMPTY
    ledger = forger.ledger
    ledger.force(ledger.line(forger.by, "log.exported"))
    for line in ledger.entries:
        entry, signature = parse_line(line).entry, line.partition(b"\t")[2]
        entry = entry._replace(root=edge.root(), at=ledger.at if entry.n == 4 else entry.at)
        lines.append(entry.body() + b"\t" + signature)
        edge, _ = edge.append(leaf_hash(lines[-1]))
    path = forger.packed(folder / "forged.zip", lines)
    assert "FAILED: entry 4: signature" in failure(blocks("full", steps=(1, 2, 3, 4, 5)), path, folder)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("free text", "form of request.consulted"),
        ("another duty", "form of request.consulted"),
        ("a number beyond what all keep", "a number too large"),
    ],
)
def test_an_entry_that_only_its_form_betrays_is_refused(folder: Path, name: str, said: str) -> None:
    path = packed(folder / "misformed.zip", FORGERIES[name](Scene(folder)))
    assert f"FAILED: entry 16: {said}" in failure(blocks(steps=(1, 2, 5)), path, folder)


GHOST = Member("d.audit").keyed().id


class Deed(NamedTuple):
    """An entry on an object, by whom, what members.json says of him for it, and what is refused."""

    by: str
    op: str
    kind: str
    target: str
    x: dict[str, JSON]
    row: dict[str, str | None]
    said: str


@pytest.mark.parametrize(
    "deed",
    [
        Deed("d.audit", "member.role", "member", GHOST, {"member": GHOST, "role": "head"}, {"role": "head"},
             "entry 15: member.role by auditor"),
        Deed("c.petit", "request.consulted", "request", an_id("one"), {"rev": 1}, {"to": None},
             "entry 15: signer"),
        Deed("d.audit", "request.consulted", "request", an_id("one"), {"rev": 1}, {},
             "entry 15: request.consulted by auditor"),
    ],
    ids=["a ghost head", "a revoked member", "an operation that the role lacks"],
)  # fmt: skip
def test_an_entry_that_its_signer_might_not_write_is_refused(folder: Path, deed: Deed) -> None:
    forger = Forger(deed.by)
    forger.appended(deed.op, deed.kind, deed.target, deed.x)
    path = forger.packed(folder / "forged.zip", forger.ledger.entries, **deed.row)
    assert f"FAILED: {deed.said}" in failure(blocks(steps=(1, 2, 6)), path, folder)


def test_a_last_checkpoint_of_retired_keys_that_is_missing_is_refused(folder: Path) -> None:
    ledger = a_busy_ledger()
    n = ledger.rekey()
    files = files_of(ledger.export(folder / "rekeyed.zip"))
    del files[f"checkpoints/{n}"]
    path = packed(folder / "forged.zip", resigned(files, ledger, ledger.head))
    assert "FAILED: checkpoints" in failure(blocks(steps=(1, 2, 7)), path, folder)


def test_the_commands_refuse_each_key_under_which_any_text_passes() -> None:
    (tools,) = re.findall(r"^(import base64, functools(?:.*\n)*?)def signed", TEXT, re.MULTILINE)
    keys = [b"\x01" + point for point in POINTS.values()]
    vkeys = [f"m+{sha256(MEMBER + key).hexdigest()[:8]}+{base64.b64encode(key).decode()}" for key in keys]
    for vkey in vkeys:
        tools += f"try:\n    public('{vkey}', 'm', 1)\nexcept SystemExit as error:\n    print(error)\n"
    command = [PYTHON, "-I", "-"]
    told = subprocess.run(command, input=tools, capture_output=True, text=True, env={"WORK": ""}, check=True)
    assert told.stdout.splitlines() == [f"ÉCHEC · FAILED: small order: {vkey}" for vkey in vkeys]


def test_the_printed_forms_are_those_of_every_kind_and_purpose() -> None:
    (kinds,) = re.findall(r"^KINDS = \{\n((?:.*\n)*?)\}$", TEXT, re.MULTILINE)
    assert set(re.findall(r'"([a-z]+)": ', kinds)) == set(KINDS)
    (purposes,) = re.findall(r'^WHY = "(.*)"$', TEXT, re.MULTILINE)
    assert set(purposes.split("|")) == PURPOSES


def test_each_step_has_its_chapter_under_its_number() -> None:
    assert re.findall(r"^## (\d+)\. ", TEXT, re.MULTILINE) == [str(step.value) for step in Step]


def test_the_table_is_the_one_that_the_verifier_obeys() -> None:
    table = operations_table()
    assert table in TEXT
    for operation in OPERATIONS.values():
        (row,) = re.findall(rf"^\| `{re.escape(operation.code)}` \|.*$", table, re.MULTILINE)
        _, _, duty, roles, eyes, on, fields, _ = (cell.strip() for cell in row.split("|"))
        assert duty == (operation.duty or "-")
        assert set(on.split()) == operation.objects
        assert re.findall(r"(\S+?)\??:", fields) == [field.name for field in operation.shape.fields]
        assert len(roles.replace("+", "").split()) == len(operation.roles)
        assert ("+" in roles, eyes == "4") == (operation.acting, operation.code in FOUR_EYES)


def test_the_printed_tree_takes_twenty_lines_of_python() -> None:
    code = re.search(r"```python full\n((?:.*\n)*?)```", TEXT)
    assert code is not None
    assert len([line for line in code[1].splitlines() if line]) <= 24
