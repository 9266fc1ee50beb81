"""Where lines break: never at a no-break space, which French sets before `: ; ! ?` and inside `« »`.

Rich, which breaks lines for Textual, takes any white space for one to break at, and has no setting for it.
"""

from __future__ import annotations

import re
from typing import Final

from rich import _wrap

_KEPT: Final = "\u00a0\u202f"
_WORD: Final = re.compile(rf"[^\S{_KEPT}]*[\S{_KEPT}]+[^\S{_KEPT}]*")


def keep_together() -> None:
    """Let no-break spaces be part of a word."""
    _wrap.re_word = _WORD
