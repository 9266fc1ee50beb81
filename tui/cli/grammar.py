"""The words of the command line as values: nouns, verbs, and what each verb takes.

A noun's module holds one `NOUN`; help, parsing and completion read it, and nothing else. Named
tuples, not dataclasses: importing `dataclasses` alone would take a third of the time of `--help`.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exchange.errors import Usage

if TYPE_CHECKING:
    from exchange.desk import Desk, Settings
    from tui.cli.report import Report


class Shape(Enum):
    """How a part of a command is written."""

    VALUE = "--name VALUE"
    MANY = "--name VALUE, repeated"
    FLAG = "--name"
    WORD = "VALUE"
    MAYBE = "[VALUE]"
    WORDS = "VALUE…"


POSITIONAL = frozenset({Shape.WORD, Shape.MAYBE, Shape.WORDS})


class Part(NamedTuple):
    """One option or positional word of a verb; `name` is also its name in `Given`.

    `dashed`: words that may begin with one dash, as those of a query that leave something out.
    """

    name: str
    metavar: str
    shape: Shape
    required: bool = False
    dashed: bool = False

    @property
    def is_path(self) -> bool:
        """Say whether its value names a file or folder, which may hold bytes that are no text."""
        return self.metavar.startswith(("FILE", "DIR", "FOLDER"))

    @property
    def written(self) -> str:
        """The part as help shows it: `--title TEXT`, `REF`, `FILE…`."""
        if self.shape in POSITIONAL:
            return {Shape.WORD: "{}", Shape.MAYBE: "[{}]", Shape.WORDS: "{}…"}[self.shape].format(
                self.metavar
            )
        return f"--{self.name}" if self.shape is Shape.FLAG else f"--{self.name} {self.metavar}"


def value(name: str, metavar: str) -> Part:
    """Return an option with one value."""
    return Part(name, metavar, Shape.VALUE)


def needed(name: str, metavar: str) -> Part:
    """Return an option that must be given."""
    return Part(name, metavar, Shape.VALUE, required=True)


def many(name: str, metavar: str) -> Part:
    """Return an option that may be given several times."""
    return Part(name, metavar, Shape.MANY)


def flag(name: str) -> Part:
    """Return an option without value."""
    return Part(name, "", Shape.FLAG)


def word(name: str, metavar: str) -> Part:
    """Return a word that must be given in its place."""
    return Part(name, metavar, Shape.WORD, required=True)


def maybe(name: str, metavar: str) -> Part:
    """Return a word that may be given in its place."""
    return Part(name, metavar, Shape.MAYBE)


def words(name: str, metavar: str) -> Part:
    """Return one word or more."""
    return Part(name, metavar, Shape.WORDS, required=True)


def terms(name: str, metavar: str) -> Part:
    """Return one word of a query or more; one that begins with a dash (`-jean`) is a word of it too."""
    return Part(name, metavar, Shape.WORDS, required=True, dashed=True)


def output(metavar: str) -> tuple[Part, Part]:
    """Return an output file, which may be given in its place or by `--out` (`outputs.place_given`)."""
    return maybe("file", metavar), value("out", metavar)


class Given:
    """What was typed for a verb, by name, each in the one type that its shape has."""

    def __init__(self, namespace: Namespace, parts: Sequence[Part] = ()) -> None:
        self._values: dict[str, str | list[str] | bool | None] = dict(vars(namespace))
        self._parts = {part.name: part for part in parts}

    def text(self, name: str) -> str | None:
        """Return the value of an option or word, or none."""
        found = self._values.get(name)
        return found if isinstance(found, str) else None

    def need(self, name: str) -> str:
        """Return the value of a required option or word; raise Usage without it."""
        found = self.text(name)
        if found is None:
            raise Usage("missing-option", option=f"--{name}")
        return found

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of a repeated option or word."""
        found = self._values.get(name)
        return tuple(found) if isinstance(found, list) else ()

    def flag(self, name: str) -> bool:
        """Say whether a flag was given."""
        return self._values.get(name) is True

    def path(self, name: str) -> Path | None:
        """Return the path that an option or word names, or none."""
        found = self.text(name)
        return None if found is None else Path(found)

    def need_path(self, name: str) -> Path:
        """Return the path that a required option or word names; raise Usage without it."""
        return Path(self.need(name))

    def number(self, name: str) -> int | None:
        """Return the whole number of an option, or none; raise Usage for anything else."""
        found = self.text(name)
        if found is None:
            return None
        if not (found.isascii() and found.isdigit() and len(found) <= 9):
            raise Usage("not-a-number", option=self._written(name), given=found[:40])
        return int(found)

    def count(self, name: str, otherwise: int) -> int:
        """Return the whole number of an option, or what holds where it isn't given."""
        found = self.number(name)
        return otherwise if found is None else found

    def need_number(self, name: str) -> int:
        """Return the whole number of a required option or word; raise Usage otherwise."""
        self.need(name)
        return self.number(name) or 0

    def texts(self) -> Iterator[tuple[Part, str]]:
        """Yield every text that was typed, with the part that it is of."""
        for name, part in self._parts.items():
            found = self._values.get(name)
            for one in [found] if isinstance(found, str) else found if isinstance(found, list) else []:
                yield part, one

    def _written(self, name: str) -> str:
        part = self._parts.get(name)
        return part.metavar if part and part.shape in POSITIONAL else f"--{name}"

    def names(self) -> frozenset[str]:
        """Return the names of all that was given."""
        return frozenset(name for name, found in self._values.items() if found not in (None, False, []))


class Call(NamedTuple):
    """One verb as it was called: what was given, who speaks to the person, what the machine decides.

    `desk`: the one that a batch unlocked for all its verbs; `first_line`: of stdin, where the passphrase
    comes from there and what follows it is the verb's own.
    """

    given: Given
    report: Report
    settings: Callable[[], Settings]
    desk: Desk | None = None
    first_line: bytes | None = None


class Verb(NamedTuple):
    """One verb: its handler, what it takes, and an example or two of its use.

    `four_eyes`: an act that one member proposes and another does, where a post chose so; `later`:
    options that the product's command line names and that this version doesn't know; `unlocks`: it takes
    a passphrase.
    """

    name: str
    handle: Callable[[Call], None]
    parts: tuple[Part, ...]
    examples: tuple[str, ...]
    more_help: Callable[[Sequence[str], Callable[..., str]], str] | None = None
    four_eyes: bool = False
    later: tuple[str, ...] = ()
    unlocks: bool = True


class Noun(NamedTuple):
    """One noun and its verbs; a verb without name is the noun itself (`exchange due`)."""

    name: str
    verbs: tuple[Verb, ...]

    def verb(self, name: str) -> Verb | None:
        """Return the verb of that name, or none."""
        return next((verb for verb in self.verbs if verb.name == name), None)


GLOBAL_PARTS = (
    value("store", "FOLDER"),
    value("as", "HANDLE"),
    value("passphrase-file", "FILE"),
    value("key-file", "FILE"),
    value("lang", "fr|en"),
    value("why", "CODE"),
    value("proposed", "N"),
    flag("read-only"),
    flag("json"),
    flag("no-color"),
)
