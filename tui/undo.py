"""The last reversible act, and what takes it back: one, until another act or a lock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exchange.desk import Desk


@dataclass(frozen=True)
class Undo:
    """How an act is taken back, and what is said then."""

    verb: Callable[[Desk], object]
    told: str
