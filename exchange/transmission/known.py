"""What a receiving post knows of a sender before a file arrives: told by the desk, never by the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from keys.card import Card


@dataclass(frozen=True)
class Partner:
    """A service whose card was compared and trusted.

    `superseded` are its earlier cards of the same origin, for files that were under way when the
    keys changed; `withdrawn` says that trust was taken back; `incident` is the number of the open
    incident that stops it.
    """

    service: str
    card: Card
    superseded: tuple[Card, ...] = ()
    withdrawn: bool = False
    incident: int | None = None


@dataclass(frozen=True)
class SeenLog:
    """What was proven of a sender's log: each (size, root), and the newest seen by a file of his."""

    roots: Mapping[int, bytes]
    newest: int | None

    def __post_init__(self) -> None:
        if self.newest is not None and self.newest not in self.roots:
            raise ValueError("the newest size has no root")


NOTHING_SEEN = SeenLog({}, None)


@dataclass(frozen=True)
class SentDispatch:
    """A dispatch of ours: its transmission, the service that it went to, and its receipts so far."""

    transmission: str
    service: str
    receipts: frozenset[str] = frozenset()
    """Base64 SHA-256 of the cover line of each receipt that came for it."""


class Receiver(Protocol):
    """The receiving post's memory; every answer is about the moment of asking."""

    def partner_of_origin(self, origin: str) -> Partner | None:
        """Return the partner with a trusted card, present or earlier, of that origin."""

    def partner_of_handle(self, handle: str) -> Partner | None:
        """Return the partner whose trusted card has that handle."""

    def seen_log(self, origin: str) -> SeenLog:
        """Return what was proven of that origin's log."""

    def seen_numbers(self, origin: str) -> Mapping[int, str]:
        """Return the cover hash of each dispatch received from that origin, by sequence number."""

    def checkpoint_note(self, origin: str, size: int) -> bytes | None:
        """Return the signed checkpoint of that size as the origin sent it, if one was kept."""

    def checkpoint_of_number(self, origin: str, number: int) -> bytes | None:
        """Return the signed checkpoint that came with dispatch `number` of that origin."""

    def is_our_recipient(self, recipient: str) -> bool:
        """Say whether base64 SHA-256 `recipient` is of a present or retired recipient of ours."""

    def our_root(self, origin: str, size: int) -> bytes | None:
        """Return the root of our log at `size`, if `origin` is ours and we signed that checkpoint."""

    def lost_root(self, origin: str, size: int) -> bool:
        """Say whether a restore closed `origin`, one of ours, before our log had that size again."""

    def sent_dispatch(self, cover: str) -> SentDispatch | None:
        """Return the dispatch of ours whose cover line has base64 SHA-256 `cover`."""
