"""What two processes do at once to one store, in `tests.warm.begun`."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from exchange.desk import Desk, Settings
from exchange.errors import Conflict
from exchange.requests.inputs import Amendment, NewRequest
from tests.world import CHEAP, passphrase_of


def unlocked(folder: Path, state: Path, handle: str) -> Desk:
    """Unlock a member's desk, on a machine with a clock of its own."""
    settings = Settings(state, parameters=CHEAP, floor=CHEAP)
    return Desk.unlock(folder, handle, passphrase_of(handle), settings)


def write(line: Connection, folder: Path, state: Path, handle: str, count: int) -> None:
    """Log `count` requests; say the reference and the entry of each."""
    with unlocked(folder, state, handle) as desk:
        for n in range(count):
            opened = desk.requests.open(NewRequest(kind="wanted", requester="dnpj", title=f"{handle} {n}"))
            line.send(f"{opened.ref} {opened.log_index}")


def amend(line: Connection, folder: Path, state: Path, handle: str, ref: str, count: int) -> None:
    """Add `count` points to a request, each again where the other came first, which is said."""
    with unlocked(folder, state, handle) as desk:
        done = 0
        while done < count:
            read = desk.requests.show(ref)[0].version
            try:
                desk.requests.amend(ref, Amendment(version=read, points=(f"{handle} {done}",)))
                done += 1
            except Conflict:
                line.send("overtaken")
