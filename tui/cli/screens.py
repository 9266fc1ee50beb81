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
    if not has_terminal():
        raise Usage("no-terminal")
    handle = given.text("as") or os.environ.get("EXCHANGE_MEMBER") or ""
    passphrase_file = given.text("passphrase-file") or os.environ.get("EXCHANGE_PASSPHRASE_FILE")
    named = passphrase_file if passphrase_file != "-" else None  # noqa: S105  (stdin is the keyboard here)
    open_at(call, store_named(given), handle, named)


def has_terminal() -> bool:
    """Say whether there is a terminal that screens can be drawn on."""
    streams = (sys.stdin, sys.stdout, sys.stderr)  # drawn on the last
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM", "dumb") != "dumb"


def open_at(call: Call, store: Path, handle: str, passphrase_file: str | None) -> None:
    """Open the screens on a store; with a passphrase's file nothing is asked."""
    from tui.entrance import Entrance
    from tui.launch import run_screens

    given = call.given
    entrance = Entrance(
        store=store,
        settings=call.settings,
        handle=handle,
        key_file=given.text("key-file") or "",
        passphrase_file=Path(passphrase_file) if passphrase_file else None,
        read_only=given.flag("read-only"),
        purpose=given.text("why"),
    )
    if run_screens(entrance, call.report.language) != Exit.DONE:
        sys.exit(1)  # its sentence was said


SCREENS = Verb("", open_screens, (), ())
