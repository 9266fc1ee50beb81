"""Seal a dispatch of 1 GiB for a partner, and open it: age v1, from file to file, in bounded memory.

Floor: ChaCha20-Poly1305 over the same file in chunks of 64 KiB, with the same reads and writes. The size
is in MiB: 1024 unless another is asked for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from benchmarks.measuring import MIB, Result, Times, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from keys.age import Identity, open_sealed, seal

GOAL: Final = 1.3
ROUNDS: Final = 3
CHUNK: Final = 64 * 1024
TAG: Final = 16
MEMORY: Final = 100.0
"""MiB that sealing and opening may take, whatever the size of the file."""

Work = Callable[[BinaryIO, BinaryIO], None]

_IN_A_PROCESS: Final = """
import re, sys
from keys.age import Identity, open_sealed, seal
plain, sealed, opened = sys.argv[1:]
identity = Identity.generate()
with open(plain, "rb") as source, open(sealed, "wb") as sink:
    seal(source, sink, [identity.recipient])
with open(sealed, "rb") as source, open(opened, "wb") as sink:
    open_sealed(source, sink, [identity])
# Not ru_maxrss: that one remembers the process it was forked from.
print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
"""


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
        "seal a dispatch, MiB",
        size,
        GOAL,
        _timed(plain, sealed, lambda source, sink: seal(source, sink, [identity.recipient])),
        _timed(plain, floor_sealed, encrypt),
        ROUNDS,
    )
    yield interleaved(
        "open a dispatch, MiB",
        size,
        GOAL,
        _timed(sealed, opened, lambda source, sink: open_sealed(source, sink, [identity])),
        _timed(floor_sealed, opened, decrypt),
        ROUNDS,
    )
    yield _memory(size, plain, sealed, opened)
    if shutil.which("age") and shutil.which("age-keygen"):
        yield from _against_age(size, identity, plain, folder)


def _against_age(size: int, identity: Identity, plain: Path, folder: Path) -> Iterator[Result]:
    """Give the same against the `age` that the machine has, as context: a whole process, in Go."""
    key, sealed, theirs, opened = (folder / name for name in ("key", "sealed", "theirs", "opened"))
    subprocess.run(["age-keygen", "-o", str(key)], check=True, capture_output=True)
    recipient = key.read_text("ascii").partition("public key: ")[2].split()[0]
    words_to_seal = ["age", "-r", recipient, "-o", str(theirs), str(plain)]
    words_to_open = ["age", "-d", "-i", str(key), "-o", str(opened), str(theirs)]
    yield interleaved(
        "seal a dispatch, against age, MiB",
        size,
        None,
        _timed(plain, sealed, lambda source, sink: seal(source, sink, [identity.recipient])),
        lambda: seconds(lambda: subprocess.run(words_to_seal, check=True)),
        ROUNDS,
    )
    yield interleaved(
        "open a dispatch, against age, MiB",
        size,
        None,
        _timed(sealed, opened, lambda source, sink: open_sealed(source, sink, [identity])),
        lambda: seconds(lambda: subprocess.run(words_to_open, check=True)),
        ROUNDS,
    )


def _memory(size: int, *files: Path) -> Result:
    """Return the most that a process held which sealed and opened the file, against what it may hold."""
    words = [sys.executable, "-c", _IN_A_PROCESS, *map(str, files)]
    peak = int(subprocess.run(words, check=True, capture_output=True, text=True).stdout) / 1024
    return Result(
        "memory of both, MiB", size, Times(peak, peak, peak), Times(MEMORY, MEMORY, MEMORY), 1.0, MIB
    )


def _timed(source: Path, sink: Path, work: Work) -> Callable[[], float]:
    def once() -> float:
        with source.open("rb") as reading, sink.open("wb") as writing:
            return seconds(lambda: work(reading, writing))

    return once


def _fill(path: Path, size: int) -> None:
    with path.open("wb") as file:
        for _ in range(size):
            file.write(os.urandom(1024 * 1024))


QUESTION: Final = Question("seal_dispatch", measure, sizes=(1024,))
