"""The report of lines that were left out: JSON lines again, to be imported once they are corrected.

Each line that could be read stands there with its keys as they were understood, and under `refused` why
it was left out. Of one that couldn't be read that reason stands alone on a line, then the line as it
came. An import passes over `refused`, and over lines that hold nothing else.
"""

from __future__ import annotations

import json

from exchange.importing.lines import REFUSED, Line


def left_out(line: Line, code: str, message: str) -> bytes:
    """Return the lines that tell of one left out, and why."""
    reason = {"line": line.number, "code": code, "message": message}
    document = {key: value for key, value in (line.document or {}).items() if key != REFUSED}
    told = _written({REFUSED: reason, **document}) + b"\n"
    if line.document is None and line.raw is not None:
        told += _bytes(line.raw) + b"\n"
    return told


def _written(document: object) -> bytes:
    try:
        return json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half characters, which JSON can spell out
        return json.dumps(document, ensure_ascii=True).encode()


def _bytes(raw: str) -> bytes:
    """Return a line as it came: damaged UTF-8 by its bytes, half characters of UTF-16 by their code."""
    try:
        return raw.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "surrogatepass")
