"""Labelled fields, one a line, made from a table: what dialogues and forms are built of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalGroup
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from exchange.errors import Invalid
from tui.actions import bindings
from tui.foreign import line
from tui.questions.pick import CREATE, Pick
from tui.shell import Shell
from tui.standing import Standing
from tui.widgets.choice import Choice, Option
from tui.widgets.day import Day
from tui.widgets.line import Line
from tui.widgets.moment import Moment
from tui.widgets.passphrase import PassphraseField
from tui.widgets.path import PathLine
from tui.widgets.reference import ReferenceLine
from tui.widgets.text import Text


class As(StrEnum):
    """How a field is filled."""

    LINE = "line"
    TEXT = "text"
    PATH = "path"
    REFERENCE = "reference"
    DAY = "day"
    MOMENT = "moment"
    PAST = "past"
    LIMIT = "limit"
    CHOICE = "choice"
    CHOICES = "choices"
    PASSPHRASE = "passphrase"  # noqa: S105  (how it is filled, not one)


@dataclass(frozen=True)
class Wanted:
    """A field: its name, what it is called, how it is filled, with what it begins.

    `needed` ones are said to be missing before the desk is asked; `grows`: what isn't found is created.
    """

    name: str
    label: str
    as_: As = As.LINE
    value: str = ""
    options: tuple[Option, ...] = ()
    needed: bool = False
    grows: bool = False
    hint: str = ""


class Fields(VerticalGroup):
    """Fields and their values."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("fields")]
    DEFAULT_CSS = """
    Fields { height: auto; }
    Fields Horizontal { height: auto; }
    Fields .label { width: 24; height: auto; padding-right: 1; }
    Fields .label { color: $text-muted; }
    Fields .missing { color: $error; text-style: bold; }
    Fields .meant { width: auto; padding: 0 1; color: $text-muted; }
    Fields Text { height: 5; }
    """

    class Changed(Message):
        """A value changed."""

        def __init__(self, fields: Fields, name: str) -> None:
            super().__init__()
            self.fields, self.name = fields, name

    class Create(Message):
        """What a picker didn't find is to be created: for which field, and the text typed."""

        def __init__(self, fields: Fields, name: str, text: str) -> None:
            super().__init__()
            self.fields, self.name, self.text = fields, name, text

    class Done(Message):
        """Enter in the last field."""

    def __init__(self, shell: Shell, wanted: Sequence[Wanted], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shell = shell
        self._wanted = {one.name: one for one in wanted}
        self._widgets = {one.name: _widget(shell, one) for one in wanted}

    def compose(self) -> ComposeResult:
        """Compose a line a field."""
        for name, widget in self._widgets.items():
            with Horizontal():
                yield Static(self._wanted[name].label, markup=False, classes="label", id=f"label-{_id(name)}")
                yield widget
                if isinstance(widget, Moment):
                    yield Static(widget.meant(0), markup=False, classes="meant", id=f"meant-{_id(name)}")

    @property
    def values(self) -> Mapping[str, str]:
        """What was filled in, by name; a passphrase is taken apart, by `take`."""
        return {
            name: _value(widget)
            for name, widget in self._widgets.items()
            if not isinstance(widget, PassphraseField)
        }

    def widget(self, name: str) -> Widget:
        """Return the widget of a field."""
        return self._widgets[name]

    def has(self, name: str) -> bool:
        """Say whether there is a field of this name."""
        return name in self._widgets

    def passphrase(self, name: str) -> str:
        """Take the passphrase that was typed."""
        widget = self._widgets[name]
        return widget.take() if isinstance(widget, PassphraseField) else ""

    def fill(self, name: str, value: str) -> None:
        """Put a value into a field."""
        widget = self._widgets[name]
        if isinstance(widget, Choice):
            widget.take(value)
        elif isinstance(widget, Line):
            widget.value = value
        elif isinstance(widget, Text):
            widget.load_text(value)

    def offer(self, name: str, options: Sequence[Option]) -> None:
        """Offer another list in a field."""
        widget = self._widgets[name]
        if isinstance(widget, Choice):
            widget.offer(options)

    def add(self, name: str, option: Option) -> None:
        """Offer one more choice in a field, and choose it."""
        widget = self._widgets[name]
        if isinstance(widget, Choice):
            widget.options = (*widget.options, option)
            widget.chosen(option.code)

    @property
    def missing(self) -> str | None:
        """The first field that must be filled and isn't."""
        for name, one in self._wanted.items():
            widget = self._widgets[name]
            empty = widget.is_empty if isinstance(widget, PassphraseField) else not _value(widget).strip()
            if one.needed and empty:
                return name
        return None

    @property
    def misread(self) -> tuple[str, Invalid] | None:
        """The first field whose moment isn't understood, and why."""
        for name, widget in self._widgets.items():
            if isinstance(widget, Moment) and widget.misread is not None:
                return name, widget.misread
        return None

    def point_at(self, name: str) -> None:
        """Put the cursor into a field, and mark it as what is wrong."""
        for other in self._widgets:
            self.query_one(f"#label-{_id(other)}").set_class(other == name, "missing")
        if name in self._widgets:
            self._widgets[name].focus()

    def label(self, name: str) -> str:
        """Return what a field is called."""
        return self._wanted[name].label

    def on_resize(self) -> None:
        """Show of moments what there is room for."""
        for name in self._widgets:
            self._show_meant(name)

    def _show_meant(self, name: str) -> None:
        widget = self._widgets[name]
        if isinstance(widget, Moment):
            shown, meant = self.query_one(f"#meant-{_id(name)}", Static), widget.meant(self.size.width)
            if shown.content != meant:  # each update lays the whole screen out anew
                shown.update(meant)

    def action_next(self) -> None:
        """Go to the next field; a text of many lines takes arrows for itself."""
        self.screen.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.screen.focus_previous()

    # Choices

    def on_choice_wanted(self, message: Choice.Wanted) -> None:
        """Open the list to find in; it takes what was typed meanwhile."""
        message.stop()
        if isinstance(self.app.screen, Pick):
            self.app.screen.more(message.typed)
            return
        choice, name = message.choice, self._name_of(message.choice)

        def picked(code: str | None) -> None:
            if code is None:
                return
            if code.startswith(CREATE):
                self.post_message(self.Create(self, name, code.removeprefix(CREATE)))
            else:
                choice.chosen(code)
                if not choice.many:
                    self.screen.focus_next()

        label = self._wanted[name].label
        options = sorted(choice.options, key=lambda one: one.code not in choice.value.split(","))
        if isinstance(self.screen, Standing):
            pick = Pick(self._shell, label, options, message.typed, grows=self._wanted[name].grows)
            self.screen.open(pick, picked)

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Say that a value changed."""
        message.stop()
        self.post_message(self.Changed(self, self._name_of(message.choice)))

    def on_input_changed(self, message: Input.Changed) -> None:
        """Say that a value changed; of a moment, show what is understood."""
        message.stop()
        name = self._name_of(message.input)
        self._show_meant(name)
        self.post_message(self.Changed(self, name))

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        """Say that a value changed."""
        message.stop()
        self.post_message(self.Changed(self, self._name_of(message.text_area)))

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Go on with the next field; from the last one, be done."""
        message.stop()
        self._next(message.input)

    def on_passphrase_field_submitted(self, message: PassphraseField.Submitted) -> None:
        """Go on with the next field; from the last one, be done."""
        message.stop()
        self._next(message.field)

    def _next(self, widget: Widget) -> None:
        if widget is list(self._widgets.values())[-1]:
            self.post_message(self.Done())
        else:
            self.screen.focus_next()

    def _name_of(self, widget: Widget) -> str:
        return next(name for name, one in self._widgets.items() if one is widget)


def _id(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")


def _widget(shell: Shell, one: Wanted) -> Widget:
    if one.as_ in (As.CHOICE, As.CHOICES):
        return Choice(one.options, one.value, many=one.as_ is As.CHOICES, grows=one.grows)
    if one.as_ is As.TEXT:
        return Text(one.value)
    if one.as_ is As.PASSPHRASE:
        return PassphraseField()
    if one.as_ is As.DAY:
        return Day(shell, one.value, placeholder=line(one.hint))
    if one.as_ in (As.MOMENT, As.PAST, As.LIMIT):
        limit, past = one.as_ is As.LIMIT, one.as_ is As.PAST
        return Moment(shell, one.value, limit=limit, past=past, placeholder=line(one.hint))
    if one.as_ is As.REFERENCE:
        return ReferenceLine(shell, one.value, placeholder=line(one.hint))
    if one.as_ is As.PATH:
        return PathLine(one.value, placeholder=line(one.hint))
    return Line(one.value, placeholder=line(one.hint))


def _value(widget: Widget) -> str:
    if isinstance(widget, Day | Moment | ReferenceLine):
        return widget.kept
    if isinstance(widget, Choice | Line):
        return widget.value
    return widget.text if isinstance(widget, Text) else ""
