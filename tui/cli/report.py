"""The one module that prints, by five rules.

1. stdout is data: what was asked for, or with --json one JSON document; all else goes to stderr.
2. Whatever may come from outside passes through `exchange.foreign_text` before a terminal sees it;
   in JSON the same characters are escaped, so that the value stays exact.
3. An error is one sentence and a hint, in the person's language; with --json also a document.
4. What stdout doesn't take ends the verb, with its own exit code where it may have changed something;
   what stderr doesn't take is left out.
5. Output is linear: no spinner, no box drawing; colour only on a terminal, and never alone.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, TextIO

from exchange import locale
from exchange.errors import Argument, ExchangeError, Proposed, Refused, Unshown
from exchange.foreign_text import visible, visible_line
from exchange.locale import Language
from tui import wording
from tui.cli import layout
from tui.cli.progress import Progress
from tui.cli.streams import hush, unheard

Cell = str | int | None
# What a terminal could obey or a reader not see, escaped inside JSON strings (RFC 8259, section 7).
# A flood of combining marks (more than foreign_text lets pass) would be drawn over the lines around.
_COMMANDING = re.compile(
    "[\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{9,}"
)
# Not in a catalogue: a catalogue that can't be read may be what failed.
_FATAL = {
    Language.FR: "erreur\u00a0: défaillance imprévue, n° {id}\u00a0; rien n’en est affiché. "
    "Le dossier d’état de l’utilisateur garde un rapport sans contenu (exchange/faults/{id}.txt).",
    Language.EN: "error: unforeseen failure, no. {id}; nothing of it is shown. "
    "The user’s state folder keeps a report without content (exchange/faults/{id}.txt).",
}


class Report:
    """Speaks to the person or the script that called, in one language and one form."""

    def __init__(self, language: Language, *, as_json: bool, plain: bool) -> None:
        self.language = language
        self.as_json = as_json
        self.changing = False
        self.zone = "UTC"  # the post's, as soon as its store is open
        self._documented = False
        self._out: TextIO | None = None
        self._colour = not plain and "NO_COLOR" not in os.environ and sys.stderr.isatty()

    def words(self, code: str, /, **arguments: str | int) -> str:
        """Return a phrase of the command line's catalogue."""
        return locale.text("cli", code, self.language, **arguments)

    def code(self, group: str, code: str) -> str:
        """Return the name of a code for people, or the code itself where it has none."""
        return wording.code_name(group, code, self.language)

    def law_source(self, source: str) -> str:
        """Return where a limit comes from, as it is cited in the person's language."""
        from exchange.law.citing import cited

        return cited(source, self.language)

    def say(self, code: str, /, **arguments: str | int) -> None:
        """Print a sentence: on stdout, or on stderr where stdout holds a document."""
        self._tell(self.words(code, **wording.shown(arguments)), sys.stderr if self.as_json else self._out)

    def note(self, code: str, /, **arguments: str | int) -> None:
        """Print a remark that is no result (a warning, what was assumed) on stderr."""
        self._tell(self.words(code, **wording.shown(arguments)), sys.stderr)

    def text(self, content: str) -> None:
        """Print text as it is meant for reading, lines kept, what hides in it shown."""
        self._print(visible(content), self._out)

    def document(self, value: object) -> None:
        """Print the one JSON document of a verb."""
        import json

        self._documented = True
        self._print(_COMMANDING.sub(_escaped, json.dumps(value, ensure_ascii=False)))

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Print rows under their titles, in columns; on a terminal too narrow for them, as fields."""
        found = [tuple(row) for row in rows]
        lines = [[self.words(f"column.{title}") for title in titles]]
        lines += [["" if cell is None else visible_line(str(cell)) for cell in row] for row in found]
        laid = layout.columns(lines, _room(self._out or sys.stdout))
        if laid is not None:
            self._print("\n".join(laid), self._out)
            return
        for place, row in enumerate(found):
            if place:
                self._print("", self._out)
            self.fields(zip(titles, row, strict=True))

    def fields(self, rows: Iterable[tuple[str, Cell]]) -> None:
        """Print named values one a line, leaving out those that are empty."""
        for name, value in rows:
            if value not in (None, ""):
                named = self.words("field", name=self.words(f"field.{name}"), value=visible(str(value)))
                self._tell(named, self._out)

    def pointed(self, line: str, start: int, end: int) -> None:
        """Print a typed line on stderr, and carets under its part that is wrong."""
        around, room = 60, _room(sys.stderr) or 2 * 60
        first = max(0, start - around)
        shown = visible_line(line[first : start + room - around])
        under = " " * layout.cells(visible_line(line[first:start]))
        wrong = max(1, layout.cells(visible_line(line[start:end])))
        self._print(shown, sys.stderr)
        self._print(f"{under}{'^' * min(wrong, max(1, layout.cells(shown) - len(under)))}", sys.stderr)

    @contextmanager
    def data(self) -> Iterator[BinaryIO]:
        """Give stdout for bytes, after what was printed: content that was only read, as it is."""
        self.changing = False
        with self._shown():
            sys.stdout.flush()
            yield sys.stdout.buffer
            sys.stdout.flush()

    @contextmanager
    def _shown(self) -> Iterator[None]:
        """Raise what stdout doesn't take: Unshown where something may have changed, else Refused."""
        try:
            yield
        except BrokenPipeError:
            raise  # a reader who has enough is no failure
        except OSError as error:
            if error.filename is not None:
                raise  # another file, read for what is to be shown
            self._documented = True
            hush(sys.stdout)
            lost = Unshown("done-not-shown", why=error.strerror or "")
            raise (lost if self.changing else Refused("not-shown", **lost.arguments)) from None

    def flush(self) -> None:
        """Let stdout take all that was printed; raise as all that prints."""
        with self._shown():
            sys.stdout.flush()

    def _print(self, words: str, stream: TextIO | None = None) -> None:
        with unheard() if stream is sys.stderr else self._shown():
            print(words, file=stream)

    def progress(self, code: str, total: int) -> Progress:
        """Return a bar on stderr for long work of `total` steps; silent where nobody watches."""
        stream = sys.stderr if sys.stderr.isatty() else None
        return Progress(self.words(code), total, stream, self.words("progress.left"))

    def _tell(self, words: str, stream: TextIO | None) -> None:
        """Print sentences, folded at spaces where a terminal would break words."""
        stream = stream or sys.stdout
        self._print(layout.folded(visible(words), _room(stream)), stream)

    def proposed(self, done: Proposed) -> None:
        """Say under which number an act waits for another member: under four eyes he does it."""
        if self.as_json:
            self.document({"proposed": done.n})
        else:
            self.say("proposed", n=done.n)

    def another(self, *, as_json: bool = False) -> Report:
        """Return a report of the same form for one more verb."""
        other = Report(self.language, as_json=as_json or self.as_json, plain=not self._colour)
        other.changing, other.zone = self.changing, self.zone
        return other

    def answered(self) -> None:
        """Let no document be printed further: others gave the answer."""
        self._documented = True

    def on_stderr(self) -> Report:
        """Return a report that prints what this one would, on stderr: for what is no result."""
        other = Report(self.language, as_json=self.as_json, plain=True)
        other._out = sys.stderr
        return other

    def failure(self, error: ExchangeError) -> None:
        """Print what was refused: a sentence and a hint on stderr, with --json a document too."""
        message, hint = self.sentence_of(error.reason, error.arguments)
        label = self.words("error")
        told = layout.folded(f"{label}{visible(message)}", _room(sys.stderr))
        if self._colour:
            told = f"\x1b[1m{label}\x1b[0m{told.removeprefix(label)}"
        self._print(told, sys.stderr)
        if hint:
            self._tell(hint, sys.stderr)
        if self.as_json and not self._documented:
            self.document({"error": self.error_form(error)})

    def error_form(self, error: ExchangeError) -> dict[str, str | None]:
        """Return an error as documents hold it."""
        message, hint = self.sentence_of(error.reason, error.arguments)
        return {"code": error.reason, "message": message, "hint": hint or None}

    def sentence_of(self, reason: str, arguments: Mapping[str, Argument]) -> tuple[str, str]:
        """Return the sentence and the hint of a reason, from the catalogues of all areas."""
        return wording.sentence_of(reason, arguments, self.language, self.zone)

    def leg_warning(self, code: str, leg: Mapping[str, str]) -> tuple[str, str]:
        """Return what a leg warns of, with its particulars filled in, and what to do about it."""
        said, hint = wording.leg_warning(code, leg, self.language), f"warning.{code}.hint"
        has_hint = locale.has("cli", hint, self.language)
        return said, self.words(hint, **wording.shown(leg)) if has_hint else ""

    def fatal(self, identifier: str, kind: str) -> None:
        """Print the one sentence of an unforeseen failure: an id to report, nothing of its data."""
        message = _FATAL[self.language].format(id=identifier)
        self._print(message, sys.stderr)
        if self.as_json:
            error = {"code": "internal", "message": message, "hint": None, "id": identifier, "kind": kind}
            with suppress(BrokenPipeError, Refused, Unshown):
                self.document({"error": error})
                self.flush()


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in found[0])


def _room(stream: TextIO) -> int | None:
    """Return the width of the terminal that shows `stream`, or none where none does."""
    return (os.get_terminal_size(stream.fileno()).columns or None) if stream.isatty() else None


def width() -> int:
    """Return the width for text to read: the terminal's, between 60 and 100."""
    columns = os.environ.get("COLUMNS", "")
    try:
        found = int(columns) if columns.isdigit() else os.get_terminal_size().columns
    except OSError:  # no terminal
        found = 80
    return max(60, min(100, found))
