"""What the demo made, and what `make` is told of it while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from pydantic import TypeAdapter, ValidationError

from exchange.errors import Refused
from exchange.store.files import write_durably

STORY: Final = "demo.json"

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many steps are done, of how many."""


@dataclass(frozen=True)
class MadeMember:
    """Who can unlock a post, and the file that holds his passphrase."""

    handle: str
    role: str
    passphrase_file: str


@dataclass(frozen=True)
class MadePost:
    """One post of the demo; its store is the folder of its handle."""

    handle: str
    origin: str
    fingerprint: str
    members: tuple[MadeMember, ...]
    requests: int
    entries: int
    witnessed: int
    """The size of its log that the partner cosigned last."""


@dataclass(frozen=True)
class Made:
    """The demo as it was made; files are named from its folder, so that it may be moved.

    `fresh` where it was made just now. `waiting` is a dispatch that nobody has received yet, `example`
    a request that went to the partner.
    """

    folder: str
    fresh: bool
    posts: tuple[MadePost, ...]
    to_sort: int
    arrests: tuple[str, ...]
    dispatches: int
    receipts: int
    waiting: str
    export: str
    example: str


def keep(place: Path, made: Made) -> None:
    """Write down what was made; the demo is whole once this file is there."""
    write_durably(place / STORY, _MADE.dump_json(made, indent=1))


def kept(place: Path) -> Made | None:
    """Return the demo that stands in `place`, or None where no whole one does."""
    path = place / STORY
    if not path.is_file():
        return None
    try:
        made = _MADE.validate_json(path.read_bytes())
    except ValidationError:
        raise Refused("demo-folder-taken", path=str(place)) from None
    return replace(made, folder=str(place), fresh=False)


_MADE: Final = TypeAdapter(Made)
