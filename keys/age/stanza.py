"""A recipient stanza of an age header: its arguments, its body, its one text form (c2sp.org/age)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from keys.age.errors import HeaderError

COLUMNS = 64
_ARGUMENT = re.compile(r"[!-~]+")  # 1*VCHAR


@dataclass(frozen=True)
class Stanza:
    """One wrapped copy of the file key, for one recipient; its first argument names the type."""

    arguments: tuple[str, ...]
    body: bytes

    @property
    def type(self) -> str:
        """The recipient type, by which an identity knows its stanzas from foreign ones."""
        return self.arguments[0]

    def render(self) -> bytes:
        """Return its lines: `-> arguments`, then the body in base64, the last line a short one."""
        text = encode_base64(self.body)
        lines = [text[start : start + COLUMNS] for start in range(0, len(text) + 1, COLUMNS)]
        return "".join(f"{line}\n" for line in ["-> " + " ".join(self.arguments), *lines]).encode("ascii")


def parse_arguments(line: bytes) -> tuple[str, ...]:
    """Return the arguments of a stanza's first line; raise HeaderError if it is not one."""
    mark, *arguments = line.decode("latin-1").split(" ")
    if mark != "->" or not arguments:
        raise HeaderError("stanza-start")
    if not all(_ARGUMENT.fullmatch(argument) for argument in arguments):
        raise HeaderError("stanza-argument")
    return tuple(arguments)


def encode_base64(data: bytes) -> str:
    """Return `data` in standard base64 without padding."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decode_base64(text: bytes) -> bytes:
    """Return the bytes of unpadded canonical base64 (RFC 4648, 3.5); raise HeaderError otherwise."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise HeaderError("base64") from None
    if encode_base64(data).encode("ascii") != text:
        raise HeaderError("base64-not-canonical")
    return data
