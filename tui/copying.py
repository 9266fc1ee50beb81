"""Sending text to the terminal's clipboard: by tmux's own buffer inside tmux, else by OSC 52.

No terminal answers an OSC 52, so all that can be said is that it was sent. Longer text than terminals
take is refused rather than cut.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from typing import Final

from exchange.errors import Refused

LONGEST: Final = 74_000
"""Bytes of text that the common terminals take in one OSC 52."""


def send(text: str, by_terminal: Callable[[str], None]) -> None:
    """Send text to the clipboard; raise Refused where it is too long."""
    data = text.encode()
    if len(data) > LONGEST:
        raise Refused("copy-too-long", size=len(data), limit=LONGEST)
    tmux = shutil.which("tmux") if os.environ.get("TMUX") else None
    if tmux is not None:
        command = [tmux, "load-buffer", "-w", "-"]
        done = subprocess.run(command, input=data, capture_output=True, timeout=2, check=False)  # noqa: S603
        if done.returncode == 0:
            return
    by_terminal(text)
