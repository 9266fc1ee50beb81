"""Modules that are imported when they are first asked for a name: for the verbs behind an area.

An area names all of its verbs, and a command does one of them. Type checkers and import-linter are told
of these modules as of any import, under TYPE_CHECKING.
"""

from __future__ import annotations

import importlib


class Later:
    """A module, imported when it is first asked for one of its names."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> object:
        return getattr(importlib.import_module(self._module), name)
