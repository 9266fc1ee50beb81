"""From the words after a verb to what they say; refusals are ours, in the person's language.

argparse reads; it neither prints nor exits here. Options are never abbreviated: a script that
works today must not become ambiguous by tomorrow's option. What no option can be is marked before
argparse sees it, which would take whatever begins with a dash for one.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from exchange.errors import Usage
from exchange.halves import refuse_unfit
from tui.cli.grammar import GLOBAL_PARTS, POSITIONAL, Given, Part, Shape, Verb
from tui.cli.words import unknown_option

# What argparse says (CPython's Lib/argparse.py), and our reason for it.
_REASONS = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), "missing-word"),
    (re.compile(r"argument (?P<what>\S+): expected (?:one|at least one) argument"), "missing-value"),
    (re.compile(r"argument (?P<what>\S+): ignored explicit argument"), "needless-value"),
)
_PLAIN = "\0"
"""Before a word that is no option whatever it begins with; no word from a shell holds it."""
_VALUED = (Shape.VALUE, Shape.MANY)
_ARITY = {Shape.WORD: None, Shape.MAYBE: "?", Shape.WORDS: "+"}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        for form, reason in _REASONS:
            found = form.fullmatch(message) or form.match(message)
            if found:
                raise Usage(reason, what=found["what"][:60])
        raise Usage("not-understood")


def parse(verb: Verb, arguments: Sequence[str]) -> Given:
    """Return what was given for `verb`; raise Usage, naming the word that is wrong or missing."""
    common = _parser()
    for part in GLOBAL_PARTS:
        _add(common, part)
    parser = _parser(parents=(common,))
    for part in verb.parts:
        _add(parser, part)
    namespace, extra = parser.parse_known_intermixed_args(_marked(verb, arguments))
    if extra:
        if extra[0].startswith("--"):
            raise unknown_option(extra[0], verb)
        raise Usage("too-many-words", given=extra[0].removeprefix(_PLAIN)[:60])
    given = Given(_unmarked(namespace, verb), (*verb.parts, *GLOBAL_PARTS))
    for part in verb.parts:
        if part.required and part.shape is Shape.VALUE and given.text(part.name) is None:
            raise Usage("missing-option", option=f"--{part.name}")
    for part, text in given.texts():
        if not part.is_path:
            refuse_unfit(text, part.name)
    return given


def _marked(verb: Verb, arguments: Sequence[str]) -> list[str]:
    """Return the words with those marked that are no option: all after `--`, a query's `-word`."""
    dashed = any(part.dashed for part in verb.parts)
    valued = {f"--{part.name}" for part in (*verb.parts, *GLOBAL_PARTS) if part.shape in _VALUED}
    found: list[str] = []
    options = True
    for before, word in zip(("", *arguments), arguments, strict=False):
        value = options and before in valued
        if word == "--" and options and not value:
            options = False
        elif not options or (not value and _is_word(word, dashed=dashed)):
            found.append(_PLAIN + word)
        else:
            found.append(word)
    return found


def _is_word(word: str, *, dashed: bool) -> bool:
    return not word.startswith("-") or (dashed and not word.startswith("--"))


def _unmarked(namespace: argparse.Namespace, verb: Verb) -> argparse.Namespace:
    """Take the marks off the words again; options' values bear none."""
    for part in verb.parts:
        found = getattr(namespace, part.name, None) if part.shape in POSITIONAL else None
        if isinstance(found, str):
            setattr(namespace, part.name, found.removeprefix(_PLAIN))
        elif isinstance(found, list):
            setattr(namespace, part.name, [word.removeprefix(_PLAIN) for word in found])
    return namespace


def _parser(parents: Sequence[argparse.ArgumentParser] = ()) -> _Parser:
    return _Parser(
        prog="exchange",
        add_help=False,
        allow_abbrev=False,
        parents=list(parents),
        argument_default=argparse.SUPPRESS,
    )


def _add(parser: argparse.ArgumentParser, part: Part) -> None:
    if part.shape in POSITIONAL:
        parser.add_argument(part.name, metavar=part.metavar, nargs=_ARITY[part.shape])
    elif part.shape is Shape.FLAG:
        parser.add_argument(f"--{part.name}", dest=part.name, action="store_true")
    elif part.shape is Shape.MANY:
        parser.add_argument(f"--{part.name}", dest=part.name, action="append")
    else:
        parser.add_argument(f"--{part.name}", dest=part.name)
