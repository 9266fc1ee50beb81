"""Keyrings that this machine saw, so that an earlier one put back shows before any slot of it opens.

A keyring is no page of the database: put back, the one of before a passphrase changed would let the old
passphrase in, and the one of before a re-key would look like a damaged store. `keyrings` in the state
folder therefore holds the SHA-256 of each keyring that was seen, a line each, the present one last. The
recovery sheet opens an earlier one all the same, which is the way out where no newer one is left; what
the sheet is worth, the log tells.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Final

from exchange.errors import Refused, Tampered
from exchange.store.files import sync_folder, write_durably
from exchange.store.folder import StoreFolder
from exchange.store.state import KEYRINGS

_KEPT: Final = 256


def refuse_earlier_keyring(folder: StoreFolder, state: Path) -> None:
    """Raise Tampered where the store's keyring is one that another took the place of on this machine."""
    if folder.coming():  # a change was cut short: the log says which of the two counts
        return
    *earlier, _ = _seen(state) or ("",)
    if _hash_of(folder) in earlier:
        raise Tampered("keyring-earlier", path=str(folder.keyring_file))


def remember_keyring(folder: StoreFolder, state: Path) -> None:
    """Take the store's keyring for the present one; where that can't be kept, the next desk will."""
    with suppress(Refused, Tampered, OSError):
        seen, present = _seen(state), _hash_of(folder)
        if present in seen:
            return
        sync_folder(folder.path)  # lest a power cut bring back one that is called earlier here
        write_durably(state / KEYRINGS, "".join(f"{one}\n" for one in (*seen, present)[-_KEPT:]).encode())


def _seen(state: Path) -> tuple[str, ...]:
    try:
        return tuple((state / KEYRINGS).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError):
        raise Tampered("state-unreadable", path=str(state / KEYRINGS)) from None


def _hash_of(folder: StoreFolder) -> str:
    return hashlib.sha256(folder.keyring().render()).hexdigest()
