"""The verbs that are interrupted, each as one function of its place; what it returns was acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from exchange.desk import Desk
from exchange.requests.inputs import NewImport, NewRequest
from exchange.transmission.inputs import NewDispatch
from tests.faults.desks import NEWCOMER, desk_at, settings_at
from tests.world import BOGOTA, HEAD, OFFICER, first_passphrase_of, passphrase_of
from tui.cli.outputs import new_file

NEW: Final = "une autre phrase que personne ne connaît"
LATECOMER: Final = "f.tardif"
LEAVING: Final = OFFICER
Acknowledge = Callable[[str], None]


def request_of(number: int) -> NewRequest:
    """Return a request to log."""
    return NewRequest(
        kind="wanted",
        requester="dnpj",
        title=f"Recherche {number}",
        text="Texte de la demande. " * 40,
        to=("interpol-co",),
        persons=({"family": "ROSERO", "given": "Milton"},),
    )


def log_request(place: Path, done: Acknowledge) -> None:
    """Log a request: its reference."""
    with desk_at(place) as desk:
        done(desk.requests.open(request_of(2)).ref)


def found(place: Path, done: Acknowledge) -> None:
    """Found a post: the words of its recovery sheet."""
    made = Desk.found(place / "store", BOGOTA, passphrase_of(HEAD), settings_at(place))
    done(" ".join(made.sheet.words))


def activate(place: Path, done: Acknowledge) -> None:
    """Take one's own keys."""
    with desk_at(place, NEWCOMER, first_passphrase_of(NEWCOMER)) as desk:
        done(desk.members.activate(passphrase_of(NEWCOMER)).status)


def take_passphrase(place: Path, done: Acknowledge) -> None:
    """Take a new passphrase for the same keys."""
    with desk_at(place) as desk:
        done(desk.members.passphrase(NEW).status)


def renew_seed(place: Path, done: Acknowledge) -> None:
    """Draw new keys."""
    with desk_at(place) as desk:
        done(desk.members.renew_seed(NEW).member.status)


def recover(place: Path, done: Acknowledge) -> None:
    """Come in by the recovery sheet: the words of the new one."""
    words = (place / "sheet.txt").read_text(encoding="utf-8")
    sheet = Desk.recover(place / "store", words, NEW, settings_at(place), language="fr")
    done(" ".join(sheet.words))


def renew_sheet(place: Path, done: Acknowledge) -> None:
    """Make a new recovery sheet: its words."""
    with desk_at(place) as desk:
        done(" ".join(desk.members.new_sheet("fr").words))


def add_member(place: Path, done: Acknowledge) -> None:
    """Add a member."""
    with desk_at(place) as desk:
        done(desk.members.add(LATECOMER, "Fanny Tardif", "officer", first_passphrase_of(LATECOMER)).id)


def attach(place: Path, done: Acknowledge) -> None:
    """Add a file to the request: its number."""
    with desk_at(place) as desk:
        done(str(desk.attachments.add("BOG-2026-00001", place / "evidence.bin")[0].number))


def send(place: Path, done: Acknowledge) -> None:
    """Send a dispatch: its file."""
    with desk_at(place) as desk:
        sent = desk.transmissions.send(
            NewDispatch("BOG-2026-00001", "asi-madrid", place / "bag", attach=(place / "evidence.bin",))
        )
        done(str(sent.file))


def receive(place: Path, done: Acknowledge) -> None:
    """Receive what lies in the bag: its register number."""
    [file] = (place / "in").iterdir()
    with desk_at(place) as desk:
        done(str(desk.transmissions.receive(file, place / "bag").number))


def export(place: Path, done: Acknowledge) -> None:
    """Export the log: its size."""
    with desk_at(place) as desk:
        with new_file(place / "bag" / "log.zip") as sink:
            exported = desk.log.export(sink)
        done(str(exported.size))


def back_up(place: Path, done: Acknowledge) -> None:
    """Write a backup: its file."""
    with desk_at(place) as desk:
        done(str(desk.backups.make(place / "bag" / "backup").file))


def retire(place: Path, done: Acknowledge) -> None:
    """Write the last backup and close the store: its file."""
    with desk_at(place) as desk:
        done(str(desk.backups.retire(place / "bag" / "backup").file))


def restore(place: Path, done: Acknowledge) -> None:
    """Restore the backup that lies there, under a new origin: this machine saw a newer past."""
    settings = settings_at(place)
    done(str(Desk.restore(place / "backup", place / "store", HEAD, passphrase_of(HEAD), settings).store))


def revoke(place: Path, done: Acknowledge) -> None:
    """Take a member out of the post; what he held is replaced."""
    with desk_at(place) as desk:
        done(desk.staffing.revoke(LEAVING).member.handle)


def import_lines(place: Path, done: Acknowledge) -> None:
    """Import a file of requests: how many."""
    with desk_at(place) as desk:
        done(str(desk.requests.import_file(NewImport(place / "lines.jsonl"), lambda line: None).imported))


def erase(place: Path, done: Acknowledge) -> None:
    """Erase the request: what has become of it."""
    with desk_at(place) as desk:
        done(desk.erasing.erase("BOG-2026-00001", "entered-in-error").status)


VERBS: Final[Mapping[str, Callable[[Path, Acknowledge], None]]] = {
    "log a request": log_request,
    "found a post": found,
    "activate": activate,
    "take a passphrase": take_passphrase,
    "draw new keys": renew_seed,
    "recover": recover,
    "make a new sheet": renew_sheet,
    "add a member": add_member,
    "attach a file": attach,
    "send a dispatch": send,
    "receive a dispatch": receive,
    "receive a receipt": receive,
    "export the log": export,
    "back up": back_up,
    "retire": retire,
    "restore": restore,
    "revoke a member": revoke,
    "import a file": import_lines,
    "erase a request": erase,
}
