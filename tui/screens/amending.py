"""Amending a request: its own values in a form; another version meanwhile is shown beside, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from exchange.codes import Access, Handling, Marking, Urgency, UrgencyReason
from exchange.requests.amending import Amended, Overtaken
from exchange.requests.inputs import Amendment
from tui import options
from tui.foreign import line
from tui.messages import Told
from tui.questions.ask import Answers
from tui.questions.confirm import Confirm
from tui.screens.panel import Panel
from tui.speech import Speech
from tui.undo import Undo
from tui.widgets.fields import As, Wanted

if TYPE_CHECKING:
    from exchange.desk import Desk
    from exchange.requests.views import RequestView


class Amending(Panel):
    """`e` on a request; `u` takes the last amendment back."""

    def action_amend(self) -> None:
        """Amend the request that is shown."""
        ref = self.what
        self.ask(lambda desk: desk.requests.show(ref)[0], self._ask_amend)

    def _ask_amend(self, view: RequestView) -> None:
        self._amend_with(view, _values(view, self.shell.speech), view.version)

    def _amend_with(self, view: RequestView, values: dict[str, str], version: int) -> None:
        speech = self.shell.speech
        wanted = [
            Wanted("title", speech.of("field.title"), value=values["title"], needed=True),
            Wanted("text", speech.of("field.text"), As.TEXT, values["text"]),
            Wanted("their_ref", speech.of("field.their-ref"), value=values["their_ref"]),
            Wanted("agent", speech.of("field.agent"), value=values["agent"]),
            self._code("urgency", "urgency", Urgency, values),
            self._code("urgency_reason", "urgency-reason", UrgencyReason, values),
            Wanted("due", speech.of("field.asked-for"), value=values["due"], hint=speech.of("hint.when")),
            self._code("handling", "handling", Handling, values),
            self._code("marking", "marking", Marking, values),
            Wanted("conditions", speech.of("field.conditions"), value=values["conditions"]),
            self._code("access", "access", Access, values),
            Wanted("reason", speech.of("field.reason")),
        ]

        def answered(answers: Answers) -> None:
            self._amend(view, dict(answers), version)

        self.question(speech.of("ask.amend", ref=view.item.ref), wanted, answered)

    def _code(self, name: str, group: str, codes: Iterable[str], values: dict[str, str]) -> Wanted:
        speech = self.shell.speech
        label = speech.of(f"field.{group}")
        return Wanted(name, label, As.CHOICE, values[name], options.codes(speech, group, codes))

    def _amend(self, view: RequestView, answers: dict[str, str], version: int) -> None:
        ref, before = view.item.ref, _values(view, self.shell.speech)
        changed = {
            name: value for name, value in answers.items() if name != "reason" and value != before[name]
        }
        if not changed:
            return
        amendment = _amendment(changed, version, answers["reason"] or None)

        def act(desk: Desk) -> Amended | Overtaken:
            try:
                return desk.requests.amend(ref, amendment)
            except Overtaken as error:
                return error

        def done(found: Amended | Overtaken) -> None:
            if isinstance(found, Overtaken):
                self._merge(view, answers, found)
            else:
                self._amended(ref, found, {name: before[name] for name in changed})

        self.ask(act, done)

    def _amended(self, ref: str, found: Amended, before: Mapping[str, str]) -> None:
        """Say that it is amended; `u` amends back what it changed."""
        speech = self.shell.speech
        back = _amendment(before, found.view.version, speech.of("undo.reason"))
        told = speech.of("done.amended", ref=ref)
        self.shell.undo = Undo(lambda desk: desk.requests.amend(ref, back), told)
        self.post_message(Told(told, speech.of("undo.hint")))
        self.load()

    def _merge(self, view: RequestView, answers: dict[str, str], overtaken: Overtaken) -> None:
        """Show what another changed meanwhile, and what was typed here; then amend what stands there now."""
        speech = self.shell.speech
        theirs = [
            f"{entry.by} {speech.short(entry.at)}: {speech.code('field', change.field)}: "
            f"{line(change.old) or '—'} → {line(change.new) or '—'}"
            for entry in overtaken.entries
            for change in entry.changes
        ]
        ours = [
            f"{speech.code('field', change.field)}: {line(change.old) or '—'} → {line(change.new) or '—'}"
            for change in overtaken.asked
        ]
        text = "\n".join(
            [
                speech.of("merge.theirs"),
                *theirs,
                "",
                speech.of("merge.ours"),
                *ours,
                "",
                speech.of("merge.ask"),
            ]
        )

        now = int(overtaken.arguments["now"])
        amend_now = self.if_so(lambda: self._amend(view, answers, now))

        def go_on(yes: bool | None) -> None:
            if yes:
                amend_now(yes)
            else:
                self._amend_with(view, answers, now)

        self.app.push_screen(Confirm(self.shell, speech.of("merge.title", ref=view.item.ref), text), go_on)


def _values(view: RequestView, speech: Speech) -> dict[str, str]:
    item = view.item
    found = {
        "title": item.title,
        "text": view.text,
        "their_ref": view.their_refs[0] if view.their_refs else "",
        "agent": view.agent,
        "urgency": item.urgency,
        "urgency_reason": view.urgency_reason,
        "due": speech.typed(view.asked_for),
        "handling": item.handling,
        "marking": item.marking,
        "conditions": view.conditions,
        "access": view.access,
    }
    return {name: value or "" for name, value in found.items()}


def _amendment(changed: Mapping[str, str], version: int, reason: str | None) -> Amendment:
    """Return what changes of the version that was read; an empty value takes away."""
    return Amendment(
        version=version,
        reason=reason,
        title=changed.get("title"),
        text=changed.get("text"),
        their_ref=changed.get("their_ref"),
        agent=changed.get("agent"),
        urgency=changed.get("urgency"),
        urgency_reason=changed.get("urgency_reason"),
        due=changed.get("due"),
        handling=changed.get("handling"),
        marking=changed.get("marking"),
        conditions=changed.get("conditions"),
        access=changed.get("access"),
    )
