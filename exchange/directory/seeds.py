"""The services that every post starts with, read from `services.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from exchange.codes import ServiceType, Side, parse_code
from exchange.countries import parse_country
from exchange.errors import Invalid

_HANDLE = re.compile(r"[a-z0-9.-]{1,40}")
_KEYS = frozenset({"handle", "fr", "en", "country", "side", "type"})


@dataclass(frozen=True)
class SeedService:
    """A service of the starter directory: public facts only."""

    handle: str
    name_fr: str
    name_en: str
    country: str
    side: Side
    type: ServiceType


@lru_cache(maxsize=1)
def seed_services() -> tuple[SeedService, ...]:
    """Return the starter directory, in the order of its file."""
    return parse_services((Path(__file__).parent / "services.toml").read_text(encoding="utf-8"))


def parse_services(text: str) -> tuple[SeedService, ...]:
    """Return the services that `text` (TOML) lists.

    Raise Invalid("bad-services-file") for a missing, unknown or empty key or a handle used twice, and
    Invalid("unknown-code") or Invalid("unknown-country") for a code that doesn't exist.
    """
    try:
        tables = tomllib.loads(text).get("service", [])
    except tomllib.TOMLDecodeError:
        raise Invalid("bad-services-file", where="toml") from None
    found = tuple(_service(table) for table in tables)
    if len({service.handle for service in found}) != len(found):
        raise Invalid("bad-services-file", where="handle")
    return found


def _service(table: Mapping[str, object]) -> SeedService:
    values = {key: value for key, value in table.items() if isinstance(value, str) and value.strip()}
    handle = values.get("handle", "")
    for key in sorted(_KEYS ^ set(table) | _KEYS - set(values)):
        raise Invalid("bad-services-file", where=f"{handle}: {key}"[:80])
    if _HANDLE.fullmatch(handle) is None:
        raise Invalid("bad-services-file", where=handle[:80])
    return SeedService(
        handle=handle,
        name_fr=values["fr"],
        name_en=values["en"],
        country=parse_country(values["country"]),
        side=parse_code(Side, values["side"], "side"),
        type=parse_code(ServiceType, values["type"], "type"),
    )
