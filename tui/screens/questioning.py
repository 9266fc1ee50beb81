"""What a screen asks a person: a few fields, whether to do it, patience; and what follows from an answer.

A dialogue whose answer the desk refuses opens again, filled as it was answered (`asking.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from exchange.desk import Desk
from exchange.errors import ExchangeError
from tui.questions.ask import Answers, Ask
from tui.questions.confirm import Confirm
from tui.questions.drafted import Draft, Drafted
from tui.questions.progress import Long, Tell
from tui.screens.asking import Asking, Origin
from tui.widgets.fields import As, Wanted

T = TypeVar("T")


class Questioning(Asking):
    """A screen that asks the person, too."""

    def long(self, title: str, verb: Callable[[Desk, Tell], T], done: Callable[[T], None]) -> None:
        """Do what takes long under a bar, to be stopped at any time."""
        origin = self._origin

        def ended(found: T | ExchangeError | None) -> None:
            if isinstance(found, ExchangeError):
                self._refused(found, origin)
            elif found is not None:
                done(found)

        self.open(Long(self.shell, title, verb), ended)

    def question(
        self,
        title: str,
        wanted: Sequence[Wanted],
        then: Callable[[Answers], None],
        said: str = "",
        *,
        refused: ExchangeError | None = None,
        draft: Draft | None = None,
    ) -> None:
        """Ask for a few fields; nothing happens where it is left. `refused`: why it is asked again.

        What follows a dialogue with a draft is asked for the same act, which ends that draft.
        """
        before = self._origin.draft if self._origin is not None else None

        def again(answers: Answers, error: ExchangeError) -> None:
            answered = [filled(one, answers) for one in wanted]
            kept = draft and replace(draft, found=False)  # whether the answers are kept is seen once more
            self.question(title, answered, then, said, refused=error, draft=kept)

        def answered(answers: Answers | None) -> None:
            if answers is not None:
                with self._from(Origin(partial(again, answers), draft or before)):
                    then(answers)

        if draft is None:
            asked = Ask(self.shell, title, wanted, said, refused)
        else:
            asked = Drafted(self.shell, title, wanted, said, refused, draft)
        self.open(asked, answered)

    def sure(self, title: str, effect: str, then: Callable[[], None]) -> None:
        """Ask before what can't be undone; the default is no."""
        self.open(Confirm(self.shell, title, effect), self.if_so(then))

    def if_so(self, then: Callable[[], None]) -> Callable[[bool | None], None]:
        """Return what to do with the answer to a dialogue that follows another one."""
        origin = self._origin

        def answered(yes: bool | None) -> None:
            if yes:
                with self._from(origin):
                    then()

        return answered


def filled(one: Wanted, answers: Answers) -> Wanted:
    """Return a field as it was answered; a passphrase is typed again."""
    return one if one.as_ is As.PASSPHRASE else replace(one, value=answers[one.name])
