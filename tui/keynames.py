"""Keys as people call them: `entrée`, `échap`, `+`, `ctrl+l`."""

from __future__ import annotations

from typing import Final

from tui.speech import Speech

SIGNS: Final = {
    "plus": "+", "minus": "-", "asterisk": "*", "slash": "/", "question_mark": "?", "ampersand": "&",
    "quotation_mark": '"', "apostrophe": "'", "left_parenthesis": "(", "up": "↑", "down": "↓",
    "left": "←", "right": "→",
}  # fmt: skip
"""The keys that are shown by a sign, by their names."""
_NAMED: Final = (
    "enter",
    "escape",
    "space",
    "tab",
    "home",
    "end",
    "pageup",
    "pagedown",
    "backspace",
    "delete",
)


def key_name(key: str, speech: Speech) -> str:
    """Return the name of one key of a binding."""
    before, plus, last = key.rpartition("+")
    if last in SIGNS:
        return before + plus + SIGNS[last]
    return before + plus + (speech.of(f"key.{last}") if last in _NAMED else last)


def keys_named(keys: str, speech: Speech) -> str:
    """Return the names of a binding's keys: `↓ j`."""
    return " ".join(key_name(key, speech) for key in keys.split(",") if key)
