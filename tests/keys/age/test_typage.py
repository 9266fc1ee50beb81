"""Files that another program wrote, and that program reading ours: typage, age for JavaScript.

The files in tests/vectors/age/typage/ are always read. What needs typage itself, installed by
tests/interop/setup.sh, is skipped without it and says so.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from keys.age import Identity, NoMatch, SealedReader, one_hybrid_stanza, open_sealed, seal, seal_with_phrase
from keys.age.stream import CHUNK
from tests.keys.age.vector import Vector, read_vectors

INTEROP = Path(__file__).parents[2] / "interop"
VECTORS = read_vectors("typage")
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK]

live = pytest.mark.skipif(
    which("node") is None or not (INTEROP / "node_modules" / "age-encryption").is_dir(),
    reason="typage is not installed (tests/interop/setup.sh): its files in tests/vectors are read instead",
)


class Typage:
    """A typage that obeys what it is told, until it is closed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "typage.mjs"], cwd=INTEROP, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __call__(self, act: str, *words: str, data: bytes = b"") -> bytes:
        """Have it do something; raise ChildProcessError where it refuses."""
        assert self._process.stdin is not None and self._process.stdout is not None
        order = {"act": act, "words": words, "data": b64encode(data).decode()}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise ChildProcessError(answer["error"])
        return b64decode(answer["data"])

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()
        assert self._process.returncode == 0


@pytest.fixture(scope="module")
def typage() -> Iterator[Typage]:
    started = Typage()
    yield started
    started.close()


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.name for vector in VECTORS])
def test_a_file_that_typage_sealed_gets_its_verdict(vector: Vector) -> None:
    sink = io.BytesIO()
    identities = [Identity.parse(text) for text in vector.hybrid]
    if vector.expect == "no match":
        with pytest.raises(NoMatch):
            open_sealed(io.BytesIO(vector.sealed), sink, identities)
    else:
        open_sealed(io.BytesIO(vector.sealed), sink, identities)
    assert hashlib.sha256(sink.getvalue()).hexdigest() == vector.payload


def test_the_typage_files_hold_both_verdicts_and_more_than_one_chunk() -> None:
    assert {vector.expect for vector in VECTORS} == {"success", "no match"}
    assert any(len(vector.sealed) > CHUNK for vector in VECTORS)


@live
def test_typage_derives_the_same_recipient_from_our_identity(typage: Typage) -> None:
    ours = Identity.generate()
    assert typage("recipient", ours.reveal()).decode() == str(ours.recipient)
    theirs = typage("identity").decode()
    assert typage("recipient", theirs).decode() == str(Identity.parse(theirs).recipient)


@live
@pytest.mark.parametrize("size", SIZES)
def test_typage_opens_what_we_seal_at_sizes_around_a_chunk(typage: Typage, size: int) -> None:
    identity, sink = Identity.generate(), io.BytesIO()
    plaintext = bytes(range(256)) * (size // 256) + bytes(size % 256)
    seal(io.BytesIO(plaintext), sink, [Identity.generate().recipient, identity.recipient])
    assert typage("open", identity.reveal(), data=sink.getvalue()) == plaintext


@live
@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_typage_seals_at_sizes_around_a_chunk(typage: Typage, size: int) -> None:
    identity = Identity.generate()
    plaintext = bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = typage("seal", str(identity.recipient), data=plaintext)
    assert SealedReader(io.BytesIO(sealed), [identity], one_hybrid_stanza).read() == plaintext


@live
def test_typage_opens_a_file_with_the_phrase_said_by_telephone(typage: Typage) -> None:
    phrase, sink = "brume éclair vélo chêne aube lynx forêt sauge", io.BytesIO()
    seal_with_phrase(io.BytesIO(b"bordereau"), sink, phrase, 10)
    assert typage("open-phrase", phrase, data=sink.getvalue()) == b"bordereau"


@live
def test_typage_refuses_what_we_sealed_once_it_is_altered(typage: Typage) -> None:
    identity, sink = Identity.generate(), io.BytesIO()
    seal(io.BytesIO(b"unaltered"), sink, [identity.recipient])
    altered = bytearray(sink.getvalue())
    altered[-1] ^= 0xFF
    with pytest.raises(ChildProcessError):
        typage("open", identity.reveal(), data=bytes(altered))
