"""Seal a large file for a partner, and open it: age v1, from file to file.

Floor: ChaCha20-Poly1305 over the same file in chunks of 64 KiB, with the same reads and writes.
The size is in MiB: 256 unless another is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from benchmarks.measuring import Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from keys.age import Identity, open_sealed, seal

GOAL: Final = 1.3
ROUNDS: Final = 5
CHUNK: Final = 64 * 1024
TAG: Final = 16
MIB: Final = 1024 * 1024

Work = Callable[[BinaryIO, BinaryIO], None]


def measure(stores: Stores, size: int) -> Iterator[Result]:
    folder = stores.place("dispatch")
    plain, sealed, opened = folder / "plain", folder / "sealed", folder / "opened"
    floor_sealed = folder / "floor"
    _fill(plain, size)
    identity, cipher = Identity.generate(), ChaCha20Poly1305(ChaCha20Poly1305.generate_key())

    def encrypt(source: BinaryIO, sink: BinaryIO) -> None:
        for number, chunk in enumerate(iter(lambda: source.read(CHUNK), b"")):
            sink.write(cipher.encrypt(number.to_bytes(12, "big"), chunk, None))

    def decrypt(source: BinaryIO, sink: BinaryIO) -> None:
        for number, chunk in enumerate(iter(lambda: source.read(CHUNK + TAG), b"")):
            sink.write(cipher.decrypt(number.to_bytes(12, "big"), chunk, None))

    yield interleaved(
        "seal a file, MiB",
        size,
        GOAL,
        _timed(plain, sealed, lambda source, sink: seal(source, sink, [identity.recipient])),
        _timed(plain, floor_sealed, encrypt),
        ROUNDS,
    )
    yield interleaved(
        "open a sealed file, MiB",
        size,
        GOAL,
        _timed(sealed, opened, lambda source, sink: open_sealed(source, sink, [identity])),
        _timed(floor_sealed, opened, decrypt),
        ROUNDS,
    )


def _timed(source: Path, sink: Path, work: Work) -> Callable[[], float]:
    def once() -> float:
        with source.open("rb") as reading, sink.open("wb") as writing:
            return seconds(lambda: work(reading, writing))

    return once


def _fill(path: Path, size: int) -> None:
    with path.open("wb") as file:
        for _ in range(size):
            file.write(os.urandom(MIB))


QUESTION: Final = Question("seal_dispatch", measure, sizes=(256,))
