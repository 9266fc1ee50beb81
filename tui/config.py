"""What a person sets once for this machine: `config.toml` in the platform's folder for settings.

`backup_to = "/media/cle"`   where a backup is made by itself, once a day, when a store is locked
`theme = "dark"`             `dark`, `light`, `contrast` or `16` (the terminal's own colours)
`blank_after = 5`            minutes without a key until the screen blanks
`lock_after = 30`            minutes until the keys are dropped
`spool = "/media/cle"`       where sealed dispatches are left, and looked for
`[keys]`                     other keys for an action: `"requests.new" = "n,insert"`
`[filters]`                  what `F` saved: `late = "waiting:us due:7d"`
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from exchange.errors import Refused

NAME: Final = "config.toml"
LONGEST_MINUTES: Final = 24 * 60
THEME_NAMES: Final = ("dark", "light", "contrast", "16")


@dataclass(frozen=True)
class Config:
    """The settings of this machine; everything has a default."""

    backup_to: Path | None = None
    theme: str = "dark"
    blank_after: int = 5
    lock_after: int = 30
    spool: Path | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)


def read_config(folder: Path) -> Config:
    """Read `config.toml` in `folder`, if it is there; raise Refused, naming what is wrong in it."""
    path = folder / NAME
    try:
        found = _toml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except ValueError as error:  # no TOML, no UTF-8
        raise Refused("config-unreadable", path=str(path), why=str(error)[:200]) from None
    except OSError as error:
        raise Refused("config-unreadable", path=str(path), why=error.strerror or "") from None
    kept: dict[str, object] = {}
    for name, value in found.items():
        if name not in _KNOWN:
            raise Refused("config-unknown", path=str(path), name=name[:40], known=", ".join(_KNOWN))
        kept[name] = _KNOWN[name](value)
        if kept[name] is None:
            raise Refused("config-value", path=str(path), name=name)
    return Config(**kept)  # type: ignore[arg-type]  # each value was made by its own reader


def _toml(text: str) -> dict[str, object]:
    found: dict[str, object] = importlib.import_module("tomllib").loads(text)  # most machines have no file
    return found


def _folder(value: object) -> Path | None:
    if not isinstance(value, str) or not Path(value).expanduser().is_absolute():
        return None
    return Path(value).expanduser()


def _minutes(value: object) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and isinstance(value, int) and 1 <= value <= LONGEST_MINUTES else None


def _one_of(codes: tuple[str, ...]) -> Callable[[object], object]:
    return lambda value: value if value in codes else None


def _texts(value: object) -> Mapping[str, str] | None:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        return None
    return {str(name): str(one) for name, one in value.items()}


_KNOWN: Final[Mapping[str, Callable[[object], object]]] = {
    "backup_to": _folder,
    "theme": _one_of(THEME_NAMES),
    "blank_after": _minutes,
    "lock_after": _minutes,
    "spool": _folder,
    "keys": _texts,
    "filters": _texts,
}
