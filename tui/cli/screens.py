"""`exchange` alone: the screens on a store, with the options that all verbs share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from exchange.errors import Exit, Usage
from tui.cli.grammar import Call, Verb
from tui.cli.session import store_named


def open_screens(call: Call) -> None:
    """Open the screens; raise Usage where there is no terminal for them."""
    given = call.given
    if given.flag("json"):
        raise Usage("missing-noun")
    drawable = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))  # drawn on the last
    if not drawable or os.environ.get("TERM", "dumb") == "dumb":
        raise Usage("no-terminal")
    store = store_named(given)
    passphrase_file = given.text("passphrase-file") or os.environ.get("EXCHANGE_PASSPHRASE_FILE")

    from tui.entrance import Entrance
    from tui.launch import run_screens

    entrance = Entrance(
        store=store,
        settings=call.settings(),
        handle=given.text("as") or os.environ.get("EXCHANGE_MEMBER") or "",
        key_file=given.text("key-file") or "",
        passphrase_file=Path(passphrase_file) if passphrase_file not in (None, "-") else None,
        read_only=given.flag("read-only"),
        purpose=given.text("why"),
    )
    if run_screens(entrance, call.report.language) != Exit.DONE:
        sys.exit(1)  # its sentence was said


SCREENS = Verb("", open_screens, (), ())
