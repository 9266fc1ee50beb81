"""The verbs on services and their cards: trust after comparing, and the post's own card to be compared."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from exchange.desk import Desk
from exchange.directory.services import ServiceView, Shown
from tui import options
from tui.foreign import line
from tui.questions.ask import Answers
from tui.questions.show import Code, Show
from tui.screens.panel import Panel
from tui.widgets.fields import As, Wanted

_CARD_LIMIT: Final = 64 * 1024


class Trusting(Panel):
    """What can be done to the service under the cursor."""

    @property
    def service(self) -> ServiceView | None:
        """The service under the cursor."""
        raise NotImplementedError

    def action_card(self) -> None:
        """Show the post's own card: fingerprint as digits, words, and a QR code to compare."""
        self.ask(lambda desk: desk.cards.show().shown, self._show_card)

    def _show_card(self, shown: Shown) -> None:
        speech = self.shell.speech
        words = shown.fingerprint.words(speech.language.value)
        text = speech.of(
            "directory.card",
            handle=shown.handle,
            origin=shown.origin,
            digits=shown.fingerprint.digits,
            words=words,
        )
        self.open(
            Show(self.shell, speech.of("directory.own-card"), f"{text}\n", Code(shown.fingerprint.qr()))
        )

    def action_trust(self) -> None:
        """Trust a card: its file first, then the fingerprint as it was heard."""
        speech = self.shell.speech
        place = f"{self.shell.config.spool or Path.home()}/"
        wanted = [Wanted("path", speech.of("field.card"), As.PATH, value=place, needed=True)]
        self.question(speech.of("ask.trust"), wanted, self._read_card, speech.of("ask.trust.said"))

    def _read_card(self, answers: Answers) -> None:
        path = Path(answers["path"]).expanduser()

        def read(desk: Desk) -> tuple[bytes, Shown]:
            data = read_small(path)
            return data, desk.services.read_card(data)

        self.ask(read, self._compare)

    def _compare(self, read: tuple[bytes, Shown]) -> None:
        data, shown = read
        speech = self.shell.speech
        said = speech.of("ask.compare.said", handle=shown.handle, name=line(shown.name), origin=shown.origin)
        wanted = [Wanted("fingerprint", speech.of("directory.fingerprint"), needed=True)]

        def answered(answers: Answers) -> None:
            compared = answers["fingerprint"]
            self.act(
                lambda desk: desk.services.trust(data, lambda _: compared),
                speech.of("done.trusted", handle=shown.handle),
            )

        self.question(speech.of("ask.compare"), wanted, answered, said)

    def action_distrust(self) -> None:
        """Withdraw trust."""
        one, speech = self.service, self.shell.speech
        if one is None:
            return
        handle = one.handle
        self.sure(
            speech.of("distrust.title"),
            speech.of("distrust.effect", handle=handle),
            lambda: self.act(
                lambda desk: desk.services.distrust(handle), speech.of("done.distrusted", handle=handle)
            ),
        )

    def action_add_service(self) -> None:
        """Add a service."""
        speech = self.shell.speech
        wanted = options.new_service(speech, "")
        self.question(
            speech.of("ask.service"),
            wanted,
            lambda a: self.act(
                lambda desk: desk.services.add(a["handle"], a["name"], a["country"], a["type"]),
                speech.of("done.service", handle=a["handle"]),
            ),
        )


def read_small(path: Path) -> bytes:
    """Return what a small file holds; more than a card can be is cut, and then refused as none."""
    with path.open("rb") as file:
        return file.read(_CARD_LIMIT)
