"""The areas of a desk, each imported when it is first asked for: a verb pays for what it needs alone."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from exchange.desk import Desk

A = TypeVar("A")


class Area(Generic[A]):
    """An area of the desk: a class, or a function, that is given its session.

    A retired store shows no content: it has the areas alone that are there `retired_too`.
    """

    def __init__(self, module: str, name: str, *, retired_too: bool = False) -> None:
        self._module, self._name, self._retired_too = module, name, retired_too

    def __get__(self, desk: Desk, owner: type[Desk]) -> A:
        session = desk.session if self._retired_too else desk.session.working
        area: A = getattr(importlib.import_module(self._module), self._name)(session)
        return area
