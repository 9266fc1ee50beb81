"""Marks in the list of requests, and the verbs on all that is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from exchange.codes import Outcome
from exchange.desk import Desk
from exchange.directory.members import MemberRow
from exchange.errors import ExchangeError, NotFound, Tampered
from exchange.requests.inputs import Closing
from tui import options
from tui.messages import Told
from tui.questions.ask import Answers
from tui.screens.panel import Panel
from tui.several import SeveralRefused
from tui.widgets.fields import As, Wanted
from tui.widgets.rows import Rows


class Marking(Panel):
    """One, many or a range, then one verb for all."""

    _range_from = 0

    def say_state(self, said: str = "") -> None:
        """Say how many there are, and how many are marked."""
        raise NotImplementedError

    def action_mark(self) -> None:
        """Mark the row, and go on to the next."""
        rows = self.query_one(Rows)
        if rows.key is None:
            return
        if rows.marks.pop(rows.key, False) is False:
            rows.marks[rows.key] = None
        self._range_from = rows.cursor
        rows.action_down()
        rows.refresh()
        self.say_state()

    def action_mark_all(self) -> None:
        """Mark every row that is held."""
        rows = self.query_one(Rows)
        rows.marks.update((row.key, None) for row in rows.window.held if row.key is not None)
        rows.refresh()
        self.say_state()

    def action_mark_range(self) -> None:
        """Mark from the last row that was marked to this one."""
        rows = self.query_one(Rows)
        start, end = sorted((self._range_from, rows.cursor))
        keys = [row.key for row in rows.window.between(start, end) if row.key is not None]
        rows.marks.update(dict.fromkeys(keys))
        rows.refresh()
        self.say_state()

    def action_copy(self) -> None:
        """Send the references to the terminal's clipboard."""
        refs = self._refs()
        if refs:
            self.copy("\n".join(refs))

    def action_assign(self) -> None:
        """Give what is marked to an investigator."""
        self.ask(lambda desk: desk.members.list(), self._ask_whom)

    def _ask_whom(self, members: Sequence[MemberRow]) -> None:
        refs = self._refs()
        chosen = options.members(self.shell.speech, members, "investigator")
        wanted = [
            Wanted("handle", self.shell.speech.of("field.member"), As.CHOICE, options=chosen, needed=True)
        ]
        title = self.shell.speech.of("requests.assign", count=len(refs))

        def answered(answers: Answers) -> None:
            self._each(refs, lambda desk, ref: desk.requests.assign(ref, answers["handle"]))

        if refs:
            self.question(title, wanted, answered)

    def action_close(self) -> None:
        """Close what is marked, with one outcome."""
        refs, speech = self._refs(), self.shell.speech
        outcomes = options.codes(speech, "outcome", [one.value for one in Outcome])
        wanted = [
            Wanted("outcome", speech.of("field.outcome"), As.CHOICE, options=outcomes, needed=True),
            Wanted("reason", speech.of("field.reason")),
        ]

        def answered(answers: Answers) -> None:
            closing = Closing(answers["outcome"], reason=answers["reason"] or None)
            self._each(refs, lambda desk, ref: desk.requests.close(ref, closing))

        if refs:
            self.question(speech.of("requests.close", count=len(refs)), wanted, answered)

    def _refs(self) -> tuple[str, ...]:
        return tuple(key for key in self.query_one(Rows).chosen if not key.startswith("#"))

    def _each(self, refs: Sequence[str], verb: Callable[[Desk, str], object]) -> None:
        """Do a verb to each; what is refused stays marked, and is said; where all is, nothing was done.

        One that is gone meanwhile stays nowhere.
        """

        def act(desk: Desk) -> dict[str, ExchangeError]:
            refused: dict[str, ExchangeError] = {}
            for ref in refs:
                try:
                    verb(desk, ref)
                except Tampered:
                    raise
                except ExchangeError as error:
                    refused[ref] = error
            still_there = [error for error in refused.values() if not isinstance(error, NotFound)]
            if len(refused) == len(refs) and still_there:
                raise SeveralRefused(refused) if len(refused) > 1 else still_there[0]
            return refused

        def done(refused: Mapping[str, ExchangeError]) -> None:
            rows, speech = self.query_one(Rows), self.shell.speech
            rows.marks.clear()
            stays = (ref for ref, error in refused.items() if not isinstance(error, NotFound))
            rows.marks.update(dict.fromkeys(stays))
            rows.restart()
            why = speech.refusal(SeveralRefused(refused))[0] if refused else ""
            self.post_message(Told(speech.of("requests.done", count=len(refs) - len(refused)), why))

        self.ask(act, done)
