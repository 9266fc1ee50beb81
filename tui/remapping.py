"""Keys of `config.toml`: an unknown action and a clash are said at start, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from exchange.errors import Refused
from tui.actions import ACTIONS, AREAS, of

_BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((*AREAS, "request"), ("rows", "app")),
    "requests": ("rows", "marks", "app"),
    "app": (),
}
"""The scopes whose keys work on a screen besides its own; elsewhere those of everywhere alone."""


def check_keys(keys: Mapping[str, str]) -> None:
    """Raise Refused for an action that isn't there, or a key that would do two things in one place."""
    known = {action.id: action for action in ACTIONS if action.keys}
    for name in keys:
        if name not in known:
            near = ", ".join(get_close_matches(name, known, 3)) or ", ".join(sorted(known)[:6])
            raise Refused("keys-unknown", name=name[:60], nearest=near)
    scopes = dict.fromkeys(action.scope for action in known.values())
    for scope in scopes:
        _refuse_clash(scope, keys)


def _refuse_clash(scope: str, keys: Mapping[str, str]) -> None:
    used: dict[str, list[str]] = defaultdict(list)
    for action in (one for place in (scope, *_BESIDE.get(scope, ("app",))) for one in of(place) if one.keys):
        for key in keys.get(action.id, action.keys).split(","):
            used[key.strip()].append(action.id)
    for key, names in used.items():
        if len(names) > 1 and any(name in keys for name in names):
            raise Refused("keys-clash", key=key[:30], one=names[0], other=names[1])
