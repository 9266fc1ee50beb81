"""Rows of a list and how their cells are laid out in a line. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size


@dataclass(frozen=True)
class Column:
    """A column: its width (0 takes what is left), from which width of the list it shows."""

    width: int
    least: int = 0
    right: bool = False


@dataclass(frozen=True)
class Row:
    """A row: its key (None: a heading), its cells, made visible already, its look and its layout.

    Looks: `plain`, `heading`, `alarm`, `late`, `dim`, `closed`.
    """

    key: str | None
    cells: tuple[str, ...]
    look: str = "plain"
    layout: str = ""


Layouts = Mapping[str, tuple[Column, ...]]


def laid(cells: Sequence[str], columns: Sequence[Column], width: int) -> str:
    """Return cells as one line of exactly `width` cells; columns that need more room are left out."""
    kept = [(column, cell) for column, cell in zip(columns, cells, strict=False) if width >= column.least]
    fixed = sum(column.width for column, _ in kept) + max(len(kept) - 1, 0)
    flexible = sum(not column.width for column, _ in kept)
    room = max(width - fixed, 0) // max(flexible, 1)
    parts = [fitted(cell, column.width or room, right=column.right) for column, cell in kept]
    return set_cell_size(" ".join(parts), width)


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` in exactly `width` cells, with `…` where some of it is left out."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, max(width - 1, 0)) + ("…" if width else "")
    return " " * (width - length) + text if right else text + " " * (width - length)
