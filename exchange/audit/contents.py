"""The files of an export: which there must be, which there may be, and the forms of those in `keys/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from exchange.audit.manifest import MANIFEST, TIMESTAMP
from exchange.errors import Tampered
from keys.canonical import JSON, canonical, parse_canonical
from keys.card import Card
from keys.errors import FormatError, KeysError
from keys.note import VerifierKey

CHECKPOINT: Final = "checkpoint"
ENTRIES: Final = "entries.log"
POST_CARD: Final = "keys/post.card"
MEMBERS: Final = "keys/members.json"
SERVICES: Final = "keys/services.json"
SUPPORT: Final = "keys/entries.log"
"""In a selection: the entries that keys and roles rest on, and the export's own, if not selected."""
GUIDE: Final = "VERIFY.md"
REPORT_CSV: Final = "report.csv"
REPORT_HTML: Final = "report.html"

ALWAYS: Final = frozenset(
    {CHECKPOINT, ENTRIES, POST_CARD, MEMBERS, SERVICES, GUIDE, REPORT_CSV, REPORT_HTML, MANIFEST}
)
_NUMBER = "(0|[1-9][0-9]{0,15})"
_WITNESSED = re.compile(f"witnessed/{_NUMBER}")
_RETIRED = re.compile(f"checkpoints/{_NUMBER}")
_RETIRED_CARD = re.compile(f"keys/retired/{_NUMBER}.card")
_PROOF = re.compile(rf"proofs/{_NUMBER}\.tlog-proof")
_SUPPORT_PROOF = re.compile(rf"keys/proofs/{_NUMBER}\.tlog-proof")

SMALL: Final = 1024 * 1024
LIST_LIMIT: Final = 64 * 1024 * 1024
ROW_KEYS: Final = ("id", "handle", "role", "vkey", "from", "to")

MemberRow: TypeAlias = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Inventory:
    """The numbered files of an export, and whether it is a selection."""

    selection: bool
    witnessed: tuple[int, ...]
    retired: tuple[int, ...]
    retired_cards: tuple[int, ...]
    proofs: frozenset[int]
    support_proofs: frozenset[int]


def inventory(names: Iterable[str]) -> Inventory:
    """Sort the files of an export; raise Tampered for one that is missing or that none expects."""
    present = set(names)
    for name in sorted(ALWAYS - present):
        raise Tampered("export-file-missing", name=name)
    found: dict[re.Pattern[str], set[int]] = {}
    for name in sorted(present - ALWAYS - {TIMESTAMP, SUPPORT}):
        pattern, number = _numbered(name)
        found.setdefault(pattern, set()).add(number)
    selection = SUPPORT in present
    if not selection and (_PROOF in found or _SUPPORT_PROOF in found):
        raise Tampered("export-file-missing", name=SUPPORT)
    if found.get(_WITNESSED, set()) != set(range(len(found.get(_WITNESSED, ())))):
        raise Tampered("export-file-missing", name="witnessed/")
    return Inventory(
        selection=selection,
        witnessed=tuple(sorted(found.get(_WITNESSED, ()))),
        retired=tuple(sorted(found.get(_RETIRED, ()))),
        retired_cards=tuple(sorted(found.get(_RETIRED_CARD, ()))),
        proofs=frozenset(found.get(_PROOF, ())),
        support_proofs=frozenset(found.get(_SUPPORT_PROOF, ())),
    )


def _numbered(name: str) -> tuple[re.Pattern[str], int]:
    for pattern in (_WITNESSED, _RETIRED, _RETIRED_CARD, _PROOF, _SUPPORT_PROOF):
        match = pattern.fullmatch(name)
        if match is not None:
            return pattern, int(match[1])
    raise Tampered("export-file-unknown", name=name)


def render_members(rows: Sequence[MemberRow]) -> bytes:
    """Return `members.json` of rows with the keys of ROW_KEYS."""
    return canonical([{key: row[key] for key in ROW_KEYS} for row in rows]) + b"\n"


def parse_members(data: bytes) -> tuple[MemberRow, ...]:
    """Return the rows of `members.json`; raise Tampered for another form."""
    rows = [_row(item) for item in _sequence(_canonical_line(data, "members-form"), "members-form")]
    return tuple(rows)


def _row(value: JSON) -> MemberRow:
    if not isinstance(value, Mapping) or tuple(value) != ROW_KEYS:
        raise Tampered("members-form")
    row: dict[str, str | int | None] = {}
    for key, kinds in zip(ROW_KEYS, (_STR, _STR, _STR, _STR, _INT, _INT_NULL), strict=True):
        item = value[key]
        if type(item) not in kinds or not (item is None or isinstance(item, str | int)):
            raise Tampered("members-form")
        row[key] = item
    return row


_STR, _INT, _INT_NULL = (str,), (int,), (int, type(None))


def handles_of(rows: Iterable[MemberRow]) -> dict[str, str]:
    """Return each member's handle by id: for reading only."""
    return {str(row["id"]): str(row["handle"]) for row in rows}


def key_at(rows: Iterable[MemberRow], member: str, n: int) -> VerifierKey:
    """Return the key under which `rows` let `member` sign entry `n`; raise Tampered when none."""
    for row in rows:
        since, until = row["from"], row["to"]
        if row["id"] != member or not isinstance(since, int):
            continue
        if since <= n and (until is None or (isinstance(until, int) and n < until)):
            try:
                return VerifierKey.parse(str(row["vkey"]))
            except FormatError:
                raise Tampered("members-form") from None
    raise Tampered("manifest-member", member=member)


def render_services(cards: Sequence[bytes]) -> bytes:
    """Return `services.json`: the cards' own texts, the k-th for `witnessed/<k>`."""
    return canonical([card.decode("utf-8") for card in cards]) + b"\n"


def parse_services(data: bytes) -> tuple[Card, ...]:
    """Return the cards of `services.json`; raise Tampered for another form."""
    values = _sequence(_canonical_line(data, "services-form"), "services-form")
    return tuple(parse_card(str(value).encode("utf-8")) for value in values)


def parse_card(data: bytes) -> Card:
    """Return the card that `data` is; raise Tampered for another form or a signature that doesn't hold."""
    try:
        return Card.parse(data)
    except KeysError:
        raise Tampered("card-form") from None


def _canonical_line(data: bytes, reason: str) -> JSON:
    if not data.endswith(b"\n"):
        raise Tampered(reason)
    try:
        return parse_canonical(data[:-1])
    except KeysError:
        raise Tampered(reason) from None


def _sequence(value: JSON, reason: str) -> Sequence[JSON]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise Tampered(reason)
    return value
