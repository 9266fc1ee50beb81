"""The posts' people: founded, added, activated, each with a passphrase of his own, kept in a file.

A real passphrase is never written down beside its store; the demo's are, so that it can be tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from exchange.demo.clock import StoryClock
from exchange.desk import Desk, Settings
from exchange.founding import PostSetup
from exchange.store.files import make_private, write_durably
from keys.passphrase import generate

PASSPHRASES: Final = "passphrases"
SHEETS: Final = "recovery-sheets"


@dataclass(frozen=True)
class Colleague:
    """A member whom the head adds: when he arrives, counted in days."""

    handle: str
    name: str
    role: str
    day: int


@dataclass(frozen=True)
class Staff:
    """A post of the demo and those who work in it."""

    setup: PostSetup
    colleagues: tuple[Colleague, ...]


BOGOTA: Final = Staff(
    PostSetup("asi-bogota", "Ambassade de France à Bogotá", "FR", ("CO", "EC"), "a.martin", "Anne Martin"),
    (
        Colleague("b.durand", "Bruno Durand", "officer", 2),
        Colleague("c.petit", "Chloé Petit", "investigator", 5),
        Colleague("d.leroy", "Denis Leroy", "auditor", 6),
    ),
)
MADRID: Final = Staff(
    PostSetup("asi-madrid", "Ambassade de France à Madrid", "FR", ("ES",), "e.moreau", "Élise Moreau"), ()
)


@dataclass
class Office:
    """A post at work: its store, its people's passphrases, the desks that are unlocked."""

    staff: Staff
    place: Path
    settings: Settings
    language: str
    desks: dict[str, Desk] = field(default_factory=dict)
    """Those that do the week's work."""
    beside: dict[str, Desk] = field(default_factory=dict)
    """The others, kept unlocked: each unlocking costs an evaluation of Argon2id."""

    @property
    def handle(self) -> str:
        """The post's handle, which is also its folder's name."""
        return self.staff.setup.handle

    @property
    def folder(self) -> Path:
        """The post's store."""
        return self.place / self.handle

    @property
    def head(self) -> Desk:
        """The head's desk."""
        return self.desks[self.staff.setup.head_handle]

    def on_duty(self, moment: datetime) -> Desk:
        """Return the desk at which a week's work is done: head and officer take weeks by turns."""
        desks = tuple(self.desks.values())
        return desks[moment.isocalendar().week % len(desks)]

    def found(self) -> None:
        """Found the post and unlock its head's desk."""
        setup = self.staff.setup
        phrase = self._drawn(setup.head_handle)
        founded = Desk.found(self.folder, setup, phrase, self.settings, language=self.language)
        make_private(self.place / SHEETS)
        words = " ".join(founded.sheet.words)
        write_durably(self.place / SHEETS / f"{self.handle}.txt", f"{words}\n".encode())
        self.unlock(setup.head_handle)

    def welcome(self, colleague: Colleague) -> None:
        """Add a member, who at once takes his own keys and passphrase."""
        first = generate(self.language)
        self.head.members.add(colleague.handle, colleague.name, colleague.role, first)
        desk = Desk.unlock(self.folder, colleague.handle, first, self.settings)
        desk.members.activate(self._drawn(colleague.handle))
        if colleague.role == "officer":
            self.head.grants.give(colleague.handle, "general")
            self.desks[colleague.handle] = desk
        else:
            self.beside[colleague.handle] = desk

    def unlock(self, handle: str) -> Desk:
        """Unlock a member's desk; it stays so until all are locked."""
        phrase = passphrase_file(self.place, self.handle, handle).read_text(encoding="utf-8").strip()
        self.desks[handle] = Desk.unlock(self.folder, handle, phrase, self.settings)
        return self.desks[handle]

    def lock(self) -> None:
        """Lock every desk."""
        for desks in (self.beside, self.desks):
            while desks:
                _, desk = desks.popitem()
                desk.close()

    def _drawn(self, handle: str) -> str:
        phrase = generate(self.language)
        path = passphrase_file(self.place, self.handle, handle)
        make_private(path.parent)
        write_durably(path, f"{phrase}\n".encode())
        return phrase


def passphrase_file(place: Path, post: str, handle: str) -> Path:
    """Return where a member's passphrase stands in the demo's folder."""
    return place / PASSPHRASES / f"{post}.{handle}.txt"


def open_offices(
    place: Path, settings: Settings, clock: StoryClock, language: str, done: Callable[[], None]
) -> Mapping[str, Office]:
    """Found both posts and bring everybody in; `done` is told after each."""
    offices = {}
    begins = clock.now
    for staff in (BOGOTA, MADRID):
        office = Office(staff, place, settings, language)
        offices[office.handle] = office
        office.found()
        done()
    for office in offices.values():
        for colleague in office.staff.colleagues:
            clock.reach(begins + timedelta(days=colleague.day))
            office.welcome(colleague)
            done()
    return offices
