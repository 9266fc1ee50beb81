"""The console entry: what was typed is obeyed or refused in one sentence, with its exit code.

| ends by | exit | says |
|---|---|---|
| the verb's end | 0 | its result |
| an ExchangeError | its class's | the reason's sentence and hint |
| a refusal of the system (no space, no permission) | 1 | what it was |
| stdout that takes no result | 1, or 8 where the verb may have changed something | that it is done |
| ctrl+c | 130 | that it was interrupted |
| the reader of our output going away | 0 | nothing |
| anything unforeseen | 1 | an id; `tui.fatal` keeps frames without values |
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from exchange.errors import ExchangeError, Exit, Interrupted, Proposed, Usage
from exchange.locale import Language
from tui import VERSION, fatal
from tui.cli import helping, words
from tui.cli.calling import call_of, verb_of
from tui.cli.report import Report, width
from tui.cli.session import settings
from tui.cli.streams import hush, open_closed, speak_utf8
from tui.cli.system import refused_by_system

if TYPE_CHECKING:
    from exchange.desk import Settings

COLLECT_AFTER = 50_000
"""Objects: what imports make stays, and was looked through some hundred times."""


def run() -> int:
    """Obey the command line of this process; the console script's entry."""
    open_closed()
    fatal.install()
    gc.set_threshold(COLLECT_AFTER)
    return main(sys.argv[1:])


def main(arguments: Sequence[str], settings: Callable[[], Settings] = settings) -> int:
    """Obey `arguments` on a machine with these settings; return the exit code."""
    speak_utf8()
    options = _before_dashes(arguments)
    report = Report(
        language_of(options, os.environ), as_json="--json" in options, plain="--no-color" in options
    )
    try:
        return _ended(arguments, report, settings)
    except BrokenPipeError:
        hush(sys.stdout)
        return Exit.DONE
    except ExchangeError as unshown:
        return _told(report, unshown)


def _ended(arguments: Sequence[str], report: Report, settings: Callable[[], Settings]) -> int:
    """Obey, and return the exit code; raise only what befalls the telling of the result."""
    try:
        obey(arguments, report, settings)
    except Proposed as done:
        report.proposed(done)
    except ExchangeError as error:
        return _told(report, error)
    except KeyboardInterrupt:
        return _told(report, Interrupted("interrupted"))
    except BrokenPipeError:
        raise
    except OSError as error:
        return _told(report, refused_by_system(error))
    report.flush()
    return Exit.DONE


def obey(arguments: Sequence[str], report: Report, settings: Callable[[], Settings]) -> None:
    """Do what `arguments` say: help, version, or a verb of a noun."""
    said = words.sentence(arguments)
    asks_help = bool(words.HELP.intersection(_before_dashes(said.rest)))
    if said.noun is None:
        _without_noun(said, asks_help, report, settings)
        return
    if asks_help:
        _help(said, report)
        return
    verb = verb_of(said)
    call = call_of(verb, said, report, settings)
    report.changing = not words.only_reads(said)
    fatal.protect()
    verb.handle(call)


def _help(said: words.Sentence, report: Report) -> None:
    noun = words.noun_named(said.noun or "")
    if said.verb is None and noun.name not in words.ALONE:
        report.text(helping.help_for_noun(noun, report.language, width()))
    else:
        report.text(helping.help_for_verb(noun, verb_of(said), said.rest, report.language, width()))


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return the language asked for: --lang, EXCHANGE_LANG, the locale's, else French."""
    asked = environment.get("EXCHANGE_LANG", "")
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            asked = word.partition("=")[2]
        elif word == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
    if not asked:
        asked = next(
            (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
        )
    return Language.EN if asked.lower().startswith("en") else Language.FR


def _without_noun(
    said: words.Sentence, asks_help: bool, report: Report, settings: Callable[[], Settings]
) -> None:
    if asks_help:
        report.text(helping.help_for_all(report.language, width()))
    elif "--version" in said.rest:
        _version(report)
    elif "--completion" in said.rest:
        from tui.cli.completing import completion

        report.text(completion(" ".join(said.rest[said.rest.index("--completion") + 1 :][:1])))
    else:
        stray = next((word for word in said.rest if word.startswith("-") and not words.is_common(word)), None)
        if stray:
            raise Usage("unknown-option", given=stray, nearest="--help")
        from tui.cli.screens import SCREENS

        call = call_of(SCREENS, said, report, settings)
        fatal.protect()
        SCREENS.handle(call)


def _version(report: Report) -> None:
    if report.as_json:
        report.document({"version": VERSION})
    else:
        report.text(f"exchange {VERSION}")


def _before_dashes(rest: Sequence[str]) -> Sequence[str]:
    return rest[: rest.index("--")] if "--" in rest else rest


def _told(report: Report, error: ExchangeError) -> int:
    """Say what was refused, as far as anything can be said, and return its exit code."""
    try:
        report.failure(error)
        report.flush()
    except (BrokenPipeError, ExchangeError):
        hush(sys.stdout)
    return error.exit
