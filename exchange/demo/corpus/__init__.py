"""What the demo's story is made of: invented people, places, requests and messages, from data files.

`names.toml` has families in five scripts, `services.toml` whom each post works with, `places.toml`
where it happens, `messages.toml` what services write, `<post>.toml` the requests. All is fiction:
telephone numbers are of the ranges kept for it (ARCEP decision 2018-0881), documents begin with ZZ.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Script:
    """Names of one writing: each `(as written,)` or `(as written, romanised)`."""

    code: str
    nationalities: tuple[str, ...]
    family: tuple[tuple[str, ...], ...]
    given_f: tuple[tuple[str, ...], ...]
    given_m: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class NewService:
    """A service that a post adds to its directory."""

    handle: str
    name: str
    country: str
    type: str


@dataclass(frozen=True)
class Places:
    """Where a post's requests happen."""

    towns: tuple[str, ...]
    french: tuple[str, ...]
    routes: tuple[str, ...]
    crossings: tuple[str, ...]


@dataclass(frozen=True)
class Phrases:
    """What services write in one language, a choice for each purpose."""

    cover: tuple[str, ...]
    answer: tuple[str, ...]
    part: tuple[str, ...]
    negative: tuple[str, ...]
    returned: tuple[str, ...]
    reminder: tuple[str, ...]
    note: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """A message that comes in before anyone decides what it is; `reason` where it is set aside."""

    channel: str
    text: str
    from_: str
    subject: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Case:
    """A request as a post meets it again and again, with places to fill."""

    kind: str
    type: str
    requester: tuple[str, ...]
    to: tuple[str, ...]
    via: str
    channel: str
    language: str
    title: str
    text: str
    role: str
    points: tuple[str, ...]
    results: tuple[str, ...]
    handling: str
    marking: str | None = None
    conditions: str | None = None
    nature: str | None = None
    basis: str | None = None
    urgency: str | None = None
    urgency_reason: str | None = None
    access: str | None = None
    document: str | None = None
    pace: str = "normal"
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Messages:
    """What services write: phrases by language, arrivals to sort, arrivals set aside."""

    phrases: Mapping[str, Phrases]
    arrivals: tuple[Message, ...]
    set_aside: tuple[Message, ...]


@cache
def scripts() -> tuple[Script, ...]:
    """Return the names, a script each."""
    return TypeAdapter(tuple[Script, ...]).validate_python(_read("names")["script"])


@cache
def services(post: str) -> tuple[NewService, ...]:
    """Return whom a post works with beyond the starter directory."""
    return TypeAdapter(dict[str, dict[str, tuple[NewService, ...]]]).validate_python(_read("services"))[post][
        "service"
    ]


@cache
def places(post: str) -> Places:
    """Return where a post's requests happen."""
    return TypeAdapter(dict[str, Places]).validate_python(_read("places"))[post]


@cache
def cases(post: str) -> tuple[Case, ...]:
    """Return what is asked through a post."""
    return TypeAdapter(tuple[Case, ...]).validate_python(_read(post)["case"])


@cache
def messages() -> Messages:
    """Return what services write."""
    found = _read("messages")
    languages = {key: value for key, value in found.items() if key not in ("arrival", "set_aside")}
    return Messages(
        TypeAdapter(dict[str, Phrases]).validate_python(languages),
        _arrivals(found["arrival"]),
        _arrivals(found["set_aside"]),
    )


def paper(name: str) -> Path:
    """Return a small file to attach."""
    return FOLDER / name


def _arrivals(found: object) -> tuple[Message, ...]:
    rows = TypeAdapter(tuple[dict[str, str], ...]).validate_python(found)
    renamed = ({("from_" if key == "from" else key): value for key, value in row.items()} for row in rows)
    return TypeAdapter(tuple[Message, ...]).validate_python(tuple(renamed))


def _read(name: str) -> Mapping[str, object]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
