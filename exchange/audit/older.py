"""The older log that a newer export must extend: another export, or a checkpoint alone."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from exchange.audit import contents
from exchange.audit.container import Container, open_container
from exchange.errors import Tampered
from exchange.log.checkpoint import Checkpoint, parse_checkpoint, parse_checkpoint_note
from exchange.log.entry import MAX_LINE
from keys.note import Note


@dataclass(frozen=True)
class Older:
    """The older checkpoint, its signatures not checked, and the export that it came from, if any."""

    note: Note
    export: Path | None

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says."""
        return parse_checkpoint(self.note.text)


def read_older(path: Path) -> Older:
    """Read an older export or checkpoint; raise Tampered when it is neither."""
    if not zipfile.is_zipfile(path):
        if path.stat().st_size > contents.SMALL:
            raise Tampered("after-form")
        return Older(parse_checkpoint_note(path.read_bytes()), None)
    with open_container(path) as older:
        note = parse_checkpoint_note(older.read(contents.CHECKPOINT, contents.SMALL))
        return Older(note, None if contents.SUPPORT in older.names else path)


def first_difference(older: Path, newer: Container) -> int | None:
    """Return the index of the first entry in which a full older export and a newer one differ."""
    with open_container(older) as container:
        pairs = zip_longest(
            container.lines(contents.ENTRIES, MAX_LINE), newer.lines(contents.ENTRIES, MAX_LINE)
        )
        for n, (old, new) in enumerate(pairs):
            if old is None:
                return None
            if old != new:
                return n
    return None
