"""The areas of a desk, each imported when it is first asked for: a verb pays for what it needs alone."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from exchange.desk import Desk

A = TypeVar("A")


class Area(Generic[A]):
    """An area of the desk: a class, or a function, that is given its session."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __get__(self, desk: Desk, owner: type[Desk]) -> A:
        area: A = getattr(importlib.import_module(self._module), self._name)(desk.session)
        return area
