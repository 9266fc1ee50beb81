"""How the list of requests is looked at: kept filters, chosen columns, a jump to a reference or a date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from unicodedata import normalize

from exchange.desk import Desk
from exchange.requests.cells import Order
from exchange.requests.references import is_reference
from tui.foreign import line
from tui.messages import Go
from tui.questions.ask import Answers
from tui.questions.pick import Pick
from tui.screens.paging import Paging
from tui.screens.request_rows import COLUMNS, USUAL, WIDE
from tui.widgets.choice import Option
from tui.widgets.fields import As, Wanted
from tui.widgets.line import Line
from tui.widgets.rows import Rows

WIDE_FROM: Final = 100
_FILTERS: Final = "filter-"
_CHOSEN: Final = "columns"


class Viewing(Paging):
    """What a member keeps of his way of looking, sealed like a draft: it can hold names."""

    columns: tuple[str, ...] = ()
    order = Order.NEWEST
    begin: str | None = None
    """The date at which the list begins, where it begins at one."""

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """The columns that are chosen, or those that fit."""
        return self.columns or (WIDE if self.size.width >= WIDE_FROM else USUAL)

    def find(self, typed: str) -> None:
        """Show what `typed` finds."""
        raise NotImplementedError

    def lay_out(self) -> None:
        """Show the columns that are chosen."""
        raise NotImplementedError

    def ask_columns(self) -> None:
        """Ask for the columns that were chosen."""
        self.ask(lambda desk: desk.drafts.read(_CHOSEN), self._take_columns, only="columns")

    def _take_columns(self, kept: Mapping[str, str] | None) -> None:
        names = (kept or {}).get(_CHOSEN, "").split(",")
        self.columns = tuple(name for name in names if name in COLUMNS)
        self.lay_out()

    def action_columns(self) -> None:
        """Choose the columns, in their order."""
        speech = self.shell.speech
        known = tuple(Option(name, speech.of(f"column.{name}")) for name in COLUMNS)
        value = ",".join(self.columns or USUAL)
        wanted = [Wanted("columns", speech.of("field.columns"), As.CHOICES, value, known)]

        def answered(answers: Answers) -> None:
            kept = {_CHOSEN: answers["columns"]}
            self.ask(lambda desk: desk.drafts.keep(_CHOSEN, kept), lambda _: self._take_columns(kept))

        self.question(speech.of("ask.columns"), wanted, answered)

    def action_save_filter(self) -> None:
        """Keep what is typed in the line under a name."""
        typed, speech = self.query_one("#find", Line).value.strip(), self.shell.speech
        if not typed:
            return
        wanted = [Wanted("name", speech.of("field.name"), needed=True)]

        def answered(answers: Answers) -> None:
            name = normalize("NFC", answers["name"].strip())
            key = f"{_FILTERS}{name.casefold()}"
            kept = {"name": name, "typed": typed}

            def keep() -> None:
                self.act(lambda desk: desk.drafts.keep(key, kept), speech.of("done.filter", name=line(name)))

            def found(other: Mapping[str, str] | None) -> None:
                before = self.shell.config.filters.get(name, typed) if other is None else other["typed"]
                if before == typed:
                    keep()
                else:
                    effect = speech.of(
                        "filter.replaced", name=line(name), before=line(before), typed=line(typed)
                    )
                    self.sure(speech.of("filter.replaces"), effect, keep)

            self.ask(lambda desk: desk.drafts.read(key), found)

        self.question(speech.of("ask.save-filter"), wanted, answered, line(typed))

    def action_saved_filters(self) -> None:
        """Choose one of the kept filters; those of config.toml stand beside them."""
        self.ask(_kept, self._pick_filter)

    def _pick_filter(self, kept: dict[str, str]) -> None:
        found = {**self.shell.config.filters, **kept}
        choices = [Option(name, typed) for name, typed in found.items()]

        def picked(name: str | None) -> None:
            if name is not None and name in found:
                self.find(found[name])

        self.open(Pick(self.shell, self.shell.speech.of("requests.filters"), choices), picked)

    def action_sort(self) -> None:
        """Order the list by what is due, or by registration again."""
        self._look(Order.NEWEST if self.order is Order.DUE else Order.DUE, None)

    def _look(self, order: Order, begin: str | None) -> None:
        self.order, self.begin = order, begin
        self.query_one(Rows).restart()
        self.query_one(Rows).focus()

    def action_jump(self) -> None:
        """Go to a reference, or to a date in the list."""
        speech = self.shell.speech
        wanted = [Wanted("where", speech.of("field.jump"), hint="BOG-2026-00042", needed=True)]

        def answered(answers: Answers) -> None:
            where = answers["where"].strip()
            if is_reference(whole := self.shell.reference(where)):
                self.post_message(Go("request", whole))
            else:
                self._look(self.order, where)

        self.question(speech.of("ask.jump"), wanted, answered)


def _kept(desk: Desk) -> dict[str, str]:
    names = [name for name in desk.drafts.names() if name.startswith(_FILTERS)]
    drafts = [draft for name in names if (draft := desk.drafts.read(name)) is not None]
    return {draft["name"]: draft["typed"] for draft in drafts}
