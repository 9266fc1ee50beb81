"""`f8` in a form: the days of a treaty that nobody has set down yet, with their source."""

from __future__ import annotations

from exchange.lawbook.area import AddedLaw
from exchange.lawbook.treaty import Treaty
from tui import options
from tui.messages import Told
from tui.questions.ask import Answers
from tui.screens.drafting import Drafting
from tui.widgets.fields import As, Wanted


class Treating(Drafting):
    """What a head knows of a treaty, added to the law of the post."""

    def changed(self) -> None:
        """Take note that limits are counted otherwise now."""
        raise NotImplementedError

    def action_treaty(self) -> None:
        """Ask for the treaty; add it, and count the limits of the form anew."""
        speech, country = self.shell.speech, self.values.get("arrested-in", "")
        countries = options.countries(speech.language)
        wanted = [
            Wanted("country", speech.of("field.country"), As.CHOICE, country, countries, needed=True),
            Wanted(
                "source",
                speech.of("field.treaty-source"),
                hint=speech.of("hint.treaty-source"),
                needed=True,
            ),
            Wanted("days", speech.of("field.days"), needed=True),
        ]
        self.question(speech.of("ask.treaty"), wanted, self._add_treaty, speech.of("ask.treaty.said"))

    def _add_treaty(self, answers: Answers) -> None:
        treaty = Treaty(answers["country"], answers["source"], answers["days"])

        def added(found: AddedLaw) -> None:
            self.post_message(Told(self.shell.speech.of("done.treaty", code=found.code, count=found.legs)))
            self.changed()

        self.ask(lambda desk: desk.law.treaty(treaty), added)
