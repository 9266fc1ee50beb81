"""Which store, which member, which passphrase: from what was typed to an unlocked desk.

The store is --store, EXCHANGE_STORE, or the platform's folder for user data; the member --as,
EXCHANGE_MEMBER, or the only slot of the keyring; the passphrase as `tui.cli.passphrases` says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from exchange.errors import Locked, Usage
from tui.cli.grammar import Call, Given
from tui.cli.passphrases import new_passphrase_from, passphrase_from
from tui.cli.system import refused_by_system

if TYPE_CHECKING:
    from exchange.desk import Desk

KEY_FILE_LIMIT = 4096


@contextmanager
def opened(call: Call) -> Iterator[Desk]:
    """Unlock the store for the member, lock it again at the end; raise what the desk refuses."""
    store = store_named(call.given)
    handle = member_named(call.given, store)
    passphrase = passphrase_given(call, handle)
    key_file = key_file_given(call.given)

    from exchange.desk import Desk

    with Desk.unlock(store, handle, passphrase, key_file, state=state_folder()) as desk:
        yield desk


def store_named(given: Given) -> Path:
    """Return the folder of the store; raise Usage for a server, which this version doesn't speak to."""
    named = given.text("store") or os.environ.get("EXCHANGE_STORE")
    if named and named.partition(":")[0] in ("postgresql", "postgres"):
        raise Usage("comes-later", words="--store postgresql://…")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("exchange"))


def state_folder() -> Path:
    """Return the user's folder for what this machine saw of each store, outside all stores."""
    import platformdirs

    return Path(platformdirs.user_state_dir("exchange"))


def member_named(given: Given, store: Path) -> str:
    """Return the member's handle; the keyring's only one where none is named."""
    named = given.text("as") or os.environ.get("EXCHANGE_MEMBER")
    if named:
        return named

    from exchange.store.folder import StoreFolder

    handles = tuple(dict.fromkeys(slot.handle for slot in StoreFolder(store).keyring().slots))
    if len(handles) != 1:
        raise Locked("which-member", handles=", ".join(handles))
    return handles[0]


def passphrase_given(call: Call, handle: str) -> str:
    """Return the member's passphrase."""
    source = call.given.text("passphrase-file") or os.environ.get("EXCHANGE_PASSPHRASE_FILE")
    return passphrase_from(source, call.report.words("prompt.passphrase", handle=handle))


def head_passphrase_given(call: Call) -> str:
    """Return the first head's passphrase: of --passphrase-file, or asked for twice."""
    source = call.given.text("passphrase-file") or os.environ.get("EXCHANGE_PASSPHRASE_FILE")
    words = call.report.words
    return new_passphrase_from(source, words("prompt.new"), words("prompt.again"))


def new_passphrase_given(call: Call) -> str:
    """Return the new passphrase of --new-passphrase-file, or ask for it twice."""
    words = call.report.words
    return new_passphrase_from(
        call.given.text("new-passphrase-file"), words("prompt.new"), words("prompt.again")
    )


def key_file_given(given: Given) -> bytes | None:
    """Return the content of --key-file, or none."""
    path = given.path("key-file")
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return file.read(KEY_FILE_LIMIT)
    except OSError as error:
        raise refused_by_system(error) from None
