"""One of a list, found by typing: name, code, country, in any script, without accents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input

from exchange.search.folding import Folder
from tui.actions import bindings
from tui.foreign import line
from tui.questions.question import Question
from tui.shell import Shell
from tui.widgets.choice import Option
from tui.widgets.line import Line
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows

CREATE: Final = "+"
_COLUMNS: Final = (Column(22), Column(0))


class Pick(Question[str | None]):
    """The code of what is chosen; `+` and the text typed where it is to be created; None for none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("question"),
        Binding("down", "down", show=False),
        Binding("up", "up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("pageup", "page_up", show=False),
    ]
    DEFAULT_CSS = "Pick Rows { height: 12; margin-top: 1; }"

    def __init__(
        self, shell: Shell, title: str, options: Sequence[Option], typed: str = "", *, grows: bool = False
    ) -> None:
        super().__init__(shell, title)
        self._options, self._typed, self._grows = tuple(options), typed, grows
        self._folded = [(one, _folded(f"{one.code} {one.name} {one.also}")) for one in self._options]

    def more(self, typed: str) -> None:
        """Take what was typed while it opened."""
        self._typed += typed
        for field in self.query(Line):
            field.insert_text_at_cursor(typed)

    def asked(self) -> list[Widget]:
        """Return the line to type in, and what it finds."""
        return [Line(self._typed), Rows(_COLUMNS)]

    def on_mount(self) -> None:
        """Begin in the line, after what was typed to open it."""
        super().on_mount()
        field = self.query_one(Line)
        field.focus()
        field.cursor_position = len(field.value)
        self._find(self._typed)

    def on_key(self, event: Key) -> None:
        """Take keys from the first moment: nothing here is final."""

    @property
    def deaf(self) -> bool:
        """Whether keys don't count: they always do."""
        return False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find what is typed."""
        self._find(event.value)

    def on_input_submitted(self) -> None:
        """Take the first that was found, or the one that the arrows stand on."""
        key = self.query_one(Rows).key
        if key is not None:
            self.dismiss(f"{CREATE}{self.query_one(Line).value}" if key == CREATE else key)

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Take what was clicked."""
        message.stop()
        self.dismiss(message.key)

    def action_down(self) -> None:
        """Go down in what was found."""
        self.query_one(Rows).action_down()

    def action_up(self) -> None:
        """Go up in what was found."""
        self.query_one(Rows).action_up()

    def action_page_down(self) -> None:
        """Go a page down in what was found."""
        self.query_one(Rows).action_page_down()

    def action_page_up(self) -> None:
        """Go a page up in what was found."""
        self.query_one(Rows).action_page_up()

    def action_cancel(self) -> None:
        """Take none."""
        self.dismiss(None)

    def _find(self, typed: str) -> None:
        words = _folded(typed).split()
        found = [one for one, text in self._folded if all(word in text for word in words)]
        # A handle that is being typed is what enter takes: `interpol-e` never is Berne's `interpol-ch`.
        ordered = sorted(
            found,
            key=lambda one: (
                one.code.casefold() != typed.strip().casefold(),
                not one.code.casefold().startswith(typed.strip().casefold()),
                not _begins(one, words),
            ),
        )
        rows = [Row(one.code, (line(one.code), line(one.name))) for one in ordered]
        if self._grows and typed.strip():
            rows.append(Row(CREATE, (CREATE, self.shell.speech.of("pick.create", text=line(typed)))))
        found_rows = self.query_one(Rows)
        found_rows.empty = self.shell.speech.of("pick.nothing")
        found_rows.show(rows)
        found_rows.action_first()  # the best match, not where the cursor stood among other ones


_FOLDER: Final = Folder()


def _begins(one: Option, words: Sequence[str]) -> bool:
    return bool(words) and _folded(one.name).startswith(words[0])


def _folded(text: str) -> str:
    return " ".join(_FOLDER.words(text))
