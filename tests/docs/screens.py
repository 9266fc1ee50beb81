"""docs/screens.md: every key of the screens and every setting, made from the table of actions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from exchange.locale import Language
from exchange.log.roles import Role
from tui import config
from tui.actions import ACTIONS, AREAS, Action, allowed, of
from tui.keynames import key_name
from tui.speech import Speech

_HEAD: Final = """# The screens

Generated from `tui/actions.py` and its words by `make docs`; a test compares. `exchange` alone opens the
screens on a terminal. `?` or `f1` lists the keys of the screen that is shown, found by key or by what they
do; `ctrl+p` lists every command by its name, in either language.

The last column says whose roles may, where not all do: **h**ead, **o**fficer, **i**nvestigator, **a**uditor;
what a role may not do is absent on its screens. Actions without a key stand in `ctrl+p`.
"""
_LISTS: Final = ("rows", "marks", "filter")
_SETTINGS: Final = """
## Settings

`config.toml` in the platform's folder for settings (`~/.config/exchange/` on Linux). Everything has a
default; what makes no sense is said at start, by name.

| setting | what it does |
|---|---|
"""
_KEYS: Final = """
`[keys]` names an action as the tables above do: `"requests.new" = "n,insert"`. Keys are
letters, signs, and names like `f10`, `insert`, `ctrl+n`, `shift+f5`, `pagedown`. An unknown action or key,
a key that would do two things in one place, and a letter for what works inside fields are said at start.
"""
SETTING: Final = re.compile(r"^`(?P<example>\[?(?P<name>\w+)[^`]*)`\s+(?P<words>.+)$", re.MULTILINE)
_ENGLISH, _FRENCH = Speech(Language.EN), Speech(Language.FR)


def page() -> str:
    """Return the page as the table of actions and the catalogue give it."""
    scopes = dict.fromkeys(("app", *AREAS, "request", "form", *_LISTS, *(one.scope for one in ACTIONS)))
    return "".join((_HEAD, *map(_scope, scopes), _SETTINGS, *settings(), _KEYS))


def _scope(scope: str) -> str:
    title = f"\n## {_ENGLISH.of(f'scope.{scope}')} — *{_FRENCH.of(f'scope.{scope}')}*\n\n"
    head = "| keys | English | français | action | who |\n|---|---|---|---|---|\n"
    return title + head + "".join(map(_row, of(scope)))


def _row(action: Action) -> str:
    keys = " ".join(f"`{_escaped(key_name(key, _ENGLISH))}`" for key in action.keys.split(",") if key)
    words = (_escaped(one.of(f"action.{action.id}")) for one in (_ENGLISH, _FRENCH))
    return f"| {keys} | {' | '.join(words)} | `{action.id}` | {_who(action)} |\n"


def _who(action: Action) -> str:
    roles = [role for role in Role if allowed(action, role)]
    return "" if len(roles) == len(Role) else "".join(role.value[0] for role in roles)


def settings() -> Iterator[str]:
    """Return a line a setting, from what the module that reads them says of itself."""
    for found in SETTING.finditer(config.__doc__ or ""):
        yield f"| `{_escaped(found['example'])}` | {_escaped(found['words'])} |\n"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
