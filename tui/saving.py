"""Files that a screen writes: whole or not at all, for their owner alone, never over another file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from exchange.foreign_text import safe_name
from tui.cli.outputs import new_file


def save_bytes(data: bytes, place: Path) -> Path:
    """Write `data` as a new file; raise Refused where one is there already or it can't be written."""
    return save_pieces((data,), place.parent, place.name)


def save_pieces(pieces: Iterable[bytes], folder: Path, name: str) -> Path:
    """Write pieces as a new file in `folder`, under a name that every system takes literally."""
    place = folder / safe_name(name)
    with new_file(place) as sink:
        for piece in pieces:
            sink.write(piece)
    return place
