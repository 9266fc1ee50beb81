"""Reading by patterns: what it accepts is what the judge of single values accepts, and says the same."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given

from exchange.log.entry import Entry, EntryError, SignedEntry, make_entry, parse_line, sign
from exchange.log.operations import OPERATIONS
from exchange.log.reading import OFTEN, LineReader
from exchange.log.shapes import PATTERNS
from keys.canonical import JSON
from tests.exchange.log.book import START, Member, a_check, a_hash, an_id
from tests.exchange.log.test_entry import entries

ANNE = Member("a.martin")
SIGNS = b'"{}[],:\\\t\n \x00\xe9019aA+/=-.ntf'
REQUEST = {"type": "request", "id": an_id("request")}
X: Mapping[str, Mapping[str, JSON]] = {
    "request.opened": {"keys": [a_check("request", "request")], "kind": "identity", "rev": 1},
    "request.listed": {"requests": [an_id("b"), an_id("c")]},
    "leg.event": {"leg": an_id("leg"), "number": 1, "code": "arrested", "withdrawn": False, "part": REQUEST},
    "access.refused": {"op": "request.opened"},
    "member.passphrase": {},
}
"""What entries of some operations say, each in another way."""
ON: Mapping[str, Mapping[str, str] | None] = {
    "request.opened": {**REQUEST, "ref": "BOG-2026-00042"},
    "request.listed": None,
    "leg.event": REQUEST,
    "access.refused": {"type": "of-any-type", "id": an_id("x")},
    "member.passphrase": {"type": "member", "id": ANNE.id},
}
LINES = [
    sign(
        make_entry(
            n=n,
            root=bytes(range(n, 32 + n)),
            at=START,
            by=ANNE.id,
            op=op,
            on=ON[op],
            why="investigation" if n % 2 else None,
            to=tuple(map(an_id, "abc"[:n])),
            c=a_hash("row") if n % 2 else None,
            x=x,
        ),
        ANNE.signer,
    )
    for n, (op, x) in enumerate(X.items())
]


def slowly(line: bytes) -> SignedEntry | None:
    try:
        return parse_line(line)
    except EntryError:
        return None


def by_pattern(line: bytes) -> SignedEntry | None:
    return LineReader(often=0)._matched(line)


def refuse_disagreement(line: bytes) -> bool:
    """Say whether a pattern accepts a line; fail where that isn't what is read value by value."""
    found = by_pattern(line)
    if found is not None:
        expected = slowly(line)
        assert found == expected, line
        assert [type(one) for one in found.entry] == [type(one) for one in (expected or found).entry], line
        assert found.body == found.entry.body()
    return found is not None


@given(entries())
def test_a_pattern_reads_each_entry_as_its_values_are_read(entry: Entry) -> None:
    shape = OPERATIONS[entry.op].shape
    known = all(field.kind in PATTERNS for field in shape.fields if field.name in entry.x)
    small = max(entry.n, *(one for one in entry.x.values() if type(one) is int), 0) < 10**15
    assert refuse_disagreement(sign(entry, ANNE.signer)) or not known or not small


@pytest.mark.parametrize("line", LINES, ids=X)
def test_no_pattern_accepts_a_line_that_its_values_refuse(line: bytes) -> None:
    chance = random.Random(len(line))
    assert refuse_disagreement(line)
    for at in range(len(line)):
        for other in (*(line[at] ^ 1 << bit for bit in range(8)), *chance.sample(SIGNS, 4)):
            refuse_disagreement(line[:at] + bytes([other]) + line[at + 1 :])
        end = at + chance.randint(1, 40)
        refuse_disagreement(line[:at] + bytes([chance.choice(SIGNS)]) + line[at:])
        refuse_disagreement(line[:at] + line[at + 1 :])
        refuse_disagreement(line[:at] + line[at:end] + line[at:])
        refuse_disagreement(line[:at] + line[end:])


def test_an_operation_met_seldom_is_read_value_by_value_to_the_same_end() -> None:
    reader = LineReader()
    found = [reader.read(LINES[0]) for _ in range(OFTEN + 2)]
    assert found == [parse_line(LINES[0])] * (OFTEN + 2)


def test_a_line_that_no_pattern_accepts_is_refused_by_name() -> None:
    reader = LineReader(often=0)
    with pytest.raises(EntryError, match="entry-another-form"):
        reader.read(LINES[0].replace(b'"v":1,', b'"v":1, '))
