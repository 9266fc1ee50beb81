"""Our own modules, parsed once a process, for the tests that read code.

Parsed, they are two million objects that stay to the end of the run: the collector, which would go
through all of them again and again, is told to leave them alone.
"""

from __future__ import annotations

import ast
import gc
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("keys", "exchange", "tui")


@dataclass(frozen=True, eq=False)
class Source:
    """A module of ours: its path from the root of the repository, its text, its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def is_test(self) -> bool:
        """Whether the module is part of the suite."""
        return self.path.startswith(("tests/", "benchmarks/"))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, which many rules go through."""
        return tuple(ast.walk(self.tree))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Return the modules below some folders of the repository, in the order of their paths."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(source_of(path) for path in paths if "node_modules" not in path.parts)


@cache
def source_of(path: Path) -> Source:
    """Return one module."""
    text = path.read_text(encoding="utf-8")
    collecting = gc.isenabled()
    gc.disable()
    try:
        return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
