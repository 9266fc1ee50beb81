"""One form for a new request: its kind's fields alone, what is needed first; limits while it is typed.

It is kept as a sealed draft two seconds after each change, so that a lock, a crash or a power cut takes
nothing. It asks the desk what would become of it (`would_open`) and shows each limit with its source.
"""

from __future__ import annotations

import json
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from exchange.desk import Desk
from exchange.errors import ExchangeError
from exchange.requests.document_keys import new_request
from exchange.requests.opening import Opened
from tui import options
from tui.actions import bindings
from tui.messages import Failed, Told
from tui.questions.drafted import dropped
from tui.screens.adding import Adding
from tui.screens.asking import LOAD
from tui.screens.form_fields import Lists, conditions, kind_fields, main_fields, more_fields, pressing_fields
from tui.screens.form_limits import limits_text, refusal_text
from tui.screens.treating import Treating
from tui.shell import Shell
from tui.widgets.fields import Fields
from tui.widgets.foot import Foot

DRAFT_AFTER: Final = 2.0
ASK_AFTER: Final = 0.6
_OF_KIND: Final = (("pressing", pressing_fields, "#subjects"), ("kind", kind_fields, "#conditions"))
"""The fields that go with a kind, and before what they stand."""


class Form(Adding, Treating):
    """A new request, from nothing or from an arrival; ends with its reference, or with nothing."""

    scope = "form"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form")]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Form #head { height: 1; text-style: bold; background: $panel; }
    Form #limits { height: auto; max-height: 7; padding: 0 1; border-top: solid $primary-darken-2; }
    Form #subjects { height: auto; }
    Form VerticalScroll { height: 1fr; }
    Form #conditions { display: none; }
    Form.conditions #conditions { display: block; }
    """

    def __init__(self, shell: Shell, arrival: str | None = None) -> None:
        super().__init__(shell, arrival)
        self._pending = False

    def compose(self) -> ComposeResult:
        """Compose head, fields, limits, footer; the fields come when the lists are known."""
        yield Static("", markup=False, id="head")
        yield VerticalScroll(id="fields", can_focus=False)
        yield Static("", markup=False, id="limits")
        yield Foot(self.shell, self.scope, self.offers)

    def load(self) -> None:
        """Ask for what the fields choose from, the arrival, and the draft; once."""
        if self.lists is None:
            arrival, draft, language = self.arrival, self.draft, self.shell.speech.language.value
            self.ask(
                lambda desk: Lists.of(desk, language, arrival, desk.drafts.begin("request.opened", draft)),
                self._fill,
                only=LOAD,
            )

    async def _mount_fields(self, lists: Lists) -> None:
        speech, values = self.shell.speech, lists.values
        holder = self.query_one("#fields", VerticalScroll)
        of_kind = (speech, kind := values.get("kind", ""), values.get("type", ""), values)
        await holder.mount(
            Fields(self.shell, main_fields(speech, lists), id="main"),
            Fields(self.shell, pressing_fields(*of_kind), id="pressing"),
            Static("", markup=False, id="subjects"),
            Fields(self.shell, more_fields(speech, lists), id="more"),
            Fields(self.shell, kind_fields(*of_kind), id="kind"),
            Fields(self.shell, conditions(speech, lists), id="conditions"),
        )
        self.query_one("#main", Fields).widget("kind" if not kind else "title").focus()
        self.set_interval(DRAFT_AFTER, self.keep_draft)
        self.show_subjects()
        self.changed()

    async def _fill(self, lists: Lists) -> None:
        self.lists = lists
        self.subjects = [
            (str(one[0]), dict(one[1])) for one in json.loads(lists.values.get("subjects", "[]"))
        ]
        self.files = [one for one in lists.values.get("files", "").split("\n") if one]
        self.say(self.found_again if lists.from_draft else "")
        await self._mount_fields(lists)

    async def on_fields_changed(self, message: Fields.Changed) -> None:
        """Ask what would become of it; another kind has other fields."""
        if message.name in ("kind", "type") and message.fields.id == "main":
            await self._change_kind()
        self.changed()

    async def _change_kind(self) -> None:
        values = self.values
        kind, speech = values.get("kind", ""), self.shell.speech
        main = self.query_one("#main", Fields)
        main.offer("type", options.subkinds(speech, kind))
        of_kind, holder = (speech, kind, values.get("type", ""), values), self.query_one("#fields")
        for name, fields_of_kind, before in _OF_KIND:
            await self.query_one(f"#{name}", Fields).remove()
            await holder.mount(Fields(self.shell, fields_of_kind(*of_kind), id=name), before=before)

    def changed(self) -> None:
        """Say what is lacking at once; ask for the limits a moment after the last change."""
        self._lacks()
        if not self._pending:
            self._pending = True
            self.set_timer(ASK_AFTER, self._try)

    @property
    def _limits(self) -> Static:
        return self.query_one("#limits", Static)

    def _lacks(self) -> bool:
        """Say what is missing or misread, in place of the limits; return whether anything is."""
        fields, speech, limits = self.query_one("#main", Fields), self.shell.speech, self._limits
        if fields.missing is not None:
            limits.update(speech.of("ask.missing", field=fields.label(fields.missing)))
        elif self.misread is not None:
            limits.update(refusal_text(speech, self.misread[2]))
        else:
            return False
        return True

    def _try(self) -> None:
        """Ask for the limits; what the desk refuses is said there too, in place of an error."""
        self._pending = False
        if self._lacks():
            return
        speech, limits, document = self.shell.speech, self._limits, self.document

        def act(desk: Desk) -> Opened | ExchangeError:
            try:
                return desk.requests.would_open(new_request(document))
            except ExchangeError as error:
                return error

        def show(found: Opened | ExchangeError) -> None:
            if isinstance(found, ExchangeError):
                limits.update(refusal_text(speech, found))
            else:
                limits.update(limits_text(speech, found))

        self.ask(act, show, only="try")

    # Verbs

    def action_save(self) -> None:
        """Open the request, if nothing that is needed is missing."""
        fields = self.query_one("#main", Fields)
        missing = fields.missing
        if missing is not None:
            fields.point_at(missing)
            self.say(self.shell.speech.of("ask.missing", field=fields.label(missing)))
            return
        if self.refuse_misread():
            return
        document, draft = self.document, self.draft

        def act(desk: Desk) -> tuple[str, ExchangeError | None]:
            return desk.requests.open(new_request(document)).ref, dropped(desk, draft)

        def done(found: tuple[str, ExchangeError | None]) -> None:
            ref, stays = found
            self.post_message(Told(self.shell.speech.of("done.opened", ref=ref)))
            self.say_staying(stays)
            self.dismiss(ref)

        self.ask(act, done)

    async def action_leave(self) -> None:
        """Go back; the draft stays."""
        try:
            await self.keep()
        except ExchangeError as error:
            self.app.post_message(Failed(error))
        self.dismiss(None)

    def action_conditions(self) -> None:
        """Show or fold marking and conditions of use."""
        self.toggle_class("conditions")
        if self.has_class("conditions"):
            first = self.query_one("#conditions", Fields).widget("handling")
            self.call_after_refresh(first.focus)  # once it has a place to scroll to
