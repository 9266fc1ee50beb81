"""A word said in every verb that takes words, looked for in every byte that the program wrote anywhere.

Files are searched as they are and unpacked; databases and write-ahead logs page by page, decrypted, free
pages too: content stays sealed below the file's own encryption.
"""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.audit.inputs import Selection
from exchange.requests.inputs import Amendment, Closing, NewImport, NewRequest, Search
from exchange.transmission.inputs import NewDispatch
from tests.attacks.test_leaks import CANARY, REF, forms, write_canaries
from tests.exchange.erasing import remains
from tests.exchange.transmission.correspondence import Pair, pair_in

WORDS = forms(CANARY)


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """Give two posts whose temporary files lie where they are looked through."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    made = pair_in(tmp_path)
    yield made
    made.lock()


def used(pair: Pair, sources: Path) -> None:
    """Say the word everywhere, then let it leave: as a dispatch, a backup, an export of the log."""
    sources.mkdir()
    paper, lines = sources / f"{CANARY}.txt", sources / "lines.jsonl"
    paper.write_text(f"{CANARY} " * 99)
    good = {"kind": "wanted", "from": "dnpj", "title": CANARY, "persons": [{"family": CANARY}]}
    texts = (json.dumps({**good, **more}) for more in ({}, {"notes": [CANARY]}, {"from": CANARY}))
    lines.write_text("\n".join(texts), encoding="utf-8")
    desk, place = pair.bogota.seat, pair.place
    write_canaries(desk, paper)
    desk.requests.import_file(NewImport(lines), lambda line: None)
    desk.requests.amend(REF, Amendment(title=f"{CANARY} {CANARY}", reason=CANARY))
    desk.requests.close(REF, Closing("fulfilled", reason=CANARY))
    desk.requests.reopen(REF, CANARY)
    desk.requests.history(REF)
    desk.requests.search(Search(f'"{CANARY} {CANARY}" -{CANARY}x kind:trafficking'))
    sent = desk.transmissions.send(
        NewDispatch(REF, "asi-madrid", pair.bogota.bag, subject=CANARY, text=CANARY)
    )
    pair.bogota.receive(pair.madrid.receive(sent.file).receipt)
    arrival = NewRequest(kind="trafficking", requester="asi-bogota", title=CANARY, arrival="1")
    pair.madrid.seat.requests.open(arrival)
    desk.backups.make(place / "one.backup")
    desk.backups.automatic(place)
    with (place / "log.zip").open("wb") as sink:
        desk.log.export(sink, Selection())


def unpacked(path: Path) -> Iterator[bytes]:
    """Give a file as it is, and what it holds where it is an archive of ours."""
    data = path.read_bytes()
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def databases(pair: Pair, into: Path) -> Iterator[bytes]:
    """Give each database and each write-ahead log, decrypted; those of backups too."""
    for world in (pair.bogota.world, pair.madrid.world):
        yield remains.decrypted(world.folder / "exchange.db", world.store_key())
        log = world.folder / "exchange.db-wal"
        if log.exists() and log.stat().st_size:
            yield remains.decrypted_log(log, world.store_key())
    for number, path in enumerate(sorted(pair.place.rglob("*backup"))):
        with tarfile.open(path) as archive:
            archive.extract("exchange.db", into / str(number), filter="data")
        yield remains.decrypted(into / str(number) / "exchange.db", pair.bogota.world.store_key())


def test_the_word_stands_in_no_byte_of_store_state_temporary_files_or_what_leaves(
    pair: Pair, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sources = tmp_path_factory.mktemp("elsewhere") / "sources"
    used(pair, sources)
    assert len(pair.bogota.seat.requests.search(Search(CANARY)).items) >= 3  # who may, reads it
    for locked in (False, True):
        if locked:
            pair.bogota.world.lock_all()
            pair.madrid.world.lock_all()
        looked_in = list(remains.files(tmp_path))
        assert {".db", ".json", ".zip", ".backup", ".exchange-backup"} <= {path.suffix for path in looked_in}
        told = [(path, word) for path in looked_in for one in unpacked(path) for word in WORDS if word in one]
        assert told == []
        named = [path for path in tmp_path.rglob("*") if CANARY.lower() in path.name.lower()]
        assert named == []
        opened = list(databases(pair, tmp_path_factory.mktemp("opened")))
        assert len(opened) >= 4 and all(b"CREATE TABLE" in one for one in opened[:1])
        assert not [word for one in opened for word in WORDS if word in one]
    lines = (sources / "lines.jsonl").read_bytes()
    assert any(word in lines for word in WORDS)  # what was looked for can be found
