"""A few fields to fill: what most verbs need besides the thing that they are done to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from exchange.errors import ExchangeError
from tui.actions import bindings
from tui.foreign import block
from tui.questions.question import Question
from tui.shell import Shell
from tui.widgets.choice import Option
from tui.widgets.fields import As, Fields, Wanted

Answers = Mapping[str, str]


class Ask(Question[Answers | None]):
    """What was filled in, by name; None where it was left."""

    CLICKS: ClassVar[tuple[str, ...]] = ("", "answer", "cancel")
    # More fields than lines scroll between the title and the keys, which always stand.
    DEFAULT_CSS = "Ask #scroll { height: auto; max-height: 66vh; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("ask")]

    def __init__(
        self,
        shell: Shell,
        title: str,
        wanted: Sequence[Wanted],
        said: str = "",
        refused: ExchangeError | None = None,
    ) -> None:
        super().__init__(shell, title)
        self._wanted, self._said, self._refused = tuple(wanted), said, refused

    def asked(self) -> list[Widget]:
        """Return the fields."""
        above = [Static(self._said, markup=False, id="above")] if self._said else []
        fields = VerticalScroll(Fields(self.shell, self._wanted), id="scroll", can_focus=False)
        return [*above, fields, Static("", markup=False, id="said")]

    def keys(self) -> str:
        """Return the keys that answer."""
        return self.shell.speech.of("ask.keys")

    def on_mount(self) -> None:
        """Begin in the field that was wrong, else in the first that must be filled, else in the first."""
        super().on_mount()
        fields = self.query_one(Fields)
        if self._refused is not None:
            self._say(self._refused)
            wrong = self._wrong(fields, self._refused)
            if wrong is not None:
                fields.point_at(wrong)
                return
        fields.widget(fields.missing or self._wanted[0].name).focus()

    def on_fields_create(self, message: Fields.Create) -> None:
        """Take what the list doesn't have as it was typed."""
        message.stop()
        message.fields.add(message.name, Option(message.text, message.text))

    async def on_fields_done(self) -> None:
        """Answer by enter in the last field."""
        await self.action_answer()

    async def action_answer(self) -> None:
        """Answer, if nothing that is needed is missing."""
        fields = self.query_one(Fields)
        missing = fields.missing
        if missing is not None:
            fields.point_at(missing)
            said = self.shell.speech.of("ask.missing", field=fields.label(missing))
            self.query_one("#said", Static).update(said)
            return
        if fields.misread is not None:
            name, error = fields.misread
            fields.point_at(name)
            self._say(error)
            return
        secret = {one.name: fields.passphrase(one.name) for one in self._wanted if one.as_ is As.PASSPHRASE}
        self.dismiss({**fields.values, **secret})

    def _wrong(self, fields: Fields, refused: ExchangeError) -> str | None:
        """Return the field that a refusal names, else the one whose text it quotes."""
        named, quoted = (str(refused.arguments.get(key, "")) for key in ("field", "given"))
        if fields.has(named):
            return named
        return next((name for name, value in fields.values.items() if quoted and value == quoted), None)

    def _say(self, error: ExchangeError) -> None:
        """Say why what was typed isn't taken."""
        self.query_one("#said", Static).update(block(" ".join(self.shell.speech.refusal(error)).strip()))

    async def action_cancel(self) -> None:
        """Leave it."""
        self.dismiss(None)
