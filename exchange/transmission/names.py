"""Names of members and attachments: what may stand in a dispatch.

A name travels between systems that understand it differently, so it holds nothing that any of them
treats specially: no separator, no control or direction character, no `..`, no Windows device name,
no trailing dot or space; normal form C, at most 255 bytes. Names that we write are made safe first
(`exchange.foreign_text.safe_name`); names that come in are only ever refused or kept as they are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from exchange.errors import Carried
from exchange.foreign_text import safe_name

MAX_BYTES: Final = 255
"""The longest member name, folder and number included."""

FOLDER: Final = "attachments/"

_FORBIDDEN = frozenset('/\\:*?"<>|')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_NUMBERED = re.compile(r"([1-9][0-9]{0,2})-(.+)", re.DOTALL)
# Controls, what no font knows, and line separators break terminals and lists; format characters are
# unseen, and those of direction make `exe.pdf` of `fdp.exe`.
_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Format characters that are spelling: the joiners, and the number signs that do draw.
_SPELLING = frozenset(
    "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def fold(name: str) -> str:
    """Return the form under which two names collide on some file system: by case or normal form."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def is_safe(name: str) -> bool:
    """Say whether `name` is one plain file name that means the same thing everywhere."""
    return (
        0 < len(name) <= MAX_BYTES
        and not any(_is_forbidden(character) for character in name)
        and unicodedata.is_normalized("NFC", name)
        and name[0] not in ". -~"
        and name[-1] not in ". \u00a0"
        and ".." not in name
        and not _DEVICE.fullmatch(name)
        and not _DEVICE.fullmatch(fold(name))
    )


def member_name(number: int, name: str) -> str:
    """Return the member name of attachment `number`, whose file was called `name` anywhere."""
    safe = safe_name(name)
    return f"{FOLDER}{number}-{safe if is_safe(safe) else 'file'}"


def attachment_name(member: str, number: int) -> str:
    """Return the file name within `member`; raise Tampered unless it is attachment `number`'s."""
    found = _NUMBERED.fullmatch(member.removeprefix(FOLDER))
    if not member.startswith(FOLDER) or found is None or int(found[1]) != number:
        raise Carried("archive-name")
    check_member_name(member)
    return found[2]


def check_member_name(name: str) -> None:
    """Raise Tampered unless `name` is a safe name, alone or numbered in `attachments/`."""
    last = name.removeprefix(FOLDER)
    if not is_safe(last) or len(name.encode("utf-8")) > MAX_BYTES:
        raise Carried("archive-name")
    numbered = _NUMBERED.fullmatch(last)
    if last != name and (numbered is None or not is_safe(numbered[2])):
        raise Carried("archive-name")


def _is_forbidden(character: str) -> bool:
    if character in _SPELLING:
        return False
    return character in _FORBIDDEN or unicodedata.category(character) in _CATEGORIES
