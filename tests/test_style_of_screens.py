"""The measurable part of how screens look: short ones, and none that reads foreign text as markup.

An exception needs a line in `EXCEPTIONS`, with its reason; one that is no longer needed fails too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

import pytest

from tests import test_style
from tests.sources import Source
from tests.test_style import Site

SCREEN_LINES, APP_LINES = 200, 150
MARKUP_READERS: Final = frozenset({"Static", "Label", "notify"})
MARKUP_ALWAYS: Final = frozenset(
    {"DataTable", "OptionList", "ListItem", "Markdown", "RichLog", "Button", "Checkbox", "from_markup"}
)
MARKUP_TITLES: Final = frozenset({"tooltip", "border_title", "border_subtitle"})
SHORT: Final = "a screen has at most 200 lines, the App 150"
PLAIN: Final = "no widget reads foreign text as markup"

EXCEPTIONS: dict[tuple[str, str, str], str] = {
    # (rule, file, name): reason
}


def long_screens() -> Iterator[Site]:
    for source in test_style.sources():
        limit = APP_LINES if source.path == "tui/app.py" else SCREEN_LINES
        if source.path.startswith(("tui/screens/", "tui/app.py")) and source.text.count("\n") > limit:
            yield source.path, ""


def markup_read() -> Iterator[Site]:
    """Find what would read foreign text as markup: `[/]` in a name would end the program."""
    for source in test_style.sources():
        if source.is_test or not source.path.startswith("tui/") or source.path.startswith("tui/cli/"):
            continue
        for node in source.nodes:
            if isinstance(node, ast.Call) and _reads_markup(node):
                yield source.path, f"line {node.lineno}"
            if isinstance(node, ast.ClassDef) and any(ast.unparse(one) == "Static" for one in node.bases):
                calls = (one for one in ast.walk(node) if isinstance(one, ast.Call))
                if not any(ast.unparse(one.func) == "super().__init__" and _is_plain(one) for one in calls):
                    yield source.path, node.name
            if isinstance(node, ast.Assign) and any(map(_titles, node.targets)):
                yield source.path, f"line {node.lineno}"


def _reads_markup(call: ast.Call) -> bool:
    name = ast.unparse(call.func).split(".")[-1]
    return name in MARKUP_ALWAYS or (name in MARKUP_READERS and not _is_plain(call))


def _is_plain(call: ast.Call) -> bool:
    return any(one.arg == "markup" and ast.unparse(one.value) == "False" for one in call.keywords)


def _titles(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr in MARKUP_TITLES


RULES = {SHORT: long_screens, PLAIN: markup_read}


@pytest.mark.parametrize("rule", RULES)
def test_the_screens_keep_each_rule_but_for_listed_exceptions(rule: str) -> None:
    broken = {(rule, *site) for site in RULES[rule]()}
    listed = {key for key in EXCEPTIONS if key[0] == rule}
    assert sorted(broken - listed) == []
    assert sorted(listed - broken) == [], "an exception that is no longer needed"


@pytest.mark.parametrize(
    ("path", "code", "rule"),
    [
        ("tui/screens/bad.py", "x = 1\n" * 201, SHORT),
        ("tui/app.py", "x = 1\n" * 151, SHORT),
        ("tui/bad.py", "Static('x')\n", PLAIN),
        ("tui/bad.py", "Static('x', markup=True)\n", PLAIN),
        ("tui/bad.py", "app.notify(text)\n", PLAIN),
        ("tui/bad.py", "w.border_title = name\n", PLAIN),
        ("tui/bad.py", "Text.from_markup(name)\n", PLAIN),
        ("tui/bad.py", "class A(Static):\n    x = 1\n", PLAIN),
    ],
)
def test_each_rule_of_the_screens_finds_what_breaks_it(
    path: str, code: str, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Source(path, code, ast.parse(code))
    monkeypatch.setattr(test_style, "sources", lambda: (bad,))
    assert list(RULES[rule]()) != []
