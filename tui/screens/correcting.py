"""`e` on a row of a request: a person or document, or a leg, amended alone; the rest of it stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from exchange.codes import Channel, SubjectType
from exchange.requests.inputs import Amendment
from tui import options
from tui.foreign import line
from tui.questions.ask import Answers
from tui.screens.panel import Panel
from tui.widgets.choice import Option
from tui.widgets.fields import As, Wanted

if TYPE_CHECKING:
    from exchange.desk import Desk
    from exchange.requests.views import LegView, RequestView, SubjectView

AMENDED: Final = (SubjectType.PERSON, SubjectType.DOCUMENT)
"""The types that can be amended; the others are added anew."""


class Correcting(Panel):
    """What can be amended of one part of the request that is shown."""

    def amend_subject(self, view: RequestView, one: SubjectView) -> None:
        """Amend a person or a document."""
        speech = self.shell.speech
        known = options.subject_fields(speech, one.type)
        wanted = [replace(field, value=one.fields.get(field.name, "")) for field in known]
        if one.type == SubjectType.PERSON:
            roles = options.person_roles(speech)
            wanted.append(Wanted("role", speech.code("field", "role"), As.CHOICE, one.role or "", roles))

        def answered(answers: Answers) -> None:
            changed = _changed(wanted, answers)
            if changed:
                said = ({"subject": str(one.number), **changed},)
                document = one.type == SubjectType.DOCUMENT
                self._amend_part(
                    view,
                    Amendment(
                        version=view.version,
                        persons=() if document else said,
                        documents=said if document else (),
                    ),
                )

        type_ = speech.code("subject-type", one.type)
        self.question(
            speech.of("ask.amend-part", ref=view.item.ref, part=f"{type_} {one.number}"), wanted, answered
        )

    def amend_leg(self, view: RequestView, leg: LegView, bases: Sequence[Option]) -> None:
        """Amend a leg's legal basis, its channel, and the dates that were asked for."""
        speech = self.shell.speech
        wanted = self._leg_fields(leg, bases)

        def answered(answers: Answers) -> None:
            changed = _changed(wanted, answers)
            if changed:
                number = str(leg.number)
                amendment = Amendment(
                    version=view.version,
                    leg=number,
                    legal_basis=changed.get("legal_basis"),
                    basis_reason=changed.get("basis_reason"),
                    channel=changed.get("channel"),
                    due=changed.get("due"),
                    follow_up=changed.get("follow_up"),
                )
                self._amend_part(view, amendment)

        part = f"{leg.number} {line(leg.to)}"
        self.question(speech.of("ask.amend-part", ref=view.item.ref, part=part), wanted, answered)

    def _leg_fields(self, leg: LegView, bases: Sequence[Option]) -> list[Wanted]:
        speech = self.shell.speech
        return [
            Wanted("legal_basis", speech.of("field.basis"), As.CHOICE, leg.basis, tuple(bases)),
            Wanted("basis_reason", speech.of("field.reason"), value=leg.basis_reason or ""),
            Wanted(
                "channel",
                speech.of("field.channel"),
                As.CHOICE,
                leg.channel or "",
                options.codes(speech, "channel", Channel),
            ),
            Wanted(
                "due",
                speech.of("field.asked-for"),
                As.LIMIT,
                speech.typed(leg.asked_for),
                hint=speech.of("hint.limit"),
            ),
            Wanted(
                "follow_up",
                speech.of("field.follow-up"),
                As.LIMIT,
                speech.typed(leg.follow_up_at),
                hint=speech.of("hint.day"),
            ),
        ]

    def _amend_part(self, view: RequestView, amendment: Amendment) -> None:
        ref = view.item.ref

        def act(desk: Desk) -> object:
            return desk.requests.amend(ref, amendment)

        self.act(act, self.shell.speech.of("done.amended", ref=ref))


def _changed(wanted: Sequence[Wanted], answers: Answers) -> dict[str, str]:
    return {field.name: answers[field.name] for field in wanted if answers[field.name] != field.value}
