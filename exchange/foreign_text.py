"""Foreign text made safe to look at and to name a file with: shown, never obeyed, never dropped.

Text of unknown origin can hold terminal escapes, characters that reorder what stands beside them,
and characters that nobody sees. `visible` and `visible_line` put a readable sign in the place of
each (`␛`, `⟨U+009B⟩`, `⟨RLO⟩`, `⟨ZWSP⟩`), so that the reader sees what is really there; they change
nothing else and are idempotent. `safe_name` is for attachments that leave as files.

Sources: Unicode 15 chapter 23 (control codes, invisible and bidirectional characters), RFC 5892
appendix A.1 and A.2 (where a joiner is part of the spelling).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MARKS_A_CELL = 8
NAME_BYTES = 200

_SHORT = {
    0x0085: "NEL", 0x00AD: "SHY", 0x034F: "CGJ", 0x061C: "ALM", 0x180E: "MVS",
    0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM",
    0x2028: "LS", 0x2029: "PS", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
}  # fmt: skip
# Letters and marks by category that draw nothing (Default_Ignorable_Code_Point, not Cc/Cf/Cn).
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Cf that do draw: signs written before a number (Prepended_Concatenation_Mark).
_NUMBER_SIGNS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_VIRAMA = 9
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_DOTTED_CIRCLE = "\u25cc"
# Nearly all text: printable ASCII, Latin letters, and the usual punctuation. It needs no second look.
_PLAIN = re.compile("[\n\t\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]*")

_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def visible(text: str) -> str:
    """Return `text` with each unseen or commanding character shown; lines and tabs stay.

    A pair CR LF is a line's end; any other CR is shown. Beyond eight combining marks on one
    character the rest are shown by their code; a mark without a character stands on a dotted circle.
    """
    return "\n".join(_shown(line) for line in text.replace("\r\n", "\n").split("\n"))


def visible_line(text: str) -> str:
    """Return `text` as one line: as `visible`, with ends of line and tabs shown too (`␊`, `␉`)."""
    return _shown(text).replace("\n", "\u240a").replace("\t", "\u2409")


def safe_name(name: str) -> str:
    """Return a file name that every system takes literally, as near to `name` as can be.

    Only what stands after the last separator is kept; what could be a command, a device, a hidden
    file, or unseen becomes `_`; at most 200 bytes of UTF-8, the extension kept; never empty.
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    plain = "".join("_" if _is_hidden(character) else character for character in last)
    plain = re.sub(r"\.{2,}", ".", _NOT_IN_NAMES.sub("_", plain))
    plain = _first_mark_on_ground(_trimmed(plain))
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension.encode()) > 20:
        stem, dot, extension = plain, "", ""
    stem = _cut(stem, NAME_BYTES - len((dot + extension).encode()))
    if _DEVICES.fullmatch((stem + dot + extension).split(".")[0].rstrip()):
        stem = "_" + _cut(stem, NAME_BYTES - 1 - len((dot + extension).encode()))
    return (stem + dot + extension) or "_"


def _shown(line: str) -> str:
    plain = _PLAIN.match(line)
    start = plain.end() if plain else 0
    if start == len(line):
        return line
    start = max(0, start - 1)  # the character before may bear the first mark
    shown, marks = [line[:start]], 0
    for place in range(start, len(line)):
        character = line[place]
        if _is_hidden(character) and not _belongs(line, place):
            shown.append(_sign(character))
            marks = 0
        elif _is_mark(character):
            marks += 1
            shown.append(_mark(character, marks, line[place - 1] if place else "\n"))
        else:
            shown.append(character)
            marks = 0
    return "".join(shown)


@lru_cache(maxsize=8192)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def _mark(character: str, rank: int, before: str) -> str:
    if rank > MARKS_A_CELL:
        return _sign(character)
    bare = rank == 1 and (before in "\n\t" or _is_hidden(before))
    return _DOTTED_CIRCLE + character if bare else character


@lru_cache(maxsize=8192)
def _is_hidden(character: str) -> bool:
    if character in "\n\t" or character in _NUMBER_SIGNS:
        return False
    return unicodedata.category(character) in _HIDDEN_CATEGORIES or _UNSEEN.match(character) is not None


def _belongs(line: str, place: int) -> bool:
    """Say whether a joiner or emoji selector at `place` is spelling, not hiding (RFC 5892 A.1, A.2)."""
    character = line[place]
    before, after = line[place - 1 : place] if place else "", line[place + 1 : place + 2]
    if character in (_ZWNJ, _ZWJ) and before and unicodedata.combining(before) == _VIRAMA:
        return True
    if character == _ZWNJ and before and after:
        return unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"
    return character in "\ufe0e\ufe0f" and before != "" and unicodedata.category(before) == "So"


def _sign(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"⟨{_SHORT.get(code, f'U+{code:04X}')}⟩"


def _trimmed(name: str) -> str:
    """Take away what would hide a file, make it an option, or be dropped silently by Windows."""
    end = name.rstrip(". \u00a0")
    start = re.sub(r"^[.\s\-~]+", "_", end)
    return start if start != "_" or len(end) == 1 else ""


def _first_mark_on_ground(name: str) -> str:
    return "_" + name if name and unicodedata.category(name[0]) in ("Mn", "Me", "Mc") else name


def _cut(text: str, size: int) -> str:
    if len(text.encode()) <= size:
        return text
    return text.encode()[:size].decode(errors="ignore").rstrip(". \u00a0")
