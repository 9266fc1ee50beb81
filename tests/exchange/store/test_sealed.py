"""Sealed rows: content opens only in the row, the place and the state in which it was sealed."""

from __future__ import annotations

import importlib
import json
import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.errors import Tampered
from exchange.requests.model import (
    Leg,
    LegContent,
    Note,
    NoteContent,
    Request,
    RequestContent,
    RequestTextContent,
    Subject,
)
from exchange.store.model import MemberContent
from exchange.store.rows import SealedRow, changed, columns_of, make_row, values_of
from exchange.store.sealed import Content, Listed, digest, document, new_row, plain_columns, seal, unseal
from keys.canonical import canonical, parse_canonical
from keys.errors import CanonicalError
from keys.seal import RowKey

KEY = RowKey(bytes(range(32)))
POST = "post"
CONTENTS = (
    *(f"exchange.{area}.model" for area in ("backup", "directory", "lawbook", "requests", "transmission")),
    *(f"exchange.requests.{name}" for name in ("erasures", "searched", "transmissions")),
    "exchange.directory.proposed",
)


def a_note(text: str = "le texte") -> Note:
    row = new_row(Note, "id", "owner", 1, author="a", at=1, log_index=2)
    return seal(POST, KEY, row, NoteContent(text=text))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_as_it_was(text: str) -> None:
    assert unseal(POST, KEY, a_note(text), NoteContent).text == text


def test_the_same_content_sealed_twice_shows_nothing_in_common() -> None:
    first, second = a_note(), a_note()
    assert first.commitment != second.commitment
    assert first.sealed != second.sealed
    assert "texte" not in repr(first) and b"texte" not in first.sealed


def test_a_document_is_canonical_and_begins_with_its_blinder() -> None:
    data = document(RequestContent(title="é", rows=""))
    parsed = parse_canonical(data)
    assert isinstance(parsed, dict)
    assert list(parsed) == [
        "blinder",
        "title",
        "their_refs",
        "services",
        "waits",
        "due_zone",
        "keys",
        "erasure",
        "imported",
        "rows",
    ]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.dictionaries(st.text(), st.integers()))
def test_a_document_says_in_canonical_form_what_its_content_says(text: str, results: dict[str, int]) -> None:
    content = RequestTextContent(text=text, points=(text, ""), results=results, blinder="eA==")
    fields = content.model_dump(mode="json")
    written = document(content)
    assert written == canonical({**fields, "blinder": json.loads(written)["blinder"]})


def test_a_text_that_has_no_bytes_is_refused_by_name() -> None:
    with pytest.raises(CanonicalError, match="lone-surrogate"):
        document(NoteContent.model_construct(text="\ud800"))


def test_no_content_of_a_row_holds_a_float_which_no_canonical_form_has() -> None:
    for name in CONTENTS:
        importlib.import_module(name)
    found = list(_contents(Content))
    assert {NoteContent, LegContent, MemberContent} <= set(found)
    for kind in found:
        assert '"type": "number"' not in json.dumps(kind.model_json_schema(mode="serialization")), kind


def _contents(kind: type[Content]) -> Iterator[type[Content]]:
    for one in kind.__subclasses__():
        yield one
        yield from _contents(one)


@pytest.mark.parametrize("column", columns_of(Note))
def test_a_row_opens_no_more_once_any_column_is_another(column: str) -> None:
    row = a_note()
    value = values_of(row)[column]
    if isinstance(value, bytes):
        other: str | int | bytes = value[:-1] + bytes((value[-1] ^ 0xFF,))
    else:
        other = value + 1 if isinstance(value, int) else f"{value}x"
    with pytest.raises(Tampered, match="row-altered"):
        unseal(POST, KEY, changed(row, **{column: other}), NoteContent)


def test_infinity_that_sql_put_where_nothing_stood_is_an_altered_row() -> None:
    row = seal(POST, KEY, new_row(Note, "id", "owner", 1, author="a", at=1), NoteContent(text="x"))
    planted = changed(row)
    vars(planted)["log_index"] = float("inf")  # SQLite minds no column's type; JSON would write null
    with pytest.raises(Tampered, match="row-altered"):
        unseal(POST, KEY, planted, NoteContent)


@pytest.mark.parametrize("place", range(0, 120, 7))
def test_any_flipped_byte_of_the_seal_is_refused(place: int) -> None:
    row = a_note()
    data = bytearray(row.sealed)
    data[place % len(data)] ^= 0xFF
    with pytest.raises(Tampered):
        unseal(POST, KEY, changed(row, sealed=bytes(data)), NoteContent)


@pytest.mark.parametrize("sealed", [b"", b"x", bytes(11), bytes(12), bytes(28), None, "text", 7])
def test_a_seal_that_is_none_is_refused(sealed: bytes | str | int | None) -> None:
    with pytest.raises(Tampered):
        unseal(POST, KEY, changed(a_note(), sealed=sealed), NoteContent)


def test_another_key_post_table_or_kind_of_content_opens_nothing() -> None:
    row = a_note()
    with pytest.raises(Tampered):
        unseal(POST, RowKey(os.urandom(32)), row, NoteContent)
    with pytest.raises(Tampered):
        unseal("other", KEY, row, NoteContent)
    with pytest.raises(Tampered):
        unseal(POST, KEY, row, RequestContent)
    moved = make_row(Subject, **{**values_of(row), "number": 1, "type": "person"})
    with pytest.raises(Tampered):
        unseal(POST, KEY, moved, NoteContent)


def test_null_and_empty_are_not_the_same_in_a_sealed_row() -> None:
    row = new_row(
        Leg, "i", "o", number=1, service="s", basis="b", status="received", clock="none", created_at=1
    )
    row = seal(POST, KEY, row, LegContent())
    assert row.channel is None
    assert unseal(POST, KEY, row, LegContent) == unseal(POST, KEY, row, LegContent)
    with pytest.raises(Tampered):
        unseal(POST, KEY, changed(row, channel=""), LegContent)


def test_every_plain_column_of_a_request_stands_under_the_seal() -> None:
    outside = {"id", "owner", "revision", "key_version", "form", "commitment", "sealed"}
    assert set(plain_columns(Request)) == set(columns_of(Request)) - outside
    assert {"handling", "marking", "due_at", "wrapped_key"} <= set(plain_columns(Request))


def test_the_digest_of_parts_forgets_their_order_and_nothing_else() -> None:
    parts: list[Listed] = [("note", f"{i}", i, "c") for i in range(9)]
    whole = digest(parts)
    random.shuffle(parts)
    assert digest(parts) == whole
    for other in (parts[:-1], [*parts, ("note", "x", 1, "c")], [*parts[:-1], ("leg", "8", 8, "c")]):
        assert digest(other) != whole


def test_a_row_that_is_given_no_value_for_a_column_has_null() -> None:
    row: SealedRow = new_row(Note, "id", "owner")
    assert (row.revision, row.key_version, row.commitment, row.sealed) == (1, 0, "", b"")
    assert values_of(row)["author"] is None
