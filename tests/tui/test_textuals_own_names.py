"""No attribute of our screens is one that Textual keeps for itself: what it means by it would win."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator
from functools import cache

import pytest
from textual.dom import DOMNode

from tests.tui.test_screens_words import classes


@cache
def set_by(kind: type) -> frozenset[str]:
    """Return the names that the methods of a class set on its instances."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    return frozenset(
        target.attr
        for node in ast.walk(tree)
        for target in _targets(node)
        if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self"
    )


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from target.elts if isinstance(target, ast.Tuple) else (target,)
    if isinstance(node, ast.AnnAssign):
        yield node.target


def _is_textuals(kind: type) -> bool:
    return kind.__module__.startswith("textual.") and hasattr(sys.modules[kind.__module__], "__file__")


@pytest.mark.parametrize("kind", sorted(classes(), key=str), ids=lambda kind: str(kind.__name__))
def test_no_private_name_of_ours_is_one_of_textuals(kind: type[DOMNode]) -> None:
    theirs = {name for base in kind.__mro__ if _is_textuals(base) for name in (*vars(base), *set_by(base))}
    ours = {name for name in set_by(kind) if name.startswith("_") and not name.startswith("__")}
    # What a test's pilot and the end of the program need is theirs on purpose.
    assert ours & theirs - {"_exception", "_return_code"} == set()
