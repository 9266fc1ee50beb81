"""Open a request that has 50 transmissions, whole, the look logged.

Floor: reading the same rows and opening as many bytes sealed with AES-GCM. The second line, as context,
adds a durable commit of the same entry to the floor: what logging the look alone costs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.measuring import SHORT, Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Built, Stores
from benchmarks.texts import Writer
from benchmarks.twin import Twin
from exchange.requests.inputs import NewRequest
from exchange.transmission.inputs import NewTransmission

GOAL: Final = 3.0
TRANSMISSIONS: Final = 50
TABLES: Final = ("request_text", "leg", "leg_event", "note", "subject", "attachment", "transmission")
_AAD: Final = bytes(300)  # as long as a row's plain columns


def measure(stores: Stores, size: int) -> Iterator[Result]:
    built = stores.at(size)
    ref, owner = _prepared(built)
    copy = stores.copy(built)
    with built.desk() as desk:
        twin = Twin(built.store, copy, desk.session.vault.store_key)
        read_and_open = _floor(twin, owner)

        def ours() -> float:
            twin.mark()
            return seconds(lambda: desk.requests.show(ref))

        def floor() -> float:
            return seconds(read_and_open)

        def floor_logged() -> float:
            return seconds(read_and_open) + twin.write(twin.written())

        name = f"open a request with {TRANSMISSIONS} transmissions"
        yield interleaved(name, size, GOAL, ours, floor, SHORT)
        yield interleaved(f"{name}, floor logged too", size, None, ours, floor_logged, SHORT)
        twin.close()


def _prepared(built: Built) -> tuple[str, str]:
    writer = Writer(seed=50)
    with built.desk() as desk:
        new = NewRequest("wanted", "dnpj", "Cinquante envois", to=("dijin",), text=writer.text("fr", 1500))
        opened = desk.requests.open(new)
        for number in range(TRANSMISSIONS):
            incoming = number % 2 == 0
            desk.transmissions.record(
                NewTransmission(
                    direction="in" if incoming else "out",
                    channel="email",
                    from_="dijin" if incoming else None,
                    to=None if incoming else "dijin",
                    subject=writer.text("es", 60),
                    text=writer.text("es", 1000),
                    request=opened.ref,
                )
            )
    return opened.ref, opened.id


def _floor(twin: Twin, owner: str) -> Callable[[], None]:
    """Return what reads the request's rows and opens as many bytes as they hold sealed."""
    queries = ["SELECT * FROM request WHERE id = ?"]
    queries += [f"SELECT * FROM {table} WHERE owner = ?" for table in TABLES]  # noqa: S608
    sizes: list[int] = []
    for name in ("request", *TABLES):
        column = "id" if name == "request" else "owner"
        query = f"SELECT length(sealed) FROM {name} WHERE {column} = ?"  # noqa: S608
        sizes += [int(str(length)) for (length,) in twin.read(query, (owner,))]
    cipher = AESGCM(os.urandom(32))
    sealed = [(os.urandom(12), os.urandom(size - 28)) for size in sizes]
    closed = [(nonce, cipher.encrypt(nonce, data, _AAD)) for nonce, data in sealed]

    def work() -> None:
        for query in queries:
            twin.read(query, (owner,))
        for nonce, data in closed:
            cipher.decrypt(nonce, data, _AAD)

    return work


QUESTION: Final = Question("open_request", measure)
