"""Area 7, the figures: requests by kind, status, country and month, times to an answer; no content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from exchange.countries import country_name
from exchange.requests.statistics import Article18, Figures, ResponseTime
from tui.actions import bindings
from tui.questions.ask import Answers
from tui.questions.show import Show
from tui.screens.asking import LOAD
from tui.screens.panel import Panel
from tui.widgets.fields import Wanted

BAR: Final = 34
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


class FiguresPanel(Panel):
    """Bars, or the same as a table (`t`)."""

    scope = "figures"
    AUTO_FOCUS = "#reading"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("figures")]
    DEFAULT_CSS = "FiguresPanel #reading Static { height: auto; }"

    _figures: Figures | None = None
    _plain = False

    def body(self) -> list[Widget]:
        """Return the text."""
        return [VerticalScroll(Static("", markup=False, id="text"), id="reading", can_focus=True)]

    def load(self) -> None:
        """Ask for the figures."""
        self.ask(lambda desk: desk.stats.all(), self._show, only=LOAD)

    def wipe(self) -> None:
        """Forget them."""
        self._figures = None
        if self.is_mounted:
            self.query_one("#text", Static).update("")

    def action_refresh(self) -> None:
        """Ask again."""
        self.load()

    def action_table(self) -> None:
        """Change between bars and numbers alone."""
        self._plain = not self._plain
        if self._figures is not None:
            self._show(self._figures)

    def action_year(self) -> None:
        """Show the figures of Article 18 of Directive (EU) 2023/977 for a year."""
        speech = self.shell.speech
        wanted = [Wanted("year", speech.of("field.year"), value=str(self.shell.clock().year), needed=True)]

        def answered(answers: Answers) -> None:
            year = int(answers["year"]) if answers["year"].isdigit() else 0
            self.ask(lambda desk: desk.stats.article_18(year), lambda found: self._show_year(year, found))

        self.question(speech.of("ask.year"), wanted, answered)

    def _show_year(self, year: int, found: Article18) -> None:
        speech = self.shell.speech
        urgent = {True: speech.of("figures.urgent"), False: speech.of("figures.routine")}
        lines = [speech.of("figures.sent", count=found.sent)]
        lines += [f"  {one.state}  {urgent[one.urgent]}  {one.count}" for one in found.answered]
        lines += [speech.of("figures.refused")] if found.refused else []
        lines += [f"  {one.state}  {speech.low('ground', one.ground)}  {one.count}" for one in found.refused]
        lines += [speech.of("figures.delayed")] if found.delayed else []
        lines += [f"  {one.state}  {one.count}" for one in found.delayed]
        self.open(Show(self.shell, speech.of("figures.article-18", year=year), "\n".join(lines)))

    def _show(self, found: Figures) -> None:
        self._figures = found
        speech = self.shell.speech
        language = speech.language.value
        times = [(country_name(one.country, language), one) for one in found.response_times]
        parts = [
            self._part("kinds", [(speech.code("kind", one.kind), one.count) for one in found.kinds]),
            self._part(
                "statuses", [(speech.code("leg-status", one.status), one.count) for one in found.statuses]
            ),
            self._part(
                "countries", [(country_name(one.country, language), one.count) for one in found.countries]
            ),
            self._part("months", [(one.month, one.count) for one in found.months]),
            self._part("times", [(state, one.median_hours) for state, one in times]),
            self._kept(times),
        ]
        self.query_one("#text", Static).update(Content("\n").join(parts))

    def _part(self, name: str, figures: Sequence[tuple[str, int]]) -> Content:
        most = max((count for _, count in figures), default=1)
        return self._titled(name, [self._line(label, f"{count:>6}", count, most) for label, count in figures])

    def _kept(self, times: Sequence[tuple[str, ResponseTime]]) -> Content:
        """Draw how many answers kept the limit of their leg; legs without a limit are in neither."""
        lines = []
        for state, one in times:
            limited = one.in_time + one.late
            if limited:
                told = self.shell.speech.of("figures.kept-of", kept=one.in_time, count=limited)
                lines.append(self._line(state, f"{told:>12}", one.in_time, limited))
        return self._titled("kept", lines)

    def _titled(self, name: str, lines: Sequence[Content]) -> Content:
        title = Content.styled(f" {self.shell.speech.of(f'figures.{name}')}", "bold")
        none = Content.styled(f" {self.shell.speech.of('figures.none')}", "dim")
        return Content("\n").join([title, *(lines or [none]), Content("")])

    def _line(self, label: str, told: str, count: int, most: int) -> Content:
        drawn = "" if self._plain else bar(count, most)
        return Content.assemble(f" {label[:24]:<24} {told} ", (drawn, "$accent"))


def bar(count: int, most: int, width: int = BAR) -> str:
    """Return a bar of `width` cells at most, to the eighth of one."""
    eighths = count * width * 8 // max(most, 1)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")
