"""Files of lines, imported at a desk: what came of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from exchange.importing.lines import Line
from exchange.requests.importing import ImportDone
from exchange.requests.inputs import Filter, NewImport
from tests.world import Seat

WANTED: Mapping[str, object] = {"kind": "wanted", "from": "dnpj", "title": "Mandat d'arrêt"}


class Imports:
    """Imports files of lines at a desk; keeps what was left out."""

    def __init__(self, desk: Seat, place: Path) -> None:
        self.desk, self.place = desk, place
        self.left: list[Line] = []

    def file(self, *lines: object, name: str = "lines.jsonl") -> Path:
        path = self.place / name
        texts = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in lines)
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        return path

    def of(self, path: Path, mapping: Path | None = None, *, dry_run: bool = False) -> ImportDone:
        self.left = []
        return self.desk.requests.import_file(NewImport(path, mapping, dry_run), self.left.append)

    def lines(self, *lines: object, dry_run: bool = False) -> ImportDone:
        return self.of(self.file(*lines), dry_run=dry_run)

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(line.number, line.refusal.reason) for line in self.left if line.refusal is not None]


def refs(desk: Seat) -> list[str]:
    return [item.ref for item in reversed(desk.requests.list(Filter(limit=500)).items)]


def counts(done: ImportDone) -> tuple[int, int, int]:
    return done.imported, done.already, done.left_out
