"""Whether a new passphrase is strong enough: long enough, and not easily guessed (zxcvbn).

zxcvbn knows no French and takes at most 72 characters, so it is given frequent French words, phrases
that everybody knows, and what is known of the post and member, and scores the first 72. It also thinks
`mot mot` stronger than `motmot`, and an accent stronger than it is: the weakest of these readings
counts. It is imported by the verbs that set a passphrase alone, because its dictionaries take long to
load.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from zxcvbn import zxcvbn

from keys.errors import WeakPassphrase
from keys.passphrase import normalise

CHARACTERS = 15
WORDS = 6
SCORE = 3
SCORED_CHARACTERS = 72
_HERE = Path(__file__).parent
_FRENCH = tuple((_HERE / "french_words.txt").read_text(encoding="utf-8").split())
_SEPARATORS = re.compile(r"[\W_]+")
_BETWEEN_WORDS = re.compile(r"[\s.,;:!?_-]+")
_WORD = re.compile(r"[^\W\d_]+")


def check_new(passphrase: str, words: Iterable[str]) -> None:
    """Raise WeakPassphrase when a new passphrase is too short or too easily guessed.

    `words` are those that whoever knows the member would try: post, handle, names. A generated
    phrase passes. FormatError for what can't be a passphrase at all.
    """
    text = normalise(passphrase).decode()
    if len(text) < CHARACTERS and len(text.split()) < WORDS:
        raise WeakPassphrase("passphrase-too-short", characters=CHARACTERS, words=WORDS)
    known = [part for word in words for part in (word, *_SEPARATORS.split(word)) if part]
    about = [_bare(word) for word in known]
    used = set(_WORD.findall(_bare(text)))
    if used and used <= set(about):  # zxcvbn finds any three words of a list strong
        raise WeakPassphrase("passphrase-too-guessable")
    inputs = [*dict.fromkeys((*about, *map(_joined, about), *_FRENCH, *_phrases()))]
    if min(_score(reading, inputs) for reading in _readings(text)) < SCORE:
        raise WeakPassphrase("passphrase-too-guessable")


def _readings(text: str) -> set[str]:
    bare = _bare(text)
    return {text, bare, _joined(bare)} - {""}  # zxcvbn fails on an empty text


def _phrases() -> Iterator[str]:
    """Give the known phrases as they are read: bare, their words joined, with and without apostrophes."""
    for line in (_HERE / "french_phrases.txt").read_text(encoding="utf-8").splitlines():
        joined = _joined(_bare(line))
        yield from (joined, joined.replace("'", ""))


def _joined(bare: str) -> str:
    return _BETWEEN_WORDS.sub("", bare)


def _score(text: str, inputs: list[str]) -> int:
    score: int = zxcvbn(text[:SCORED_CHARACTERS], user_inputs=inputs)["score"]
    return score


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
