"""What a file of this folder holds: a question, and how it is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.measuring import Result
from benchmarks.stores import Stores

Measure: TypeAlias = Callable[[Stores, int], Iterator[Result]]
"""Measures at a size: requests in the store, or MiB of a file."""


@dataclass(frozen=True)
class Question:
    """A question; `sizes` holds its own sizes where they don't count requests."""

    name: str
    measure: Measure
    sizes: tuple[int, ...] = ()
