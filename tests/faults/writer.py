"""Logs requests one after the other and prints each reference: what is killed, and what runs twice.

python -m tests.faults.writer PLACE COUNT
"""

from __future__ import annotations

import sys
from pathlib import Path

from exchange.errors import Conflict
from tests.faults.desks import desk_at
from tests.faults.verbs import request_of


def main() -> int:
    """Log `COUNT` requests; a reference on stdout is a promise that the request is durable."""
    place, count = sys.argv[1:3]
    try:
        with desk_at(Path(place)) as desk:
            for number in range(int(count)):
                sys.stdout.write(desk.requests.open(request_of(number)).ref + "\n")
                sys.stdout.flush()
    except Conflict as error:
        sys.stdout.write(error.reason + "\n")
        return 7
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
