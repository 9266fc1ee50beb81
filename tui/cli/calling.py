"""From the words of a command to the call of its verb, wherever they were typed: a shell, a batch."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from exchange.errors import Refused, Usage
from tui.cli import words
from tui.cli.grammar import Call, Given, Verb
from tui.cli.parser import parse
from tui.cli.passphrases import STDIN, first_line_of_stdin
from tui.cli.report import Report
from tui.cli.session import passphrase_source
from tui.cli.words import Sentence

if TYPE_CHECKING:
    from exchange.desk import Desk, Settings

_LANGUAGE = re.compile(r"(fr|en)([-_.].*)?", re.IGNORECASE)


def verb_of(said: Sentence) -> Verb:
    """Return the verb that a command names; raise Usage where it names none, or one that there isn't."""
    if said.noun is None:
        raise Usage("missing-noun")
    noun = words.noun_named(said.noun)
    verb = noun.verb("") if noun.name in words.ALONE else None
    if verb is None and said.verb is None:
        raise Usage("missing-verb", noun=noun.name, verbs=", ".join(verb.name for verb in noun.verbs))
    return verb or words.verb_named(noun, said.verb or "")


def call_of(
    verb: Verb,
    said: Sentence,
    report: Report,
    settings: Callable[[], Settings],
    desk: Desk | None = None,
) -> Call:
    """Return the call of a verb with what was given for it; raise Usage or Refused where it makes none."""
    given = parse(verb, said.rest)
    _refuse_unfit(given, verb)
    return Call(given, report, settings, desk, _first_line(verb, given) if desk is None else None)


def _first_line(verb: Verb, given: Given) -> bytes | None:
    """Read the passphrase's line of stdin before the verb reads what follows it there."""
    if not verb.unlocks or passphrase_source(given) != STDIN:
        return None
    follows = any(text == STDIN for part, text in given.texts() if part.name != "passphrase-file")
    return first_line_of_stdin() if follows else None


def _refuse_unfit(given: Given, verb: Verb) -> None:
    """Refuse a language that there isn't, and a proposal where the verb takes none: neither is ignored."""
    asked = given.text("lang")
    language = asked if asked is not None else os.environ.get("EXCHANGE_LANG") or None
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise Usage("unknown-language", given=language[:40])
    if given.number("proposed") is not None and not verb.four_eyes:
        raise Refused("proposal-needless")
