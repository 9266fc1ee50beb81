"""A reader written from docs/formats.md alone opens a whole store: nothing of our packages reads here.

Only published libraries are used: SQLCipher, Argon2, HKDF, HPKE, AES-GCM, Ed25519, hashes and JSON. The
plain columns come from the page itself, so a page that is wrong opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SHAKE256, Hash
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlcipher3 import dbapi2

from exchange.requests.inputs import NewRequest
from tests.world import HEAD, World, passphrase_of

PAGE = (Path(__file__).parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")
COLUMNS = {
    table: [name for name in names.split(", ") if name]
    for table, names in re.findall(r"^\| 1 \| `([a-z_]+)` \| ?(.*?) ?\|$", PAGE, re.MULTILINE)
}
FIRST = ("id", "owner", "revision", "key_version", "form", "commitment", "sealed")
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
TITLE, TEXT, FILE = "Recherche d'une personne", "La personne est-elle connue ?", b"scan" * 100_000


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def hkdf(secret: bytes, info: str) -> bytes:
    return HKDF(SHA256(), 32, salt=b"", info=info.encode()).derive(secret)


def opened(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)


def sha(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


class Reader:
    """A store as the page describes it, opened by one member's passphrase."""

    def __init__(self, folder: Path, handle: str, passphrase: str) -> None:
        keyring = json.loads((folder / "keyring.json").read_bytes())
        self.post = keyring["post"]
        slot = next(one for one in keyring["slots"] if one["handle"] == handle and "use" not in one)
        self.member = slot["member"]
        seed = self._seed(slot, unicodedata.normalize("NFKC", passphrase).encode())
        self.private = self._kem_of(hkdf(seed, "exchange/v1/kem"))
        key = self.unwrapped(base64.b64decode(slot["sealed_store_key"]), "store", self.post, 1)
        self.store_key = key
        self.database = dbapi2.connect(str(folder / "exchange.db"))
        self.database.execute(f"PRAGMA key = \"x'{key.hex()}'\"")

    def _seed(self, slot: dict[str, object], passphrase: bytes) -> bytes:
        kdf, fields = slot["kdf"], {k: v for k, v in slot.items() if not k.startswith("sealed_")}
        assert isinstance(kdf, dict)
        salt = base64.b64decode(kdf["salt"])
        kek = hash_secret_raw(passphrase, salt, kdf["t"], kdf["m"], kdf["p"], 32, Type.ID, kdf["version"])
        aad = canonical({"version": 1, "post": self.post, **fields})
        return opened(kek, base64.b64decode(str(slot["sealed_seed"])), aad)

    def _kem_of(self, seed: bytes) -> MLKEM768X25519PrivateKey:
        shake = Hash(SHAKE256(96))
        shake.update(seed)
        both = shake.finalize()
        exchange = X25519PrivateKey.from_private_bytes(both[64:])
        return MLKEM768X25519PrivateKey(MLKEM768PrivateKey.from_seed_bytes(both[:64]), exchange)

    def unwrapped(self, wrap: bytes, kind: str, object_id: str, version: int) -> bytes:
        info = f"exchange/v1/wrap|{self.post}|{kind}|{object_id}|{version}|{self.member}"
        return SUITE.decrypt(wrap, self.private, info.encode())

    def wrapped(self, kind: str) -> tuple[str, bytes, int]:
        """Return object, key and entry of this member's one key of a kind."""
        sql = "SELECT object_id, version, wrapped, entry FROM key_wrap WHERE kind = ? AND member = ?"
        ((object_id, version, wrap, entry),) = self.database.execute(sql, (kind, self.member)).fetchall()
        return object_id, self.unwrapped(wrap, kind, object_id, version), entry

    def lines(self) -> list[bytes]:
        return [bytes(line) for (line,) in self.database.execute("SELECT line FROM log_entry ORDER BY n")]

    def rows(self, table: str, key: bytes) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
        """Give the rows of a table, each with its content document."""
        names = (*FIRST, *COLUMNS[table])
        for values in self.database.execute(f"SELECT {', '.join(names)} FROM {table}"):  # noqa: S608
            row = dict(zip(names, values, strict=True))
            plain = {name: self._plain(row[name]) for name in COLUMNS[table]}
            numbers = [row[name] for name in ("id", "owner", "revision", "key_version", "form")]
            aad = canonical(["exchange/v1/row", self.post, table, *numbers, plain])
            content = opened(key, bytes(row["sealed"]), aad)
            assert sha(aad + b"\n" + content) == row["commitment"]
            yield row, json.loads(content)

    def _plain(self, value: object) -> object:
        return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def edge_root(edge: Sequence[tuple[int, bytes]]) -> bytes:
    found = edge[-1][1] if edge else hashlib.sha256(b"").digest()
    for _, left in reversed(edge[:-1]):
        found = hashlib.sha256(b"\1" + left + found).digest()
    return found


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    file = tmp_path / "passeport.pdf"
    file.write_bytes(FILE)
    with World.bogota(tmp_path / "post") as world:
        new = NewRequest(kind="wanted", requester="dnpj", title=TITLE, text=TEXT, attach=[file])
        world.desk().requests.open(new)
        world.lock_all()
        found = Reader(world.folder, HEAD, passphrase_of(HEAD))
        yield found
        found.database.close()


def test_the_page_is_enough_to_open_a_request_its_text_and_its_file(reader: Reader) -> None:
    compartment, key, entry = reader.wrapped("compartment")
    checks = json.loads(reader.lines()[entry].split(b"\t")[0])["x"]["keys"]
    assert sha(b"exchange/v1/key-check" + key) in [one["check"] for one in checks if one["id"] == compartment]
    ((ident, wrapped, version),) = reader.database.execute("SELECT id, wrapped_key, key_version FROM request")
    aad = canonical(["exchange/v1/request-key", reader.post, ident, compartment, version])
    request_key = opened(key, wrapped, aad)
    ((request, content),) = reader.rows("request", request_key)
    assert content["title"] == TITLE
    ((_, text),) = reader.rows("request_text", request_key)
    assert text["text"] == TEXT
    newest = json.loads(reader.lines()[-1].split(b"\t")[0])
    assert (newest["c"], newest["x"]["rev"]) == (request["commitment"], request["revision"])
    parts = sorted(
        [table, row["id"], row["revision"], row["commitment"]]
        for table in ("request_text", "leg", "leg_event", "note", "subject", "attachment", "transmission")
        for row, _ in reader.rows(table, request_key)
    )
    assert content["rows"] == sha(canonical(parts))
    ((attachment, about),) = reader.rows("attachment", request_key)
    file_key, sql = base64.b64decode(str(about["key"])), "SELECT number, sealed FROM chunk ORDER BY number"
    chunks = [
        opened(
            file_key,
            sealed,
            canonical(["exchange/v1/chunk", attachment["id"], n, n + 1 == attachment["chunks"]]),
        )
        for n, sealed in reader.database.execute(sql)
    ]
    assert b"".join(chunks) == FILE and about["sha256"] == sha(FILE)


def test_the_page_is_enough_to_open_what_every_member_may_read(reader: Reader) -> None:
    names = {row["handle"]: content["name"] for row, content in reader.rows("member", reader.store_key)}
    assert names[HEAD] == "Anne Martin"
    assert any("fr" in dict(c)["names"] for _, c in reader.rows("service", reader.store_key))  # type: ignore[operator]
    assert [content["name"] for _, content in reader.rows("compartment", reader.store_key)] == ["general"]


def test_the_page_is_enough_to_verify_the_log(reader: Reader) -> None:
    keys: dict[str, bytes] = {}
    edge: list[tuple[int, bytes]] = []
    for n, line in enumerate(reader.lines()):
        body, signature = line.split(b"\t")
        entry = json.loads(body)
        assert canonical(entry) == body
        assert entry["n"] == n and base64.b64decode(entry["root"]) == edge_root(edge)
        if entry["op"] == "post.created":
            keys[entry["by"]] = base64.b64decode(entry["x"]["vkey"].split("+", 2)[2])[1:]
        public = Ed25519PublicKey.from_public_bytes(keys[entry["by"]])
        public.verify(base64.b64decode(signature), body)
        if entry["op"] in ("member.added", "member.keyed"):
            keys[entry["on"]["id"]] = base64.b64decode(entry["x"]["vkey"].split("+", 2)[2])[1:]
        leaves, top = 1, hashlib.sha256(b"\0" + line).digest()
        while edge and edge[-1][0] == leaves:
            leaves, top = 2 * leaves, hashlib.sha256(b"\1" + edge.pop()[1] + top).digest()
        edge.append((leaves, top))
    ((size, root),) = reader.database.execute("SELECT size, root FROM log_head").fetchall()
    assert (size, root) == (len(reader.lines()), edge_root(edge))
