"""QR codes (ISO/IEC 18004) drawn in block characters, dark on light, to be printed."""

from __future__ import annotations

import importlib

QUIET_ZONE = 4
# Two modules a character cell, upper and lower, so that a code fits a page of 80 columns.
_CELLS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def drawn(text: str, error: str = "m") -> str:
    """Return the QR code of `text`, one of our own values, as lines of block characters.

    `error`: how much of it may be hidden; `l` for what is long and shown on a screen.
    """
    segno = importlib.import_module("segno")  # whoever compares a fingerprint seldom draws it
    code = segno.make(text, error=error, micro=False, boost_error=False)
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET_ZONE)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "".join(
        "".join(_CELLS[cell] for cell in zip(upper, lower, strict=True)) + "\n" for upper, lower in pairs
    )
