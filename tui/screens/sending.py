"""Sending about a request: who gets it, what he will read, ten seconds to stop it; then the seal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exchange.codes import Channel, Nature
from exchange.errors import Refused
from exchange.law.transfers import Guarantees
from exchange.transmission.inputs import NewDispatch
from tui import options
from tui.foreign import line
from tui.questions.ask import Answers
from tui.questions.countdown import Countdown
from tui.screens.panel import Panel
from tui.widgets.fields import As, Wanted

if TYPE_CHECKING:
    from exchange.desk import Desk
    from exchange.directory.services import ServiceView
    from exchange.transmission.intending import Intended
    from exchange.transmission.sending import Sent


_TRANSFERS: Final = ("transfer-", "guarantees-")


class Sending(Panel):
    """`s` on a request."""

    def action_send(self) -> None:
        """Send about the request that is shown."""
        self.ask(lambda desk: desk.services.list(), self._ask_send)

    def _ask_send(self, found: tuple[ServiceView, ...]) -> None:
        speech, spool = self.shell.speech, self.shell.config.spool
        wanted = [
            Wanted(
                "to",
                speech.of("field.to"),
                As.CHOICE,
                value=self.recipient,
                options=options.services(speech, found),
                needed=True,
            ),
            Wanted(
                "nature",
                speech.of("field.nature"),
                As.CHOICE,
                options=options.codes(speech, "nature", Nature),
            ),
            Wanted(
                "channel",
                speech.of("field.channel"),
                As.CHOICE,
                options=options.codes(speech, "channel", Channel),
            ),
            Wanted("text", speech.of("field.text"), As.TEXT),
            Wanted("attach", speech.of("field.file"), As.PATH),
            Wanted("out", speech.of("field.folder"), As.PATH, value=f"{spool or Path.home()}/", needed=True),
        ]
        title, said = speech.of("ask.send", ref=self.what), speech.of("ask.send.said")
        self.drafted("send", title, wanted, self._intend, said, op="transmission.sent", about=self.what)

    @property
    def recipient(self) -> str:
        """The service that is most likely meant."""
        return ""

    def _intend(self, answers: Answers) -> None:
        new = NewDispatch(
            request=self.what,
            to=answers["to"],
            out=Path(answers["out"]).expanduser(),
            nature=answers["nature"] or None,
            channel=answers["channel"] or None,
            text=answers["text"] or None,
            attach=(Path(answers["attach"]).expanduser(),) if answers["attach"] else (),
        )
        self._show_intended(new)

    def _show_intended(self, new: NewDispatch) -> None:
        """Show what would leave; where a transfer out of the Union wants its ground, ask for it first."""

        def act(desk: Desk) -> Intended | Refused:
            try:
                return desk.transmissions.intended(new)
            except Refused as error:
                if error.reason.startswith(_TRANSFERS):
                    return error
                raise

        def then(found: Intended | Refused) -> None:
            if isinstance(found, Refused):
                self._ask_transfer(new, found)
            else:
                self._confirm(new, found)

        self.ask(act, then)

    def _ask_transfer(self, new: NewDispatch, wanted: Refused) -> None:
        speech = self.shell.speech
        sentence, hint = speech.refusal(wanted)
        bases = options.transfers(speech.language)
        fields = [
            Wanted("basis", speech.of("field.ground"), As.CHOICE, new.transfer_basis or "", bases),
            Wanted("reason", speech.of("field.reason"), value=new.transfer_reason or ""),
            Wanted(
                "authorisation",
                speech.of("field.authorisation"),
                value=new.transfer_authorisation or "",
                hint=speech.of("hint.authorisation"),
            ),
            Wanted(
                "guarantees",
                speech.of("field.guarantees"),
                As.CHOICE,
                new.guarantees or "",
                options.codes(speech, "guarantees", Guarantees),
            ),
        ]

        def answered(answers: Answers) -> None:
            self._show_intended(
                replace(
                    new,
                    transfer_basis=answers["basis"] or None,
                    transfer_reason=answers["reason"] or None,
                    transfer_authorisation=answers["authorisation"] or None,
                    guarantees=answers["guarantees"] or None,
                )
            )

        self.question(speech.of("ask.transfer"), fields, answered, f"{sentence} {hint}".strip())

    def _confirm(self, new: NewDispatch, found: Intended) -> None:
        """Show what will be disclosed; a transfer out of Schengen asks for its ground."""
        speech = self.shell.speech
        lines = [
            speech.of("send.to", name=line(found.name), country=found.country),
            speech.of("send.trust", trust=speech.low("trust", found.trust)),
            speech.of(
                "send.what",
                nature=speech.low("nature", found.nature),
                channel=speech.low("channel", found.channel),
            ),
            speech.of("send.sealed" if found.sealed else "send.paper"),
            speech.of("send.subjects", subjects=found.subjects),
        ]
        marks = " ".join(filter(None, (found.marking, found.handling)))
        lines += [speech.of("send.marks", marks=marks)] if marks else []
        lines += [speech.of("send.conditions", text=line(found.conditions))] if found.conditions else []
        lines += (
            [speech.of("send.basis", basis=options.basis(speech.language, found.basis))]
            if found.basis
            else []
        )
        grounds = {one.code: one.name for one in options.transfers(speech.language)}
        if found.transfer:
            lines.append(speech.of("send.transfer", basis=grounds.get(found.transfer, found.transfer)))
        lines += [
            f"! {speech.warning(code, {})}" for code in found.warnings if code != "conditions-to-confirm"
        ]

        def go() -> None:
            self.act(lambda desk: desk.transmissions.send(new, lambda _: True), self._sent)

        question = Countdown(self.shell, speech.of("send.title", ref=self.what), "\n".join(lines))
        self.open(question, self.if_so(go))

    def _sent(self, found: Sent) -> str:
        return self.shell.speech.of("done.sent", number=found.shown, path=line(found.file))
