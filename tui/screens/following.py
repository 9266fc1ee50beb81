"""The verbs on the legs of a request: one more, what was reported, when to ask again, a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exchange.codes import Channel, EventCode
from exchange.requests.inputs import NewEvent, NewLeg
from tui import options
from tui.foreign import line
from tui.messages import Told
from tui.questions.ask import Answers
from tui.screens.panel import Panel
from tui.widgets.choice import Option
from tui.widgets.fields import As, Wanted

if TYPE_CHECKING:
    from exchange.directory.services import ServiceView
    from exchange.requests.views import LegView


class Following(Panel):
    """What can be done to the legs of the request that is shown."""

    @property
    def legs(self) -> tuple[LegView, ...]:
        """The legs that it has."""
        raise NotImplementedError

    @property
    def leg(self) -> str | None:
        """The leg that is meant, where one is."""
        raise NotImplementedError

    def action_leg(self) -> None:
        """Ask one more service."""
        self.ask(lambda desk: desk.services.list(), self._ask_leg)

    def _ask_leg(self, found: tuple[ServiceView, ...]) -> None:
        ref, speech = self.what, self.shell.speech
        wanted = [
            Wanted(
                "to", speech.of("field.to"), As.CHOICE, options=options.services(speech, found), needed=True
            ),
            self._channel(),
            Wanted("due", speech.of("field.asked-for"), As.LIMIT, hint=speech.of("hint.limit")),
            Wanted("follow_up", speech.of("field.follow-up"), As.LIMIT, hint=speech.of("hint.day")),
        ]

        def answered(answers: Answers) -> None:
            given = {name: value or None for name, value in answers.items() if name != "to"}
            new = NewLeg(answers["to"], **given)
            self.act(lambda desk: desk.legs.add(ref, new), speech.of("done.leg", to=answers["to"]))

        self.question(speech.of("ask.leg", ref=ref), wanted, answered)

    def _channel(self) -> Wanted:
        speech = self.shell.speech
        return Wanted(
            "channel",
            speech.of("field.channel"),
            As.CHOICE,
            options=options.codes(speech, "channel", Channel),
        )

    def action_event(self) -> None:
        """Record what was reported of a leg."""
        if self._lacks_legs():
            return
        ref, speech = self.what, self.shell.speech
        wanted = [
            self._leg_field(),
            Wanted(
                "code",
                speech.of("field.event"),
                As.CHOICE,
                options=options.codes(speech, "event", EventCode),
                needed=True,
            ),
            Wanted("at", speech.of("field.at"), As.MOMENT, hint=speech.of("hint.when"), needed=True),
            Wanted("place", speech.of("field.place")),
            Wanted(
                "country", speech.of("field.country"), As.CHOICE, options=options.countries(speech.language)
            ),
            Wanted("note", speech.of("field.note")),
        ]

        def answered(answers: Answers) -> None:
            new = NewEvent(
                answers["code"],
                answers["at"],
                answers["place"] or None,
                answers["country"] or None,
                note=answers["note"] or None,
            )
            done = speech.of("done.event", event=speech.low("event", answers["code"]))
            self.act(lambda desk: desk.legs.event(ref, answers["leg"], new), done)

        self.question(speech.of("ask.event", ref=ref), wanted, answered)

    def _lacks_legs(self) -> bool:
        """Say how a leg is added where there is none; return whether there is none."""
        if not self.legs:
            key = self.key_to("request", "leg")
            self.post_message(
                Told(self.shell.speech.of("leg.none"), self.shell.speech.of("leg.none.hint", key=key))
            )
        return not self.legs

    def _leg_field(self) -> Wanted:
        legs = tuple(Option(str(leg.number), f"{leg.number} {line(leg.to)}") for leg in self.legs)
        return Wanted(
            "leg",
            self.shell.speech.of("field.leg"),
            As.CHOICE,
            value=self.leg or "",
            options=legs,
            needed=True,
        )

    def action_follow_up(self) -> None:
        """Set the date on which to ask again."""
        if self._lacks_legs():
            return
        ref, speech = self.what, self.shell.speech
        wanted = [
            self._leg_field(),
            Wanted("day", speech.of("field.follow-up"), As.LIMIT, hint=speech.of("hint.day"), needed=True),
        ]
        self.question(
            speech.of("ask.follow-up", ref=ref),
            wanted,
            lambda answers: self.act(
                lambda desk: desk.legs.follow_up(ref, answers["leg"], answers["day"]),
                speech.of("done.follow-up"),
            ),
        )

    def action_refuse(self) -> None:
        """Record a refusal with its ground."""
        if self._lacks_legs():
            return
        ref, speech = self.what, self.shell.speech
        wanted = [
            self._leg_field(),
            Wanted(
                "ground", speech.of("field.ground"), As.CHOICE, options=options.grounds(speech), needed=True
            ),
            Wanted("part", speech.of("field.part"), hint=speech.of("hint.part")),
        ]

        def answered(answers: Answers) -> None:
            part = answers["part"] or None
            self.act(
                lambda desk: desk.legs.refuse(ref, answers["leg"], answers["ground"], part),
                speech.of("done.refused"),
            )

        self.question(speech.of("ask.refuse", ref=ref), wanted, answered)
