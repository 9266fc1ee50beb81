"""One entry of the log: its canonical body, its signature, its line, and the strict way back.

The line is `JSON TAB base64(signature)`, without a newline; the signature is the acting member's
Ed25519 over the bytes before the tab; the leaf of the tree is the whole line (docs/formats.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypedDict, TypeGuard

import orjson

from exchange.errors import Tampered
from exchange.log.merkle import leaf_hash
from exchange.log.operations import OPERATIONS, PURPOSES, Operation
from exchange.log.shapes import is_code, is_hash, is_id, is_int, is_ref, moment_of
from keys.canonical import JSON
from keys.encoding import b64, unb64
from keys.errors import FormatError
from keys.note import Ed25519Signer

MAX_LINE = 4 * 1024 * 1024
KEYS = ("v", "n", "root", "at", "by", "op", "lg", "on", "why", "to", "c", "x")


class EntryError(Tampered):
    """A line or an entry that hasn't the one documented form."""


class Entry(NamedTuple):
    """What a member did, when, to what and why, over the root of all entries before it."""

    n: int
    root: bytes
    at: datetime
    by: str
    op: str
    lg: str | None
    on: Mapping[str, str] | None
    why: str | None
    to: tuple[str, ...]
    c: str | None
    x: Mapping[str, JSON]

    def body(self) -> bytes:
        """Return the canonical bytes that are signed; raise EntryError when a value is out of form."""
        operation = check(self)  # leaves no float and no sign beyond ASCII to look for
        return orjson.dumps(
            {
                "v": 1,
                "n": self.n,
                "root": b64(self.root),
                "at": self.at.isoformat(timespec="milliseconds")[:23] + "Z",
                "by": self.by,
                "op": self.op,
                "lg": self.lg,
                "on": None if self.on is None else {name: self.on[name] for name in _on_keys(self.on)},
                "why": self.why,
                "to": self.to,
                "c": self.c,
                "x": operation.shape.ordered(self.x),
            }
        )


class SignedEntry(NamedTuple):
    """An entry with its exact bytes: what was signed, the signature, and the whole line."""

    entry: Entry
    body: bytes
    signature: bytes
    line: bytes

    @property
    def leaf(self) -> bytes:
        """The leaf hash of the line."""
        return leaf_hash(self.line)


def make_entry(
    *,
    n: int,
    root: bytes,
    at: datetime,
    by: str,
    op: str,
    on: Mapping[str, str] | None = None,
    why: str | None = None,
    to: tuple[str, ...] = (),
    c: str | None = None,
    x: Mapping[str, JSON] | None = None,
) -> Entry:
    """Return an entry whose duty is the table's; raise EntryError for an unknown operation."""
    operation = OPERATIONS.get(op)
    if operation is None:
        raise EntryError("entry-operation", n=n)
    values = operation.shape.ordered(x or {})
    return Entry(n, root, at, by, op, operation.duty, on, why, to, c, values)


def sign(entry: Entry, signer: Ed25519Signer) -> bytes:
    """Return the line of `entry`, signed; raise EntryError when it is out of form."""
    body = entry.body()
    return b"%b\t%b" % (body, b64(signer.sign_bytes(body)).encode("ascii"))


def parse_line(line: bytes) -> SignedEntry:
    """Return the entry that `line` is, its signature not yet checked; raise EntryError for another form.

    What the body says is written again and compared: that alone refuses duplicate keys, spaces, escapes
    and numbers written otherwise. Values and orders are checked by themselves.
    """
    if len(line) > MAX_LINE:
        raise EntryError("entry-size", size=len(line))
    body, tab, encoded = line.partition(b"\t")
    if not tab:
        raise EntryError("entry-line", size=len(line))
    try:
        signature = unb64(encoded.decode("ascii"), 64)
    except (FormatError, UnicodeDecodeError):
        raise EntryError("entry-signature-form", size=len(encoded)) from None
    values = _values_of(body)
    entry = _entry_of(values)
    operation = check(entry)
    if orjson.dumps(values) != body or not _in_order(entry, operation):
        raise EntryError("entry-another-form", n=entry.n)
    return SignedEntry(entry, body, signature, line)


def check(entry: Entry) -> Operation:
    """Return the entry's row of the table; raise EntryError for the first value that is out of form."""
    operation = OPERATIONS.get(entry.op)
    if operation is None:
        raise EntryError("entry-operation", n=entry.n)
    if not is_int(entry.n) or len(entry.root) != 32 or not is_id(entry.by):
        raise EntryError("entry-field", n=0, field="n, root, by")
    if entry.at.tzinfo is not UTC or entry.at.microsecond % 1000:
        raise EntryError("entry-field", n=entry.n, field="at")
    if entry.lg != operation.duty:
        raise EntryError("entry-duty", n=entry.n, op=entry.op)
    _check_object(entry, operation)
    if entry.why is not None and entry.why not in PURPOSES:
        raise EntryError("entry-field", n=entry.n, field="why")
    if not all(is_id(item) for item in entry.to):
        raise EntryError("entry-field", n=entry.n, field="to")
    if entry.c is not None and not is_hash(entry.c):
        raise EntryError("entry-field", n=entry.n, field="c")
    problem = operation.shape.first_problem(entry.x)
    if problem is not None:
        field = problem if is_code(problem) else "?"  # a foreign field's name is foreign text
        raise EntryError("entry-x", n=entry.n, op=entry.op, field=field)
    return operation


_ON = {"type", "id"}
_ON_REF = {*_ON, "ref"}


def _check_object(entry: Entry, operation: Operation) -> None:
    on = entry.on
    if on is None:
        right = operation.takes(None)
    else:
        right = (
            on.keys() in (_ON, _ON_REF)
            and is_code(on["type"])
            and is_id(on["id"])
            and ("ref" not in on or is_ref(on["ref"]))
            and operation.takes(on["type"])
        )
    if not right:
        raise EntryError("entry-object", n=entry.n, op=entry.op)


def _on_keys(on: Mapping[str, str]) -> tuple[str, ...]:
    return ("type", "id", "ref") if "ref" in on else ("type", "id")


class _Body(TypedDict):
    """The JSON types of a body's values; what they say is checked by `check`."""

    v: int
    n: int
    root: str
    at: str
    by: str
    op: str
    lg: str | None
    on: Mapping[str, str] | None
    why: str | None
    to: list[str]
    c: str | None
    x: Mapping[str, JSON]


_TEXT_OR_NULL = (str, type(None))
_OBJECT_OR_NULL = (dict, type(None))


def _is_body(value: object) -> TypeGuard[_Body]:
    """Say whether `value` has the keys and the JSON types of a body; `check` judges what they say."""
    return (
        isinstance(value, dict)
        and tuple(value) == KEYS
        and type(value["v"]) is int
        and value["v"] == 1
        and type(value["op"]) is str
        and isinstance(value["lg"], _TEXT_OR_NULL)
        and isinstance(value["why"], _TEXT_OR_NULL)
        and isinstance(value["on"], _OBJECT_OR_NULL)
        and type(value["to"]) is list
        and type(value["x"]) is dict
    )


def _in_order(entry: Entry, operation: Operation) -> bool:
    """Say whether the keys of an entry's objects stand in their documented order."""
    if entry.on is not None and tuple(entry.on) != _on_keys(entry.on):
        return False
    return operation.shape.in_order(entry.x)


def _values_of(body: bytes) -> _Body:
    try:
        values: object = orjson.loads(body)
    except ValueError:  # not UTF-8, not JSON, too deep
        raise EntryError("entry-json", size=len(body)) from None
    if not _is_body(values):
        raise EntryError("entry-keys", size=len(body))
    return values


def _entry_of(values: _Body) -> Entry:
    try:
        root = unb64(values["root"], 32)
    except (FormatError, TypeError):
        raise EntryError("entry-field", n=0, field="root, at") from None
    at = moment_of(values["at"])
    if at is None:
        raise EntryError("entry-field", n=0, field="root, at")
    return Entry(
        n=values["n"],
        root=root,
        at=at,
        by=values["by"],
        op=values["op"],
        lg=values["lg"],
        on=values["on"],
        why=values["why"],
        to=tuple(values["to"]),
        c=values["c"],
        x=values["x"],
    )
