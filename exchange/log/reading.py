"""Reading the lines of a whole log: what comes often is read by one pattern, the rest value by value.

A pattern is made from an operation's row of the table and the vocabulary of shapes, and accepts no line but
in its one form: nothing is left to be written again and compared. What it doesn't accept `entry.parse_line`
judges, which says what is wrong; so does it with what comes seldom, since a pattern takes milliseconds to
make.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections import Counter
from functools import cache
from typing import Final

import orjson

from exchange.log.entry import MAX_LINE, Entry, SignedEntry, parse_line
from exchange.log.operations import OPERATIONS, PURPOSES, Operation
from exchange.log.shapes import PATTERNS, Field, moment_of

OFTEN: Final = 64
"""Lines of an operation after which its pattern is made."""

_ID, _INT, _HASH = (PATTERNS[kind] for kind in ("id", "int", "hash"))
_SIGNATURE: Final = "[A-Za-z0-9+/]{85}[AQgw]=="  # 512 bits leave four unused, all zero
_NEXT: Final = '(?:,(?=")|(?=}))'
_HEAD: Final = re.compile(
    f'{{"v":1,"n":({_INT}),"root":({_HASH}),"at":"([^"]{{24}})","by":({_ID}),"op":"([^"]{{1,64}})",'
)


class LineReader:
    """Reads the lines of one log."""

    def __init__(self, often: int = OFTEN) -> None:
        self._often = often
        self._met: Counter[str] = Counter()

    def read(self, line: bytes) -> SignedEntry:
        """Return the entry of a line, its signature not yet checked; raise EntryError for another form."""
        return self._matched(line) or parse_line(line)

    def _matched(self, line: bytes) -> SignedEntry | None:
        text = line.decode("latin-1")  # a sign beyond ASCII stands in no pattern
        head = _HEAD.match(text)
        if head is None or len(line) > MAX_LINE:
            return None
        n, root, at, by, op = head.groups()
        tail, moment = self._tail(op, text, head.end()), moment_of(at)
        if tail is None or moment is None:
            return None
        lg, on, why, to, c, x, signature = tail.groups()
        entry = Entry(
            n=int(n),
            root=a2b_base64(root[1:-1]),
            at=moment,
            by=by[1:-1],
            op=op,
            lg=lg or None,
            on=orjson.loads(on),
            why=why,
            to=tuple(orjson.loads(to)),
            c=c,
            x=orjson.loads(x),
        )
        return SignedEntry(entry, line[: tail.start(7) - 1], a2b_base64(signature), line)

    def _tail(self, op: str, text: str, start: int) -> re.Match[str] | None:
        """Match what follows the name of an operation, where that was met often."""
        if op not in OPERATIONS:
            return None
        self._met[op] += 1
        return _tail(op).fullmatch(text, start) if self._met[op] > self._often else None


@cache
def _tail(op: str) -> re.Pattern[str]:
    """Return the pattern of what follows the name of an operation in its lines."""
    operation = OPERATIONS[op]
    duty = f'"({operation.duty})"' if operation.duty else "null()"
    purposes = "|".join(sorted(PURPOSES))
    fields = "".join(map(_field, operation.shape.fields))
    return re.compile(
        f'"lg":{duty},"on":({_object(operation)}),"why":(?:null|"({purposes})"),"to":({PATTERNS["ids"]}),'
        f'"c":(?:null|"({_HASH[1:-1]})"),"x":({{{fields}}})}}\t({_SIGNATURE})'
    )


def _object(operation: Operation) -> str:
    """Return the pattern of what an entry of an operation is on."""
    types = [PATTERNS["code"][1:-1]] if operation.takes("*") else sorted(operation.objects - {"-"})
    found = [f'{{"type":"{one}","id":{_ID}(?:,"ref":{PATTERNS["ref"]})?}}' for one in types]
    return "|".join(["null", *found] if operation.takes(None) else found)


def _field(field: Field) -> str:
    """Return the pattern of a field with the comma behind it; one that has none never stands."""
    value = PATTERNS.get(field.kind)
    if value is None:
        return "" if field.optional else "(?!)"
    found = f'"{field.name}":{value}{_NEXT}'
    return f"(?:{found})?" if field.optional else found
