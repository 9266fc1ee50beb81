"""An import that is killed, or that runs twice at once: each line becomes one request, and none leaks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from exchange.requests.inputs import Filter, NewImport
from exchange.store.folder import StoreFolder
from exchange.store.slots import open_with_passphrase
from keys.identity import MemberKeys
from keys.wrap import unwrap
from tests.attacks.test_leaks import CANARY, forms
from tests.exchange.erasing import remains
from tests.faults.desks import desk_at
from tests.faults.importer import SMALL, import_file
from tests.faults.places import make_place
from tests.warm import begun
from tests.world import CHEAP, HEAD, passphrase_of

LINES = 120


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "place"
    make_place("log a request", made)
    (made / "tmp").mkdir()
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lines.jsonl"
    document = {"kind": "wanted", "from": "dnpj", "text": f"{CANARY} {CANARY}"}
    lines = (json.dumps({**document, "title": f"{CANARY} {n % (LINES - 5)}"}) for n in range(LINES))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def everything(place: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file of a place as it is; the database and its write-ahead log decrypted too."""
    for path in place.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
    opened = open_with_passphrase(StoreFolder(place / "store"), HEAD, passphrase_of(HEAD), None, CHEAP)
    keys, post = MemberKeys.from_seed(opened.seed, opened.slot.member), opened.slot.post
    key = unwrap(keys, opened.slot.sealed_store_key, post=post, kind="store", object_id=post, version=1)
    yield "pages", remains.decrypted(place / "store" / "exchange.db", key)
    yield "log", remains.decrypted_log(place / "store" / "exchange.db-wal", key)


def test_an_import_that_was_killed_goes_on_without_doubles_and_leaves_no_word(
    place: Path, file: Path
) -> None:
    with begun(import_file, place, file) as importer:
        told = list(islice(importer.lines(), 3))
        importer.process.kill()
        told += importer.lines()
    found = list(everything(place))
    assert b"request" in dict(found)["pages"] and len(dict(found)["log"]) > 4096
    assert [(name, form) for name, data in found for form in forms(CANARY) if form in data] == []
    with desk_at(place, hours=2) as desk:
        done = desk.requests.import_file(NewImport(file), lambda line: None)
        assert len(told) * SMALL <= done.already <= (len(told) + 1) * SMALL
        assert done.already % SMALL == 0
        assert done.imported + done.already == LINES
    refuse_doubles(place)


def test_two_imports_of_one_file_at_once_make_each_request_once(place: Path, file: Path) -> None:
    with begun(import_file, place, file) as one, begun(import_file, place, file) as other:
        ends = [list(importer.lines())[-1].split() for importer in (one, other)]
        assert [one.ended(), other.ended()] == [0, 0]
    assert sum(int(imported) for _, imported, _, _ in ends) == LINES
    assert all(int(imported) + int(already) == LINES for _, imported, already, _ in ends)
    refuse_doubles(place)


def refuse_doubles(place: Path) -> None:
    """Check that each title stands as often as in the file, and that the store is sound."""
    with desk_at(place, hours=3) as desk:
        items = desk.requests.list(Filter(limit=500)).items
        titles = Counter(item.title for item in items if item.title.startswith(CANARY))
        assert sorted(titles.values()) == [1] * (LINES - 10) + [2] * 5
        assert len({item.ref for item in items}) == len(items)
        desk.store.check()
