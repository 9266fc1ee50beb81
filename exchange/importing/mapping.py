"""What `--map` says: which column or name of a foreign file is which key, and what its codes mean.

    [columns]
    "Objet de la demande" = "title"
    "Service requérant" = "from"
    "N° du mandat" = "fields.warrant.number"
    "Observations internes" = ""            # left out

    [constants]
    kind = "wanted"

    [values.urgency]
    "Urgent !" = "urgent"

Names are compared without regard to case, outer space and Unicode form.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from exchange.errors import Invalid

LARGEST: Final = 1024 * 1024
LEFT_OUT: Final = ""
_TABLES: Final = ("columns", "constants", "values")

CheckKey = Callable[[str], None]
"""Raises Invalid for a key that no request has."""


@dataclass(frozen=True)
class Translation:
    """The keys of foreign names, the values of foreign words, and what every line says besides."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Return the key that a foreign name stands for: its own where nothing is said of it."""
        return self.columns.get(folded(name), name.strip())

    def value(self, key: str, found: object) -> object:
        """Return what a value of a key means, or each of several."""
        if isinstance(found, list):
            return [self.value(key, one) for one in found]
        return self.values.get(key, {}).get(folded(found), found) if isinstance(found, str) else found

    def document(self, found: Mapping[str, object]) -> Mapping[str, object]:
        """Return a foreign document in our keys; raise Invalid where two names mean the same."""
        named = [(self.key(name), value) for name, value in found.items()]
        ours = {key: self.value(key, value) for key, value in named if key != LEFT_OUT}
        if len(ours) != sum(key != LEFT_OUT for key, _ in named):
            raise Invalid("duplicate-key")
        return {**self.constants, **ours}


def folded(name: str) -> str:
    """Return a name as it is compared."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def read_mapping(content: bytes, check: CheckKey) -> Translation:
    """Return what a file of TOML says; raise Invalid where it isn't TOML or names what there isn't."""
    try:
        found = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Invalid("not-utf-8", file="--map", place=error.start) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Invalid("map-not-toml", why=_place(str(error))) from None
    for name in found:
        if name not in _TABLES:
            raise Invalid("map-table-unknown", given=name[:40], known=", ".join(_TABLES))
    columns = _texts(found.get("columns", {}), "columns")
    constants = _texts(found.get("constants", {}), "constants")
    values = found.get("values", {})
    if not isinstance(values, dict):
        raise Invalid("map-form", table="values")
    words = {key: _texts(one, f"values.{key}"[:60]) for key, one in values.items()}
    for key in (*columns.values(), *constants, *words):
        if key != LEFT_OUT:
            check(key)
    return Translation(_folded(columns), constants, {key: _folded(one) for key, one in words.items()})


def _texts(found: object, table: str) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise Invalid("map-form", table=table)
    return found


def _folded(found: Mapping[str, str]) -> dict[str, str]:
    names = {folded(name): value for name, value in found.items()}
    if len(names) != len(found):
        raise Invalid("map-name-twice", name=_first_twice(map(folded, found))[:60])
    return names


def _first_twice(names: Iterable[str]) -> str:
    seen: set[str] = set()
    return next(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]


def _place(told: str) -> str:
    """Return where TOML is wrong (`at line 3, column 5`), without what stands there."""
    return told[told.rfind("(") + 1 :].rstrip(")") if "(at " in told else "?"
