"""A post's card: its public keys and its address, as a note signed by its card key.

The text is these `key: value` lines, in this order (docs/formats.md, *Card*): `exchange-card: v1`,
`handle`, `prefix`, `type`, `origin`, `name`, `country`, `host`, `languages`, `contact`, five `vkey`
(log Ed25519 and ML-DSA-44, office Ed25519 and ML-DSA-44, card Ed25519), `age`, `valid-from`,
`serial`. Lists are separated by commas. A card vouches for nothing by itself: its signature says
that it wasn't altered, its fingerprint is to be compared with the post by other means.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from keys.age import Recipient
from keys.errors import FormatError, SignatureError
from keys.fingerprint import Fingerprint
from keys.identity import check_origin
from keys.note import Ed25519Signer, KeyType, Note, VerifierKey, parse_note, verified

SIZE_LIMIT = 64 * 1024
TEXT_LIMIT = 200
VKEYS = 5
KEYS = (
    *("exchange-card", "handle", "prefix", "type", "origin", "name", "country", "host", "languages"),
    *("contact", *("vkey",) * VKEYS, "age", "valid-from", "serial"),
)
_LIST_LIMIT = 60
_PATTERNS = {
    "handle": re.compile(r"[a-z0-9-]{1,40}", re.ASCII),
    "prefix": re.compile(r"[A-Z][A-Z0-9]{0,7}", re.ASCII),
    "type": re.compile(r"[a-z]+(-[a-z]+){0,5}", re.ASCII),
    "country": re.compile(r"[A-Z]{2}", re.ASCII),
    "language": re.compile(r"[a-z]{2,3}", re.ASCII),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII),
    "serial": re.compile(r"[1-9][0-9]{0,14}", re.ASCII),
}
# Controls, halves of surrogate pairs, separators of lines and paragraphs.
_NOT_ON_A_LINE = ("Cc", "Cs", "Zl", "Zp")


@dataclass(frozen=True)
class Card:
    """What a post tells the others of itself. Raises FormatError when a value can't stand on a card.

    The hash in `origin` is that of the post's first log key under it, so it needs not be that of
    `log_keys` any more.
    """

    handle: str
    prefix: str
    type: str
    origin: str
    name: str
    country: str
    hosts: tuple[str, ...]
    languages: tuple[str, ...]
    contact: str
    log_keys: tuple[VerifierKey, VerifierKey]
    office_keys: tuple[VerifierKey, VerifierKey]
    card_key: VerifierKey
    recipient: Recipient
    valid_from: date
    serial: int

    def __post_init__(self) -> None:
        for key in ("handle", "prefix", "type", "country"):
            _check(key, getattr(self, key), key)
        _check("host", self.hosts, "country")
        _check("languages", self.languages, "language")
        _check("serial", str(self.serial), "serial")
        _check_text("name", self.name)
        if self.contact:
            _check_text("contact", self.contact)
        if check_origin(self.origin).split("/")[0] != self.handle:
            raise FormatError("origin-of-another-handle")
        self._check_keys()

    def _check_keys(self) -> None:
        both = (KeyType.ED25519, KeyType.MLDSA44_COSIGNATURE)
        expected = [(self.origin, kind) for kind in both]
        expected += [(f"{self.origin}/office", kind) for kind in both]
        expected += [(f"{self.origin}/card", KeyType.ED25519)]
        if [(key.name, key.type) for key in self.vkeys] != expected:
            raise FormatError("keys-of-another-origin")

    @property
    def vkeys(self) -> tuple[VerifierKey, ...]:
        """The five public keys, in the card's order."""
        return (*self.log_keys, *self.office_keys, self.card_key)

    @property
    def text(self) -> str:
        """The note's text: what is signed, and what the fingerprint is of."""
        values = (
            *("v1", self.handle, self.prefix, self.type, self.origin, self.name, self.country),
            *(",".join(self.hosts), ",".join(self.languages), self.contact, *map(str, self.vkeys)),
            *(str(self.recipient), self.valid_from.isoformat(), str(self.serial)),
        )
        return "".join(f"{key}: {value}\n" for key, value in zip(KEYS, values, strict=True))

    @property
    def fingerprint(self) -> Fingerprint:
        """What two people compare before they trust the card."""
        return Fingerprint.of(self.text)

    def render(self, signer: Ed25519Signer) -> bytes:
        """Return the card's file, signed by its own card key; raise SignatureError for another key."""
        if signer.vkey != self.card_key:
            raise SignatureError("not-the-card-key", name=signer.vkey.name)
        return Note(self.text, (signer.sign(self.text),)).render()

    @classmethod
    def parse(cls, data: bytes) -> Card:
        """Read a card's file and check its one signature, by its own card key.

        Raises FormatError for another form, SignatureError when the signature doesn't hold.
        """
        note = parse_note(data, SIZE_LIMIT)
        card = _read(note.text)
        if len(note.lines) != 1:
            raise FormatError("signature-count", found=len(note.lines), limit=1)
        verified(note, [card.card_key])
        return card


def _read(text: str) -> Card:
    rows = [line.partition(": ") for line in text.split("\n")[:-1]]
    if tuple(key for key, _, _ in rows) != KEYS or rows[0][2] != "v1":
        raise FormatError("not-a-card")
    values = {key: value for key, _, value in rows if key != "vkey"}
    log, log_pq, office, office_pq, card = (VerifierKey.parse(v) for key, _, v in rows if key == "vkey")
    found = Card(
        handle=values["handle"],
        prefix=values["prefix"],
        type=values["type"],
        origin=values["origin"],
        name=values["name"],
        country=values["country"],
        hosts=tuple(values["host"].split(",")),
        languages=tuple(values["languages"].split(",")),
        contact=values["contact"],
        log_keys=(log, log_pq),
        office_keys=(office, office_pq),
        card_key=card,
        recipient=Recipient.parse(values["age"]),
        valid_from=_date(values["valid-from"]),
        serial=_serial(values["serial"]),
    )
    if found.text != text:
        raise FormatError("another-form")
    return found


def _check(key: str, value: str | tuple[str, ...], pattern: str) -> None:
    values = (value,) if isinstance(value, str) else value
    if not 1 <= len(values) <= _LIST_LIMIT or len(set(values)) != len(values):
        raise FormatError("bad-card-value", key=key)
    if not all(_PATTERNS[pattern].fullmatch(part) for part in values):
        raise FormatError("bad-card-value", key=key)


def _check_text(key: str, value: str) -> None:
    if not 1 <= len(value) <= TEXT_LIMIT or value != value.strip():
        raise FormatError("bad-card-value", key=key)
    if any(unicodedata.category(character) in _NOT_ON_A_LINE for character in value):
        raise FormatError("bad-card-value", key=key)


def _date(value: str) -> date:
    if not _PATTERNS["date"].fullmatch(value):
        raise FormatError("bad-card-value", key="valid-from")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise FormatError("bad-card-value", key="valid-from") from None


def _serial(value: str) -> int:
    _check("serial", value, "serial")
    return int(value)
