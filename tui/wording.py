"""Codes and reasons in words: a code by its name, a refusal by its sentence and hint.

The core's errors carry codes (`role=auditor`, `why=not-a-card`, `what=legs:1,2`), days and moments; a
sentence filled with them as they are would speak the program's language, not the person's. What becomes
of an argument goes by its type or its name, here alone. A hint of the command line is for typing again:
it gives codes as they are typed.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

from exchange import locale
from exchange.errors import Argument
from exchange.foreign_text import visible_line
from exchange.locale import Language

_REASON = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What the system says in English (`OSError.strerror`), and the codes that we have words for.
_SYSTEM = {
    os.strerror(getattr(errno, name)): name
    for name in (
        "EACCES",
        "EBADF",
        "EEXIST",
        "EIO",
        "EISDIR",
        "ENAMETOOLONG",
        "ENOENT",
        "ENOSPC",
        "ENOTDIR",
        "EROFS",
    )
}

Arguments = Mapping[str, Argument]

_ERRORS = "errors"
_UTC = "UTC"
# Arguments that hold a code, or several between commas, of these groups.
_GROUPS = {
    "role": "role",
    "relation": "relation",
    "status": "leg-status|transmission-status",
    "because": "erasure-ground",
    "event": "event|move",
    "code": "event",
    "possible": "event|move",
    "ground": "ground",
    "known": "ground|erasure-ground|urgency-reason|guarantees",
    "kind": "kind|key-kind",
    "subkinds": "subkind",
    "type": "subject-type",
    "channel": "channel",
    "result": "result",
    "holds": "law-key",
}
_NEVER_TYPED = frozenset({"holds"})
# What a history says of a change, by the field of its entry; the others are groups of their own.
_DETAILS = {
    "code": "event",
    "status": "leg-status",
    "was": "leg-status",
    "ground": "ground|erasure-ground",
    "outcome": "outcome|review-outcome",
    "reason": "transmission-status",
}
_PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b")
_PLACES = {"-": "stdin", "": "unnamed-file"}
# How closing a request says what is still open: `arrests:1`, `legs:1,2`, `points:3`, `no-receipt:D-0911`.
_OPEN = re.compile(r"(arrests|legs|points|no-receipt):(\S+?)(?=, |$)")


def code_name(groups: str, code: str, language: Language) -> str:
    """Return the name of a code of one of `groups` (`event|leg-status`), or the code if it has none."""
    for group in groups.split("|"):
        for domain, key in (
            ("codes", f"{group}.{code}"),
            ("fields", f"{group}.{code}"),
            ("cli", f"code.{group}.{code}"),
        ):
            if locale.has(domain, key, language):
                return locale.text(domain, key, language)
    return code


def places_named(written: str, language: Language) -> str:
    """Return what is written for a value of the command line (`REF`, `FILE|-`) in the person's words."""
    return _PLACEHOLDER.sub(lambda found: code_name("placeholder", found[0], language), written)


def details_named(details: Mapping[str, object], language: Language) -> tuple[str, ...]:
    """Return what an entry of a history says besides its operation: numbers, codes by name, each once."""
    found = []
    for name, value in details.items():
        if name == "number":
            found.append(locale.text("cli", "detail.number", language, number=str(value)))
        elif isinstance(value, bool):
            found += [code_name("detail", name, language)] if value else []
        else:
            found.append(code_name(_DETAILS.get(name, name), str(value), language))
    return tuple(dict.fromkeys(found))


def sentence_of(reason: str, arguments: Arguments, language: Language, zone: str = _UTC) -> tuple[str, str]:
    """Return the sentence and the hint of a reason, as the command line of a post in `zone` says them."""
    if _domain_of(reason, language) is None:
        return locale.text("cli", "error.unworded", language, code=reason), ""
    said = _worded(reason, named(arguments, language, zone), language)
    return said, _worded(f"{reason}.hint", _typed(arguments, language), language)


def hint_in_words(reason: str, arguments: Arguments, language: Language, zone: str) -> str:
    """Return the hint of a reason for who types no codes."""
    return _worded(f"{reason}.hint", named(arguments, language, zone), language)


def leg_warning(code: str, leg: Arguments, language: Language) -> str:
    """Return what a leg warns of: `number`, `to`, `country`, `basis` and `bases` are its particulars."""
    if not locale.has("law", f"warning.{code}", language):
        return locale.text("cli", "error.unworded", language, code=code)
    return _filled(locale.text("law", f"warning.{code}", language), named(leg, language))


def error_catalogues(language: Language) -> tuple[str, ...]:
    """Return the names of the catalogues that hold reasons: `errors`, then one an area."""
    folder = Path(locale.__file__).parent / language
    areas = sorted(path.stem for path in folder.glob(f"{_ERRORS}-*.mo"))
    return (_ERRORS, *areas)


def named(arguments: Arguments, language: Language, zone: str = _UTC) -> dict[str, str | int]:
    """Return arguments in words: a code by its name, a day and a moment of `zone` as people write them."""
    return {name: _named(name, value, language, zone) for name, value in arguments.items()}


def shown(arguments: Mapping[str, str | int]) -> dict[str, str | int]:
    """Return arguments of a sentence as what can stand in one line, and commands no terminal."""
    return {name: visible_line(v) if isinstance(v, str) else v for name, v in arguments.items()}


def _domain_of(reason: str, language: Language) -> str | None:
    return next((one for one in error_catalogues(language) if locale.has(one, reason, language)), None)


def _worded(code: str, arguments: Mapping[str, str | int], language: Language) -> str:
    domain = _domain_of(code, language)
    return "" if domain is None else _filled(locale.text(domain, code, language), arguments)


def _filled(words: str, arguments: Mapping[str, str | int]) -> str:
    """Fill a sentence; what an argument holds is shown as one line and can't add a field."""
    try:
        return words.format(**shown(arguments))
    except (KeyError, IndexError, ValueError):
        return words


def _typed(arguments: Arguments, language: Language) -> dict[str, str | int]:
    """Return arguments as they are typed again: codes and days; what is never typed, in words."""
    return {
        name: str(value) if _is_typed(name, value) else _named(name, value, language, _UTC)
        for name, value in arguments.items()
    }


def _is_typed(name: str, value: Argument) -> bool:
    return not isinstance(value, str | int) or name in _GROUPS.keys() - _NEVER_TYPED


def _named(name: str, value: Argument, language: Language, zone: str) -> str | int:
    if isinstance(value, int):
        return value
    if not isinstance(value, str):
        return _day(value, language, zone)
    if name in _GROUPS:
        return ", ".join(code_name(_GROUPS[name], one, language) for one in value.split(", "))
    return _APART[name](value, language) if name in _APART else value


def _day(value: date, language: Language, zone: str) -> str:
    from tui.shown import date_shown, moment_shown

    if isinstance(value, datetime):
        return moment_shown(value, zone, language)
    return date_shown(value, language)


def _country(code: str, language: Language) -> str:
    from exchange.countries import country_name

    return country_name(code, language.value)


def _transfer(code: str, language: Language) -> str:
    from exchange.law.transfers import TransferBasis, transfer_law

    return transfer_law().words[TransferBasis(code)][language]


def _town(zone: str, language: Language) -> str:
    from tui.shown import town_of

    return town_of(zone)


def _place(file: str, language: Language) -> str:
    return locale.text("cli", _PLACES[file], language) if file in _PLACES else file


def _source(source: str, language: Language) -> str:
    from exchange.law.citing import cited

    return cited(source, language)


def _left(what: str, language: Language) -> str:
    """Return what keeps a request open, or what a verb lacks."""
    between = locale.text("cli", "open.between", language)
    left = between.join(_open(one, language) for one in _OPEN.finditer(what))
    return left or places_named(what, language)


def _open(found: re.Match[str], language: Language) -> str:
    return locale.text("cli", f"open.{found[1]}", language, numbers=found[2].replace(",", ", "))


def _cause(reason: str, language: Language) -> str:
    """Return in words what caused a refusal: a reason of ours, or what the system said."""
    if reason in _SYSTEM:
        return locale.text("cli", f"system.{_SYSTEM[reason]}", language)
    if not _REASON.fullmatch(reason):
        return reason
    domain = _domain_of(reason, language)
    words = "" if domain is None else locale.text(domain, reason, language)
    return words.rstrip(".") if words and "{" not in words else locale.text("cli", "cause", language)


_APART: Mapping[str, Callable[[str, Language], str]] = {
    "country": _country,
    "state": _country,
    "transfer": _transfer,
    "zone": _town,
    "file": _place,
    "source": _source,
    "why": _cause,
    "what": _left,
    "option": places_named,
}
"""Arguments that no catalogue names by group and code."""
