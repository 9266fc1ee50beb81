"""Amending a request: its own values in a form; another version meanwhile is shown beside, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from exchange.errors import ExchangeError, Invalid
from exchange.requests.amending import Amended, Overtaken
from tui.messages import Told
from tui.questions.ask import Answers
from tui.questions.confirm import Confirm
from tui.questions.drafted import Draft
from tui.screens.amend_fields import amend_fields, amendment_of, values_of
from tui.screens.correcting import AMENDED, Correcting
from tui.screens.meanwhile import merge_text, passes
from tui.undo import Undo
from tui.widgets.choice import Option

if TYPE_CHECKING:
    from exchange.desk import Desk
    from exchange.requests.views import RequestView


_DRAFT, _VERSION = "amend", "version"
_RESTORED: Final = "version-unknown"
"""The version that a draft was typed over is gone: the store was taken back to an earlier day."""


class Amending(Correcting):
    """`e` on a request; `u` takes the last amendment back."""

    def action_amend(self) -> None:
        """Amend the request that is shown; on a row of its persons or legs, that one."""
        ref, language = self.what, self.shell.speech.language.value

        def act(desk: Desk) -> tuple[RequestView, tuple[Option, ...], Answers | None]:
            bases = tuple(Option(one.code, one.name) for one in desk.law.list(language))
            return desk.requests.show(ref)[0], bases, desk.drafts.begin("request.amended", _DRAFT, ref)

        self.ask(act, lambda found: self._ask_amend(*found))

    @property
    def part(self) -> tuple[str, str]:
        """What the cursor stands on: a kind of part and its number, or neither."""
        raise NotImplementedError

    def _ask_amend(self, view: RequestView, bases: Sequence[Option], kept: Answers | None) -> None:
        kind, number = self.part
        subject = next((one for one in view.subjects if str(one.number) == number), None)
        leg = next((one for one in view.legs if str(one.number) == number), None)
        if kind == "subject" and subject is not None and subject.type in AMENDED:
            self.amend_subject(view, subject)
        elif kind == "leg" and leg is not None:
            self.amend_leg(view, leg, bases)
        else:
            # A draft amends the version that it was typed over: what another changed since is then shown.
            values = values_of(view, self.shell.speech) | dict(kept or {})
            version = int(values.pop(_VERSION, view.version))
            self._amend_with(view, values, version, found=kept is not None)

    def _amend_with(
        self, view: RequestView, values: dict[str, str], version: int, *, found: bool = False
    ) -> None:
        speech = self.shell.speech
        wanted = amend_fields(speech, view, values)
        began = values_of(view, speech)
        draft = Draft(_DRAFT, view.item.ref, began, {_VERSION: str(version)}, found)

        def answered(answers: Answers) -> None:
            self._amend(view, dict(answers), version)

        self.question(speech.of("ask.amend", ref=view.item.ref), wanted, answered, draft=draft)

    def _amend(self, view: RequestView, answers: dict[str, str], version: int) -> None:
        ref, before = view.item.ref, values_of(view, self.shell.speech)
        changed = {
            name: value for name, value in answers.items() if name != "reason" and value != before[name]
        }
        if not changed:
            return
        amendment = amendment_of(changed, version, answers["reason"] or None)

        def amend(desk: Desk) -> Amended:
            try:
                return desk.requests.amend(ref, amendment)
            except Overtaken as error:
                if not passes(error):
                    raise
                return desk.requests.amend(ref, replace(amendment, version=int(str(error.arguments["now"]))))

        amend_and_drop = self.ending(amend)

        def act(desk: Desk) -> tuple[Amended, ExchangeError | None] | Overtaken | Invalid:
            try:
                return amend_and_drop(desk)
            except Overtaken as error:
                return error
            except Invalid as error:
                if error.reason != _RESTORED:
                    raise
                return error

        def done(found: tuple[Amended, ExchangeError | None] | Overtaken | Invalid) -> None:
            if isinstance(found, ExchangeError):
                self._merge(view, answers, found)
            else:
                amended, stays = found
                self._amended(ref, amended, {name: before[name] for name in changed})
                self.say_staying(stays)

        self.ask(act, done)

    def _amended(self, ref: str, found: Amended, before: Mapping[str, str]) -> None:
        """Say that it is amended; `u` amends back what it changed."""
        speech = self.shell.speech
        back = amendment_of(before, found.view.version, speech.of("undo.reason"))
        told = speech.of("done.amended", ref=ref)
        self.shell.undo = Undo(lambda desk: desk.requests.amend(ref, back), told)
        self.post_message(Told(told, speech.of("undo.hint")))
        self.load()

    def _merge(self, view: RequestView, answers: dict[str, str], other: Overtaken | Invalid) -> None:
        """Show what another changed meanwhile, and what was typed here; then amend what stands there now."""
        self.load()  # beneath stands what is true now, whatever is answered
        speech, now = self.shell.speech, int(str(other.arguments["now"]))
        amend_now = self.if_so(lambda: self._amend(view, answers, now))

        def go_on(yes: bool | None) -> None:
            if yes:
                amend_now(yes)
            else:
                self._amend_with(view, answers, now)

        text = merge_text(speech, view, other, answers)
        self.open(Confirm(self.shell, speech.of("merge.title", ref=view.item.ref), text), go_on)
