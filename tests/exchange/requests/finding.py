"""What tests ask of a search, and the same texts in a plain FTS5 table to compare with."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

from sqlcipher3 import dbapi2

from exchange.requests.inputs import NewImport, NewRequest, Search
from exchange.search.folding import Folder
from tests.world import Seat

_WORDS = """
enquête véhicule conteneur réseau passeport frontière témoin numéro livraison Enquete
investigación vehículo contenedor niño Straße Øster ИВАНОВ граница свидетель Σωκράτης
Ελένη الحسيني جواز تحقيق שלום 调查 车辆 集装箱 12 2026 AR412907 Łódź passage passer passé
"""
WORDS = _WORDS.split()


def refs(desk: Seat, terms: str, **also: int | str) -> list[str]:
    """Return the references that a search finds, sorted."""
    found = desk.requests.search(Search(terms, **also))  # type: ignore[arg-type]
    return sorted(item.ref or f"A-{item.number}" for item in found.items)


def some_texts(count: int, seed: int) -> list[tuple[str, str]]:
    """Return titles and texts of a few words each, in several scripts."""
    chance = random.Random(seed)
    return [
        (" ".join(chance.choices(WORDS, k=2)), " ".join(chance.choices(WORDS, k=chance.randint(0, 9))))
        for _ in range(count)
    ]


def import_all(desk: Seat, file: Path, texts: Sequence[tuple[str, str]]) -> list[str]:
    """Open a request for each title and text by an import; return their references."""
    lines = ({"kind": "wanted", "from": "dnpj", "title": title, "text": text} for title, text in texts)
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = desk.requests.import_file(NewImport(file), lambda line: None)
    assert done.imported == len(texts)
    return [f"BOG-2026-{number:05d}" for number in range(1, len(texts) + 1)]


def every_ref(desk: Seat, terms: str) -> list[str]:
    """Return the references of all pages of a search, sorted."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = desk.requests.search(Search(terms, limit=200, after=after))
        found += [item.ref or "" for item in page.items]
        after = page.next
        if after is None:
            return sorted(found)


def open_all(desk: Seat, texts: Sequence[tuple[str, str]]) -> list[str]:
    """Open a request for each title and text; return their references."""
    return [
        desk.requests.open(NewRequest(kind="wanted", requester="dnpj", title=title, text=text)).ref
        for title, text in texts
    ]


class PlainIndex:
    """The same texts, folded, in a plain FTS5 table: what anybody would compare with."""

    def __init__(self, named: Sequence[tuple[str, tuple[str, str]]]) -> None:
        self._folder = Folder()
        self._connection = dbapi2.connect(":memory:")
        self._connection.execute("CREATE VIRTUAL TABLE plain USING fts5(ref UNINDEXED, title, text)")
        for ref, (title, text) in named:
            row = ref, *(" ".join(self._folder.words(part)) for part in (title, text))
            self._connection.execute("INSERT INTO plain VALUES (?, ?, ?)", row)

    def find(self, expression: str) -> list[str]:
        """Return the references of an FTS5 expression, sorted."""
        sql = "SELECT ref FROM plain WHERE plain MATCH ? ORDER BY ref"
        return [ref for (ref,) in self._connection.execute(sql, (expression,))]
