"""A second reader of exports, written from the formats alone: the standard library and cryptography.

It shares no code with what it checks, and takes the table of operations and roles from the export's
own VERIFY.md. What it doesn't accept, it says by `Wrong`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

KEYS = ["v", "n", "root", "at", "by", "op", "lg", "on", "why", "to", "c", "x"]


class Wrong(ValueError):
    """What the reader doesn't accept, and at which entry, if at one."""

    def __init__(self, what: str, index: int | None = None) -> None:
        super().__init__(what, index)
        self.index = index


@dataclass
class Key:
    """A member's key while the log is read."""

    vkey: str
    role: str
    since: int
    until: int | None = None
    provisional: bool = False


def read(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a full export once all of it holds."""
    with zipfile.ZipFile(path) as file:
        names = [info.filename for info in file.infolist()]
        files = {name: file.read(name) for name in names}
    if len(files) != len(names):
        raise Wrong("duplicate file")
    log_keys = _vkeys(files["keys/post.card"])
    members = json.loads(files["keys/members.json"])
    text, lines = _note(files["checkpoint"])
    origin, size, root = text.split("\n")[:3]
    if len(lines) != 2 or text.count("\n") != 3:
        raise Wrong("checkpoint form")
    _signed_by_post(text, lines, origin, log_keys)
    entries = _entries(files["entries.log"])
    _tree(files["entries.log"], entries, int(size), base64.b64decode(root))
    exporter = _manifest(files, origin, log_keys, members, int(size))
    keys = _replay(files, entries, members)
    _own_entry(entries, exporter)
    _witnessed(files, origin, log_keys, entries)
    if hashlib.sha256(_public(log_keys[0])).hexdigest()[:16] != origin.split("/")[1]:
        raise Wrong("origin")
    if not keys:
        raise Wrong("no member")
    return [entry for _, entry, _ in entries]


def _note(data: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    text, _, signatures = data.decode().rpartition("\n\n")
    lines = []
    for line in signatures.splitlines():
        match = re.fullmatch("— ([^ ]+) ([A-Za-z0-9+/=]+)", line)
        if match is None:
            raise Wrong("signature line")
        lines.append((match[1], base64.b64decode(match[2])))
    return text + "\n", lines


def _vkeys(card: bytes) -> list[str]:
    return [line.removeprefix("vkey: ") for line in card.decode().splitlines() if line.startswith("vkey: ")]


def _public(vkey: str) -> bytes:
    return base64.b64decode(vkey.split("+", 2)[2])[1:]


def _line_of(lines: list[tuple[str, bytes]], vkey: str) -> bytes:
    name, key_id, material = vkey.split("+", 2)
    expected = hashlib.sha256(name.encode() + b"\n" + base64.b64decode(material)).digest()[:4]
    if expected.hex() != key_id:
        raise Wrong("key id")
    found = [data[4:] for who, data in lines if who == name and data[:4] == expected]
    if len(found) != 1:
        raise Wrong("signature missing")
    return found[0]


def _ed25519(vkey: str, data: bytes, signature: bytes, index: int | None = None) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(_public(vkey)).verify(signature, data)
    except InvalidSignature:
        raise Wrong("signature", index) from None


def _cosigned(vkey: str, text: str, signature: bytes) -> None:
    name = vkey.split("+")[0].encode()
    origin, size, root = text.split("\n")[:3]
    message = b"subtree/v1\n\0" + bytes([len(name)]) + name + signature[:8]
    message += (
        bytes([len(origin)]) + origin.encode() + struct.pack(">QQ", 0, int(size)) + base64.b64decode(root)
    )
    try:
        MLDSA44PublicKey.from_public_bytes(_public(vkey)).verify(signature[8:], message)
    except InvalidSignature:
        raise Wrong("cosignature") from None


def _signed_by_post(text: str, lines: list[tuple[str, bytes]], origin: str, keys: list[str]) -> None:
    if not all(key.startswith(origin + "+") for key in keys[:2]):
        raise Wrong("origin")
    _ed25519(keys[0], text.encode(), _line_of(lines, keys[0]))
    _cosigned(keys[1], text, _line_of(lines, keys[1]))


def _entries(data: bytes) -> list[tuple[bytes, dict[str, Any], bytes]]:
    found = []
    for index, line in enumerate(data.split(b"\n")[:-1]):
        body, tab, signature = line.partition(b"\t")
        try:
            entry = json.loads(body)
            again = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
            raw = base64.b64decode(signature, validate=True)
        except ValueError:
            raise Wrong("form", index) from None
        if (
            not tab
            or again != body
            or list(entry) != KEYS
            or entry["v"] != 1
            or base64.b64encode(raw) != signature
        ):
            raise Wrong("form", index)
        found.append((body, entry, raw))
    return found


def _root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, to the letter."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + _root(leaves[:half]) + _root(leaves[half:])).digest()


def _tree(data: bytes, entries: list[tuple[bytes, dict[str, Any], bytes]], size: int, root: bytes) -> None:
    leaves = [hashlib.sha256(b"\0" + line).digest() for line in data.split(b"\n")[:-1]]
    for index, (_, entry, _) in enumerate(entries):
        if entry["n"] != index or base64.b64decode(entry["root"]) != _root(leaves[:index]):
            raise Wrong("place", index)
    if len(leaves) != size or _root(leaves) != root:
        raise Wrong("root")


def _manifest(
    files: dict[str, bytes], origin: str, keys: list[str], members: list[dict[str, Any]], size: int
) -> str:
    text, lines = _note(files["MANIFEST"])
    listed = {line[66:]: line[:64] for line in text.splitlines()}
    actual = {name: hashlib.sha256(files[name]).hexdigest() for name in files if name != "MANIFEST"}
    if listed != actual or len(lines) != 2:
        raise Wrong("MANIFEST")
    _ed25519(keys[0], text.encode(), _line_of(lines, keys[0]))
    exporter = next(name for name, _ in lines if name != origin).rpartition("/")[2]
    _ed25519(_key_at(members, exporter, size - 1), text.encode(), lines[1][1][4:])
    return exporter


def _key_at(members: list[dict[str, Any]], member: str, n: int) -> str:
    for row in members:
        if row["id"] == member and row["from"] <= n and (row["to"] is None or n < row["to"]):
            return str(row["vkey"])
    raise Wrong("no key", n)


def _allowed(guide: bytes) -> dict[str, set[str]]:
    rows = re.findall(r"^\| `([a-z.-]+)` \| [a-z-]+ \| ([HOIA ]+?)( \+)? \|", guide.decode(), re.MULTILINE)
    names = {"H": "head", "O": "officer", "I": "investigator", "A": "auditor"}
    return {op: {names[initial] for initial in roles.split()} for op, roles, _ in rows}


def _replay(
    files: dict[str, bytes], entries: list[tuple[bytes, dict[str, Any], bytes]], members: list[dict[str, Any]]
) -> dict[str, Key]:
    allowed, keys, rows = _allowed(files["VERIFY.md"]), dict[str, Key](), list[tuple[str, Key]]()
    for index, (body, entry, signature) in enumerate(entries):
        x, by = entry["x"], entry["by"]
        if index == 0 and entry["op"] == "post.created":
            keys[by] = Key(x["vkey"], "head", 0)
            rows.append((by, keys[by]))
        key = keys.get(by)
        if key is None or index < key.since or (key.until is not None and index >= key.until):
            raise Wrong("signer", index)
        _ed25519(key.vkey, body, signature, index)
        if key.role not in allowed[entry["op"]] or (key.provisional and entry["op"] != "member.keyed"):
            raise Wrong("role", index)
        _change(entry, index, keys, rows)
    expected = [(who, key.role, key.vkey, key.since, key.until) for who, key in rows]
    shown = [(row["id"], row["role"], row["vkey"], row["from"], row["to"]) for row in members]
    if sorted(map(repr, expected)) != sorted(map(repr, shown)):
        raise Wrong("members.json")
    return keys


def _change(entry: dict[str, Any], index: int, keys: dict[str, Key], rows: list[tuple[str, Key]]) -> None:
    x, by, op = entry["x"], entry["by"], entry["op"]
    if op == "member.added":
        if x["member"] in keys:
            raise Wrong("member known", index)
        keys[x["member"]] = Key(x["vkey"], x["role"], index + 1, provisional=True)
        rows.append((x["member"], keys[x["member"]]))
    elif op == "member.keyed":
        keys[by].until = index + 1
        keys[by] = Key(x["vkey"], keys[by].role, index + 1)
        rows.append((by, keys[by]))
    elif op == "member.role":
        keys[x["member"]].role = x["role"]
    elif op == "member.revoked":
        keys[x["member"]].until = index + 1


def _own_entry(entries: list[tuple[bytes, dict[str, Any], bytes]], exporter: str) -> None:
    last = entries[-1][1]
    if last["op"] != "log.exported" or last["by"] != exporter:
        raise Wrong("own entry")


def _witnessed(
    files: dict[str, bytes], origin: str, keys: list[str], entries: list[tuple[bytes, dict[str, Any], bytes]]
) -> None:
    cards = json.loads(files["keys/services.json"])
    leaves = [hashlib.sha256(b"\0" + line).digest() for line in files["entries.log"].split(b"\n")[:-1]]
    for number, card in enumerate(cards):
        text, lines = _note(files[f"witnessed/{number}"])
        _signed_by_post(text, lines, origin, keys)
        if base64.b64decode(text.split("\n")[2]) != _root(leaves[: int(text.split("\n")[1])]):
            raise Wrong("witness")
        office = _vkeys(card.encode())[3]
        _cosigned(office, text, _line_of(lines, office))
    if sum(name.startswith("witnessed/") for name in files) != len(cards):
        raise Wrong("witness")
