"""Keys of `config.toml`: what is unknown, clashes, or would be text in a field is said at start, by name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from textual.keys import Keys

from exchange.errors import Refused
from tui.actions import ACTIONS, AREAS, Action, of
from tui.keynames import SIGNS

_BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((*AREAS, "request"), ("rows", "app")),
    "requests": ("rows", "marks", "app"),
    **dict.fromkeys(("register", "log"), ("rows", "filter", "app")),
    "app": (),
}
"""The scopes whose keys work on a screen besides its own; elsewhere those of everywhere alone."""

_BY_SIGN: Final = {sign: name for name, sign in SIGNS.items()}
_NAMED: Final = frozenset(key.value for key in Keys)
_HELD: Final = frozenset({"ctrl", "shift", "alt", "super", "meta", "hyper"})


def keys_by_name(keys: Mapping[str, str]) -> dict[str, str]:
    """Return keys as they are bound: `+` and `?`, as one writes them, by their names."""
    return {
        action: ",".join(_BY_SIGN.get(key.strip(), key.strip()) for key in given.split(","))
        for action, given in keys.items()
    }


def check_keys(keys: Mapping[str, str]) -> None:
    """Raise Refused for an action that isn't there, or a key that would do two things in one place."""
    known = {action.id: action for action in ACTIONS if action.keys}
    for name in keys:
        if name not in known:
            scope = name.partition(".")[0]
            of_scope = [one for one in known if one.partition(".")[0] == scope]
            near = ", ".join(get_close_matches(name, known, 3) or of_scope or dict.fromkeys(_scopes(known)))
            raise Refused("keys-unknown", name=name[:60], nearest=near)
        for key in filter(None, keys[name].split(",")):
            if not (key in _NAMED or _sign_of(key) or _is_held(key)):
                raise Refused("keys-no-key", name=name, key=key[:30])
            if known[name].strong and (_sign_of(key) or key == "space"):
                raise Refused("keys-letter", name=name, key=key[:30])
    for scope in dict.fromkeys(action.scope for action in known.values()):
        _refuse_clash(scope, keys)


def _scopes(known: Mapping[str, Action]) -> Iterator[str]:
    """Give what actions' names begin with: `desk.…`, `request.…`."""
    return (f"{action.scope}.…" for action in known.values())


def _sign_of(key: str) -> str:
    """Return the sign that a key writes, or nothing: `e`, `plus`, `left_parenthesis`."""
    if len(key) == 1:
        return key
    if key in _NAMED:
        return ""
    try:
        return SIGNS.get(key) or unicodedata.lookup(key.replace("_", " "))
    except KeyError:
        return ""


def _is_held(key: str) -> bool:
    """Say whether it is a key pressed while others are held: `ctrl+n`, `alt+f4`."""
    *held, last = key.split("+")
    return bool(held) and _HELD.issuperset(held) and bool(last in _NAMED or _sign_of(last))


def _refuse_clash(scope: str, keys: Mapping[str, str]) -> None:
    used: dict[str, list[str]] = defaultdict(list)
    for action in (one for place in (scope, *_BESIDE.get(scope, ("app",))) for one in of(place) if one.keys):
        for key in keys.get(action.id, action.keys).split(","):
            used[key.strip()].append(action.id)
    for key, names in used.items():
        if len(names) > 1 and any(name in keys for name in names):
            raise Refused("keys-clash", key=key[:30], one=names[0], other=names[1])
