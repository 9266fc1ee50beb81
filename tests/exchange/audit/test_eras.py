"""Which log keys hold for which sizes: rekeyed, restored, half-named, or not on the card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.eras import changes_of, check_cards, eras_of, verify_in_era
from exchange.audit.export import Retired
from exchange.audit.verify import verify_export
from exchange.errors import Tampered
from exchange.log.roster_state import PostKeys
from keys.canonical import JSON
from tests.exchange.audit.ledger import Ledger, Post, a_busy_ledger
from tests.exchange.log.book import a_check, a_hash


@pytest.fixture
def ledger() -> Ledger:
    return a_busy_ledger()


def restored(ledger: Ledger) -> int:
    """Go on under a new origin, as a restore does."""
    old, size = ledger.post, ledger.size
    new = Post("asi-bogota", generation=5)
    x: dict[str, JSON] = {
        "old_origin": old.origin, "size": size, "newest": {"size": size, "root": a_hash("root")},
        "refs": [], "numbers": {}, "origin": new.origin, "vkeys": [str(key) for key in new.log.vkeys],
        "keys": [a_check("log", "log", 2)],
    }  # fmt: skip
    n = ledger.add(ledger.head, "backup.restored", x=x)
    ledger.retired[n] = Retired(None, old.card_file)
    ledger.post = new
    return n


def test_a_log_whose_keys_never_changed_is_one_era(ledger: Ledger) -> None:
    (era,) = eras_of(ledger.replay.roster, ledger.post.card, {})
    assert (era.origin, era.pair, era.first, era.last) == (ledger.origin, ledger.post.log.vkeys, 0, None)


def test_old_keys_end_with_the_entry_that_replaced_them(ledger: Ledger) -> None:
    old = ledger.post
    n = ledger.rekey()
    first, second = eras_of(ledger.replay.roster, ledger.post.card, {n: old.card})
    assert (first.pair, first.last) == (old.log.vkeys, n + 1)
    assert (second.pair, second.first, second.last) == (ledger.post.log.vkeys, n + 1, None)


def test_a_checkpoint_is_verified_by_the_keys_of_its_size(ledger: Ledger) -> None:
    early = ledger.checkpoint()
    old = ledger.post
    n = ledger.rekey()
    eras = eras_of(ledger.replay.roster, ledger.post.card, {n: old.card})
    assert verify_in_era(early, eras).size == n
    assert verify_in_era(ledger.checkpoint(), eras).size == ledger.size
    for wrong in (ledger.checkpoint(n), Ledger("asi-lisbon").checkpoint()):
        with pytest.raises(Tampered):
            verify_in_era(wrong, eras)


def test_a_restored_log_verifies_under_its_new_origin(ledger: Ledger, tmp_path: Path) -> None:
    old = ledger.post
    restored(ledger)
    assert ledger.origin != old.origin
    report = verify_export(ledger.export(tmp_path / "x.zip"))
    assert "card-not-issued" in {check.code for check in report.checks}
    ledger.issue_card()
    path = ledger.export(tmp_path / "y.zip")
    assert verify_export(path, cards=[ledger.post.card_file]).verdict is Verdict.OK
    assert verify_export(path, cards=[old.card_file]).verdict is Verdict.FAILED


def test_the_old_origin_of_a_restored_log_signs_nothing_beyond(ledger: Ledger) -> None:
    old = ledger.post
    before = ledger.checkpoint()
    n = restored(ledger)
    eras = eras_of(ledger.replay.roster, ledger.post.card, {n: old.card})
    assert [era.last for era in eras] == [n, None]
    assert verify_in_era(before, eras).size == n
    ledger.post = old
    with pytest.raises(Tampered, match="checkpoint-other-log"):
        verify_in_era(ledger.checkpoint(), eras)


def test_a_card_of_another_origin_or_with_other_keys_is_refused(ledger: Ledger) -> None:
    roster = ledger.replay.roster
    with pytest.raises(Tampered, match="card-origin"):
        eras_of(roster, Post("asi-lisbon").card, {})
    with pytest.raises(Tampered, match="origin-key"):
        eras_of(roster, ledger.post.next().card, {})
    old = ledger.post
    n = ledger.rekey()
    with pytest.raises(Tampered, match="card-log-keys"):
        eras_of(ledger.replay.roster, old.card, {n: old.card})
    with pytest.raises(Tampered, match="origin-key"):
        eras_of(ledger.replay.roster, ledger.post.card, {n: ledger.post.card})


def test_each_retired_pair_needs_its_card(ledger: Ledger) -> None:
    first = ledger.post
    n = ledger.rekey()
    second = ledger.post
    m = ledger.rekey()
    roster, card = ledger.replay.roster, ledger.post.card
    assert len(eras_of(roster, card, {n: first.card, m: second.card})) == 3
    for cards in ({}, {n: first.card}, {n: first.card, m + 1: second.card}):
        with pytest.raises(Tampered, match="retired-cards"):
            eras_of(roster, card, cards)
    with pytest.raises(Tampered, match="retired-card-keys"):
        eras_of(roster, card, {n: first.card, m: first.card})


def test_half_a_pair_of_new_log_keys_is_refused(ledger: Ledger) -> None:
    ed25519, mldsa = (str(key) for key in ledger.post.next().log.vkeys)
    for vkeys in ((ed25519,), (mldsa,), (ed25519, mldsa, ed25519), ("no vkey",)):
        roster = replace(ledger.replay.roster, rekeyed=(PostKeys(5, vkeys),))
        with pytest.raises(Tampered, match="retired-keys-form"):
            changes_of(roster)


def test_new_office_keys_alone_end_no_era(ledger: Ledger) -> None:
    office = tuple(str(key) for key in ledger.post.next().office.vkeys)
    roster = replace(ledger.replay.roster, rekeyed=(PostKeys(5, office),))
    assert changes_of(roster) == ()


def test_a_card_must_be_the_one_that_was_issued_last(ledger: Ledger) -> None:
    roster, file = ledger.replay.roster, ledger.post.card_file
    check_cards(roster, file, {}, {})
    check_cards(replace(roster, card=None), file, {}, {})
    other = replace(ledger.post.card, contact="elsewhere").render(ledger.post.card_keys.sign)
    with pytest.raises(Tampered, match="card-not-issued"):
        check_cards(roster, other, {}, {})
    with pytest.raises(Tampered, match="card-not-issued"):
        check_cards(roster, file, {5: file}, {5: a_hash("another card")})
