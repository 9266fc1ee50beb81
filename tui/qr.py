"""A QR code in half blocks: two modules a cell, its quiet zone around it."""

from __future__ import annotations

from typing import Final

import segno

_BLOCKS: Final = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}


def drawn(code: segno.QRCode) -> str:
    """Return a code as lines for a terminal with light signs on a dark ground."""
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(
        "".join(_BLOCKS[two] for two in zip(above, below, strict=True)) for above, below in pairs
    )
