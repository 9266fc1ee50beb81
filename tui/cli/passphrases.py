"""Where a passphrase comes from: a file, the first line of stdin, or a prompt without echo.

Never from an argument or an environment value: other processes can read those, and shells keep them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from exchange.errors import Locked, Refused
from tui.cli.system import refused_by_system

LONGEST = 4096
STDIN = "-"


def passphrase_from(source: str | None, prompt: str, first_line: bytes | None = None) -> str:
    """Return the passphrase that `source` (a file, or `-`) holds, or ask for it.

    `first_line`: of stdin, where it was read before what follows it.
    """
    return _read(source, first_line) if source is not None else _asked(prompt)


def first_line_of_stdin() -> bytes:
    """Return the line of stdin that is the passphrase; what follows it is content."""
    try:
        return sys.stdin.buffer.readline(LONGEST)
    except OSError as error:
        error.filename = STDIN
        raise refused_by_system(error) from None


def new_passphrase_from(
    option: str, source: str | None, prompt: str, again: str, first_line: bytes | None = None
) -> str:
    """Return the new passphrase that `option` names; asked twice where it is typed, since nobody sees it.

    One that isn't there is refused like any other value: nothing failed to unlock.
    """
    try:
        first = _asked(prompt) if source is None else _read(source, first_line)
        if source is None and _asked(again) != first:
            raise Refused("passphrases-differ")
    except Locked as error:
        if error.reason == "no-passphrase":
            raise Refused("no-new-passphrase", option=option) from None
        raise Refused("new-passphrase-not-text") from None
    return first


def words_from_stdin(prompt: str) -> str:
    """Return the recovery sheet's words: all of stdin where it is piped, else asked for."""
    if not sys.stdin.isatty():
        line = sys.stdin.buffer.readline(LONGEST)
        if not line.strip():
            raise Locked("no-sheet-words")
        return _decoded(line)
    return _asked(prompt)


def _asked(prompt: str) -> str:
    import getpass

    if not sys.stdin.isatty():
        raise Locked("no-passphrase")
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise Locked("no-passphrase") from None


def _read(source: str, first_line: bytes | None) -> str:
    if source == STDIN:
        found = first_line_of_stdin() if first_line is None else first_line
    else:
        try:
            with Path(source).open("rb") as file:
                found = file.readline(LONGEST)
        except OSError as error:
            raise refused_by_system(error) from None
    return _decoded(found)


def _decoded(line: bytes) -> str:
    """Return the text of a line; a byte order mark that an editor left is no part of it."""
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise Locked("passphrase-not-text") from None
    if not text:
        raise Locked("no-passphrase")
    return text
