"""What a form holds, and its draft: sealed on this machine two seconds after each change, and at a lock."""

from __future__ import annotations

import json
from collections.abc import Mapping

from textual.widgets import Static

from exchange.errors import Invalid
from tui.messages import Failed
from tui.screens.form_fields import Lists, document_of
from tui.screens.panel import Panel
from tui.shell import Shell
from tui.widgets.fields import Fields


class Drafting(Panel):
    """A form's values, flat, and how they are kept."""

    def __init__(self, shell: Shell, arrival: str | None) -> None:
        super().__init__(shell)
        self.arrival = arrival
        self.draft = f"arrival-{arrival}" if arrival else "new"
        self.subjects: list[tuple[str, Mapping[str, str]]] = []
        self.files: list[str] = []
        self.lists: Lists | None = None
        self._kept: dict[str, str] = {}
        self._tried: dict[str, str] = {}

    @property
    def values(self) -> dict[str, str]:
        """Everything that was filled in, flat: what a draft keeps."""
        found: dict[str, str] = {}
        for fields in self.query(Fields):
            found |= {name: value for name, value in fields.values.items() if value}
        found["subjects"] = json.dumps(
            [[type_, dict(one)] for type_, one in self.subjects], ensure_ascii=False
        )
        found["files"] = "\n".join(self.files)
        return found

    @property
    def document(self) -> dict[str, object]:
        """The request as the desk's document."""
        return document_of(self.values, self.arrival, self.subjects, self.files)

    def refuse_misread(self) -> bool:
        """Say why a moment isn't understood, with the cursor in it; return whether there is one."""
        if self.misread is None:
            return False
        fields, name, error = self.misread
        fields.point_at(name)
        self.post_message(Failed(error))
        return True

    @property
    def misread(self) -> tuple[Fields, str, Invalid] | None:
        """The first field whose moment isn't understood, and why."""
        return next(((one, *one.misread) for one in self.query(Fields) if one.misread is not None), None)

    async def on_failed(self, message: Failed) -> None:
        """Put the cursor into the field that a refusal names; close where not even a field could be shown."""
        if self.lists is None:
            self.dismiss(None)
        name = str(message.error.arguments.get("field", ""))
        for fields in self.query(Fields):
            if fields.has(name):
                fields.point_at(name)

    async def keep(self) -> None:
        """Keep the draft before the desk is locked."""
        values, draft = self._unkept(), self.draft
        if values is not None:
            await self.shell.work.do(lambda desk: desk.drafts.keep(draft, values))
            self._kept = values

    def _unkept(self) -> dict[str, str] | None:
        """Return what was typed since it was last kept."""
        if not self.query("#main"):
            return None
        values = self.values
        worth = values.get("title") or values.get("text")
        return values if worth and values != self._kept else None

    def keep_draft(self) -> None:
        """Keep what was typed since it was last kept, without waiting for it."""
        values, draft = self._unkept(), self.draft
        if values is None or values == self._tried:
            return
        self._tried = values  # where it can't be kept, that is said once; a lock and leaving try again
        at = self.shell.speech.short(self.shell.clock().isoformat())

        def kept(_: None) -> None:
            self._kept = values
            self.say(self.shell.speech.of("form.draft-kept", at=at))

        self.ask(lambda desk: desk.drafts.keep(draft, values), kept, only="draft")

    @property
    def found_again(self) -> str:
        """What is said of a draft that was found, and how it is thrown away."""
        return self.shell.speech.of("form.draft-found", key=self.key_to("form", "discard"))

    def action_discard(self) -> None:
        """Throw the draft away, once it is said what that means."""
        speech = self.shell.speech
        self.sure(speech.of("discard.title"), speech.of("discard.effect"), self._discard)

    def _discard(self) -> None:
        draft = self.draft
        self._kept = self.values  # what stands in the fields is not to be kept again

        def gone(_: None) -> None:
            self.dismiss(None)  # not awaited: this runs in a worker of the form, which ends with it

        self.ask(lambda desk: desk.drafts.drop(draft), gone)

    def say(self, text: str) -> None:
        """Say what the form is, and how its draft stands."""
        speech, lists = self.shell.speech, self.lists
        title = (
            speech.of("form.new", number=lists.arrival.shown)
            if lists and lists.arrival
            else speech.of("form.blank")
        )
        self.query_one("#head", Static).update(f" {title}  {text}")
