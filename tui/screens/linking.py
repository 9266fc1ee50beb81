"""Who and what belongs to a request: subjects, investigators, other requests."""

from __future__ import annotations

from exchange.codes.relations import Relation
from exchange.codes.subjects import PersonRole, SubjectType
from tui import options
from tui.questions.ask import Answers
from tui.screens.panel import Panel
from tui.undo import Undo
from tui.widgets.choice import Option
from tui.widgets.fields import As, Wanted


class Linking(Panel):
    """What can be tied to the request that is shown."""

    def action_subject(self) -> None:
        """Add a person or an object: first its type, then its own fields."""
        speech = self.shell.speech
        wanted = [
            Wanted(
                "type",
                speech.of("field.subject-type"),
                As.CHOICE,
                value="person",
                options=options.codes(speech, "subject-type", SubjectType),
                needed=True,
            ),
        ]
        self.question(speech.of("ask.subject"), wanted, lambda answers: self._ask_subject(answers["type"]))

    def _ask_subject(self, type_: str) -> None:
        ref, speech = self.what, self.shell.speech
        wanted = options.subject_fields(speech, type_)
        role = Wanted(
            "role",
            speech.code("field", "role"),
            As.CHOICE,
            options=options.codes(speech, "person-role", PersonRole),
        )
        asked = [*([role] if type_ == "person" else []), *wanted]

        def answered(answers: Answers) -> None:
            fields = {name: value for name, value in answers.items() if value and name != "role"}
            self.act(
                lambda desk: desk.subjects.add(ref, type_, fields, answers.get("role") or None),
                speech.of("done.subject"),
            )

        self.question(
            speech.of("ask.subject-fields", type=speech.low("subject-type", type_)), asked, answered
        )

    def action_assign(self) -> None:
        """Give the request to an investigator, or take it back."""
        self.ask(
            lambda desk: desk.members.list(),
            lambda found: self._ask_assign(options.members(self.shell.speech, found, "investigator")),
        )

    def _ask_assign(self, members: tuple[Option, ...]) -> None:
        ref, speech = self.what, self.shell.speech
        wanted = [Wanted("handle", speech.of("field.member"), As.CHOICE, options=members, needed=True)]

        def answered(answers: Answers) -> None:
            handle = answers["handle"]
            if handle in self.assigned:
                effect = speech.of("unassign.effect", ref=ref, handle=handle)
                self.sure(
                    speech.of("unassign.title"),
                    effect,
                    lambda: self.act(
                        lambda desk: desk.requests.unassign(ref, handle), speech.of("done.unassigned")
                    ),
                )
            else:
                undo = Undo(lambda desk: desk.requests.unassign(ref, handle), speech.of("done.unassigned"))
                done = speech.of("done.assigned", handle=handle)
                self.act(lambda desk: desk.requests.assign(ref, handle), done, undo)

        self.question(speech.of("ask.assign", ref=ref), wanted, answered, speech.of("ask.assign.said"))

    @property
    def assigned(self) -> tuple[str, ...]:
        """The investigators who hold the request."""
        raise NotImplementedError

    def action_relate(self) -> None:
        """Say how it stands to another request."""
        ref, speech = self.what, self.shell.speech
        wanted = [
            Wanted("other", speech.of("field.other"), As.REFERENCE, needed=True, hint=ref),
            Wanted(
                "as",
                speech.of("field.relation"),
                As.CHOICE,
                options=options.codes(speech, "relation", Relation),
            ),
        ]
        self.question(
            speech.of("ask.relate", ref=ref),
            wanted,
            lambda answers: self.act(
                lambda desk: desk.requests.relate(ref, answers["other"], answers["as"] or None),
                speech.of("done.related"),
            ),
        )
