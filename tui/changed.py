"""What changed of a request in words: `legs.1.due_at` is the due date of leg 1, its value a moment.

The core names what an amendment changed by paths and keeps values as they are stored; people read both in
their language, their dates in the post's zone. Pure.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from exchange import locale
from exchange.law.citing import cited
from exchange.locale import Language
from tui.field_words import field_value
from tui.shown import limit_shown, moment_shown
from tui.wording import code_name

_GROUPS: Final = {
    "kind": "kind",
    "type": "subkind",
    "direction": "request-direction",
    "urgency": "urgency",
    "urgency_reason": "urgency-reason",
    "access": "access",
    "nature": "nature",
    "purpose": "purpose",
    "via": "channel",
    "channel": "channel",
    "clock": "clock",
    "role": "person-role",
    "subjects": "subject-type",
}
_MOMENTS: Final = {
    "received_at": moment_shown,
    "due_at": limit_shown,
    "asked_for": limit_shown,
    "follow_up_at": limit_shown,
}


def changed_name(path: str, language: Language) -> str:
    """Return what a path is called: `fields.drug.substance`, `points.2`, `legs.1.basis`."""
    root, _, rest = path.partition(".")
    number, _, leaf = rest.partition(".")
    if root == "fields":
        return code_name("field", rest, language)
    whole = locale.text("cli", f"changed.{root}", language, **({"number": number} if number else {}))
    if not leaf:
        return whole
    name, _, place = leaf.partition(".")
    if root == "subjects":
        part = code_name("field", leaf, language)
    else:
        part = locale.text("cli", f"changed.{name}", language, **({"number": place} if place else {}))
    return locale.text("cli", "changed.part", language, whole=whole, part=part)


def changed_value(path: str, value: str | None, language: Language, zone: str) -> str:
    """Return a value in words: a code by its name, a moment in `zone`; nothing for none."""
    if not value:
        return ""
    root, _, rest = path.partition(".")
    leaf = rest if root == "fields" else rest.partition(".")[2] or root
    if root == "legs" and leaf.startswith("points."):
        return code_name("point-state", value, language)
    if leaf in _MOMENTS:
        return _MOMENTS[leaf](datetime.fromisoformat(value), zone, language)
    if leaf == "source":
        return cited(value, language)
    if root == "fields" or (root == "subjects" and leaf not in ("subjects", "role")):
        return field_value(leaf, value, language)
    group = _GROUPS.get(leaf, "")
    return ", ".join(code_name(group, one, language) for one in value.split(",")) if group else value
