"""`f3` of a form: persons and documents, checked as they are described, corrected and taken back there.

A date that the desk refuses only at the end, in a dialogue that doesn't come back, would hold the form
for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from textual.widgets import Static

from exchange.codes.subjects import SubjectType
from exchange.errors import Invalid
from exchange.requests.model import SubjectContent
from exchange.requests.subject_parsing import subject
from tui import options
from tui.foreign import line
from tui.questions.ask import Answers
from tui.questions.pick import Pick
from tui.screens.drafting import Drafting
from tui.screens.request_texts import subject_named
from tui.widgets.choice import Option
from tui.widgets.fields import As, Wanted
from tui.widgets.reading import joined

_MORE: Final = "new"
_AWAY: Final = "-"
_FILE: Final = "f"


class Describing(Drafting):
    """What a form's request is about."""

    def changed(self) -> None:
        """Take note that the request is another now."""
        raise NotImplementedError

    def action_subject(self) -> None:
        """Describe a person, or the document of a fraud; once something is there, ask which."""
        if self.subjects or self.files:
            title = self.shell.speech.of("form.which-subject")
            pick = Pick(self.shell, title, self._choices(), codes=False)
            self.open(pick, self._chosen)
        else:
            self._chosen(_MORE)

    def _choices(self) -> list[Option]:
        speech = self.shell.speech
        people = [(str(n), self._named(*one)) for n, one in enumerate(self.subjects, 1)]
        files = [(f"{_FILE}{n}", line(Path(one).name)) for n, one in enumerate(self.files, 1)]
        return [
            Option(_MORE, speech.of("form.subject-more")),
            *(Option(code, speech.of("form.subject-amend", name=name)) for code, name in people),
            *(
                Option(f"{_AWAY}{code}", speech.of("form.subject-away", name=name))
                for code, name in (*people, *files)
            ),
        ]

    def _chosen(self, code: str | None) -> None:
        if code == _MORE:
            about = self.values.get("kind", "") == "document-fraud" and not self.subjects
            self._describe("document" if about else "person", {}, len(self.subjects))
        elif code and code.startswith(_AWAY):
            place = int(code.lstrip(f"{_AWAY}{_FILE}")) - 1
            if _FILE in code:
                del self.files[place]
            else:
                del self.subjects[place]
            self._described()
        elif code:
            self._describe(*self.subjects[int(code) - 1], int(code) - 1)

    def _describe(self, type_: str, known: Mapping[str, str], place: int) -> None:
        """Ask for the fields of the subject at a place, and keep them there once the desk takes them."""
        speech = self.shell.speech
        wanted = [
            replace(one, value=known.get(one.name, "")) for one in options.subject_fields(speech, type_)
        ]
        if type_ == SubjectType.PERSON:
            roles = options.person_roles(speech)
            wanted.append(
                Wanted("role", speech.code("field", "role"), As.CHOICE, known.get("role", ""), roles)
            )

        def answered(answers: Answers) -> None:
            given = {name: value for name, value in answers.items() if value}

            def keep(_: object) -> None:
                self.subjects[place : place + 1] = [(type_, given)]
                self._described()

            self.ask(lambda _: self._read(type_, given), keep)

        code = "ask.subject-amended" if known else "ask.subject-fields"
        self.question(speech.of(code, type=speech.low("subject-type", type_)), wanted, answered)

    def _described(self) -> None:
        self.show_subjects()
        self.changed()

    def show_subjects(self) -> None:
        """Show what was added, and the key that corrects it."""
        speech = self.shell.speech
        parts = [
            f" {n}. {speech.code('subject-type', type_)} · {self._named(type_, one)}"
            for n, (type_, one) in enumerate(self.subjects, 1)
        ]
        parts += [f" + {line(Path(one).name)}" for one in self.files]
        self.query_one("#subjects", Static).update("\n".join(parts))

    def _read(self, type_: str, given: Mapping[str, str]) -> SubjectContent:
        """Return a subject as the desk reads it: of a zone that was scanned, what stands in it."""
        today = self.shell.clock().astimezone(ZoneInfo(self.shell.speech.zone)).date()
        return subject(SubjectType(type_), given, today)

    def _named(self, type_: str, given: Mapping[str, str]) -> str:
        speech = self.shell.speech
        try:
            read = self._read(type_, given)
        except Invalid:  # a draft of another day, in which it could still be
            return subject_named(speech, given)
        return joined(speech.code("person-role", read.role), subject_named(speech, read.fields))
