"""Words that stand in one request alone are found nowhere after its erasure, in no form and in no file."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from exchange.requests.inputs import NewRequest, Search
from exchange.search.folding import Folder
from exchange.store.vocabulary import Vocabulary
from tests.attacks.test_leaks import forms
from tests.exchange.erasing import remains
from tests.exchange.erasing.conftest import WORDS, Case
from tests.world import OFFICER, Seat


def folded() -> list[str]:
    folder = Folder()
    return [word for text in WORDS.values() for word in folder.words(text)]


def vocabulary(case: Case, desk: Seat) -> list[str]:
    """Return all the words that the vocabulary of the compartment holds, under each key."""
    session = desk.session
    found: list[str] = []
    with session.reading() as rows:
        for compartment, versions in session.vault.indexes.items():
            for version, key in versions.items():
                found += Vocabulary(session.post.id, compartment, version, key).all(rows)
    return found


def test_nothing_of_it_is_left_in_the_database_the_index_or_any_file(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, backups, temporary = case.world, tmp_path / "media", tmp_path / "tmp"
    backups.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    desk = case.desk()
    assert desk.backups.automatic(backups) is not None
    before = remains.bytes_of(world, case.id)
    key = next(iter(desk.session.vault.indexes.values()))[1]
    assert set(folded()) <= set(vocabulary(case, desk)) | {
        WORDS["bytes"].casefold(),
        "ouananiche",
        "salmigondis",
    }
    assert remains.tokens_standing(world, key, folded())
    world.lock_all()
    whole = remains.decrypted(world.folder / "exchange.db", world.store_key())
    assert sum(piece in whole for piece in before) > len(before) * 0.9  # the search finds what there is

    desk = case.desk()
    assert desk.erasing.erase(case.ref, "court-order").status == "erased"
    log = remains.decrypted_log(world.folder / "exchange.db-wal", world.store_key())
    assert case.id.encode() in log  # what marks it as erased
    assert not [piece for piece in before if piece in log]
    assert set(vocabulary(case, desk)).isdisjoint(folded())
    assert remains.tokens_standing(world, key, folded()) == []
    world.lock_all()
    assert remains.tables_with(world, case.id) == ["erasure.id", "log_entry.about"]
    pages = remains.decrypted(world.folder / "exchange.db", world.store_key())
    assert not [piece for piece in before if piece in pages]
    assert not [form for word in WORDS.values() for form in forms(word) if form in pages]
    looked_in = list(remains.files(tmp_path))
    assert {path.suffix for path in looked_in} >= {".db", ".exchange-backup"}
    for path in looked_in:
        data = path.read_bytes()
        assert not [form for word in WORDS.values() for form in forms(word) if form in data], path
        assert not [piece for piece in before if piece in data], path


def test_the_backup_that_replaces_the_others_holds_nothing_of_it(case: Case, tmp_path: Path) -> None:
    world, backups = case.world, tmp_path / "media"
    backups.mkdir()
    desk = case.desk()
    for _ in range(3):
        desk.backups.automatic(backups)
        world.clock.advance(days=2)
    before = remains.bytes_of(world, case.id)
    desk.erasing.erase(case.ref, "court-order")
    (left,) = backups.glob("*.exchange-backup")
    with tarfile.open(left) as archive:
        archive.extract("exchange.db", tmp_path / "opened", filter="data")
    pages = remains.decrypted(tmp_path / "opened" / "exchange.db", world.store_key())
    assert not [piece for piece in before if piece in pages]
    assert case.id.encode() in pages  # the log, which still tells of it


def test_a_search_kept_by_another_member_goes_with_the_request_that_it_showed(case: Case) -> None:
    world = case.world
    officer = world.desk(OFFICER)
    officer.requests.search(Search(WORDS["person"]))
    officer.requests.search(Search("particulier"))
    kept = world.sql("SELECT count(*) FROM searched")[0][0]
    case.desk().erasing.erase(case.ref, "court-order")
    left = world.sql("SELECT count(*) FROM searched")[0][0]
    assert isinstance(kept, int) and isinstance(left, int) and 0 < left < kept
    case.desk().store.check()


def test_a_word_that_another_request_has_too_stays_findable(case: Case) -> None:
    desk = case.desk()
    shared = NewRequest(kind="wanted", requester="dnpj", title=f"Encore {WORDS['text']}")
    other = desk.requests.open(shared).ref
    desk.erasing.erase(case.ref, "court-order")
    assert [item.ref for item in desk.requests.search(Search(WORDS["text"][:6] + "*")).items] == [other]
    assert desk.requests.search(Search(WORDS["note"])).items == ()


def test_erasing_the_last_words_of_a_vocabulary_leaves_an_index_that_works(case: Case) -> None:
    desk = case.desk()
    desk.erasing.erase(case.ref, "court-order")
    desk.erasing.erase(case.stays, "court-order")
    desk.store.check()
    again = desk.requests.open(NewRequest(kind="wanted", requester="dnpj", title=WORDS["title"]))
    assert [item.ref for item in desk.requests.search(Search(WORDS["title"])).items] == [again.ref]
