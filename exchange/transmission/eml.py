"""An e-mail as it was saved (`.eml`): its subject, text, sender and date, by the standard library's parser.

The file itself is kept as an attachment, whole; what is read here only fills the form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import errors, message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Final

from exchange.errors import Refused

LARGEST: Final = 64 * 1024 * 1024
# What the standard library's parser ends in, beside its own errors, where headers are made to break it:
# comments nested a thousand deep, parameters without a value, addresses that are none.
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_UNREADABLE: Final = (
    errors.MessageError,
    LookupError,
    ValueError,
    RecursionError,
    AttributeError,
    TypeError,
    AssertionError,
)


@dataclass(frozen=True)
class Message:
    """What an e-mail says; None where it doesn't."""

    subject: str | None
    text: str | None
    sender: str | None
    date: str | None


def read_eml(path: Path) -> Message:
    """Read a saved e-mail; raise Refused where it can't be read or isn't one."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused("file-not-read", path=str(path), why=error.strerror or "") from None
    if len(data) > LARGEST:
        raise Refused("file-too-large", path=str(path), limit=LARGEST)
    try:
        parsed = message_from_bytes(data, policy=policy.default)
        if not parsed.keys():
            raise Refused("not-an-email", path=str(path))
        return Message(_header(parsed, "subject"), _text(parsed), _sender(parsed), _date(parsed))
    except _UNREADABLE:
        raise Refused("not-an-email", path=str(path)) from None


def header_said(name: str, written: str) -> str:
    """Return what a header says, the words that are encoded in it read (RFC 2047); else as it is written."""
    try:
        return _in_one_line(str(policy.default.header_factory(name, written)))
    except _UNREADABLE:
        return written


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return _in_one_line(str(value)) if value is not None else None


def _sender(message: EmailMessage) -> str | None:
    name, address = parseaddr(_header(message, "from") or "")
    return " ".join(part for part in (name, f"<{address}>" if address else "") if part) or None


def _date(message: EmailMessage) -> str | None:
    value = message.get("date")
    try:
        moment = parsedate_to_datetime(str(value)) if value is not None else None
    except ValueError:
        return None
    return moment.isoformat() if moment is not None and moment.tzinfo is not None else None


def _text(message: EmailMessage) -> str | None:
    body = message.get_body(preferencelist=("plain", "html"))
    return _sound(str(body.get_content())) if body is not None else None


def _in_one_line(text: str) -> str:
    """Return what a header says without the control signs that were encoded in it."""
    return " ".join(_CONTROLS.sub(" ", _sound(text)).split())


def _sound(text: str) -> str:
    """Bytes that were in no encoding stand as lone surrogates: show them as unknown characters."""
    return text.encode("utf-8", "replace").decode("utf-8")
