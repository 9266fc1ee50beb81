"""The help: what there is, what a verb takes, and an example for each, in the asked language."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence

from exchange.locale import Language, has, text
from tui.cli.grammar import GLOBAL_PARTS, POSITIONAL, Noun, Part, Verb
from tui.cli.words import ALONE, NOUNS, noun_named
from tui.wording import places_named

INDENT, COLUMN = 2, 30


def help_for_all(language: Language, width: int) -> str:
    """Return the first page: every noun with its verbs, the common options, where to begin."""
    say = _speaker(language)
    alone = [(name, say(f"verb.{name}")) for name in ALONE]
    nouns = [(name, say(f"noun.{name}")) for name in NOUNS]
    return "\n\n".join(
        (
            f"{say('help.usage')} exchange [{say('help.options')}] {say('help.words')} …",
            _wrapped(say("help.about"), width),
            _section(say("help.alone"), alone, width),
            _section(say("help.nouns"), nouns, width),
            _section(say("help.common"), _rows(GLOBAL_PARTS, "", language), width),
            _wrapped(say("help.begin"), width),
        )
    )


def help_for_noun(noun: Noun, language: Language, width: int) -> str:
    """Return the verbs of a noun, each with what it does."""
    say = _speaker(language)
    verbs = [(verb.name, say(f"verb.{path_of(noun, verb)}")) for verb in noun.verbs]
    return "\n\n".join(
        (
            f"{say('help.usage')} exchange {noun.name} {say('help.verb')} …",
            _wrapped(say(f"noun.{noun.name}"), width),
            _section(say("help.verbs"), verbs, width),
            _wrapped(say("help.verb-help", noun=noun.name), width),
        )
    )


def help_for_verb(noun: Noun, verb: Verb, arguments: Sequence[str], language: Language, width: int) -> str:
    """Return what a verb does and takes, with its examples."""
    say = _speaker(language)
    path = path_of(noun, verb)
    needed = [part for part in verb.parts if part.required or part.shape in POSITIONAL]
    parts = [places_named(part.written, language) for part in needed]
    usage = " ".join(("exchange", *path.split("."), *parts, f"[{say('help.options')}]"))
    blocks = [
        f"{say('help.usage')} {usage}",
        _wrapped(say(f"verb.{path}"), width),
        say("help.examples") + "\n" + "\n".join(f"  {example}" for example in verb.examples),
    ]
    if verb.parts:
        blocks.append(_section(say("help.takes"), _rows(verb.parts, path, language), width))
    if verb.more_help:
        blocks.append(verb.more_help(arguments, say))
    blocks.append(_section(say("help.common"), _rows(GLOBAL_PARTS, "", language), width))
    return "\n\n".join(block for block in blocks if block)


def names_of_help(nouns: Iterable[str] = (*ALONE, *NOUNS)) -> tuple[str, ...]:
    """Return every code that the help looks up in its catalogue (a test compares them)."""
    codes: list[str] = []
    for name in nouns:
        noun = noun_named(name)
        codes += [f"noun.{name}"] if name in NOUNS else []
        for verb in noun.verbs:
            path = path_of(noun, verb)
            codes += [f"verb.{path}"] + [help_code(part, path, Language.EN) for part in verb.parts]
    return (*codes, *(help_code(part, "", Language.EN) for part in GLOBAL_PARTS))


def path_of(noun: Noun, verb: Verb) -> str:
    """Return the name of a verb in the catalogue: `request.new`, or `init` for one that stands alone."""
    return f"{noun.name}.{verb.name}" if verb.name else noun.name


def _speaker(language: Language) -> Callable[..., str]:
    def say(code: str, **arguments: str | int) -> str:
        return text("cli", code, language, **arguments)

    return say


def help_code(part: Part, path: str, language: Language) -> str:
    """Name the help of a part: the verb's own where it has one, else the one that all share."""
    own = f"option.{path}.{part.name}"
    return own if path and has("cli", own, language) else f"option.{part.name}"


def _rows(parts: Iterable[Part], path: str, language: Language) -> list[tuple[str, str]]:
    return [
        (places_named(part.written, language), text("cli", help_code(part, path, language), language))
        for part in parts
    ]


def _section(title: str, rows: Iterable[tuple[str, str]], width: int) -> str:
    lines = [title]
    for name, words in rows:
        wrapped = textwrap.wrap(words, max(30, width - COLUMN), break_on_hyphens=False) or [""]
        head = " " * INDENT + name
        if len(head) + 2 > COLUMN:
            lines.append(head)
            head = ""
        lines.append(f"{head:<{COLUMN}}{wrapped[0]}".rstrip())
        lines += [" " * COLUMN + line for line in wrapped[1:]]
    return "\n".join(lines)


def _wrapped(words: str, width: int) -> str:
    return "\n".join(
        textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in words.split("\n")
    )
