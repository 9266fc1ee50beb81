"""Which nouns and verbs there are, which come later, and what an unknown one was meant to be.

The first word that is neither an option nor an option's value is the noun, the next one the verb;
options common to all verbs may stand before, between or after them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from exchange.errors import Usage
from tui.cli.grammar import GLOBAL_PARTS, Noun, Shape, Verb

ALONE = ("init", "demo", "due", "stats", "verify", "recover", "batch")
NOUNS = (
    "transmission", "request", "leg", "attachment", "subject", "service", "card", "member", "compartment",
    "grant", "proposal", "law", "incident", "log", "store",
)  # fmt: skip
PLURALS = {
    "transmissions": "transmission", "requests": "request", "legs": "leg", "attachments": "attachment",
    "subjects": "subject", "services": "service", "members": "member", "compartments": "compartment",
    "grants": "grant", "proposals": "proposal", "laws": "law", "incidents": "incident",
}  # fmt: skip

# Named by the product's command line, not in this version: said clearly, with exit code 2.
LATER_ALONE = ("person",)
LATER: dict[str, tuple[str, ...]] = {
    "transmission": ("pass-on",),
    "leg": ("remind",),
    "subject": ("matches", "decide"),
    "release": ("list", "give", "refuse"),
    "check": ("add", "list"),
    "consent": ("ask", "record", "list"),
    "correction": ("prepare", "list"),
    "affair": ("new", "add", "list", "show"),
    "contact": ("add", "list", "end"),
    "absence": ("set", "list", "end"),
    "rogatory": ("list", "show", "step", "act", "mission", "exhibit", "document", "calendar"),
    "store": ("migrate",),
}
_READING = frozenset(
    ("list", "show", "search", "history", "verify", "check", "checkpoint", "info", "due", "stats")
)
_VALUED = frozenset(f"--{part.name}" for part in GLOBAL_PARTS if part.shape is Shape.VALUE) | {"--completion"}
HELP = frozenset({"-h", "--help"})
_KNOWN = frozenset(f"--{part.name}" for part in GLOBAL_PARTS) | HELP | {"--version", "--completion"}


class Sentence(NamedTuple):
    """A command line taken apart: its noun and verb if named, and all the rest in order."""

    noun: str | None
    verb: str | None
    rest: tuple[str, ...]


def sentence(arguments: Sequence[str]) -> Sentence:
    """Take a command line apart; a plural stands for the verb `list`."""
    named: list[str] = []
    rest: list[str] = []
    wanted = 2
    at = 0
    while at < len(arguments):
        word = arguments[at]
        at += 1
        if word == "--" or (word.startswith("-") and not word.startswith("--") and word not in HELP):
            rest.extend(arguments[at - 1 :])
            break
        if word.startswith("--") or word in HELP:
            rest.append(word)
            if word in _VALUED and at < len(arguments):
                rest.append(arguments[at])
                at += 1
            elif word not in _VALUED and not is_common(word):
                rest.extend(arguments[at:])
                break
            continue
        named.append(word)
        if len(named) == 1 and (word in ALONE or word in PLURALS or word in LATER_ALONE):
            wanted = 1
        if len(named) == wanted:
            rest.extend(arguments[at:])
            break
    if named and named[0] in PLURALS:
        return Sentence(PLURALS[named[0]], "list", tuple(rest))
    return Sentence(named[0] if named else None, named[1] if len(named) > 1 else None, tuple(rest))


def is_common(option: str) -> bool:
    """Say whether every verb takes `option`."""
    return option.partition("=")[0] in _KNOWN


def only_reads(said: Sentence) -> bool:
    """Say whether a command only reads: repeated, it does nothing twice."""
    return (said.verb or said.noun) in _READING


def noun_named(name: str) -> Noun:
    """Return the noun of that name; raise Usage for one that comes later or is unknown."""
    if name in ALONE or name in NOUNS:
        module = importlib.import_module(f"tui.cli.nouns.{name}")
        noun: Noun = module.NOUN
        return noun
    if name in LATER_ALONE or name in LATER:
        raise Usage("comes-later", words=name)
    known = (*ALONE, *NOUNS, *PLURALS, *LATER_ALONE, *LATER)
    raise _unknown("unknown-noun", name, known)


def verb_named(noun: Noun, name: str) -> Verb:
    """Return the verb of that name; raise Usage for one that comes later or is unknown."""
    found = noun.verb(name)
    if found:
        return found
    if name in LATER.get(noun.name, ()):
        raise Usage("comes-later", words=f"{noun.name} {name}")
    known = (*(verb.name for verb in noun.verbs), *LATER.get(noun.name, ()))
    raise _unknown("unknown-verb", name, known, noun=noun.name)


def unknown_option(option: str, verb: Verb) -> Usage:
    """Return the refusal of an option that the verb doesn't know, with the nearest ones."""
    if option.partition("=")[0] in verb.later:
        raise Usage("comes-later", words=f"{verb.name} {option.partition('=')[0]}".strip())
    known = [f"--{part.name}" for part in (*verb.parts, *GLOBAL_PARTS) if part.written.startswith("--")]
    return _unknown("unknown-option", option.partition("=")[0], known)


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known words most like `name`, at most three."""
    import difflib

    by_form = {word.lstrip("-"): word for word in known}
    found = difflib.get_close_matches(name.lower().lstrip("-"), by_form, 3, 0.6)
    return tuple(by_form[form] for form in found)


def _unknown(reason: str, given: str, known: Iterable[str], **arguments: str) -> Usage:
    known = tuple(dict.fromkeys(known))
    near = nearest(given[:60], known) or (known if reason == "unknown-verb" else ("--help",))
    return Usage(reason, given=given[:60], nearest=", ".join(near), **arguments)
