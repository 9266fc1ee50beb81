"""A line of a batch as the words of a command: typed as in a shell, or as JSON.

    request note BOG-2026-00042 --text "Vu au courrier"
    ["request", "note", "BOG-2026-00042", "--text", "Vu au courrier"]
    {"verb": "request note", "ref": "BOG-2026-00042", "text": "Vu au courrier"}

The keys of an object are the names of the verb's words and options; a list repeats an option, true gives
one that has no value. Empty lines and those that begin with # are passed over.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from exchange.errors import Invalid, Usage
from exchange.halves import refuse_unfit
from tui.cli.calling import verb_of
from tui.cli.grammar import POSITIONAL, Verb
from tui.cli.words import sentence

LONGEST = 16 * 1024 * 1024


def lines_of(source: BinaryIO) -> Iterator[tuple[int, str | Invalid]]:
    """Give each line that says anything, with its number; one that can't be read as its refusal."""
    number = 0
    while raw := source.readline(LONGEST):
        number += 1
        if len(raw) == LONGEST and not raw.endswith(b"\n"):
            while (piece := source.readline(LONGEST)) and not piece.endswith(b"\n"):
                pass
            yield number, Invalid("line-too-long", limit=LONGEST // 1024**2)
            continue
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            yield number, Invalid("line-not-encoded", column=error.start + 1)
            continue
        if line and not line.startswith("#"):
            yield number, line


def words_of(line: str) -> tuple[str, ...]:
    """Return the words of a line; raise Usage or Invalid where it says none."""
    found = _json(line) if line.startswith(("[", "{")) else _typed(line)
    return found[1:] if found[:1] == ("exchange",) else found


def _typed(line: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(line))
    except ValueError:
        raise Usage("batch-quotes") from None
    for word in words:
        refuse_unfit(word, "-")
    return words


def _json(line: str) -> tuple[str, ...]:
    import json

    from exchange.json_text import parse_json, refuse_unfit_within

    try:
        found = parse_json(line)
    except json.JSONDecodeError as error:
        raise Invalid("line-not-json", column=error.colno) from None
    if isinstance(found, list):
        refuse_unfit_within({"-": found})
        return tuple(_word(one, "-") for one in found)
    document = found if isinstance(found, dict) else {}
    refuse_unfit_within(document)
    return _told(document)


def _told(document: Mapping[str, object]) -> tuple[str, ...]:
    """Return the words that an object stands for: the verb, its words in their order, its options."""
    named = tuple(_word(document.get("verb"), "verb").split())
    verb = verb_of(sentence(named))
    given = {key.replace("_", "-"): value for key, value in document.items() if key != "verb"}
    inner = [part.name for part in verb.parts if part.shape in POSITIONAL]
    placed = [_word(one, name) for name in inner for one in _several(given.pop(name, None))]
    options = (word for key, value in given.items() for word in _option(verb, key, value))
    return (*named, *options, *(("--", *placed) if placed else ()))


def _option(verb: Verb, key: str, value: object) -> Iterator[str]:
    for one in _several(value):
        if one is True:
            yield f"--{key}"
        elif one is not False:
            yield f"--{key}={_word(one, key)}"


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _word(value: object, key: str) -> str:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise Invalid("batch-value", key=key[:60])
    refuse_unfit(str(value), key)
    return str(value)
