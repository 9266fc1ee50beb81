"""The head of a mail that was pasted as text: who wrote, about what, under which reference.

A mail copied out of a mailbox begins with lines like `De : …`, `Objet : …`. What stands there fills the form
where nothing was typed; the text itself is kept whole. Two such lines make a head: one alone may be prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

LONGEST: Final = 200
"""What is longer was no header."""
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
    said = {kind: value for kind, value in reversed(found) if value and len(value) <= LONGEST}
    return Head(said.get("from"), said.get("subject"), said.get("reference"))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Give the kind and the value of each line of the head: it ends with the first line that is none."""
    lines = iter(text.lstrip().split("\n", 32)[:32])
    for match in takewhile(bool, map(_LINE.fullmatch, (line.rstrip() for line in lines))):
        assert match is not None  # noqa: S101 - takewhile ends there
        kind = _KINDS.get(match[1].strip().casefold())
        if kind is None:
            return
        yield kind, match[2].strip()
