"""What lists have of which some can be shown alone: the filter is told above them until it is taken back."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from textual.widgets import Static

from tui.foreign import line
from tui.questions.ask import Answers
from tui.screens.paging import Paging
from tui.screens.questioning import filled
from tui.widgets.fields import Wanted
from tui.widgets.rows import Rows

_NONE: Final[Answers] = MappingProxyType({})


class FilterLine(Static):
    """Tells the filter that holds; without one it takes no line."""

    DEFAULT_CSS = "FilterLine { height: 1; color: $accent; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, told: str) -> None:
        super().__init__(markup=False)
        self.tell(told)

    def tell(self, told: str) -> None:
        """Tell it."""
        self.update(told)
        self.display = bool(told)


class Filtering(Paging):
    """A list with a filter of a few fields."""

    held: Answers = _NONE
    """What is shown alone, by field; nothing where all is shown."""

    def filters(self) -> list[Wanted]:
        """Return the fields by which it can be filtered."""
        raise NotImplementedError

    def told_filter(self) -> FilterLine:
        """Return the line that tells the filter."""
        return FilterLine(self._told())

    @property
    def empty(self) -> str:
        """What is said in the list where nothing is in it."""
        return self.shell.speech.of("filter.nothing") if self.held else super().empty

    def action_filter(self) -> None:
        """Show some of it alone."""
        fields = [filled(one, {one.name: "", **self.held}) for one in self.filters()]
        self.question(self.shell.speech.of("ask.filter"), fields, self._hold)

    def action_clear_filter(self) -> None:
        """Show all of it again."""
        if self.held:
            self._hold(_NONE)

    def left(self) -> None:
        """Forget the filter: who comes back sees all."""
        self._keep(_NONE)

    def _hold(self, answers: Answers) -> None:
        self._keep(answers)
        self.query_one(Rows).restart()

    def _keep(self, answers: Answers) -> None:
        self.held = MappingProxyType({name: value for name, value in answers.items() if value})
        if self.is_mounted:
            self.query_one(FilterLine).tell(self._told())

    def _told(self) -> str:
        if not self.held:
            return ""
        speech = self.shell.speech
        parts = [
            speech.of("filter.part", name=one.label, value=_named(one, self.held[one.name]))
            for one in self.filters()
            if one.name in self.held
        ]
        return " · ".join((speech.of("filter.holds", key=self.key_to("filter", "clear_filter")), *parts))


def _named(one: Wanted, value: str) -> str:
    """Return what was answered in a field, in words."""
    return line(next((option.name for option in one.options if option.code == value), value))
