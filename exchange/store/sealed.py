"""Content sealed into a row: AES-256-GCM with every plain column of the row in the AAD.

A handling code, a marking or a deadline changed by SQL no longer opens, nor does a row moved to
another id, table, owner or revision. Format: docs/formats.md, *Sealed rows*.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticSerializationError
from sqlmodel import SQLModel

from exchange.errors import Tampered
from exchange.store.rows import SealedRow, Value, changed, make_row, table_of
from keys.canonical import JSON, canonical, rendered
from keys.encoding import b64
from keys.errors import CanonicalError, SealError
from keys.seal import RowKey, blinder, commitment

FORM: Final = 1
_BLINDER: Final = b'{"blinder":"'
_OUTSIDE = frozenset({"id", "owner", "revision", "key_version", "form", "commitment", "sealed"})

R = TypeVar("R", bound=SealedRow)
C = TypeVar("C", bound="Content")
Listed: TypeAlias = tuple[str, str, int | str, str]
"""Table, id, revision and commitment of a row, as a digest lists it."""


class Content(BaseModel):
    """The sealed content of a row; its document begins with 32 random bytes, so commitments say nothing.

    They are drawn when it is sealed. What reads and writes it is built at its first use: a verb knows a
    dozen contents and opens a few.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    blinder: str = ""


def document(content: Content) -> bytes:
    """Return the canonical document of a content, with a fresh blinder."""
    # What pydantic writes is canonical: no content has a float (tests/exchange/store/test_sealed.py).
    try:
        written = content.__pydantic_serializer__.to_json(content)
    except PydanticSerializationError:  # a lone surrogate: refused by name
        return canonical(content.model_dump(mode="json"))
    return b"%b%b%b" % (_BLINDER, blinder().encode(), written[len(_BLINDER) + len(content.blinder) :])


def plain_columns(kind: type[SQLModel], form: int = FORM) -> tuple[str, ...]:
    """Return the columns of a table that stand in the AAD by name, in rows of that form.

    A column added in form 2 says so: `Field(sa_column_kwargs={"info": {"form": 2}})`. Rows of form 1
    stay as they were sealed, and open as long as they hold nothing in it: no migration re-seals.
    """
    names = _PLAIN.get((kind, form))
    if names is None:
        columns = table_of(kind).columns
        names = _PLAIN[kind, form] = tuple(
            column.name
            for column in columns
            if column.name not in _OUTSIDE and column.info.get("form", 1) <= form
        )
    return names


_PLAIN: dict[tuple[type[SQLModel], int], tuple[str, ...]] = {}


def new_row(
    kind: type[R], ident: str, owner: str, key_version: int = 0, revision: int = 1, /, **plain: Value
) -> R:
    """Return a row that is still to be sealed: its plain columns, those not given being null."""
    return make_row(
        kind,
        id=ident,
        owner=owner,
        revision=revision,
        key_version=key_version,
        form=FORM,
        commitment="",
        sealed=b"",
        **plain,
    )


def seal(post: str, key: RowKey, row: R, content: Content) -> R:
    """Return `row` with `content` sealed into it and its commitment set."""
    plaintext = document(content)
    aad = _aad(post, row, FORM)
    sealed = key.seal(plaintext, aad)
    return changed(row, form=FORM, commitment=_commitment(aad, plaintext), sealed=sealed)


def unseal(post: str, key: RowKey, row: SealedRow, kind: type[C]) -> C:
    """Return the content of `row`; raise Tampered where row and seal disagree."""
    try:
        aad = _aad(post, row, row.form)
        plaintext = key.open(row.sealed, aad)
        if _commitment(aad, plaintext) != row.commitment:
            raise SealError("commitment")
        return kind.model_validate_json(plaintext)
    except (SealError, ValidationError, CanonicalError, TypeError):
        raise Tampered("row-altered", table=str(type(row).__tablename__), id=str(row.id)) from None


def digest(parts: Iterable[Listed]) -> str:
    """Return the digest over `(table, id, revision, commitment)` of a request's other rows, sorted."""
    return b64(hashlib.sha256(rendered(sorted(parts))).digest())


def _commitment(aad: bytes, plaintext: bytes) -> str:
    """Return what the log says of a row: its columns too, or whoever holds the key could change those."""
    return commitment(aad + b"\n" + plaintext)


def _aad(post: str, row: SealedRow, form: int) -> bytes:
    kind, values = type(row), vars(row)
    if float in map(type, values.values()):  # SQLite minds no type, and infinity would be written as null
        raise SealError("float")
    known = plain_columns(kind, form)
    if form != FORM and any(
        values[name] is not None for name in plain_columns(kind, FORM) if name not in known
    ):
        raise SealError("column-of-a-later-form")
    plain: dict[str, JSON] = {
        name: b64(value) if type(value := values[name]) is bytes else value for name in known
    }
    return rendered(
        [
            "exchange/v1/row",
            post,
            str(kind.__tablename__),
            values["id"],
            values["owner"],
            values["revision"],
            values["key_version"],
            form,
            plain,
        ]
    )
