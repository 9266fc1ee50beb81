"""The blanked screen: nothing of the desk is seen; a short code or the passphrase brings it back.

The code is for who set one since unlocking, and for three tries; then, as after a wrong passphrase
three times, the keys are dropped.
"""

from __future__ import annotations

import hmac
from typing import ClassVar, Final

from textual.widget import Widget
from textual.widgets import Static

from exchange.errors import ExchangeError
from tui.questions.question import Question
from tui.shell import Shell
from tui.widgets.passphrase import PassphraseField

TRIES: Final = 3


class Blank(Question[bool]):
    """True: known; False: three times wrong."""

    COVERS: ClassVar[bool] = True
    CLICKS: ClassVar[tuple[str, ...]] = ("", "")
    DEFAULT_CSS = "Blank { background: $background; }"

    def __init__(self, shell: Shell) -> None:
        asks = "blank.code" if shell.code else "blank.passphrase"
        super().__init__(shell, shell.speech.of(asks))
        self._left = TRIES

    def asked(self) -> list[Widget]:
        """Return the field."""
        return [PassphraseField(), Static("", markup=False, id="said")]

    def keys(self) -> str:
        """Return the key that brings it back, and the one that gives up."""
        return self.shell.speech.of("blank.keys")

    def on_mount(self) -> None:
        """Begin in the field."""
        super().on_mount()
        self.query_one(PassphraseField).focus()

    def on_passphrase_field_submitted(self, message: PassphraseField.Submitted) -> None:
        """Look whether it is known."""
        self.run_worker(self._look(message.field.take()), exclusive=True)

    async def _look(self, typed: str) -> None:
        if self.shell.code and hmac.compare_digest(typed.encode(), self.shell.code.encode()):
            self.dismiss(True)
            return
        try:
            known = await self.shell.work.do(lambda desk: desk.proves(typed))
        except ExchangeError:
            known = False
        if known:
            self.dismiss(True)
            return
        self._left -= 1
        if not self._left:
            self.shell.code = ""
            self.dismiss(False)
            return
        self.query_one("#said", Static).update(self.shell.speech.of("blank.wrong", left=self._left))
