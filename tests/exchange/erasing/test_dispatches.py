"""Sealed files of an erased request: gone from our folders, and what partners answer is no contradiction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.errors import Conflict, NotFound
from tests.exchange.transmission.correspondence import Pair, pair_in


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = pair_in(tmp_path)
    yield made
    made.lock()


def test_its_dispatches_leave_our_folders_with_what_lies_beside_them(pair: Pair) -> None:
    bogota = pair.bogota
    ref = bogota.open()
    sent, late = bogota.send(ref, "asi-madrid"), bogota.send(ref, "asi-madrid")
    file, other = Path(str(sent.file)), Path(str(late.file))
    beside = file.with_name(f".{file.name}.0123456789ab.tmp")
    beside.write_bytes(b"cut short")
    bogota.seat.transmissions.cancel(str(late.number), "Destinataire erroné")
    done = bogota.seat.erasing.erase(ref, "court-order")
    assert (done.status, done.left) == ("erased", ())
    assert not file.exists() and not other.exists() and not beside.exists()
    bogota.seat.store.check()


def test_its_papers_that_anybody_can_read_go_too_and_are_named(pair: Pair) -> None:
    bogota = pair.bogota
    ref = bogota.open()
    note, gone, sealed = (
        bogota.send(ref, "asi-madrid", channel=channel) for channel in ("note-verbale", "letter", "dispatch")
    )
    assert Path(str(note.file)).read_bytes().startswith(b"%PDF")
    assert bogota.seat.transmissions.show(str(note.number)).file == note.file
    Path(str(gone.file)).unlink()
    done = bogota.seat.erasing.erase(ref, "court-order")
    assert (done.status, done.left, done.removed) == ("erased", (), (note.file, sealed.file))
    assert not Path(str(note.file)).exists()
    bogota.seat.store.check()


def test_a_paper_that_cant_be_removed_keeps_the_request_as_being_erased(pair: Pair) -> None:
    bogota = pair.bogota
    ref = bogota.open()
    note = Path(str(bogota.send(ref, "asi-madrid", channel="note-verbale").file))
    note.unlink()
    note.mkdir()
    done = bogota.seat.erasing.erase(ref, "court-order")
    assert (done.status, done.removed) == ("erasing", ())
    assert [(one.what, one.where) for one in done.left] == [("file", str(note))]
    note.rmdir()
    assert bogota.seat.erasing.finish() == ()


def test_a_receipt_for_an_erased_dispatch_is_taken_and_the_next_dispatch_follows(pair: Pair) -> None:
    bogota, madrid = pair.bogota, pair.madrid
    ref = bogota.open()
    sent = bogota.send(ref, "asi-madrid")
    received = madrid.receive(sent.file)
    bogota.seat.erasing.erase(ref, "court-order")
    taken = bogota.receive(received.receipt)
    assert (taken.request, taken.shown, taken.status) == (ref, f"D-{sent.number:04d}", "acknowledged")
    assert (taken.nature, taken.subject, taken.text) == ("request", "", "")
    assert taken.witnessed and taken.warnings == ("receipt-of-erased",)
    entry = bogota.world.entries()[taken.log_index]
    assert (entry.op, entry.c) == ("receipt.received", None)
    assert entry.on is not None and entry.on["ref"] == ref
    with pytest.raises(Conflict, match="receipt-duplicate"):
        bogota.receive(received.receipt)
    with pytest.raises(NotFound, match="transmission-erased"):
        bogota.seat.transmissions.show(str(sent.number))
    assert bogota.seat.log.witnessed().size == taken.witnessed
    again = bogota.send(bogota.open(), "asi-madrid")
    assert madrid.receive(again.file).missing == ()
    bogota.seat.store.check()
    bogota.seat.log.verify()
