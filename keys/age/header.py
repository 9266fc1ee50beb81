"""The header of an age v1 file: version line, stanzas, MAC; strict, to the letter of c2sp.org/age.

age-encryption.org/v1
-> mlkem768x25519 <encapsulated key>
<file key, sealed>
--- <HMAC-SHA-256 over all of it, these three dashes included>
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keys.age.errors import HeaderError, MacError
from keys.age.source import Lookahead, Source
from keys.age.stanza import COLUMNS, Stanza, decode_base64, encode_base64, parse_arguments

VERSION = b"age-encryption.org/v1"
LIMIT = 1024 * 1024  # bytes of a header: what a reader holds before it has proof of anything
STANZAS = LIMIT // 64  # no wrapped file key is smaller than 64 bytes of header
FILE_KEY_SIZE = 16
MAC_SIZE = 32
SCRYPT = "scrypt"
HYBRID = "mlkem768x25519"

HeaderRule = Callable[[Sequence[str]], None]


@dataclass(frozen=True)
class Header:
    """A header as it stands in a file; `covered` is what the MAC is over, byte for byte as read."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes

    @classmethod
    def over(cls, stanzas: Sequence[Stanza], file_key: bytes) -> Header:
        """Return the header of a new file; raise HeaderError if no reader would take it."""
        spec_rule([stanza.type for stanza in stanzas])
        covered = b"".join([VERSION, b"\n", *(stanza.render() for stanza in stanzas), b"---"])
        header = cls(tuple(stanzas), covered, _mac(file_key, covered).finalize())
        if len(header.render()) > LIMIT:
            raise HeaderError("header-too-long")
        return header

    @property
    def types(self) -> tuple[str, ...]:
        """The type of each stanza, in order."""
        return tuple(stanza.type for stanza in self.stanzas)

    def render(self) -> bytes:
        """Return the bytes of the header, its last line feed included."""
        return self.covered + b" " + encode_base64(self.mac).encode("ascii") + b"\n"

    def verify(self, file_key: bytes) -> None:
        """Refuse with MacError a header that its author, who chose the file key, did not write."""
        try:
            _mac(file_key, self.covered).verify(self.mac)
        except InvalidSignature:
            raise MacError("header-mac") from None


def spec_rule(types: Sequence[str]) -> None:
    """Refuse with HeaderError what c2sp.org/age does: no stanza at all, or scrypt beside another."""
    if not types:
        raise HeaderError("no-stanza")
    if SCRYPT in types and len(types) > 1:
        raise HeaderError("scrypt-not-alone")


def one_hybrid_stanza(types: Sequence[str]) -> None:
    """Refuse with HeaderError all but a lone `mlkem768x25519`: one recipient, and no plugin near it."""
    if list(types) != [HYBRID]:
        raise HeaderError("not-one-hybrid-stanza", stanzas=len(types))


def stanza_types(source: Source) -> tuple[str, ...]:
    """Return the types of the stanzas in `source`, an age file, without opening it; or HeaderError."""
    return read_header(open_lookahead(source)).types


def open_lookahead(source: Source) -> Lookahead:
    """Return `source` to read a header from, within the limit, and then a payload."""
    return Lookahead(source, LIMIT)


def read_header(ahead: Lookahead) -> Header:
    """Read a header from the start of a file; raise HeaderError if it is not exactly in its form."""
    covered = [_version_line(ahead.line())]
    stanzas: list[Stanza] = []
    while not (line := ahead.line()).startswith(b"---"):
        covered.append(line)
        arguments = parse_arguments(line)
        body = _body_lines(ahead)
        covered.extend(body)
        stanzas.append(Stanza(arguments, decode_base64(b"".join(body))))
        if len(stanzas) > STANZAS:
            raise HeaderError("too-many-stanzas", most=STANZAS)
    spec_rule([stanza.type for stanza in stanzas])
    return Header(tuple(stanzas), b"\n".join([*covered, b"---"]), _mac_line(line))


def _version_line(line: bytes) -> bytes:
    if line.startswith(b"-----BEGIN AGE"):
        raise HeaderError("armored")
    if line != VERSION:
        raise HeaderError("not-age-v1")
    return line


def _body_lines(ahead: Lookahead) -> list[bytes]:
    lines: list[bytes] = []
    while not lines or len(lines[-1]) == COLUMNS:
        lines.append(ahead.line())
        if len(lines[-1]) > COLUMNS:
            raise HeaderError("stanza-line-too-long")
    return lines


def _mac_line(line: bytes) -> bytes:
    if not line.startswith(b"--- "):
        raise HeaderError("mac-line")
    mac = decode_base64(line[len(b"--- ") :])
    if len(mac) != MAC_SIZE:
        raise HeaderError("mac-size")
    return mac


def _mac(file_key: bytes, covered: bytes) -> HMAC:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"header").derive(file_key)
    mac = HMAC(key, SHA256())
    mac.update(covered)
    return mac
