"""From the desk's views to JSON: keys in the view's order, codes, UTC moments, nothing else.

A moment is RFC 3339 in UTC with whole seconds (`2026-11-27T05:00:00Z`), a day `2026-11-27`. A field
whose name Python reserves ends with `_` there (`from_`) and without it here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path


def document(value: object) -> object:
    """Return `value` as what JSON can hold; raise TypeError for what no view should hold."""
    if value is None or (isinstance(value, str | int | bool) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value.absolute())
    names = getattr(value, "__dataclass_fields__", None)
    if names is not None:
        return {name.rstrip("_"): document(getattr(value, name)) for name in names}
    return _gathered(value)


def _gathered(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(document(key)): document(item) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, bytes):
        return [document(item) for item in value]
    raise TypeError(type(value).__name__)
