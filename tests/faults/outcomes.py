"""What a fault may leave of each verb: the old or the new, and the new where it was acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.verify import verify_export
from exchange.desk import Desk
from exchange.errors import Conflict, Locked, NotFound, Refused
from exchange.requests.inputs import Filter, NewImport
from exchange.requests.model import Chunk
from tests.faults.desks import NEWCOMER, desk_at, settings_at
from tests.faults.faulty import Trial
from tests.faults.places import EVIDENCE, IMPORTED
from tests.faults.verbs import LATECOMER, LEAVING, NEW, back_up, found, receive, request_of, restore, retire
from tests.world import HEAD, OFFICER, first_passphrase_of, passphrase_of

FIRST: Final = "BOG-2026-00001"


def opens(trial: Trial, passphrase: str, handle: str = HEAD) -> bool:
    """Say whether a passphrase opens the store."""
    try:
        with desk_at(trial.place, handle, passphrase, hours=2):
            return True
    except Locked as error:
        assert error.reason in ("wrong-passphrase", "member-without-slot"), error.reason
        return False


def sheet_opens(trial: Trial, words: str) -> bool:
    """Say whether a recovery sheet opens the store."""
    try:
        Desk.rehearse(trial.place / "store", words, settings_at(trial.place, hours=2))
    except Locked as error:
        assert error.reason in ("recovery-sheet-old", "wrong-passphrase"), error.reason
        return False
    return True


def check_request(trial: Trial) -> None:
    """Check that the numbers have no gap and end with what was acknowledged, or one further."""
    with desk_at(trial.place, hours=2) as desk:
        there = sorted(item.ref for item in desk.requests.list().items)
        assert there in ([FIRST], [FIRST, "BOG-2026-00002"])
        assert trial.acknowledged in (None, there[-1])
        assert desk.requests.show(there[-1])
        assert desk.requests.open(request_of(3)).ref == f"BOG-2026-0000{len(there) + 1}"


def check_founded(trial: Trial) -> None:
    """Check that nothing stands at the path, or a whole store."""
    if not (trial.place / "store").exists():
        assert trial.acknowledged is None
        found(trial.place, lambda words: None)
    elif trial.acknowledged is not None:
        assert sheet_opens(trial, trial.acknowledged)
    assert opens(trial, passphrase_of(HEAD))


def check_activated(trial: Trial) -> None:
    """Check that the first passphrase opens, and activates, or the member's own."""
    with desk_at(trial.place, OFFICER, hours=2):  # whoever comes first ends what was cut short
        old = opens(trial, first_passphrase_of(NEWCOMER), NEWCOMER)
        assert old is not opens(trial, passphrase_of(NEWCOMER), NEWCOMER)
    if old:
        assert trial.acknowledged is None
        with desk_at(trial.place, NEWCOMER, first_passphrase_of(NEWCOMER), hours=2) as desk:
            desk.members.activate(passphrase_of(NEWCOMER))
    with desk_at(trial.place, NEWCOMER, hours=2) as desk:
        assert desk.members.list()


def check_passphrase(trial: Trial) -> None:
    """Check that one of the passphrases opens, never both, never none."""
    with desk_at(trial.place, OFFICER, hours=2):
        old = opens(trial, passphrase_of(HEAD))
    assert old is not opens(trial, NEW)
    assert not (old and trial.acknowledged)


def check_recovered(trial: Trial) -> None:
    """Check that the old sheet and the old passphrase open, or the new ones."""
    check_passphrase(trial)
    old = (trial.place / "sheet.txt").read_text(encoding="utf-8")
    assert sheet_opens(trial, old) is opens(trial, passphrase_of(HEAD))
    assert trial.acknowledged is None or sheet_opens(trial, trial.acknowledged)


def check_sheet(trial: Trial) -> None:
    """Check that the old sheet opens where the log knows nothing of a new one, and nowhere else."""
    old = sheet_opens(trial, (trial.place / "sheet.txt").read_text(encoding="utf-8"))
    with desk_at(trial.place, hours=2) as desk:
        logged = [row.op for row in desk.log.show(op="member.passphrase").items]
    assert len(logged) == (0 if old else 1)
    assert trial.acknowledged is None or (sheet_opens(trial, trial.acknowledged) and not old)


def check_member(trial: Trial) -> None:
    """Check that the member is there and his first passphrase opens, or neither; then he can be added."""
    there = opens(trial, first_passphrase_of(LATECOMER), LATECOMER)
    with desk_at(trial.place, hours=2) as desk:
        assert there is (LATECOMER in [row.handle for row in desk.members.list()])
        assert there or trial.acknowledged is None
        if not there:
            desk.members.add(LATECOMER, "Fanny Tardif", "officer", first_passphrase_of(LATECOMER))
    assert opens(trial, first_passphrase_of(LATECOMER), LATECOMER)


def check_attached(trial: Trial) -> None:
    """Check that the file is there, whole, or not at all; no chunk that nothing refers to outlives a day."""
    with desk_at(trial.place, hours=2) as desk:
        there = desk.attachments.list(FIRST)
        assert len(there) <= 1 and (there or trial.acknowledged is None)
        for row in there:
            assert b"".join(desk.attachments.get(FIRST, row.number)[1]) == EVIDENCE
    with desk_at(trial.place, hours=48) as desk, desk.session.reading() as rows:  # a day later: swept
        owners = {chunk.attachment for chunk in rows.find(Chunk)}
        assert owners == {row.id for row in there}


def check_sent(trial: Trial) -> None:
    """Check that nothing was registered, or a dispatch that left: logged, its file there or built again."""
    with desk_at(trial.place, hours=2) as desk:
        rows = desk.transmissions.list().items
        assert [row.status for row in rows] in ([], ["sent"])
        ops = [row.op for row in desk.log.show(op="transmission.sent").items]
        assert len(ops) == len(rows)
        files = sorted((trial.place / "bag").glob("*.age"))
        assert len(files) == len(rows)
        assert trial.acknowledged is None or [trial.acknowledged] == [str(path) for path in files]
        if rows:
            assert str(files[0]) == desk.transmissions.show("1").file
            assert not desk.noticed.rebuilt or trial.acknowledged is None


def check_received(trial: Trial) -> None:
    """Check that it was received once, however often it is tried again."""
    told: list[str] = []
    try:
        receive(trial.place, told.append)
        again = False
    except Conflict as error:
        assert error.reason in ("dispatch-duplicate", "receipt-duplicate"), error.reason
        again = True
    assert again or trial.acknowledged is None
    with desk_at(trial.place, hours=3) as desk:
        [row] = desk.transmissions.list().items
        assert row.status in ("to-sort", "acknowledged")
        assert len(list((trial.place / "bag").glob("*.age"))) >= (row.status == "to-sort")


def check_exported(trial: Trial) -> None:
    """Check that there is no file, or one that verifies and that an entry tells."""
    file = trial.place / "bag" / "log.zip"
    assert file.exists() or trial.acknowledged is None
    with desk_at(trial.place, hours=2) as desk:
        logged = desk.log.show(op="log.exported").items
    if file.exists():
        assert logged
        assert verify_export(file).verdict is not Verdict.FAILED


def check_backed_up(trial: Trial) -> None:
    """Check that there is no file, or one that restores; what was left half-way stands in no one's way."""
    file = trial.place / "bag" / "backup"
    if not file.exists():
        assert trial.acknowledged is None
        back_up(trial.place, lambda file: None)
    Desk.rehearse_restore(file, HEAD, passphrase_of(HEAD), settings_at(trial.place, hours=2), None)


def check_retired(trial: Trial) -> None:
    """Check that the last backup is there, or still to be had; and that the log goes on from it."""
    file = trial.place / "bag" / "backup"
    if not file.exists():
        assert trial.acknowledged is None
        retire(trial.place, lambda file: None)
    settings = settings_at(trial.place, hours=2)
    assert Desk.rehearse_restore(file, HEAD, passphrase_of(HEAD), settings, None).goes_on
    with desk_at(trial.place, hours=2) as desk, pytest.raises(Refused, match="store-retired"):
        desk.requests.show(FIRST)


def check_restored(trial: Trial) -> None:
    """Check that nothing stands at the path, or the whole store; numbers go on after what was seen."""
    if not (trial.place / "store").exists():
        assert trial.acknowledged is None
        restore(trial.place, lambda store: None)
    with desk_at(trial.place, hours=2) as desk:
        assert [entry.op for entry in desk.log.show(op="backup.restored").items] == ["backup.restored"]
        assert desk.requests.open(request_of(3)).ref == "BOG-2026-00003"


def check_revoked(trial: Trial) -> None:
    """Check that he opens the store or nothing of it, and that what was begun is ended by who comes next."""
    with desk_at(trial.place, hours=2) as desk:
        there = {row.handle: row.status for row in desk.members.list()}
        gone = there[LEAVING] == "revoked"
        assert gone or trial.acknowledged is None
        if gone:
            desk.staffing.replace()
        desk.store.check()
    assert opens(trial, passphrase_of(LEAVING), LEAVING) is not gone


def check_imported(trial: Trial) -> None:
    """Check that the batch is there or not, without gaps; the same file again brings none twice."""
    with desk_at(trial.place, hours=2) as desk:
        there = len(desk.requests.list(Filter(limit=1000)).items) - 1
        assert there in (0, IMPORTED)
        assert trial.acknowledged in (None, str(there))
        again = desk.requests.import_file(NewImport(trial.place / "lines.jsonl"), lambda line: None)
        assert (again.imported, again.already) == (IMPORTED - there, there)
        assert desk.requests.open(request_of(3)).ref == f"BOG-2026-{IMPORTED + 2:05}"


def check_erased(trial: Trial) -> None:
    """Check that the request is there, whole, or gone, and that who comes next ends what was begun."""
    with desk_at(trial.place, hours=2) as desk:
        there = [item.ref for item in desk.requests.list().items]
        assert there in ([], [FIRST])
        if there:
            assert trial.acknowledged is None
            assert desk.requests.show(FIRST)
            assert desk.erasing.erase(FIRST, "entered-in-error").status == "erased"
        with pytest.raises(NotFound, match="request-erased"):
            desk.requests.show(FIRST)
        desk.store.check()


CHECKS: Final[Mapping[str, Callable[[Trial], None]]] = {
    "log a request": check_request,
    "found a post": check_founded,
    "activate": check_activated,
    "take a passphrase": check_passphrase,
    "draw new keys": check_passphrase,
    "recover": check_recovered,
    "make a new sheet": check_sheet,
    "add a member": check_member,
    "attach a file": check_attached,
    "send a dispatch": check_sent,
    "receive a dispatch": check_received,
    "receive a receipt": check_received,
    "export the log": check_exported,
    "back up": check_backed_up,
    "retire": check_retired,
    "restore": check_restored,
    "revoke a member": check_revoked,
    "import a file": check_imported,
    "erase a request": check_erased,
}


def whole(place: Path) -> bool:
    """Say whether the log of a store verifies, with whichever passphrase opens it now."""
    for passphrase in (passphrase_of(HEAD), NEW):
        try:
            with desk_at(place, HEAD, passphrase, hours=4) as desk:
                return desk.log.verify().size > 0
        except Locked:
            continue
    return False
