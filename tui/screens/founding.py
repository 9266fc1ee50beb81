"""The first run: a post is founded step by step, and its recovery sheet is shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from exchange.desk import Desk
from exchange.errors import ExchangeError, Refused
from exchange.founding import Founded, PostSetup
from tui import options
from tui.actions import bindings
from tui.entrance import Entrance
from tui.foreign import line
from tui.questions.show import Show
from tui.shell import Shell
from tui.standing import Standing
from tui.widgets.fields import As, Fields, Wanted


class Founding(Standing[None]):
    """Asks what `exchange init` asks; nothing is at the store's path before it is whole."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("founding")]
    DEFAULT_CSS = """
    Founding { align: center middle; }
    Founding #card { width: 78; height: auto; max-height: 100%; border: round $primary; padding: 0 2; }
    Founding #said { height: auto; margin-top: 1; }
    Founding .refused { color: $error; text-style: bold; }
    """

    class Done(Message):
        """A post was founded; its head unlocks it now."""

        def __init__(self, head: str) -> None:
            super().__init__()
            self.head = head

    def __init__(self, shell: Shell, entrance: Entrance) -> None:
        super().__init__()
        self.shell, self._entrance = shell, entrance

    def compose(self) -> ComposeResult:
        """Compose the fields."""
        speech = self.shell.speech
        with VerticalScroll(id="card"):
            yield Static(speech.of("founding.title"), markup=False)
            yield Static(speech.of("unlock.store", path=line(str(self._entrance.store))), markup=False)
            yield Fields(self.shell, self._wanted())
            yield Static(speech.of("founding.hint"), markup=False, id="said")

    def _wanted(self) -> tuple[Wanted, ...]:
        speech = self.shell.speech
        countries = options.countries(speech.language)
        return (
            Wanted("post", speech.of("founding.post"), hint="asi-bogota", needed=True),
            Wanted("name", speech.of("founding.name"), hint="Ambassade de France à Bogotá", needed=True),
            Wanted("country", speech.of("founding.country"), As.CHOICE, "FR", countries, needed=True),
            Wanted("hosts", speech.of("founding.hosts"), As.CHOICES, "", countries, needed=True),
            Wanted("head", speech.of("founding.head"), hint="a.martin", needed=True),
            Wanted("head-name", speech.of("founding.head-name"), hint="Anne Martin", needed=True),
            Wanted("passphrase", speech.of("unlock.passphrase"), As.PASSPHRASE, needed=True),
            Wanted("again", speech.of("founding.again"), As.PASSPHRASE, needed=True),
        )

    def on_mount(self) -> None:
        """Begin with the post's handle."""
        self.query_one(Fields).widget("post").focus()

    def on_fields_done(self) -> None:
        """Found it by enter in the last field."""
        self.action_save()

    def action_save(self) -> None:
        """Found the post."""
        fields, speech = self.query_one(Fields), self.shell.speech
        if fields.missing is not None:
            name = fields.missing
            fields.point_at(name)
            self._say(speech.of("ask.missing", field=fields.label(name)), refused=True)
            return
        first, again = fields.passphrase("passphrase"), fields.passphrase("again")
        if first != again:
            self.refused(Refused("passphrases-differ"))
            return
        self._say(speech.of("founding.working"))
        self.run_worker(self._found(fields.values, first), exclusive=True)

    async def _found(self, values: Mapping[str, str], passphrase: str) -> None:
        setup = PostSetup(
            handle=values["post"],
            name=values["name"],
            country=values["country"],
            hosts=tuple(values["hosts"].split(",")),
            head_handle=values["head"],
            head_name=values["head-name"],
        )
        entrance, language = self._entrance, self.shell.speech.language.value
        try:
            made = await self.shell.work.alone(
                lambda: Desk.found(entrance.store, setup, passphrase, entrance.settings(), language=language)
            )
        except ExchangeError as error:
            self.refused(error)
            return
        self._show_sheet(made, values["head"])

    def _show_sheet(self, made: Founded, head: str) -> None:
        speech = self.shell.speech
        text = speech.of("founding.sheet", sheet=made.sheet.sheet_text())

        def read(_: None) -> None:
            self.post_message(self.Done(head))

        self.open(Show(self.shell, speech.of("founding.sheet-title"), text), read)

    def refused(self, error: ExchangeError) -> None:
        """Say what can't be."""
        sentence, hint = self.shell.speech.refusal(error)
        self._say(f"{sentence}\n{hint}".strip(), refused=True)

    def action_leave(self) -> None:
        """End the program; nothing was made."""
        self.app.exit(0)

    def _say(self, text: str, *, refused: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.update("\n".join(map(line, text.split("\n"))))
        said.set_class(refused, "refused")
