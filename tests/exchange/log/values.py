"""Values for each kind of field, and whole `x` and `on` for each operation, by hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from exchange.clock import to_moment, to_text
from exchange.log.operations import OPERATIONS
from keys.canonical import JSON
from keys.encoding import b64
from tests.exchange.log.book import ORIGIN, Member, a_check, a_hash

LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp() * 1000)

ids = st.uuids().map(str)
codes = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9.:+-]{0,20}", fullmatch=True)
integers = st.integers(0, 2**53 - 1)
hashes = st.binary(min_size=32, max_size=32).map(b64)
refs = st.from_regex(r"[A-Z0-9]{1,8}-[0-9]{4}-[0-9]{5,9}", fullmatch=True)
moments = st.integers(0, LATEST).map(lambda millis: to_text(to_moment(millis)))
days = st.dates(date(1000, 1, 1)).map(date.isoformat)
vkeys = st.sampled_from([Member("a.martin").vkey, Member("b.durand").vkey])
objects = st.builds(lambda kind, object_id: {"type": kind, "id": object_id}, codes, ids)
checks = st.sampled_from([a_check("store", "store"), a_check("request", "request", 2)])


def few(values: st.SearchStrategy[JSON]) -> st.SearchStrategy[JSON]:
    return st.lists(values, max_size=3).map(list)


KINDS: Mapping[str, st.SearchStrategy[JSON]] = {
    "id": ids,
    "ids": few(ids),
    "int": integers,
    "bool": st.booleans(),
    "code": codes,
    "codes": few(codes),
    "hash": hashes,
    "hashes": few(hashes),
    "signature": st.binary(min_size=64, max_size=64).map(b64),
    "ref": refs,
    "refs": few(refs),
    "moment": moments,
    "when": days | moments,
    "role": st.sampled_from(["head", "officer", "investigator", "auditor"]),
    "vkey": vkeys,
    "vkeys": few(vkeys),
    "origin": st.just(ORIGIN),
    "object": objects,
    "keys": few(checks),
    "head": st.builds(lambda size: {"size": size, "root": a_hash("root")}, integers),
    "numbers": st.dictionaries(st.from_regex(r"[0-9]{4}", fullmatch=True), integers, max_size=3),
    "args": st.dictionaries(codes, codes | ids | integers | hashes, max_size=3),
}


@st.composite
def x_of(draw: st.DrawFn, op: str) -> dict[str, JSON]:
    """Draw further fields of that operation: those that must be there, and some of the others."""
    fields = OPERATIONS[op].shape.fields
    return {
        field.name: draw(KINDS[field.kind])
        for field in fields
        if not field.optional or draw(st.booleans())
    }  # fmt: skip


def on_of(op: str) -> st.SearchStrategy[dict[str, str] | None]:
    """Give objects that an entry of that operation may be on."""
    types = sorted(OPERATIONS[op].objects - {"*", "-"}) or ["request"]
    named = st.builds(lambda kind, object_id: {"type": kind, "id": object_id}, st.sampled_from(types), ids)
    with_ref = st.builds(lambda on, ref: {**on, "ref": ref}, named, refs)
    if not OPERATIONS[op].takes(None):
        return named | with_ref
    return st.none() | named if OPERATIONS[op].takes(types[0]) else st.none()
