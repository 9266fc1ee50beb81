"""The words of the screens: none missing, none that nobody says; each key does something that exists."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import tui
from exchange.codes import Kind
from exchange.locale import Language, has
from exchange.log.operations import OPERATIONS
from exchange.log.roles import READS_LOG, Role
from tests.tui.test_catalogues import messages
from tui import keynames
from tui.actions import ACTIONS, AREAS, Action
from tui.screens import directory, request_tabs
from tui.speech import SCREENS
from tui.wording import error_catalogues

ROOT = Path(__file__).parent.parent.parent
SAID_BY_NAME: Final = {"speech.of", "self.of", "Speech(language).of"}


@cache
def trees() -> Mapping[str, ast.Module]:
    """Return the modules of the screens, parsed; the command line has words of its own."""
    found = (path for path in sorted((ROOT / "tui").rglob("*.py")) if "cli" not in path.parts)
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def calls() -> Iterator[ast.Call]:
    for tree in trees().values():
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def said() -> Iterator[ast.expr]:
    """Give what is said by its code: the first argument of each `speech.of`."""
    for call in calls():
        name = ast.unparse(call.func)
        if call.args and any(name == one or name.endswith(f".{one}") for one in SAID_BY_NAME):
            yield call.args[0]


def literals(expression: ast.AST) -> set[str]:
    """Return the whole texts in an expression: of `a if x else b`, both."""
    if isinstance(expression, ast.JoinedStr):
        return set()
    if isinstance(expression, ast.Constant):
        return {expression.value} if isinstance(expression.value, str) else set()
    branches = (expression.body, expression.orelse) if isinstance(expression, ast.IfExp) else ()
    return {text for branch in branches for text in literals(branch)}


def handed_to(function: str, place: int = 0) -> set[str]:
    """Return the texts that are handed to a function of ours at a place, wherever it is called."""
    return {
        text
        for call in calls()
        if ast.unparse(call.func).split(".")[-1] == function and len(call.args) > place
        for text in literals(call.args[place])
    }


def ids(actions: Iterable[Action]) -> set[str]:
    return {one.id for one in actions}


def columns() -> set[str]:
    """Return the columns of the list of requests."""
    return set(importlib.import_module("tui.screens.request_rows").COLUMNS)


FAMILIES: Final[Mapping[str, Callable[[], set[str]]]] = {
    "action.{}": lambda: ids(ACTIONS),
    "foot.{}": lambda: ids(one for one in ACTIONS if one.foot),
    "scope.{}": lambda: {one.scope for one in ACTIONS},
    "area.{}": lambda: set(AREAS),
    "role.{}": lambda: {role.value for role in Role},
    "key.{}": lambda: set(keynames._NAMED),
    "tab.{}": lambda: set(request_tabs.TABS),
    "directory.{}": lambda: set(directory.TABS),
    "desk.{}": lambda: handed_to("_section", 1),
    "figures.{}": lambda: handed_to("_part") | handed_to("_titled"),
    "column.{}": columns,
    "kind.{}": lambda: {kind.value for kind in Kind},
    "ask.{}": lambda: handed_to("_with_reason") | handed_to("_into_folder"),
    "done.{}": lambda: handed_to("_with_reason"),
    "field.{}": lambda: handed_to("_choice", 1) | handed_to("_code", 2),
}
"""What stands in the place of a name in a code that is put together: by code, all of its names."""


OWN_HINT: Final = "hint-for."
"""Before a reason whose hint of the command line names options that no screen has."""


def families() -> set[str]:
    """Return the codes that are put together, `{}` for each name in them."""
    return {
        "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in code.values)
        for code in said()
        if isinstance(code, ast.JoinedStr)
    }


def codes() -> set[str]:
    """Return every code that the screens can say."""
    plain = {text for code in said() for text in literals(code)}
    # A code that goes through a name (`asks = "a" if … else "b"`) or a default is a text of its own.
    named = {
        text
        for tree in trees().values()
        for node in ast.walk(tree)
        for text in (literals(node) if isinstance(node, ast.Constant | ast.IfExp) else ())
        if text in messages(SCREENS, "fr")
    }
    put = {family.format(name) for family, names in FAMILIES.items() for name in names()}
    return plain | named | put


def test_every_code_that_is_put_together_is_of_a_known_family() -> None:
    assert families() - set(FAMILIES) == set()
    assert set(FAMILIES) - families() == set()


@pytest.mark.parametrize("language", list(Language))
def test_no_word_of_the_screens_is_missing(language: Language) -> None:
    assert sorted(code for code in codes() if not has(SCREENS, code, language)) == []


def test_no_word_is_kept_that_no_screen_says() -> None:
    kept = {code for code in messages(SCREENS, "fr") if not code.startswith(OWN_HINT)}
    assert sorted(kept - codes()) == []


def test_a_hint_of_the_screens_own_is_one_of_a_reason_that_exists() -> None:
    reasons = {code for domain in error_catalogues(Language.FR) for code in messages(domain, "fr")}
    own = {code.removeprefix(OWN_HINT) for code in messages(SCREENS, "fr") if code.startswith(OWN_HINT)}
    assert sorted(own - reasons) == []


def test_every_operation_that_an_action_needs_is_one_of_the_log() -> None:
    known = {*OPERATIONS, READS_LOG, ""}
    assert [one.id for one in ACTIONS if one.op not in known] == []


def classes() -> Iterator[type[DOMNode]]:
    """Give every screen, widget and app of ours."""
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if module.name.startswith("tui.cli"):
            continue
        found = vars(importlib.import_module(module.name)).values()
        yield from (
            one
            for one in found
            if isinstance(one, type) and issubclass(one, DOMNode) and one.__module__ == module.name
        )


def bindings_of(kind: type[DOMNode]) -> Iterator[Binding]:
    given: Iterable[Any] = vars(kind).get("BINDINGS", ())
    yield from (one if isinstance(one, Binding) else Binding(*one) for one in given)


def test_every_key_does_something_that_its_screen_has() -> None:
    dead = [
        (kind.__name__, binding.id or binding.key, binding.action)
        for kind in classes()
        for binding in bindings_of(kind)
        if binding.action != "none"
        and not hasattr(kind, f"action_{binding.action.partition('(')[0].removeprefix('app.')}")
    ]
    assert dead == []


def test_every_action_belongs_to_something_that_binds_it() -> None:
    bound = {binding.id for kind in classes() for binding in bindings_of(kind)}
    assert sorted(one.id for one in ACTIONS if one.keys and one.id not in bound) == []


def test_every_action_without_a_key_is_one_of_the_palettes() -> None:
    keyless = [one for one in ACTIONS if not one.keys]
    app = importlib.import_module("tui.app").ExchangeApp
    assert [one.id for one in keyless if one.scope != "app"] == []
    assert [one.id for one in keyless if not hasattr(app, f"action_{one.call or one.name}")] == []
