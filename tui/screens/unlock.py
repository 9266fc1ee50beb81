"""Unlocking: handle, passphrase, key file; enter opens the desk, nothing is asked between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from exchange.errors import ExchangeError
from tui.actions import bindings
from tui.entrance import Entrance
from tui.foreign import line
from tui.shell import Shell
from tui.widgets.line import Line
from tui.widgets.passphrase import PassphraseField

if TYPE_CHECKING:
    from exchange.desk import Desk


_WRONG: Final[Mapping[str, str]] = {
    "member-without-slot": "#handle",
    "which-member": "#handle",
    "key-file": "#key-file",
    "key-file-missing": "#key-file",
    "key-file-not-asked": "#key-file",
    "no-such-file": "#key-file",
}
"""The fields that some refusals are about; of all others it is the passphrase."""


class Unlock(Screen[None]):
    """The first screen, and the one after the keys were dropped."""

    AUTO_FOCUS = ""  # else what is typed at once lands in the handle, for all to see
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("unlock")]
    DEFAULT_CSS = """
    Unlock { align: center middle; }
    Unlock #card { width: 72; height: auto; border: round $primary; padding: 1 2; }
    Unlock Grid { grid-size: 2; grid-columns: 18 1fr; grid-rows: 1; grid-gutter: 1 1; }
    Unlock Grid { height: auto; margin-top: 1; }
    Unlock #said { height: auto; margin-top: 1; }
    Unlock .refused { color: $error; text-style: bold; }
    """

    class Asked(Message):
        """A handle and its passphrase were typed: `unlocking` opens the desk with them."""

        def __init__(self, unlock: Unlock, unlocking: Callable[[], Desk]) -> None:
            super().__init__()
            self.unlock, self.unlocking = unlock, unlocking

    def __init__(self, shell: Shell, entrance: Entrance) -> None:
        super().__init__()
        self.shell, self._entrance, self._handle = shell, entrance, entrance.handle
        self.filled = asyncio.Event()  # keys that come while the desk opens are kept for it
        self.filled.set()

    def compose(self) -> ComposeResult:
        """Compose the three fields."""
        speech = self.shell.speech
        with Vertical(id="card"):
            yield Static(speech.of("unlock.title"), markup=False, id="title")
            yield Static(self._store, markup=False, id="store")
            with Grid():
                yield Static(speech.of("unlock.handle"), markup=False, id="label-handle")
                yield Line(self._handle, id="handle")
                yield Static(speech.of("unlock.passphrase"), markup=False, id="label-passphrase")
                yield PassphraseField(id="passphrase")
                yield Static(speech.of("unlock.key-file"), markup=False, id="label-key-file")
                yield Line(self._entrance.key_file, id="key-file")
            yield Static(speech.of("unlock.hint"), markup=False, id="said")

    def on_mount(self) -> None:
        """Begin with the passphrase where the handle is known; with neither where a file holds both."""
        self.query_one(PassphraseField if self._handle else "#handle").focus()
        if self._entrance.passphrase_file is not None:
            self._ask(self._entrance.unlocking_by_file())

    def on_input_submitted(self, message: Line.Submitted) -> None:
        """Go on with the passphrase."""
        message.stop()
        self.query_one(PassphraseField).focus()

    def on_passphrase_field_submitted(self, message: PassphraseField.Submitted) -> None:
        """Ask to unlock."""
        handle = self.query_one("#handle", Line).value.strip()
        field = message.field
        if field.is_empty:
            return
        key_file = self.query_one("#key-file", Line).value.strip()
        self._ask(self._entrance.unlocking(handle, field.take(), key_file))

    def _ask(self, unlocking: Callable[[], Desk]) -> None:
        """Ask to unlock; no field takes what is typed meanwhile, least of all the handle."""
        self.filled.clear()
        self.set_focus(None)
        self._open_fields(False)
        self._say(self.shell.speech.of("unlock.opening"))
        self.post_message(self.Asked(self, unlocking))

    def _open_fields(self, open_: bool) -> None:
        for field in self.query("Line, PassphraseField"):
            field.disabled = not open_

    def on_screen_suspend(self) -> None:
        """Give what was typed meanwhile to the desk that is open now."""
        self.filled.set()

    def refused(self, error: ExchangeError) -> None:
        """Say why the desk stays locked, and begin again."""
        sentence, hint = self.shell.speech.refusal(error)
        self._say(f"{sentence}\n{hint}", refused=True)
        self._open_fields(True)
        self.query_one(_WRONG.get(error.reason, "PassphraseField")).focus()
        self.filled.set()

    def again(self, handle: str, said: str = "") -> None:
        """Ask again after a lock, for the one who sat here."""
        self._handle = handle
        self._speak()
        self.query_one("#handle", Line).value = handle
        field = self.query_one(PassphraseField)
        field.wipe()
        self._open_fields(True)
        self.filled.set()
        field.focus()
        self._say(said or self.shell.speech.of("unlock.hint"))

    @property
    def _store(self) -> str:
        return self.shell.speech.of("unlock.store", path=line(str(self._entrance.store)))

    def _speak(self) -> None:
        """Say what the card says in the language that is spoken now."""
        speech = self.shell.speech
        for name, said in (
            ("title", speech.of("unlock.title")),
            ("store", self._store),
            ("label-handle", speech.of("unlock.handle")),
            ("label-passphrase", speech.of("unlock.passphrase")),
            ("label-key-file", speech.of("unlock.key-file")),
        ):
            self.query_one(f"#{name}", Static).update(said)

    def action_leave(self) -> None:
        """End the program."""
        self.app.exit()

    def _say(self, text: str, *, refused: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.update(line(text) if "\n" not in text else "\n".join(map(line, text.split("\n"))))
        said.set_class(refused, "refused")
