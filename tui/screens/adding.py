"""What a form takes besides its fields: a service that no list has, the long text, files."""

from __future__ import annotations

from pathlib import Path

from exchange.desk import Desk
from exchange.directory.services import ServiceView
from exchange.errors import Refused
from tui import options
from tui.messages import Failed
from tui.questions.ask import Answers
from tui.questions.long_text import LongText
from tui.screens.describing import Describing
from tui.widgets.fields import As, Fields, Wanted


class Adding(Describing):
    """What is added to a request by dialogues of its form."""

    def on_fields_create(self, message: Fields.Create) -> None:
        """Add the service that no list has, and choose it."""
        speech, name = self.shell.speech, message.name
        wanted = options.new_service(speech, message.text)

        def answered(answers: Answers) -> None:
            handle = answers["handle"]

            def act(desk: Desk) -> ServiceView:
                return desk.services.add(handle, answers["name"], answers["country"], answers["type"])

            self.ask(act, lambda made: message.fields.add(name, options.services(speech, (made,))[0]))

        self.question(speech.of("ask.service"), wanted, answered)

    def action_text(self) -> None:
        """Write the long text over the whole screen."""
        fields = self.query_one("#main", Fields)

        def written(text: str | None) -> None:
            if text is not None:
                fields.fill("text", text)

        label = self.shell.speech.of("field.text")
        self.open(LongText(self.shell, label, fields.values["text"]), written)

    def action_leg(self) -> None:
        """Choose one more service asked."""
        widget = self.query_one("#main", Fields).widget("to")
        widget.focus()
        self.call_after_refresh(widget.run_action, "open")

    def action_attach(self) -> None:
        """Add a file."""
        wanted = [Wanted("path", self.shell.speech.of("field.path"), As.PATH, value="~/", needed=True)]

        def answered(answers: Answers) -> None:
            path = Path(answers["path"]).expanduser()
            if not path.is_file():
                self.post_message(Failed(Refused("no-such-file", file=str(path), system="ENOENT")))
                return
            self.files.append(str(path))
            self.show_subjects()

        self.question(self.shell.speech.of("ask.attach", ref=""), wanted, answered)
