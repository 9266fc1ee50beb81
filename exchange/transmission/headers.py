"""The head of a mail that was pasted as text: who wrote, about what, under which reference.

A mail copied out of a mailbox begins with lines like `De : …`, `Objet : …`. What stands there fills the form
where nothing was typed; the text itself is kept whole. Two such lines make a head: one alone may be prose.
Copied from a mail's source, they hold encoded words (`=?utf-8?B?…?=`), which are read as in a saved mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from exchange.transmission.eml import header_said

LONGEST: Final = 200
"""What is longer was no header."""
_WRITTEN: Final = 5 * LONGEST
"""What is encoded takes more room than what it says."""
_ENCODED, _FOLDED = re.compile(r"=\?[^?\s]+\?[bqBQ]\?"), re.compile(r"\?=[ \t]*\r?\n[ \t]+(?==\?)")
_LINE: Final = re.compile(r"[ \t>*]*([^\W\d_][\w./' -]{0,24}?)[*\s]*:[*\s]*(.*)")
_NAMES: Final = {
    "from": "de from von da remitente expéditeur mittente absender remetente",
    "subject": "objet subject asunto betreff oggetto assunto",
    "reference": "réf réf. ref ref. référence reference referencia n/réf n/réf. our/ref your/ref",
    "": "à a to para an cc cci bcc date fecha datum data envoyé sent enviado gesendet inviato copie",
}
_KINDS: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True)
class Head:
    """What the head of a mail says; None where it doesn't."""

    sender: str | None = None
    subject: str | None = None
    reference: str | None = None


def read_head(text: str) -> Head:
    """Return what the first lines of a text say, if they are the head of a mail."""
    found = list(_lines(text))
    if len(found) < 2:
        return Head()
    read = ((kind, _read(kind, value)) for kind, value in reversed(found) if len(value) <= _WRITTEN)
    said = {kind: value for kind, value in read if value and len(value) <= LONGEST}
    return Head(said.get("from"), said.get("subject"), said.get("reference"))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Give the kind and the value of each line of the head: it ends with the first line that is none."""
    lines = iter(_FOLDED.sub("?= ", "\n".join(text.lstrip().split("\n", 32)[:32])).split("\n"))
    for match in takewhile(bool, map(_LINE.fullmatch, (line.rstrip() for line in lines))):
        assert match is not None  # noqa: S101 - takewhile ends there
        kind = _KINDS.get(match[1].strip().casefold())
        if kind is None:
            return
        yield kind, match[2].strip()


def _read(kind: str, value: str) -> str:
    """Return what a value says: its encoded words read, in one line."""
    return " ".join(header_said(kind or "unknown", value).split()) if _ENCODED.search(value) else value
