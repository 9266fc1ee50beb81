"""Words as they are compared: without accents, case or script (Cyrillic, Greek, Arabic, Chinese… to Latin).

Letters, digits and marks are transliterated by anyascii, of which letters and digits are kept; the rest
ends a word, and so does a change between the signs of East Asia, which are written without spaces, and
any others: a passport number that stands in a Chinese sentence is a word. So a query finds what was
written another way, and a word's place in the text is known. Whoever changes the outcome changes
`VERSION`: every index says which folding made it, and another one makes it anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from anyascii import anyascii

VERSION: Final = 3
FOLDING: Final = f"{VERSION}/{unicodedata.unidata_version}"
"""Which folding this is: our rules with the tables of anyascii, and the Unicode that Python knows."""
LONGEST: Final = 64
"""Signs of a word that count; a longer one is found by its beginning."""

_RUN: Final = re.compile(r"\S+")
_KEPT: Final = re.compile(r"[^a-z0-9]")
_IDEOGRAPHS: Final = 0x3400  # from here on a letter that nobody transliterates stands for itself
_POINTS: Final = 10  # combining class of the first sign of vowels that Hebrew and Arabic may leave out
# Without what stands between: Latin and Cyrillic letters, ligatures (PDFs are full of them), Arabic forms.
_EASTERN: Final = re.compile(
    "[\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\U00020000-\U0003ffff]"
)
_GREEK: Final = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_GREEK_OU: Final = re.compile("(?i)\u03bf\u03c5")
_ZERO_WIDTH_SPACE: Final = "\u200b"


class Placed(NamedTuple):
    """A folded word and where it stands in its text."""

    word: str
    start: int
    end: int


class _Signs(dict[str, str]):
    """What each sign becomes, worked out when it is first met; a space ends a word."""

    def __missing__(self, sign: str) -> str:
        found = self[sign] = "".join(map(_folded, unicodedata.normalize("NFKC", sign)))
        return found


def _folded(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cf" and sign != _ZERO_WIDTH_SPACE:
        return ""  # unseen signs would split words that look whole
    if category[0] == "M" and unicodedata.combining(sign) >= _POINTS:
        return ""
    if category[0] not in "LNM":
        return " "
    latin = _KEPT.sub("", anyascii(sign).lower())
    if not latin and category[0] == "L" and ord(sign) >= _IDEOGRAPHS:
        return sign
    return latin


_SIGNS: Final = _Signs()


class Folder(dict[str, tuple[Placed, ...]]):
    """Folds texts; it keeps what each run between spaces became, so whoever locks drops it."""

    def words(self, text: str) -> list[str]:
        """Return the words of a text in their order, folded."""
        return [placed.word for run in nfc(text).split() for placed in self[run]]

    def distinct(self, text: str) -> set[str]:
        """Return the words of a text, each once."""
        return {placed.word for run in set(nfc(text).split()) for placed in self[run]}

    def placed(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Give each word of a text in NFC with the place where it begins and the one where it ended."""
        for run in _RUN.finditer(text):
            before = run.start()
            for word, start, end in self[run[0]]:
                yield word, before + start, before + end

    def __missing__(self, run: str) -> tuple[Placed, ...]:
        found = tuple(_words_of(run))
        if len(run) <= 4 * LONGEST:  # a file pasted as text is not met again
            self[run] = found
        return found


def nfc(text: str) -> str:
    """Return a text in NFC, in which places are counted."""
    return unicodedata.normalize("NFC", text)


def _words_of(run: str) -> Iterator[Placed]:
    """Split a run where a sign ends a word; the places are those in `run`."""
    word, start, end = "", 0, 0
    mixed, eastern = _EASTERN.search(run) is not None, False
    for place, sign in enumerate(_latin_pairs(run)):
        pieces = _SIGNS[sign].split(" ")
        if mixed and pieces != [""]:
            before, eastern = eastern, _EASTERN.match(sign) is not None
            if word and eastern is not before:
                yield Placed(word[:LONGEST], start, end)
                word, start = "", place
        for number, piece in enumerate(pieces):
            if number:
                if word:
                    yield Placed(word[:LONGEST], start, end)
                word, start, end = "", place + (not piece), place
            if piece or len(pieces) == 1:  # a letter that becomes none belongs to its word all the same
                end = place + 1
                if len(word) < LONGEST:  # no more is kept: a text of one word would be copied at each sign
                    word += piece
    if word:
        yield Placed(word[:LONGEST], start, end)


def _latin_pairs(run: str) -> str:
    """Return Greek without accents, its omicron upsilon as people write it in Latin; as long as before."""
    if not _GREEK.search(run):
        return run
    bare = "".join(unicodedata.normalize("NFD", sign)[0] if _GREEK.match(sign) else sign for sign in run)
    return _GREEK_OU.sub("ou", bare)
