"""What is imported while the passphrase is typed: the screens of an unlocked desk, and all dialogues.

The first frame needs none of it, and importing it takes several times as long as drawing that frame.
"""

from __future__ import annotations

from typing import Final

from tui.commands import Commands
from tui.questions.activate import Activate
from tui.questions.alarm import Alarm
from tui.questions.blank import Blank
from tui.questions.code import AskCode
from tui.questions.help import Help
from tui.screens.desk import DeskPanel
from tui.screens.directory import DirectoryPanel
from tui.screens.figures import FiguresPanel
from tui.screens.founding import Founding
from tui.screens.log import LogPanel
from tui.screens.panel import Panel
from tui.screens.register import RegisterPanel
from tui.screens.request import RequestPanel
from tui.screens.requests import RequestsPanel

__all__ = ["PANELS", "Activate", "Alarm", "AskCode", "Blank", "Commands", "Founding", "Help"]

PANELS: Final[tuple[type[Panel], ...]] = (
    DeskPanel,
    RequestsPanel,
    RequestPanel,
    RegisterPanel,
    LogPanel,
    DirectoryPanel,
    FiguresPanel,
)
