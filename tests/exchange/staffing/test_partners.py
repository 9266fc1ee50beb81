"""Partners and auditors after a rotation: the new card, what was under way, the retired log keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.inputs import Selection
from exchange.audit.verify import verify_export
from exchange.errors import Refused, Tampered
from exchange.store.model import RetiredLog, RetiredLogContent
from tests.attacks.intruder import Intruder
from tests.exchange.staffing.conftest import DEPUTY
from tests.exchange.store.filled import log_of, store_of
from tests.exchange.transmission.correspondence import Pair, pair_in
from tests.world import AUDITOR, HEAD, OFFICER, World


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return pair_in(tmp_path, with_a_deputy)


def with_a_deputy(pair: Pair) -> None:
    """Give Bogotá a second head."""
    pair.bogota.world.add(DEPUTY, "head")
    pair.bogota.world.activate(DEPUTY)
    pair.bogota.seat.grants.give(DEPUTY, "general")


def test_a_card_under_the_same_card_key_comes_with_the_next_dispatch(pair: Pair) -> None:
    ref, sent, _ = pair.exchange()
    done = pair.bogota.seat.staffing.revoke(OFFICER)
    assert done.card is not None
    assert not done.card.compare
    again = pair.bogota.send(ref, "asi-madrid", text="après")
    assert pair.madrid.receive(again.file).status == "to-sort"
    assert pair.madrid.seat.services.show("asi-bogota").fingerprint == done.card.fingerprint
    assert sent.log_index < again.log_index
    pair.bogota.seat.log.verify()


def test_a_card_under_another_card_key_is_compared_before_it_is_taken(pair: Pair) -> None:
    ref, _, _ = pair.exchange()
    done = pair.bogota.seat.staffing.revoke(DEPUTY)
    assert done.card is not None
    assert done.card.compare
    again = pair.bogota.send(ref, "asi-madrid", text="après")
    with pytest.raises(Refused, match="card-key-changed"):
        pair.madrid.receive(again.file)
    pair.madrid.trust(pair.bogota)
    assert pair.madrid.receive(again.file).status == "to-sort"


def test_what_was_sealed_to_the_retired_office_still_opens(pair: Pair) -> None:
    _, sent, got = pair.exchange()
    ref = pair.madrid.open()
    under_way = pair.madrid.send(ref, "asi-bogota")
    pair.bogota.seat.staffing.revoke(OFFICER)
    assert pair.bogota.receive(got.receipt).status == "acknowledged"
    assert pair.bogota.receive(under_way.file).status == "to-sort"
    assert pair.bogota.seat.transmissions.show("1").witnessed
    pair.bogota.seat.log.verify()
    assert sent.file


def test_an_export_holds_the_last_checkpoint_under_each_retired_key(pair: Pair, tmp_path: Path) -> None:
    pair.exchange()
    desk, whole = pair.bogota.seat, tmp_path / "whole.zip"
    older = tmp_path / "older.zip"
    with older.open("wb") as sink:
        log_of(desk).export(sink, Selection())
    for handle in (OFFICER, DEPUTY):
        desk.staffing.revoke(handle)
        for wanted in (Selection(), Selection(member=HEAD)):
            with whole.open("wb") as sink:
                log_of(desk).export(sink, wanted)
            assert verify_export(whole).verdict is not Verdict.FAILED
    with whole.open("wb") as sink:
        log_of(desk).export(sink, Selection())
    report = verify_export(whole, after=older)
    assert report.verdict is not Verdict.FAILED
    assert any(check.code == "retired-ok" for check in report.checks)


def test_a_selection_holds_the_grants_that_its_entries_rest_on(pair: Pair, tmp_path: Path) -> None:
    desk, part = pair.bogota.seat, tmp_path / "part.zip"
    desk.compartments.add("stupéfiants", (OFFICER,))
    desk.staffing.withdraw(OFFICER, "stupéfiants")
    desk.grants.give(OFFICER, "stupéfiants")
    desk.staffing.rekey()
    desk.staffing.rekey()
    for op in ("grant.withdrawn", "grant.given", "store.rekeyed"):
        n = desk.log.show(op=op).items[0].n
        with part.open("wb") as sink:
            log_of(desk).export(sink, Selection(first=n, last=n))
        assert verify_export(part).verdict is not Verdict.FAILED


@pytest.mark.parametrize("altered", ["gone", "card", "checkpoint"])
def test_what_retired_log_keys_left_is_compared_with_the_log(pair: Pair, altered: str) -> None:
    world: World = pair.bogota.world
    world.desk(AUDITOR)  # open meanwhile: the file keeps its key, which the intruder holds
    pair.bogota.seat.staffing.revoke(OFFICER)
    world.lock_all()
    spy = Intruder(world, AUDITOR)
    with spy.rows() as rows:
        [row] = rows.find(RetiredLog)
        if altered == "gone":
            rows.delete(RetiredLog, id=row.id)
        else:
            content = spy.open_row(row, RetiredLogContent)
            other = content.card if altered == "checkpoint" else content.checkpoint
            content = content.model_copy(update={altered: other})
            rows.replace(spy.reseal(row, content))
    desk = world.desk()
    for verify in (lambda: log_of(desk).verify(), lambda: store_of(desk).check()):
        with pytest.raises(Tampered):
            verify()
