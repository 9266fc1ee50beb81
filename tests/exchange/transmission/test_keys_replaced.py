"""What was sealed or received before the log got new keys still leaves, and is still receipted, after it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from exchange.desk import Desk
from exchange.errors import Conflict, ExchangeError, Refused
from exchange.transmission.incident import Incident
from exchange.transmission.inputs import NewDispatch
from tests.exchange.transmission.correspondence import Pair
from tests.world import HEAD, OFFICER, passphrase_of


@pytest.mark.parametrize("way", ["made again", "offered at the duplicate"])
def test_a_receipt_that_was_lost_is_made_again_under_the_keys_of_today(pair: Pair, way: str) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    received = pair.madrid.receive(sent.file)
    pair.madrid.seat.staffing.revoke(OFFICER)
    pair.madrid.reopen()
    if way == "made again":
        place = pair.place / "a folder" / "that is made"
        receipt = pair.madrid.seat.transmissions.receipt(str(received.number), place).receipt
    else:
        with pytest.raises(Conflict) as known:
            pair.madrid.receive(sent.file)
        receipt = str(known.value.arguments["receipt"])
    assert pair.bogota.receive(receipt).status == "acknowledged"
    assert pair.madrid.world.sql("SELECT count(*) FROM sent_cover WHERE kind = 'again'") == [(1,)]
    pair.madrid.seat.store.check()
    back = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    pair.bogota.receive(pair.madrid.receive(back.file).receipt)
    assert pair.madrid.incidents().list() == pair.bogota.incidents().list() == ()


def test_a_file_that_could_not_be_written_is_built_and_received_under_the_keys_of_today(pair: Pair) -> None:
    usb = pair.place / "usb"
    usb.mkdir()
    ref = pair.bogota.open(handling="H3", conditions="Ne pas diffuser")

    def pulled(conditions: str) -> bool:
        shutil.rmtree(usb)
        return True

    with pytest.raises(Refused, match="dispatch-not-written"):
        pair.bogota.seat.transmissions.send(NewDispatch(ref, "asi-madrid", usb), pulled)
    pair.bogota.seat.staffing.revoke(OFFICER)
    usb.mkdir()
    pair.bogota.reopen()
    assert pair.bogota.seat.noticed.rebuilt == (1,)
    (file,) = usb.glob("*.age")
    received = pair.madrid.receive(str(file))
    assert received.missing == ()
    assert pair.bogota.receive(received.receipt).status == "acknowledged"
    pair.bogota.seat.store.check()
    again = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    assert (again.missing, pair.madrid.incidents().list()) == ((), ())


def test_a_checkpoint_kept_for_a_file_shown_again_is_checked_like_the_first(pair: Pair) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    received = pair.madrid.receive(sent.file)
    pair.madrid.seat.staffing.revoke(OFFICER)
    pair.madrid.reopen()
    pair.madrid.seat.transmissions.receipt(str(received.number), pair.place / "bag")
    pair.madrid.world.sql("UPDATE sent_cover SET size = size - 1 WHERE kind = 'again'")
    with pytest.raises(ExchangeError):
        pair.madrid.seat.store.check()


def test_a_file_under_a_card_between_two_that_its_partner_saw_is_received_late(pair: Pair) -> None:
    world, ref = pair.bogota.world, pair.bogota.open()
    pair.bogota.seat.staffing.revoke(OFFICER)
    pair.bogota.reopen()
    by_bag = pair.bogota.send(ref, "asi-madrid")
    world.add("n.autre", "officer")
    pair.bogota.reopen()
    pair.bogota.seat.staffing.revoke("n.autre")
    pair.bogota.reopen()
    by_mail = pair.bogota.send(ref, "asi-madrid")
    assert pair.madrid.receive(by_mail.file).missing == ("1",)
    received = pair.madrid.receive(by_bag.file)
    assert (received.missing, received.status) == ((), "to-sort")
    assert pair.bogota.receive(received.receipt).status == "acknowledged"
    assert pair.madrid.incidents().list() == ()


def test_a_receipt_that_was_lost_is_made_again_after_a_restore_elsewhere(pair: Pair, tmp_path: Path) -> None:
    bogota, madrid = pair.bogota, pair.madrid
    received = madrid.receive(bogota.send(bogota.open(), "asi-madrid").file)
    madrid.seat.backups.make(tmp_path / "b")
    madrid.world.lock_all()
    madrid.world.state = tmp_path / "another machine"
    shutil.rmtree(madrid.world.folder)
    settings = madrid.world.settings()
    Desk.restore(tmp_path / "b", madrid.world.folder, HEAD, passphrase_of(HEAD), settings)
    madrid.reopen()
    with pytest.raises(Incident):
        bogota.trust(madrid)
    bogota.trust(madrid)
    receipt = madrid.seat.transmissions.receipt(received.transmission, pair.place / "bag").receipt
    assert bogota.receive(receipt).status == "acknowledged"
    madrid.seat.store.check()
