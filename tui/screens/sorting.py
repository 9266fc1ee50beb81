"""The verbs on the register: sorting arrivals, departures by other ways, receipts and bordereaux."""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path

from exchange.codes import UNFILED, Channel, Direction, Nature, TransmissionStatus
from exchange.desk import Desk
from exchange.errors import Refused
from exchange.transmission.inputs import Filing, NewTransmission
from exchange.transmission.views import TransmissionView
from tui import options
from tui.foreign import line
from tui.messages import Failed, Told
from tui.questions.ask import Answers
from tui.saving import save_bytes
from tui.screens.panel import Panel
from tui.screens.register_text import key_of
from tui.widgets.choice import Option
from tui.widgets.fields import As, Wanted


class Sorting(Panel):
    """What can be done to the message under the cursor."""

    @property
    def chosen(self) -> TransmissionView | None:
        """The message under the cursor."""
        raise NotImplementedError

    @property
    def arrival(self) -> str | None:
        """The arrival that a new request takes over."""
        one = self.chosen
        return key_of(one) if one is not None and one.status in UNFILED else None

    def action_file(self) -> None:
        """Put an arrival under its request."""
        one, speech = self._chosen_arrival(UNFILED), self.shell.speech
        if one is None:
            return
        proposed = one.proposed or {}
        given = proposed.get("request") or ""
        wanted = [
            Wanted("request", speech.of("field.request"), As.REFERENCE, given, needed=True),
            Wanted(
                "leg", speech.of("field.leg"), value=proposed.get("leg") or "", hint=speech.of("hint.leg")
            ),
            Wanted(
                "nature",
                speech.of("field.nature"),
                As.CHOICE,
                value=one.nature,
                options=options.codes(speech, "nature", Nature),
            ),
        ]

        def answered(answers: Answers) -> None:
            filing = Filing(answers["request"], answers["leg"] or None, answers["nature"] or None)
            done = speech.of("done.arrival-filed", number=one.shown, ref=answers["request"])
            self.act(
                lambda desk: desk.transmissions.file(key_of(one), filing),
                lambda filed: speech.warned(done, filed.warnings),
            )

        self.question(speech.of("ask.file", number=one.shown), wanted, answered)

    def _chosen_arrival(self, among: Container[str]) -> TransmissionView | None:
        """Return the arrival under the cursor, of one of these states; say why not, where there is none."""
        one, speech = self.chosen, self.shell.speech
        if one is None:
            return None
        if one.direction != Direction.IN:
            told = speech.of("register.departed", number=one.shown)
            self.post_message(Told(told, speech.of("register.departed.hint")))
            return None
        if one.status not in among:
            self.post_message(Failed(Refused("already-sorted", number=one.number, status=one.status)))
            return None
        return one

    def action_set_aside(self) -> None:
        """Put an arrival aside, with the reason."""
        if self._chosen_arrival((TransmissionStatus.TO_SORT,)) is not None:
            self._with_reason(
                "set-aside", lambda desk, key, reason: desk.transmissions.set_aside(key, reason)
            )

    def action_cancel(self) -> None:
        """Cancel a departure that has not left."""
        one = self.chosen
        if one is not None and one.direction == Direction.IN:
            self.post_message(Failed(Refused("cancel-arrival", number=one.shown)))
            return
        self._with_reason("cancel", lambda desk, key, reason: desk.transmissions.cancel(key, reason))

    def _with_reason(self, name: str, verb: Callable[[Desk, str, str], object]) -> None:
        one, speech = self.chosen, self.shell.speech
        if one is None:
            return
        wanted = [Wanted("reason", speech.of("field.reason"), needed=True)]

        def answered(answers: Answers) -> None:
            self.act(
                lambda desk: verb(desk, key_of(one), answers["reason"]),
                speech.of(f"done.{name}", number=one.shown),
            )

        self.question(speech.of(f"ask.{name}", number=one.shown), wanted, answered)

    def action_departure(self) -> None:
        """Record what went by another way."""
        self.ask(
            lambda desk: desk.services.list(),
            lambda found: self._ask_departure(options.services(self.shell.speech, found)),
        )

    def _ask_departure(self, services: tuple[Option, ...]) -> None:
        speech = self.shell.speech
        wanted = [
            Wanted("request", speech.of("field.request"), As.REFERENCE, needed=True),
            Wanted("to", speech.of("field.to"), As.CHOICE, options=services, needed=True),
            Wanted(
                "channel",
                speech.of("field.channel"),
                As.CHOICE,
                options=options.codes(speech, "channel", Channel),
                needed=True,
            ),
            Wanted(
                "nature",
                speech.of("field.nature"),
                As.CHOICE,
                options=options.codes(speech, "nature", Nature),
            ),
            Wanted("at", speech.of("field.sent"), As.PAST, hint=speech.of("hint.now")),
            Wanted("text", speech.of("field.text"), As.TEXT),
        ]

        def answered(answers: Answers) -> None:
            new = NewTransmission(
                "out",
                answers["channel"],
                to=answers["to"],
                at=answers["at"] or None,
                text=answers["text"] or None,
                nature=answers["nature"] or None,
                request=answers["request"],
            )
            self.act(
                lambda desk: desk.transmissions.record(new),
                lambda v: speech.warned(speech.of("done.arrival", number=v.shown), v.warnings),
            )

        self.question(speech.of("ask.departure"), wanted, answered)

    def action_receipt(self) -> None:
        """Write our receipt of an arrival into a folder."""
        one = self.chosen
        if one is not None and one.direction != Direction.IN:
            self.post_message(Failed(Refused("not-an-arrival", number=one.shown)))
            return
        if one is not None and one.sequence is None:
            self.post_message(Failed(Refused("not-by-dispatch")))
            return
        self._into_folder(
            "receipt", lambda desk, key, folder: str(desk.transmissions.receipt(key, folder).receipt)
        )

    def action_bordereau(self) -> None:
        """Write the bordereau as a PDF into a folder."""

        def write(desk: Desk, key: str, folder: Path) -> str:
            return str(save_bytes(desk.transmissions.bordereau(key).data, folder / f"bordereau-{key}.pdf"))

        self._into_folder("bordereau", write)

    def _into_folder(self, name: str, verb: Callable[[Desk, str, Path], str]) -> None:
        one, speech = self.chosen, self.shell.speech
        if one is None:
            return
        place = f"{self.shell.config.spool or Path.home()}/"
        wanted = [Wanted("folder", speech.of("field.folder"), As.PATH, value=place, needed=True)]

        def answered(answers: Answers) -> None:
            folder = Path(answers["folder"]).expanduser()
            self.act(
                lambda desk: verb(desk, key_of(one), folder),
                lambda path: speech.of("done.saved", path=line(path)),
            )

        self.question(speech.of(f"ask.{name}", number=one.shown), wanted, answered)

    def action_copy(self) -> None:
        """Send the number to the terminal's clipboard."""
        one = self.chosen
        if one is not None:
            self.copy(one.shown)
