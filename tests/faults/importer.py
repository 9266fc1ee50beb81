"""Imports a file by small batches and says after each how far it is: what is killed, and what runs twice."""

from __future__ import annotations

import os
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path

from exchange.requests import importing
from exchange.requests.inputs import NewImport
from tests.faults.desks import desk_at

SMALL = 10


def import_file(line: Connection, place: Path, file: Path) -> None:
    """Import; what was said is a promise that the batches up to there are durable.

    Temporary files would lie in the place.
    """
    os.environ["TMPDIR"] = str(place / "tmp")
    tempfile.tempdir = None
    importing.BATCH = SMALL  # type: ignore[misc]
    with desk_at(place) as desk:
        done = desk.requests.import_file(
            NewImport(file), lambda line: None, lambda there, size: line.send(f"{there} of {size}")
        )
    line.send(f"done {done.imported} {done.already} {done.left_out}")
