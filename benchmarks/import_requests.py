"""Import requests in bulk: a batch of 500 lines read, checked, sealed, indexed, each with its own entry.

Floor: the same request rows (with their text) and leg rows, already made, and the same texts in a plain
FTS5 table that holds those of the whole store, in one fsynced transaction of 500 on a copy of the store.
Figures are a row's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks.measuring import LONG, Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from benchmarks.texts import Writer
from benchmarks.twin import Twin, Written
from exchange.desk import Desk
from exchange.requests.document_keys import TEXTS
from exchange.requests.importing import BATCH
from exchange.requests.inputs import NewImport, NewRequest

GOAL: Final = 2.5
SEVERAL: Final = ("to", "points", "fields", "persons", "documents")
TABLES: Final = ("request", "request_text", "leg")
_PLAIN: Final = "CREATE VIRTUAL TABLE plain USING fts5(text)"
_INSERT: Final = "INSERT INTO plain (text) VALUES (?)"


def measure(stores: Stores, size: int) -> Iterator[Result]:
    """Measure a batch after the other, on a store that grows by them."""
    built = stores.at(size)
    copy = stores.copy(built)
    file = stores.place("lines") / "lines.jsonl"
    writer = Writer(seed=size)
    batch: list[NewRequest] = []
    with built.desk() as desk:
        twin = Twin(built.store, copy, desk.session.vault.store_key)
        _fill(twin, size)

        def ours() -> float:
            batch[:] = writer.requests(BATCH)
            file.write_text("".join(map(line_of, batch)), encoding="utf-8")
            twin.mark()
            return seconds(lambda: _import(desk, file)) / BATCH

        def floor() -> float:
            written = twin.written()
            rows = [one for one in written.inserts if one[0].split()[2] in TABLES]
            texts = [(text_of(request),) for request in batch]
            return twin.write(Written([*rows, (_INSERT, texts)], written.head)) / BATCH

        yield interleaved("import requests, a row", size, GOAL, ours, floor, LONG)
        twin.close()


def _fill(twin: Twin, size: int) -> None:
    """Put the texts that the store was built from into the plain table."""
    twin.read(_PLAIN)
    twin.mark()
    head, built = twin.written().head, iter(Writer().requests(size))
    while texts := [(text_of(request),) for request in islice(built, BATCH)]:
        twin.write(Written([(_INSERT, texts)], head))


def line_of(request: NewRequest) -> str:
    """Return a request as a line of an import."""
    said = {key: getattr(request, field) for key, field in (TEXTS | {one: one for one in SEVERAL}).items()}
    given = {key: value for key, value in said.items() if value}
    return json.dumps(given, ensure_ascii=False, default=str) + "\n"


def text_of(request: NewRequest) -> str:
    """Return all that is searched of a request."""
    persons = (" ".join(person.values()) for person in request.persons)
    return "\n".join((request.title, request.text or "", request.their_ref or "", *request.points, *persons))


def _import(desk: Desk, file: Path) -> None:
    refused: list[object] = []
    done = desk.requests.import_file(NewImport(file), refused.append)
    if refused or done.imported != BATCH:
        raise ValueError(f"left out: {len(refused)}")


QUESTION: Final = Question("import_requests", measure)
