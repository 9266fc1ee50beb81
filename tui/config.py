"""What a person sets once for this machine: `config.toml` in the platform's folder for settings.

`backup_to = "/media/cle"`   where a backup is made by itself, once a day, when a store is locked
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from exchange.errors import Refused

NAME: Final = "config.toml"
_KNOWN: Final = ("backup_to",)


@dataclass(frozen=True)
class Config:
    """The settings of this machine; everything has a default."""

    backup_to: Path | None = None


def read_config(folder: Path) -> Config:
    """Read `config.toml` in `folder`, if it is there; raise Refused, naming what is wrong in it."""
    path = folder / NAME
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("config-unreadable", path=str(path), why=str(error)[:200]) from None
    except OSError as error:
        raise Refused("config-unreadable", path=str(path), why=error.strerror or "") from None
    for name, value in found.items():
        if name not in _KNOWN:
            raise Refused("config-unknown", path=str(path), name=name[:40], known=", ".join(_KNOWN))
        if not isinstance(value, str) or not Path(value).expanduser().is_absolute():
            raise Refused("config-value", path=str(path), name=name)
    place = found.get("backup_to")
    return Config(Path(place).expanduser() if place is not None else None)
