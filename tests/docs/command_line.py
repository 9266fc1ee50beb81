"""docs/command-line.md: every verb with what it takes, made from the help's own tables and words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from exchange.errors import Exit
from exchange.locale import Language, text
from tui.cli.grammar import GLOBAL_PARTS, POSITIONAL, Noun, Part, Verb
from tui.cli.helping import help_code, path_of
from tui.cli.words import ALONE, NOUNS, noun_named

_HEAD: Final = """# The command line

Generated from the command's own grammar and words by `make docs`; a test compares. `exchange VERB --help`
says the same in French or English. An option may stand before or after its verb; `--option=value` is
understood too, and `--` ends the options.

With `--passphrase-file -` the passphrase is the first line of standard input; what the verb itself reads
there (`--input -`, `--text-file -`, a search, a batch) follows it.

With `--json` one document is on stdout, messages on stderr; where the verb is refused the document is
`{"error":{"code","message","hint"}}` ([errors.md](errors.md) has every code).
"""
_EXITS: Final = {
    Exit.DONE: "done",
    Exit.REFUSED: "refused or failed, nothing changed",
    Exit.USAGE: "what was typed is no command",
    Exit.LOCKED: "not unlocked",
    Exit.NOT_AUTHORISED: "not authorised, which is logged",
    Exit.INTEGRITY: "something was altered, rolled back or forged",
    Exit.NOT_FOUND: "not there",
    Exit.CONFLICT: "there already, or changed meanwhile",
    Exit.UNSHOWN: "done, but standard output (full, closed) could not take the result: not to be repeated",
    Exit.INTERRUPTED: "interrupted from the keyboard",
}


def page() -> str:
    """Return the page as the grammar and the catalogues give it."""
    exits = "".join(f"| {code.value} | {words} |\n" for code, words in _EXITS.items())
    parts = [_HEAD, "\n## Exit codes\n\n| code | means |\n|---|---|\n", exits]
    parts += ["\n## Options of every verb\n", _table(GLOBAL_PARTS, "")]
    for name in (*ALONE, *NOUNS):
        noun = noun_named(name)
        if name in NOUNS:
            parts.append(f"\n## {name}\n\n{_both(f'noun.{name}')}\n")
        parts += [_verb(noun, verb) for verb in noun.verbs]
    return "".join(parts)


def _verb(noun: Noun, verb: Verb) -> str:
    path = path_of(noun, verb)
    words = path.replace(".", " ")
    needed = [part.written for part in verb.parts if part.required or part.shape in POSITIONAL]
    usage = " ".join(("exchange", words, *needed))
    examples = "\n".join(verb.examples)
    level = "###" if verb.name else "##"
    table = _table(verb.parts, path) if verb.parts else ""
    return f"\n{level} {words}\n\n{_both(f'verb.{path}')}\n\n`{usage}`\n{table}\n```\n{examples}\n```\n"


def _table(parts: Iterable[Part], path: str) -> str:
    rows = (
        f"| `{part.written.replace('|', chr(92) + '|')}` |"
        + "".join(f" {_cell(part, path, language)} |" for language in (Language.EN, Language.FR))
        for part in parts
    )
    return "\n| | English | français |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _cell(part: Part, path: str, language: Language) -> str:
    return text("cli", help_code(part, path, language), language).replace("|", "\\|").replace("\n", " ")


def _both(code: str) -> str:
    english, french = (text("cli", code, language) for language in (Language.EN, Language.FR))
    return f"{english} — *{french}*"
