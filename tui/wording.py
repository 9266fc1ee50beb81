"""Codes and reasons in words: a code by its name, a refusal by its sentence and hint.

The core's errors carry codes (`role=auditor`, `why=not-a-card`, `what=legs:1,2`); a sentence filled
with them as they are would speak the program's language, not the person's.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from pathlib import Path

from exchange import locale
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

Arguments = Mapping[str, str | int]

_ERRORS = "errors"
# Arguments that hold a code of these groups. What the person types again (events, grounds, channels)
# stays as it is typed.
_GROUPS = {
    "role": "role",
    "relation": "relation",
    "status": "leg-status|transmission-status",
    "because": "erasure-ground",
    "holds": "law-key",
}
# What a history says of a change, by the field of its entry; the others are groups of their own.
_DETAILS = {
    "code": "event",
    "status": "leg-status",
    "was": "leg-status",
    "ground": "ground|erasure-ground",
    "reason": "transmission-status",
}
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


def details_named(details: Mapping[str, object], language: Language) -> tuple[str, ...]:
    """Return what an entry of a history says besides its operation: numbers, codes by name, each once."""
    found = []
    for name, value in details.items():
        if name == "number":
            found.append(f"n° {value}")
        elif isinstance(value, bool):
            found += [code_name("detail", name, language)] if value else []
        else:
            found.append(code_name(_DETAILS.get(name, name), str(value), language))
    return tuple(dict.fromkeys(found))


def sentence_of(reason: str, arguments: Arguments, language: Language) -> tuple[str, str]:
    """Return the sentence and the hint of a reason, from the catalogues of all areas."""
    domain = _domain_of(reason, language)
    if domain is None:
        return locale.text("cli", "error.unworded", language, code=reason), ""
    known = named(arguments, language)
    message = _filled(locale.text(domain, reason, language), known)
    hint = f"{reason}.hint"
    if not locale.has(domain, hint, language):
        return message, ""
    return message, _filled(locale.text(domain, hint, language), known)


def leg_warning(code: str, leg: Arguments, language: Language) -> str:
    """Return what a leg warns of: `number`, `to`, `country`, `basis` and `bases` are its particulars."""
    if not locale.has("law", f"warning.{code}", language):
        return locale.text("cli", "error.unworded", language, code=code)
    return _filled(locale.text("law", f"warning.{code}", language), leg)


def error_catalogues(language: Language) -> tuple[str, ...]:
    """Return the names of the catalogues that hold reasons: `errors`, then one an area."""
    folder = Path(locale.__file__).parent / language
    areas = sorted(path.stem for path in folder.glob(f"{_ERRORS}-*.mo"))
    return (_ERRORS, *areas)


def named(arguments: Arguments, language: Language) -> dict[str, str | int]:
    """Return arguments with what is a code said in words."""
    return {name: _named(name, value, language) for name, value in arguments.items()}


def shown(arguments: Arguments) -> dict[str, str | int]:
    """Return arguments of a sentence as what can stand in one line, and commands no terminal."""
    return {name: visible_line(v) if isinstance(v, str) else v for name, v in arguments.items()}


def _domain_of(reason: str, language: Language) -> str | None:
    return next((one for one in error_catalogues(language) if locale.has(one, reason, language)), None)


def _filled(words: str, arguments: Arguments) -> str:
    """Fill a sentence; what an argument holds is shown as one line and can't add a field."""
    try:
        return words.format(**shown(arguments))
    except (KeyError, IndexError, ValueError):
        return words


def _named(name: str, value: str | int, language: Language) -> str | int:
    if isinstance(value, int):
        return value
    if name in _GROUPS:
        return code_name(_GROUPS[name], value, language)
    if name == "file" and value in _PLACES:
        return locale.text("cli", _PLACES[value], language)
    if name == "source":
        from exchange.law.citing import cited

        return cited(value, language)
    if name == "why":
        return _cause(value, language)
    if name == "what":
        between = locale.text("cli", "open.between", language)
        return between.join(_open(one, language) for one in _OPEN.finditer(value)) or value
    return value


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
