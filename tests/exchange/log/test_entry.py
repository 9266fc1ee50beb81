"""An entry's line: one form, both ways, and nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from exchange.log.entry import MAX_LINE, Entry, EntryError, make_entry, parse_line, sign
from exchange.log.operations import OPERATIONS, PURPOSES
from keys.canonical import JSON, canonical
from tests.exchange.log import naive
from tests.exchange.log.book import START, Member, a_hash, an_id
from tests.exchange.log.values import on_of, x_of

ANNE = Member("a.martin")
REQUEST = {"type": "request", "id": an_id("request"), "ref": "BOG-2026-00042"}
ENTRY = make_entry(
    n=7,
    root=bytes(range(32)),
    at=START,
    by=ANNE.id,
    op="request.consulted",
    on=REQUEST,
    why="investigation",
    to=(an_id("service"),),
    c=a_hash("row"),
    x={"part": {"type": "leg", "id": an_id("leg")}, "rev": 3},
)
LINE = sign(ENTRY, ANNE.signer)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    op = draw(st.sampled_from(sorted(OPERATIONS)))
    return make_entry(
        n=draw(st.integers(0, 2**53 - 1)),
        root=draw(st.binary(min_size=32, max_size=32)),
        at=START + timedelta(milliseconds=draw(st.integers(0, 10**12))),
        by=str(draw(st.uuids())),
        op=op,
        on=draw(on_of(op)),
        why=draw(st.sampled_from([None, *sorted(PURPOSES)])),
        to=tuple(str(service) for service in draw(st.lists(st.uuids(), max_size=3))),
        c=draw(st.sampled_from([None, a_hash("content")])),
        x=draw(x_of(op)),
    )


@given(entries())
def test_what_is_rendered_is_read_back_the_same(entry: Entry) -> None:
    signed = parse_line(sign(entry, ANNE.signer))
    assert signed.entry == entry
    assert signed.entry.body() == signed.body


@given(entries())
def test_the_body_is_canonical_json_as_everyone_writes_it(entry: Entry) -> None:
    values, signed, _ = naive.read(sign(entry, ANNE.signer))
    assert list(values) == ["v", "n", "root", "at", "by", "op", "lg", "on", "why", "to", "c", "x"]
    assert values["v"] == 1
    assert signed == canonical(json.loads(signed))


def test_the_signature_is_ed25519_over_the_bytes_before_the_tab() -> None:
    _, signed, signature = naive.read(LINE)
    Ed25519PublicKey.from_public_bytes(ANNE.signer.vkey.public).verify(signature, signed)


def test_the_leaf_is_the_hash_of_the_whole_line() -> None:
    assert parse_line(LINE).leaf == naive.leaf(LINE)


def test_no_flipped_bit_leaves_the_line_a_signed_entry() -> None:
    public = Ed25519PublicKey.from_public_bytes(ANNE.signer.vkey.public)
    for bit in range(len(LINE) * 8):
        changed = bytearray(LINE)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Exception) as caught:
            signed = parse_line(bytes(changed))
            public.verify(signed.signature, signed.body)
        assert type(caught.value).__name__ in ("EntryError", "InvalidSignature")


def test_a_line_cut_anywhere_is_refused() -> None:
    for size in range(len(LINE)):
        with pytest.raises(EntryError):
            parse_line(LINE[:size])


def edited(change: Callable[[dict[str, JSON]], object]) -> bytes:
    """Return the line with its values changed and rendered canonically."""
    body, _, signature = LINE.partition(b"\t")
    values = json.loads(body)
    change(values)
    return naive.body(values) + b"\t" + signature


def put(key: str, value: JSON) -> Callable[[dict[str, JSON]], object]:
    return lambda values: values.update({key: value})


BAD_VALUES: list[tuple[str, JSON]] = [
    ("v", 2),
    ("v", True),
    ("v", "1"),
    ("n", -1),
    ("n", "7"),
    ("n", True),
    ("n", 2**53),
    ("root", None),
    ("root", a_hash("x")[:-4]),
    ("root", base64.b64encode(bytes(31)).decode()),
    ("root", "A" * 42 + "B="),
    ("at", None),
    ("at", 0),
    ("at", "2026-11-23"),
    ("at", "2026-11-23T09:00:00Z"),
    ("at", "2026-11-23T09:00:00.000+00:00"),
    ("at", "2026-11-23T09:00:00.000000Z"),
    ("at", "2026-11-23 09:00:00.000Z"),
    ("at", "2026-11-23T09:00:60.000Z"),
    ("at", "2026-13-23T09:00:00.000Z"),
    ("at", "2026-11-23T09:00:00.000"),
    ("by", None),
    ("by", "a.martin"),
    ("by", an_id("x").upper()),
    ("op", None),
    ("op", ["request.consulted"]),
    ("op", "request.burned"),
    ("lg", None),
    ("lg", "disclosure"),
    ("lg", 1),
    ("on", None),
    ("on", []),
    ("on", {}),
    ("on", {"type": "request"}),
    ("on", {"type": "member", "id": an_id("x")}),
    ("on", {"id": an_id("x"), "type": "request"}),
    ("on", {"type": "request", "id": "42"}),
    ("on", {"type": "request", "id": an_id("x"), "ref": "bog-2026-00042"}),
    ("on", {"type": "request", "id": an_id("x"), "ref": None}),
    ("on", {"type": "request", "id": an_id("x"), "name": "Dupont"}),
    ("why", "curiosity"),
    ("why", 3),
    ("to", None),
    ("to", "x"),
    ("to", [None]),
    ("to", ["fr-dcpj"]),
    ("c", 0),
    ("c", "secret"),
    ("c", "A" * 43),
    ("x", None),
    ("x", []),
    ("x", {"rev": "3"}),
    ("x", {"rev": None}),
    ("x", {"rev": 3, "name": "Dupont"}),
    ("x", {"rev": 3, "part": {"type": "leg", "id": an_id("leg")}}),
    ("x", {"part": {"type": "leg", "id": an_id("leg"), "name": "x"}}),
]


@pytest.mark.parametrize(("key", "value"), BAD_VALUES)
def test_a_value_out_of_form_is_refused(key: str, value: JSON) -> None:
    with pytest.raises(EntryError):
        parse_line(edited(put(key, value)))


def test_the_edit_that_changes_nothing_is_accepted() -> None:
    assert parse_line(edited(lambda values: values)).entry == ENTRY


@pytest.mark.parametrize("key", ["v", "n", "root", "at", "by", "op", "lg", "on", "why", "to", "c", "x"])
def test_each_key_missing_is_refused(key: str) -> None:
    with pytest.raises(EntryError):
        parse_line(edited(lambda values: values.pop(key)))


def test_a_foreign_key_is_refused() -> None:
    with pytest.raises(EntryError):
        parse_line(edited(put("y", 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v": 1'),
        (b'"v":1', b'"v":1.0'),
        (b'"v":1', b'"v":1,"v":1'),
        (b'"rev":3', b'"rev":3,"rev":3'),
        (b'"rev":3', b'"rev":3e0'),
        (b'"rev":3', b'"rev":03'),
        (b'"rev":3', b'"rev":NaN'),
        (b'"rev":3', b'"rev":' + b"9" * 5000),
        (b'"v":1', b'"\\u0076":1'),
        (b"investigation", b"\\u0069nvestigation"),
        (b"investigation", b"investigation\xff"),
        (b"{", b"\xef\xbb\xbf{"),
        (b"{", b"[" * 100_000),
        (b"{", b" {"),
        (b"}\t", b"} \t"),
        (b"}\t", b"}\n\t"),
        (b"}\t", b"}\t\t"),
        (b"}\t", b"} "),
        (b"==", b"="),
        (b"==", b"==\n"),
        (b"==", b""),
    ],
)
def test_another_spelling_of_the_same_entry_is_refused(old: bytes, new: bytes) -> None:
    assert old in LINE
    with pytest.raises(EntryError):
        parse_line(LINE.replace(old, new, 1))


def test_an_endless_line_is_refused_before_it_is_read() -> None:
    with pytest.raises(EntryError) as caught:
        parse_line(b"[" * (MAX_LINE + 1))
    assert caught.value.reason == "entry-size"


def test_an_unknown_operation_can_not_be_made() -> None:
    with pytest.raises(EntryError):
        make_entry(n=0, root=bytes(32), at=START, by=ANNE.id, op="request.burned")


@pytest.mark.parametrize(
    "at",
    [
        START + timedelta(microseconds=1),
        START.replace(tzinfo=None),
        START.astimezone(timezone(timedelta(hours=-5))),
    ],
)
def test_a_moment_that_is_not_utc_milliseconds_is_not_signed(at: datetime) -> None:
    with pytest.raises(EntryError):
        sign(ENTRY._replace(at=at), ANNE.signer)


def test_optional_fields_without_a_value_are_left_out() -> None:
    entry = make_entry(
        n=0, root=bytes(32), at=datetime(2026, 1, 1, tzinfo=UTC), by=ANNE.id, op="request.consulted",
        on=REQUEST, x={"rev": 1, "part": None},
    )  # fmt: skip
    assert entry.x == {"rev": 1}
    assert parse_line(sign(entry, ANNE.signer)).entry == entry


def test_fields_are_written_in_the_order_of_the_table() -> None:
    turned = ENTRY._replace(x=dict(reversed(list(ENTRY.x.items()))))
    assert sign(turned, ANNE.signer) == LINE
