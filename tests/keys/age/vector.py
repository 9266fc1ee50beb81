"""The reader of the vector files under tests/vectors/age: `key: value` lines, then an age file."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "vectors" / "age"
EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Vector:
    """An age file with its verdict and what opens it."""

    name: str
    expect: str
    payload: str
    identities: tuple[str, ...]
    file_key: bytes
    armored: bool
    sealed: bytes

    @property
    def hybrid(self) -> tuple[str, ...]:
        """The identities of the kind that we read."""
        return tuple(text for text in self.identities if text.startswith("AGE-SECRET-KEY-PQ-1"))


def read_vector(path: Path) -> Vector:
    """Return the vector in `path`."""
    head, _, sealed = path.read_bytes().partition(b"\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.decode().split("\n"):
        key, _, value = line.partition(": ")
        fields.setdefault(key, []).append(value)
    return Vector(
        name=path.name,
        expect=fields["expect"][0],
        payload=fields.get("payload", [EMPTY])[0],
        identities=tuple(fields.get("identity", [])),
        file_key=bytes.fromhex(fields.get("file key", [""])[0]),
        armored="armored" in fields,
        sealed=zlib.decompress(sealed) if "compressed" in fields else sealed,
    )


def read_vectors(folder: str) -> list[Vector]:
    """Return all vectors of a folder beside the README, by name."""
    return [read_vector(path) for path in sorted((FOLDER / folder).iterdir())]
