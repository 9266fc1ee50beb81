"""Rows under a header, of a CSV file or a spreadsheet, as the documents that they say.

A column is a key of a request. Lists stand in one cell with `;` between (`;;` is the sign itself), or in
several columns of one key; a person or document as `family=…;given=…`, several of them on lines of one
cell; a field of the kind in a column `fields.NAME`, or several in `set` as `FIELD=VALUE`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from exchange.errors import Invalid
from exchange.importing.lines import REFUSED, Document
from exchange.importing.mapping import LEFT_OUT, CheckKey, Translation
from exchange.pairs import pieces

FIELD: Final = "fields."
CELLS: Final = "cells"
"""The key under which a report gives a row that hasn't the cells of the header as it came: no import takes
it before somebody has said which cell belongs where."""
_BY_LINES: Final = ("person", "document")
_LISTS: Final = ("to", "point", "points", "notes", "set", *_BY_LINES)
_SINGULAR: Final = {"persons": "person", "documents": "document", "fields": "set"}


@dataclass(frozen=True)
class Header:
    """The keys of a table's columns, in their order; an empty one is left out."""

    keys: tuple[str, ...]
    mapping: Translation

    def document(self, cells: Sequence[str]) -> Document:
        """Return what a row says; empty cells say nothing."""
        found: dict[str, object] = dict(self.mapping.constants)
        for key, cell in zip(self.keys, cells, strict=False):
            if key == LEFT_OUT or not cell.strip():
                continue
            if key in _LISTS:
                parts = [self.mapping.value(key, part) for part in _parts(key, cell)]
                found[key] = [*_list(found.get(key)), *parts]
            else:
                found[key] = self.mapping.value(key, cell.strip() if key != "text" else cell)
        if len(cells) != len(self.keys):
            found[CELLS] = list(cells)
        return gathered(found)


def header_of(cells: Sequence[str], mapping: Translation, check: CheckKey) -> Header:
    """Return a table's header; raise Invalid for a column that no request has, or one given twice."""
    keys = []
    for cell in cells:
        name = mapping.key(cell.removeprefix("\ufeff"))
        plain = name.casefold().replace("_", "-") if not name.startswith(FIELD) else name
        key = _SINGULAR.get(plain, plain)
        if key not in (LEFT_OUT, REFUSED):
            check(key)
        if key in keys and key not in (*_LISTS, LEFT_OUT):
            raise Invalid("import-column-twice", name=name[:60])
        keys.append(LEFT_OUT if key == REFUSED else key)
    if not any(keys):
        raise Invalid("import-no-header")
    return Header(tuple(keys), mapping)


def gathered(found: dict[str, object]) -> Document:
    """Return a document with its `fields.NAME` as one object."""
    own = {key.removeprefix(FIELD): found.pop(key) for key in tuple(found) if key.startswith(FIELD)}
    if own:
        there = found.get("fields")
        found["fields"] = {**there, **own} if isinstance(there, dict) else own
    return found


def refuse_ragged(cells: Sequence[str], header: Header) -> None:
    """Raise Invalid where a row hasn't the cells of the header: something is lost, or has slipped."""
    if len(cells) != len(header.keys):
        raise Invalid("line-cells", found=len(cells), expected=len(header.keys))


def _parts(key: str, cell: str) -> list[str]:
    if key in _BY_LINES:
        return [line for line in cell.splitlines() if line.strip()]
    return [piece.strip() for piece in pieces(cell)]


def _list(found: object) -> list[object]:
    return found if isinstance(found, list) else [] if found is None else [found]
