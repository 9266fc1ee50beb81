"""One of a list, found by typing: name, code, country, in any script, without accents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.events import Key

from exchange.search.folding import Folder
from tui.actions import bindings
from tui.foreign import line
from tui.questions.find import Find
from tui.shell import Shell
from tui.widgets.choice import Option
from tui.widgets.line import Line
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows

CREATE: Final = "+"


class Pick(Find):
    """The code of what is chosen; `+` and the text typed where it is to be created; None for none."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("question")]
    DEFAULT_CSS = "Pick Rows { height: 12; margin-top: 1; }"

    def __init__(
        self,
        shell: Shell,
        title: str,
        options: Sequence[Option],
        typed: str = "",
        *,
        grows: bool = False,
        codes: bool = True,
    ) -> None:
        super().__init__(shell, title)
        self._codes = codes
        self.columns = self.columns if codes else (Column(0),)
        self._options, self.typed, self._grows = tuple(options), typed, grows
        self._folded = [(one, _folded(f"{one.code} {one.name} {one.also}")) for one in self._options]

    def more(self, typed: str) -> None:
        """Take what was typed while it opened."""
        self.typed += typed
        for field in self.query(Line):
            field.insert_text_at_cursor(typed)

    def on_key(self, event: Key) -> None:
        """Take keys from the first moment: nothing here is final."""

    def take(self, key: str) -> None:
        """Take one, or what was typed as a new one."""
        self.dismiss(f"{CREATE}{self.query_one(Line).value}" if key == CREATE else key)

    def action_cancel(self) -> None:
        """Take none."""
        self.dismiss(None)

    def find(self, typed: str) -> None:
        """Show what all words typed are found in; first what begins so."""
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
        rows = [
            Row(one.code, (line(one.code), line(one.name)) if self._codes else (line(one.name),))
            for one in ordered
        ]
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
