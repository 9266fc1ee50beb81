"""Imports a file by small batches and says after each how far it is: what is killed, and what runs twice.

python -m tests.faults.importer PLACE FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

from exchange.requests import importing
from exchange.requests.inputs import NewImport
from tests.faults.desks import desk_at

SMALL = 10


def main() -> int:
    """Import; a line on stdout is a promise that the batches up to there are durable."""
    place, file = map(Path, sys.argv[1:3])
    importing.BATCH = SMALL  # type: ignore[misc]
    with desk_at(place) as desk:
        done = desk.requests.import_file(NewImport(file), lambda line: None, say)
    sys.stdout.write(f"done {done.imported} {done.already} {done.left_out}\n")
    return 0


def say(place: int, size: int) -> None:
    """Say that a batch is in."""
    sys.stdout.write(f"{place} of {size}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
