"""A member who left with all that he could carry: his seed, every key that he held, a copy of the store.

Afterwards he gets the database of the new state open, as somebody with access to the machine might
hand it to him: every row lies before him, and none of the new keys.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from exchange.errors import ExchangeError, Tampered
from exchange.requests.keyholding import request_key, request_key_aad
from exchange.requests.model import Request, RequestContent
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.engine import Database
from exchange.store.model import KeyWrap
from exchange.store.sealed import unseal
from keys.errors import SealError
from keys.identity import MemberKeys
from keys.seal import RowKey
from keys.wrap import unwrap, unwrap_under
from tests.world import World


@dataclass
class Departed:
    """What somebody took with him."""

    world: World
    post: str
    keys: MemberKeys
    compartments: list[bytes]
    requests: list[bytes]
    store: bytes

    @classmethod
    def with_all_of(cls, world: World, handle: str) -> Departed:
        """Let a member write down every key within his reach."""
        desk = world.desk(handle)
        vault, session = desk.session.vault, desk.session
        compartments = [key for held in vault.compartments.values() for key in held.values()]
        with session.reading() as rows:
            wanted = set(vault.compartments)
            wraps = {row.object_id for row in rows.find(KeyWrap, kind="request", member=vault.member)}
            held = [row for row in rows.find(Request) if row.compartment in wanted or row.id in wraps]
            requests = [request_key(session, rows, row) for row in held]
        found = cls(world, vault.post, vault.keys, compartments, requests, vault.store_key)
        world.lock(desk)
        return found

    def opens_nothing(self) -> None:
        """Check that no wrap, request or arrival of the present store opens with anything that he has."""
        database = Database(self.world.folder / "exchange.db", self.world.store_key())
        try:
            with database.reading() as rows:
                for wrap in rows.find(KeyWrap):
                    refused(lambda row=wrap: self._unwrap(row))  # type: ignore[misc]
                for request in rows.find(Request):
                    self._cannot_open(request)
                for arrival in rows.find(Transmission):
                    for key in (*self.compartments, *self.requests):
                        refused(
                            lambda key=key, row=arrival: unseal(  # type: ignore[misc]
                                self.post, RowKey(key), row, TransmissionContent
                            )
                        )
        finally:
            database.close()

    def opens(self, world: World, store_key: bytes) -> int:
        """Return how many requests of a store he can open with what he has."""
        database = Database(world.folder / "exchange.db", store_key)
        try:
            with database.reading() as rows:
                return sum(self._opens(row) for row in rows.find(Request))
        finally:
            database.close()

    def _unwrap(self, row: KeyWrap) -> bytes:
        return unwrap(
            self.keys,
            row.wrapped,
            post=self.post,
            kind=row.kind,
            object_id=row.object_id,
            version=row.version,
        )

    def _cannot_open(self, row: Request) -> None:
        aad = request_key_aad(self.post, row.id, row.compartment, row.key_version)
        for key in self.compartments:
            refused(lambda key=key: unwrap_under(RowKey(key), row.wrapped_key, aad))  # type: ignore[misc]
        assert not self._opens(row)

    def _opens(self, row: Request) -> bool:
        for key in self.requests:
            try:
                unseal(self.post, RowKey(key), row, RequestContent)
            except Tampered:
                continue
            return True
        return False


def refused(act: Callable[[], object]) -> None:
    """Check that something doesn't open."""
    with pytest.raises((SealError, ExchangeError)):
        act()
