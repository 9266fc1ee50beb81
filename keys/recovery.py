"""The recovery sheet: a random secret on paper that opens a slot of its own (`keys.slot`).

The sheet bears the secret's 32 bytes as 24 BIP-39 words, French or English, whose last one holds a
checksum, and the same words as a QR code. It is shown once; nothing of it is kept.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field

from keys import words
from keys.errors import FormatError, RecoveryError
from keys.qr import drawn

SECRET_SIZE = 32
WORD_COUNT = 24
_NUMBERED = re.compile(r"\b([0-9]{1,2})\.\s*([^\W\d_]+)")
_COLUMNS = 4
_COLUMN_WIDTH = 18


@dataclass(frozen=True)
class RecoverySheet:
    """The words of a sheet, in its language, and the secret that they stand for."""

    language: str
    words: tuple[str, ...] = field(repr=False)
    secret: bytes = field(repr=False)

    def sheet_text(self) -> str:
        """Return what is printed: the numbered words in four columns, then the QR code."""
        cells = [f"{place:2d}. {word}" for place, word in enumerate(self.words, start=1)]
        rows = [cells[start : start + _COLUMNS] for start in range(0, WORD_COUNT, _COLUMNS)]
        lines = ["".join(cell.ljust(_COLUMN_WIDTH) for cell in row).rstrip() for row in rows]
        return "\n".join(lines) + "\n\n" + self.qr()

    def qr(self) -> str:
        """Return the words as a QR code in block characters; what a scanner reads can be typed in."""
        return drawn(" ".join(words.fold(" ".join(self.words))).upper())


def new_sheet(language: str) -> RecoverySheet:
    """Draw a secret and its words, French (`fr`) or English (`en`); raise FormatError for others."""
    return sheet_of(os.urandom(SECRET_SIZE), language)


def sheet_of(secret: bytes, language: str) -> RecoverySheet:
    """Return the sheet of a given secret; raise FormatError for another size or language."""
    if len(secret) != SECRET_SIZE:
        raise FormatError("wrong-size", expected=SECRET_SIZE, found=len(secret))
    return RecoverySheet(language, words.encode(secret, language), secret)


def parse_words(text: str) -> bytes:
    """Return the secret of the 24 words typed, of either list; raise RecoveryError.

    Case, accents, numbers and what stands between the words don't matter. The error says how many
    words there are, or which place holds a word of neither list; never a word.
    """
    found = _numbered(text) or words.fold(text)
    if len(found) != WORD_COUNT:
        raise RecoveryError("word-count", expected=WORD_COUNT, found=len(found))
    failures: list[FormatError] = []
    for language in words.LANGUAGES:
        try:
            return words.decode(" ".join(found), language)
        except FormatError as error:
            failures.append(error)
    # Whoever mistypes one word still has the right list: tell of the one that was read furthest.
    best = max(failures, key=_read_to)
    raise RecoveryError(best.reason, **{k: v for k, v in best.arguments.items() if k == "place"})


def _numbered(text: str) -> tuple[str, ...]:
    # The sheet as it was printed, title and all: the numbers tell the words and their order.
    places = {int(place): word for place, word in _NUMBERED.findall(unicodedata.normalize("NFC", text))}
    if sorted(places) != list(range(1, WORD_COUNT + 1)):
        return ()
    return words.fold(" ".join(places[place] for place in sorted(places)))


def _read_to(error: FormatError) -> int:
    place = error.arguments.get("place")
    return place if isinstance(place, int) else WORD_COUNT + 1
