"""Logs requests one after the other and prints each reference: what the fault tests interrupt.

python -m tests.faults.writer STORE STATE HANDLE COUNT
"""

from __future__ import annotations

import sys
from pathlib import Path

from exchange.desk import Desk, Settings
from exchange.requests.inputs import NewRequest
from tests.world import CHEAP, accept_any, passphrase_of


def main() -> None:
    """Log `COUNT` requests; a reference on stdout is a promise that the request is durable."""
    store, state, handle, count = sys.argv[1:5]
    settings = Settings(Path(state), parameters=CHEAP, floor=CHEAP, check=accept_any)
    with Desk.unlock(Path(store), handle, passphrase_of(handle), settings) as desk:
        for number in range(int(count)):
            new = NewRequest(
                kind="wanted",
                requester="dnpj",
                title=f"Recherche {number}",
                text="Texte de la demande. " * 40,
                to=("interpol-co",),
                persons=({"family": "ROSERO", "given": "Milton"},),
            )
            sys.stdout.write(desk.requests.open(new).ref + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
