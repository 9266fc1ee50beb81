"""Verify the log, whole: every line, signature, role, root and stored hash.

Floor: SHA-256 of the same lines and one Ed25519 verification each by `cryptography`, on as many cores. The
second line, as context, verifies in the floor by libsodium, which the program itself does.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchmarks.measuring import LONG, Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from exchange.audit.live import StoredLog
from exchange.desk import Desk
from exchange.log.entry import parse_line
from exchange.store.journal import head_of
from keys.note import verify_ed25519

GOAL: Final = 1.3

Claim = tuple[bytes, bytes, bytes, bytes]
"""A line, what its signature is over, the signature, the public key."""
Verify = Callable[[bytes, bytes, bytes], None]
"""Checks a signature: public key, data, signature."""


def measure(stores: Stores, size: int) -> Iterator[Result]:
    with stores.at(size).desk() as desk:
        claims = _claims(desk)

        def ours() -> float:
            return seconds(desk.log.verify)

        def floor() -> float:
            return seconds(lambda: _check_all(claims, _by_cryptography))

        def same_library() -> float:
            return seconds(lambda: _check_all(claims, verify_ed25519))

        yield interleaved("verify the log", size, GOAL, ours, floor, LONG)
        yield interleaved("verify the log, floor by libsodium", size, None, ours, same_library, LONG)


def _claims(desk: Desk) -> list[Claim]:
    session = desk.session
    public = session.vault.keys.sign.vkey.public
    with session.reading() as rows:
        size = head_of(rows).size
        signed = [parse_line(line) for line in StoredLog(rows, session.post.origin, size).lines(0, size)]
    return [(item.line, item.body, item.signature, public) for item in signed]


def _check_all(claims: Sequence[Claim], verify: Verify) -> None:
    """Check every claim; the processes are forked, so that they get the claims for nothing."""
    cores = os.cpu_count() or 1
    context = multiprocessing.get_context("fork")
    others = [context.Process(target=_check, args=(claims[part::cores], verify)) for part in range(1, cores)]
    for process in others:
        process.start()
    _check(claims[0::cores], verify)
    for process in others:
        process.join()


def _check(claims: Sequence[Claim], verify: Verify) -> None:
    for line, body, signature, public in claims:
        sha256(line).digest()
        verify(public, body, signature)


def _by_cryptography(public: bytes, data: bytes, signature: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public).verify(signature, data)


QUESTION: Final = Question("verify_log", measure)
