"""What stands in files rather than in the command: texts, JSON documents, `key=value` lists.

Content typed as an option stays in the shell's history; `--input FILE|-` and `--text-file` keep it
out. Values are passed on as text: the desk alone checks what they mean.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from exchange.errors import Invalid, Usage
from tui.cli.grammar import Given, Part, Shape
from tui.cli.system import refused_by_system
from tui.cli.words import nearest

# The desk's own limit of a text is 4 MiB; a document may hold it twice over in escapes.
LARGEST = 64 * 1024 * 1024

Document = Mapping[str, object]


def bytes_from(source: str) -> bytes:
    """Return what a file, or stdin for `-`, holds; raise Invalid for more than 64 MiB."""
    try:
        with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as file:
            found = file.read(LARGEST + 1)
    except OSError as error:
        error.filename = source  # reading names no file
        raise refused_by_system(error) from None
    if len(found) > LARGEST:
        raise Invalid("input-too-large", file=source, limit=LARGEST // (1024 * 1024))
    return found


def text_from(source: str) -> str:
    """Return the text of a file or stdin; raise Invalid, with the place, for what isn't UTF-8."""
    try:
        return bytes_from(source).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("not-utf-8", file=source, place=error.start) from None


def text_given(given: Given) -> str | None:
    """Return the text of --text, or of the file that --text-file names; both at once are refused."""
    named = given.text("text-file")
    if named is None:
        return given.text("text")
    if given.text("text") is not None:
        raise Usage("one-or-the-other", one="--text", other="--text-file")
    return text_from(named)


def document_from(source: str) -> Document:
    """Return the JSON document of a file or stdin; raise Invalid for anything but one object."""
    import json

    from exchange.json_text import parse_json, refuse_unfit_within

    try:
        found = parse_json(text_from(source))
    except json.JSONDecodeError as error:
        raise Invalid("not-json", file=source, line=error.lineno, column=error.colno) from None
    if not isinstance(found, dict):
        raise Invalid("not-an-object", file=source)
    refuse_unfit_within(found)
    return found


class Asked:
    """What was asked by options and by a JSON document together; a key given by both is refused."""

    def __init__(
        self, given: Given, parts: Sequence[Part], document: Document, own: Sequence[str] = ()
    ) -> None:
        """Check the document's keys: the verb's parts, or `own` ones that hold lists and objects."""
        self._given, self._document = given, {key.replace("_", "-"): value for key, value in document.items()}
        self._names = tuple(part.name for part in parts)
        shapes = {part.name: part.shape for part in parts}
        known = (*shapes, *own)
        for key, found in self._document.items():
            if key not in known:
                raise Invalid("unknown-key", given=key[:60], nearest=", ".join(nearest(key, known) or known))
            if key in shapes and not _has_shape(found, shapes[key]):
                raise Invalid("wrong-type", key=key[:60])
            if key in given.names() and found is not None:
                raise Usage("given-twice", option=f"--{key}")

    def text(self, name: str) -> str | None:
        """Return the one value of `name`, or none."""
        found = self._document.get(name)
        return self._given.text(name) if found is None else str(found)

    def need(self, name: str) -> str:
        """Return the value of `name`; raise Usage where neither gives it."""
        found = self.text(name)
        if found is None:
            raise Usage("missing-option", option=f"--{name}")
        return found

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of a repeated `name`."""
        found = self._document.get(name)
        if found is None:
            return self._given.many(name)
        return tuple(str(one) for one in found) if isinstance(found, list) else (str(found),)

    def all(self) -> dict[str, object]:
        """Return all that was given, by options and by the document, as one document."""
        texts = {name: self._given.text(name) for name in self._names}
        lists = {name: list(self._given.many(name)) for name in self._names}
        options = {name: lists[name] if text is None else text for name, text in texts.items()}
        return {name: value for name, value in (options | self._document).items() if value not in (None, [])}

    def flag(self, name: str) -> bool:
        """Say whether `name` was given."""
        return self._given.flag(name) or self._document.get(name) is True

    def number(self, name: str) -> int | None:
        """Return the whole number of an option, or none."""
        return self._given.number(name)

    def objects(self, key: str) -> tuple[dict[str, str], ...]:
        """Return the list of flat objects that the document holds under `key`."""
        found = self._document.get(key)
        several = [] if found is None else found if isinstance(found, list) else [found]
        return tuple(_flat(one, key) for one in several)

    def object(self, key: str) -> dict[str, str]:
        """Return the one flat object that the document holds under `key`, or an empty one."""
        found = self._document.get(key)
        return {} if found is None else _flat(found, key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts that the document holds under `key`."""
        found = self._document.get(key)
        if found is not None and not _has_shape(found, Shape.MANY):
            raise Invalid("wrong-type", key=key)
        several = [] if found is None else found if isinstance(found, list) else [found]
        return tuple(str(one) for one in several)


def _has_shape(found: object, shape: Shape) -> bool:
    if found is None:
        return True
    if shape is Shape.FLAG:
        return isinstance(found, bool)
    if shape in (Shape.MANY, Shape.WORDS):
        return all(_is_scalar(one) for one in found) if isinstance(found, list) else _is_scalar(found)
    return _is_scalar(found)


def _is_scalar(found: object) -> bool:
    return isinstance(found, str | int) and not isinstance(found, bool)


def _flat(found: object, key: str) -> dict[str, str]:
    if not isinstance(found, dict) or not all(_is_scalar(one) or one is None for one in found.values()):
        raise Invalid("wrong-type", key=key)
    return {str(name): str(one) for name, one in found.items() if one is not None}
