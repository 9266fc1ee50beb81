"""The measurable part of how this code looks, by `ast`, so that nobody argues.

An exception needs a line in `EXCEPTIONS`, with its reason; one that is no longer needed fails too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.sources import PACKAGES, Source
from tests.sources import sources as sources_of

FILE_LINES, BODY_LINES = 300, 40
VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"})
HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
LAZY_LOADS = ("tui/cli/", "tui/fatal.py", "tui/shown.py", "tui/wording.py")
"""What the command line imports when a verb needs it: help must answer at once."""

Site = tuple[str, str]

EXCEPTIONS: dict[tuple[str, str, str], str] = {
    # (rule, file, name): reason
}


def sources() -> tuple[Source, ...]:
    return sources_of(*PACKAGES, "tests", "benchmarks")


def functions(nodes: Iterable[ast.AST]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a body, its docstring apart."""
    statements = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def long_files() -> Iterator[Site]:
    for source in sources():
        if source.text.count("\n") > FILE_LINES:
            yield source.path, ""


def long_functions() -> Iterator[Site]:
    for source in sources():
        for function in functions(source.nodes):
            if body_lines(function) > BODY_LINES:
                yield source.path, function.name


def broad_excepts() -> Iterator[Site]:
    for source in sources():
        for node in source.nodes:
            if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _reraises(node):
                yield source.path, f"line {node.lineno}"
            if isinstance(node, ast.Call) and _suppresses_all(node):
                yield source.path, f"line {node.lineno}"


def _is_broad(kind: ast.expr | None) -> bool:
    names = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(name is None or ast.unparse(name) in ("Exception", "BaseException") for name in names)


def _suppresses_all(call: ast.Call) -> bool:
    return ast.unparse(call.func).endswith("suppress") and any(_is_broad(kind) for kind in call.args)


def _reraises(handler: ast.ExceptHandler) -> bool:
    """Say whether the handler lets the failure go on: cleaning up hides nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def inner_imports() -> Iterator[Site]:
    for source in sources():
        if source.path.startswith(LAZY_LOADS):
            continue
        for function in functions(source.nodes):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield source.path, function.name


def sleeps() -> Iterator[Site]:
    for source in sources():
        for node in source.nodes:
            if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] != "sleep":
                continue
            if [ast.unparse(one) for one in node.args] != ["0"]:  # that gives others their turn, and no time
                yield source.path, f"line {node.lineno}"


def hex_colours() -> Iterator[Site]:
    for source in sources():
        texts = (node for node in source.nodes if isinstance(node, ast.Constant))
        for node in texts if source.path.startswith("tui/") else ():
            if isinstance(node.value, str) and HEX_COLOUR.search(node.value):
                yield source.path, f"line {node.lineno}"


def missing_docstrings() -> Iterator[Site]:
    for source in sources():
        if ast.get_docstring(source.tree) is None and (source.tree.body or not source.is_test):
            yield source.path, ""
        if not source.is_test:
            yield from ((source.path, name) for name in _undocumented(source.tree, private=False))


def _undocumented(node: ast.Module | ast.ClassDef, *, private: bool) -> Iterator[str]:
    for child in node.body:
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        hidden = private or child.name.startswith("_")
        overload = any(ast.unparse(one).endswith("overload") for one in child.decorator_list)
        if not hidden and not overload and ast.get_docstring(child) is None:
            yield child.name
        if isinstance(child, ast.ClassDef):
            yield from _undocumented(child, private=hidden)


def vague_names() -> Iterator[Site]:
    for source in sources():
        if VAGUE_NAMES.intersection(Path(source.path).with_suffix("").parts):
            yield source.path, ""


def prints() -> Iterator[Site]:
    for source in sources():
        if source.is_test or source.path == "tui/cli/report.py":
            continue
        for node in source.nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
                yield source.path, f"line {node.lineno}"


def globals_written() -> Iterator[Site]:
    for source in sources():
        for node in source.nodes:
            if isinstance(node, ast.Global):
                yield source.path, f"line {node.lineno}"


def short_test_names() -> Iterator[Site]:
    for source in sources():
        if source.path.startswith("tests/"):
            for function in functions(source.nodes):
                if function.name.startswith("test_") and len(function.name.split("_")) < 6:
                    yield source.path, function.name


RULES = {
    "a file has at most 300 lines": long_files,
    "a function body has at most 40 lines": long_functions,
    "no broad except": broad_excepts,
    "no import inside a function": inner_imports,
    "no sleep": sleeps,
    "no hex colour": hex_colours,
    "a docstring for each module and public name": missing_docstrings,
    "no module named utils or the like": vague_names,
    "report alone prints": prints,
    "no global is written": globals_written,
}


@pytest.mark.parametrize("rule", RULES)
def test_the_code_keeps_each_rule_but_for_listed_exceptions(rule: str) -> None:
    broken = {(rule, *site) for site in RULES[rule]()}
    listed = {key for key in EXCEPTIONS if key[0] == rule}
    assert sorted(broken - listed) == []
    assert sorted(listed - broken) == [], "an exception that is no longer needed"


def test_every_exception_gives_its_reason() -> None:
    assert all(len(reason.split()) > 3 for reason in EXCEPTIONS.values())


def test_most_tests_are_named_as_a_sentence() -> None:
    names = [f.name for s in sources() if s.path.startswith("tests/") for f in functions(s.nodes)]
    tests = [name for name in names if name.startswith("test_")]
    short = list(short_test_names())
    assert len(short) <= 0.3 * len(tests), short


@pytest.mark.parametrize(
    ("code", "tests", "floor"),
    [("keys/", "tests/keys/", 1.2), ("exchange/log/", "tests/exchange/log/", 1.0), ("", "tests/", 0.65)],
)
def test_the_tests_keep_up_with_the_code(code: str, tests: str, floor: float) -> None:
    """Floors, not aims: twice the code for the core, and 1.2 times for the whole, is where we are going."""
    written = sum(source.text.count("\n") for source in sources() if source.path.startswith(tests))
    tested = sum(
        source.text.count("\n") for source in sources() if source.path.startswith(code) and not source.is_test
    )
    assert written >= floor * tested, (written, tested)


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("try:\n    f()\nexcept Exception:\n    g()\n", "no broad except"),
        ("try:\n    f()\nexcept:\n    g()\n", "no broad except"),
        ("with suppress(Exception):\n    f()\n", "no broad except"),
        ("def f():\n    import json\n", "no import inside a function"),
        ("import time\ntime.sleep(1)\n", "no sleep"),
        ("print(1)\n", "report alone prints"),
        ("def f():\n    global x\n    x = 1\n", "no global is written"),
        ("x = 1\n" * 301, "a file has at most 300 lines"),
        ("def f():\n" + "    x = 1\n" * 41, "a function body has at most 40 lines"),
        ("def f():\n    return 1\n", "a docstring for each module and public name"),
    ],
)
def test_each_rule_finds_what_breaks_it(code: str, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Source("keys/bad.py", code, ast.parse(code))
    monkeypatch.setitem(globals(), "sources", lambda: (bad,))
    assert list(RULES[rule]()) != []
