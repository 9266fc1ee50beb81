"""The index kept: in the transaction of each write, by the next who holds the key, anew, and forgotten."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from exchange.checking.area import StoreProblems
from exchange.errors import Tampered
from exchange.requests.dossier import open_dossier
from exchange.requests.indexing import forget_request
from exchange.requests.inputs import Amendment, Search
from exchange.search.folding import FOLDING
from exchange.store import vocabulary
from exchange.transmission.inputs import Filing, NewTransmission
from tests.exchange.requests.cases import DRUGS, ask
from tests.exchange.requests.finding import PlainIndex, open_all, refs, some_texts
from tests.exchange.store.filled import store_of
from tests.world import HEAD, INVESTIGATOR, OFFICER, Seat, World


def pairs(world: World) -> int:
    """Return how many pairs of token and row the index holds."""
    ((count,),) = world.sql("SELECT count(*) FROM word_places")
    return int(str(count))


def words_kept(desk: Seat) -> list[str]:
    """Return the vocabulary of the first compartment, under its newest key."""
    vault = desk.session.vault
    ((compartment, versions),) = vault.indexes.items()
    known = vocabulary.Vocabulary(vault.post, compartment, max(versions), versions[max(versions)])
    with desk.session.reading() as rows:
        return list(known.all(rows))


def test_every_writer_of_words_leaves_an_index_that_the_check_agrees_with(world: World, desk: Seat) -> None:
    first = ask(desk, "dijin", "policia-es", title="Conteneur", text="rouge", points=("adresse",))
    desk.requests.note(first.ref, "rouge encore, puis bleu")
    sent = desk.transmissions.record(NewTransmission("in", "email", subject="navire", text="bleu"))
    desk.transmissions.record(NewTransmission("in", "email", subject="autre"))
    desk.transmissions.file(str(sent.number), Filing(request=first.ref, leg="1"))
    desk.transmissions.set_aside("2", "sans objet")
    desk.requests.assign(first.ref, INVESTIGATOR)
    store_of(desk).check()
    assert world.sql("SELECT count(*) FROM word_owed") == [(0,)]
    assert world.sql("PRAGMA integrity_check") == [("ok",)]


def test_a_word_that_two_parts_share_goes_only_with_the_last(world: World, desk: Seat) -> None:
    opened = ask(desk, title="Conteneur", text="rouge")
    before = pairs(world)
    desk.requests.note(opened.ref, "conteneur rouge")
    assert pairs(world) == before
    desk.requests.note(opened.ref, "conteneur vert")
    assert pairs(world) == before + 1


def test_an_entry_that_fails_leaves_no_word_behind(world: World, desk: Seat) -> None:
    ask(desk, title="Conteneur")
    before = pairs(world), words_kept(desk)
    with pytest.raises(RuntimeError), desk.session.unit() as journal:
        dossier = open_dossier(desk.session, journal.rows, "BOG-2026-00001")
        dossier.save(journal, "request.amended", title="Zirconium")
        journal.index.flush(journal.rows)
        raise RuntimeError
    assert (pairs(world), words_kept(desk)) == before
    desk.requests.note("BOG-2026-00001", "zirconium")
    assert "zirconium" in words_kept(desk)


def test_what_an_amendment_replaces_goes_out_of_the_index(desk: Seat) -> None:
    opened = ask(
        desk, title="Conteneur rouge", text="ancien", their_ref="RC/1", persons=({"family": "Abel"},)
    )
    desk.requests.amend(
        opened.ref,
        Amendment(
            title="Conteneur vert",
            text="nouveau",
            their_ref="ZX/2",
            persons=({"subject": "1", "family": "Cain"},),
        ),
    )
    for gone in ("rouge", "ancien", "rc", "abel"):
        assert refs(desk, gone) == [], gone
    assert refs(desk, "conteneur vert nouveau zx cain") == [opened.ref]
    store_of(desk).check()


def test_words_owed_under_a_key_that_was_replaced_reach_the_index(world: World, desk: Seat) -> None:
    opened = ask(desk, title="Conteneur")
    desk.requests.assign(opened.ref, INVESTIGATOR)
    world.desk(INVESTIGATOR).requests.note(opened.ref, "estrella")
    desk.requests.unassign(opened.ref, INVESTIGATOR)
    assert refs(desk, "estrella") == [opened.ref]
    store_of(desk).check()


def test_what_an_investigator_writes_is_indexed_by_the_next_member_who_unlocks(world: World) -> None:
    desk = world.desk()
    opened = ask(desk, title="Conteneur", text="rouge")
    desk.requests.assign(opened.ref, INVESTIGATOR)
    world.lock_all()
    seat = world.desk(INVESTIGATOR)
    seat.requests.note(opened.ref, "navire Estrella, rouge")
    seat.requests.note(opened.ref, "estrella encore")
    assert refs(seat, "estrella encore") == [opened.ref]
    assert len(world.sql("SELECT sealed FROM word_owed")) == 2
    world.lock_all()
    officer = world.desk(OFFICER)
    assert world.sql("SELECT count(*) FROM word_owed") == [(0,)]
    assert refs(officer, "estrella encore") == [opened.ref]
    store_of(officer).check()


def test_a_desk_that_is_already_open_indexes_an_investigators_words_before_it_searches(
    world: World, desk: Seat
) -> None:
    opened = ask(desk, title="Conteneur")
    desk.requests.assign(opened.ref, INVESTIGATOR)
    seat = world.desk(INVESTIGATOR)
    seat.requests.note(opened.ref, "estrella")
    desk.requests.note(opened.ref, "estrella vue")  # behind what is owed already
    assert refs(desk, "estrella vue") == [opened.ref]
    store_of(desk).check()


def test_a_read_only_desk_says_how_far_the_index_is_behind(world: World) -> None:
    desk = world.desk()
    opened = ask(desk, title="Conteneur")
    desk.requests.assign(opened.ref, INVESTIGATOR)
    world.desk(INVESTIGATOR).requests.note(opened.ref, "estrella")
    desk.session.read_only = True
    page = desk.requests.search(Search("conteneur"))
    assert (len(page.items), page.unindexed) == (1, 1)


def test_words_owed_that_were_altered_are_tampering_for_search_and_check(world: World) -> None:
    desk = world.desk()
    opened = ask(desk, title="Conteneur")
    desk.requests.assign(opened.ref, INVESTIGATOR)
    world.desk(INVESTIGATOR).requests.note(opened.ref, "estrella")
    world.lock_all()
    ((sealed,),) = world.sql("SELECT sealed FROM word_owed")
    world.sql("UPDATE word_owed SET sealed = ?", bytes(byte ^ 0xFF for byte in bytes(str(sealed), "utf-8")))
    desk = world.desk()
    with pytest.raises(Tampered) as refused:
        desk.requests.search(Search("conteneur"))
    assert refused.value.reason == "words-owed-altered"
    with pytest.raises(StoreProblems):
        store_of(desk).check()


def test_another_folding_indexes_everything_anew_at_unlock(world: World) -> None:
    desk = world.desk()
    texts = some_texts(12, seed=6)
    made = open_all(desk, texts)
    before = pairs(world)
    world.lock_all()
    world.sql("UPDATE word_state SET folding = '0/0'")
    desk = world.desk()
    assert world.sql("SELECT folding FROM word_state") == [(FOLDING,)]
    assert pairs(world) == before
    plain = PlainIndex(list(zip(made, texts, strict=True)))
    assert refs(desk, "conten*") == plain.find("conten*")
    store_of(desk).check()


def test_what_is_written_under_another_folding_waits_for_the_one_who_unlocks(world: World) -> None:
    desk = world.desk()
    world.sql("UPDATE word_state SET folding = '0/0'")
    opened = ask(desk, title="Conteneur")
    assert pairs(world) == 0
    world.lock_all()
    assert refs(world.desk(), "conteneur") == [opened.ref]


def test_after_a_revocation_both_index_keys_are_asked_until_every_row_is_indexed_anew(
    world: World, desk: Seat
) -> None:
    texts = some_texts(8, seed=7)
    made = open_all(desk, texts)
    plain = PlainIndex(list(zip(made, texts, strict=True)))
    before = pairs(world)
    desk.staffing.revoke(OFFICER)
    desk.session.read_only = True
    assert refs(desk, "conten*") == plain.find("conten*")
    assert desk.requests.search(Search("conten*")).unindexed == len(made)
    desk.session.read_only = False
    desk.requests.note(made[0], "estrella")
    assert refs(desk, "estrella") == [made[0]]
    assert refs(desk, "conten*") == plain.find("conten*")
    assert world.sql("SELECT DISTINCT key_version FROM word_row") == [(2,)]
    assert world.sql("SELECT DISTINCT key_version FROM word_block") == [(2,)]
    assert pairs(world) == before + 1
    store_of(desk).check()


def test_the_next_unlock_indexes_anew_what_a_revocation_left(world: World, desk: Seat) -> None:
    opened = ask(desk, title="Conteneur")
    desk.staffing.revoke(OFFICER)
    world.lock_all()
    assert refs(world.desk(), "conteneur") == [opened.ref]
    assert world.sql("SELECT key_version FROM word_row") == [(2,)]


def test_a_request_that_is_forgotten_leaves_no_token_and_no_lonely_word(world: World, desk: Seat) -> None:
    kept = ask(desk, title="Conteneur rouge")
    before = pairs(world), words_kept(desk)
    gone = ask(desk, title="Conteneur Zirconium", text="texte Ytterbium")
    desk.requests.assign(gone.ref, INVESTIGATOR)
    world.desk(INVESTIGATOR).requests.note(gone.ref, "Praseodyme")
    assert "ytterbium" in words_kept(desk)
    desk.session.read_only = True
    desk.requests.search(Search("zirconium"))
    desk.session.read_only = False
    with desk.session.unit() as journal:
        forget_request(desk.session, journal, open_dossier(desk.session, journal.rows, gone.ref))
    assert (pairs(world), words_kept(desk)) == before
    assert world.sql("SELECT object FROM word_row") == [(kept.id,)]
    assert world.sql("SELECT count(*) FROM word_owed") == [(0,)]
    assert world.sql("SELECT count(*) FROM searched") == [(0,)]


def test_small_blocks_become_larger_ones_and_lose_no_word(
    world: World, desk: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "FAN", 3)
    for number in range(14):
        desk.requests.open(replace(DRUGS, title=f"mot{number:02d}"))
    levels = [int(str(level)) for (level,) in world.sql("SELECT level FROM word_block ORDER BY id")]
    assert max(levels) == 2 and len(levels) < 7
    assert [word for word in words_kept(desk) if word.startswith("mot")] == [f"mot{n:02d}" for n in range(14)]
    assert len(refs(desk, "mot*")) == 14


def test_two_desks_that_write_at_once_share_one_vocabulary(world: World, desk: Seat) -> None:
    other = world.desk(OFFICER)
    chance = random.Random(8)
    for number in range(6):
        chance.choice((desk, other)).requests.open(replace(DRUGS, title=f"commun mot{number}"))
    assert words_kept(desk) == words_kept(other)
    assert refs(desk, "mot*") == refs(other, "commun")
    store_of(world.desk(HEAD)).check()


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE word_block SET sealed = substr(sealed, 2)", "words-altered"),
        ("UPDATE word_block SET id = id + 40", "words-altered"),
        ("DELETE FROM word_block", "index-differs"),
        ("DELETE FROM word_row", "index-row-missing"),
        ("DELETE FROM word_state", "index-missing"),
        ("INSERT INTO word_index (rowid, tokens) VALUES (1, '00112233445566aa')", "index-differs"),
        ("INSERT INTO word_index (rowid, tokens) VALUES (77, '00112233445566aa')", "index-row-missing"),
        ("INSERT INTO word_index (word_index) VALUES ('delete-all')", "index-differs"),
    ],
)
def test_an_index_that_was_altered_is_found_by_the_check(world: World, statement: str, reason: str) -> None:
    ask(world.desk(), title="Conteneur rouge")
    desk = world.desk()
    world.sql(statement)
    with pytest.raises(Tampered) as refused:
        store_of(desk).check()
    assert refused.value.reason == reason


def test_an_altered_block_of_the_vocabulary_is_tampering_when_it_is_read(world: World) -> None:
    ask(world.desk(), title="Conteneur")
    world.lock_all()
    world.sql("UPDATE word_block SET sealed = zeroblob(60)")
    desk = world.desk()
    assert refs(desk, "conteneur") == ["BOG-2026-00001"]
    with pytest.raises(Tampered) as refused:
        desk.requests.search(Search("conten*"))
    assert refused.value.reason == "words-altered"


def test_a_token_planted_in_the_index_shows_nothing_that_does_not_hold_the_word(
    world: World, desk: Seat
) -> None:
    ask(desk, title="Conteneur")
    ask(desk, title="Zirconium")
    ((compartment, versions),) = desk.session.vault.indexes.items()
    token = versions[1].token("zirconium")
    world.sql("INSERT INTO word_index (rowid, tokens) VALUES (1, ?)", token)
    assert compartment
    assert refs(desk, "zirconium") == ["BOG-2026-00002"]
