"""The desk: the one door. Unlocked and authorised, each area hangs on it as a small object of verbs."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from exchange.areas import Area
from exchange.clock import Clock, system_clock
from exchange.codes import Purpose, parse_code
from exchange.errors import ExchangeError, Locked, NotAuthorised
from exchange.moments import Understood, is_exact
from exchange.noticed import Noticed
from exchange.passphrases import CheckPassphrase, check_passphrase
from exchange.store.entering import enter
from exchange.store.folder import StoreFolder
from exchange.store.keyring_seen import remember_keyring
from exchange.store.slots import Opened
from keys.kdf import DEFAULT, FLOOR, KdfParameters

if TYPE_CHECKING:
    from exchange.audit.area import Log
    from exchange.audit.proposals import Proposals
    from exchange.backup.area import Backups
    from exchange.backup.restoring import Rehearsed, Restored
    from exchange.checking.area import Store
    from exchange.directory.age_keys import AgeKeys
    from exchange.directory.cards import Cards
    from exchange.directory.compartments import Compartments
    from exchange.directory.grants import Grants
    from exchange.directory.members import Members
    from exchange.directory.renewal import Renewal
    from exchange.directory.services import Services
    from exchange.drafts import Drafts
    from exchange.erasing.area import Erasing
    from exchange.founding import Founded, PostSetup
    from exchange.lawbook.area import LawTables
    from exchange.requests.area import Requests
    from exchange.requests.attachments import Attachments
    from exchange.requests.counting import Waiting
    from exchange.requests.due import Agenda
    from exchange.requests.legs import Legs
    from exchange.requests.statistics import Statistics
    from exchange.requests.subjects import Subjects
    from exchange.seat import Seat
    from exchange.staffing.area import Staffing
    from exchange.store.session import Session
    from exchange.transmission.area import Transmissions
    from exchange.transmission.incidents import Incidents
    from keys.recovery import RecoverySheet


@dataclass(frozen=True)
class Settings:
    """What the machine decides: where its state folder is, the clock, what a passphrase costs.

    `read_only`: nothing changes but the log of what was looked at. `backup_to`: where backups go by
    themselves, with the list of what a restore must not bring back.
    Tests inside the process pass cheap parameters and their floor; the program never does.
    """

    state: Path
    clock: Clock = system_clock
    read_only: bool = False
    parameters: KdfParameters = DEFAULT
    floor: KdfParameters = FLOOR
    check: CheckPassphrase = check_passphrase
    backup_to: Path | None = None


class Desk:
    """A post's desk, unlocked by one member."""

    compartments: Area[Compartments] = Area("exchange.directory.compartments", "Compartments")
    grants: Area[Grants] = Area("exchange.directory.grants", "Grants")
    services: Area[Services] = Area("exchange.transmission.succession", "services")
    age_keys: Area[AgeKeys] = Area("exchange.directory.age_keys", "AgeKeys")
    cards: Area[Cards] = Area("exchange.directory.cards", "Cards")
    requests: Area[Requests] = Area("exchange.requests.area", "Requests")
    legs: Area[Legs] = Area("exchange.requests.legs", "Legs")
    attachments: Area[Attachments] = Area("exchange.requests.attachments", "Attachments")
    transmissions: Area[Transmissions] = Area("exchange.transmission.area", "Transmissions")
    incidents: Area[Incidents] = Area("exchange.transmission.incidents", "Incidents")
    law: Area[LawTables] = Area("exchange.requests.recounting", "law_tables")
    stats: Area[Statistics] = Area("exchange.requests.statistics", "Statistics")
    seat: Area[Seat] = Area("exchange.seat", "seat_of", retired_too=True)
    waiting: Area[Waiting] = Area("exchange.requests.counting", "waiting")
    subjects: Area[Subjects] = Area("exchange.requests.subjects", "Subjects")
    drafts: Area[Drafts] = Area("exchange.drafts", "Drafts")
    store: Area[Store] = Area("exchange.checking.area", "Store", retired_too=True)
    backups: Area[Backups] = Area("exchange.backup.area", "Backups", retired_too=True)
    proposals: Area[Proposals] = Area("exchange.audit.proposals", "Proposals")
    erasing: Area[Erasing] = Area("exchange.erasing.area", "Erasing")

    def __init__(
        self, folder: StoreFolder, session: Session, settings: Settings, key_file: bytes | None
    ) -> None:
        self._session = session
        self._settings = settings
        self._key_file = key_file
        self._folder = folder
        self.noticed = Noticed()

    @classmethod
    def found(
        cls,
        path: Path,
        setup: PostSetup,
        passphrase: str,
        settings: Settings,
        *,
        language: str = "fr",
        key_file: bytes | None = None,
    ) -> Founded:
        """Found a post; raise Refused where anything is at `path`."""
        settings.check(passphrase, (setup.handle, setup.name, setup.head_handle, setup.head_name))
        founding, state = importlib.import_module("exchange.founding"), settings.state
        means = founding.Means(passphrase, state, settings.clock, settings.parameters, language, key_file)
        founded: Founded = founding.found(path, setup, means)
        return founded

    @staticmethod
    def may_be_founded(path: Path) -> bool:
        """Say whether nothing is at `path` yet."""
        return not path.exists() or (path.is_dir() and not any(path.iterdir()))

    @classmethod
    def unlock(
        cls,
        path: Path,
        handle: str | None,
        passphrase: str,
        settings: Settings,
        *,
        key_file: bytes | None = None,
    ) -> Self:
        """Unlock a store; raise Locked, Tampered, NotAuthorised, Refused."""
        folder = StoreFolder(path)
        with ThreadPoolExecutor(1) as pool:  # Argon2id lets the interpreter go: import beside it
            opening = pool.submit(enter, folder, handle, passphrase, key_file, settings.floor, settings.state)
            upkeep = importlib.import_module("exchange.upkeep")
            opened = opening.result()
        session: Session = upkeep.open_session(folder, opened, settings.state, settings.clock)
        desk = cls(folder, session, settings, key_file)
        desk.noticed = upkeep.notice(session)
        session.read_only = settings.read_only
        if not (opened.slot.provisional or settings.read_only or session.retired):
            folder.raise_parameters(opened.slot, opened.seed, passphrase, key_file, settings.parameters)
            desk.noticed = replace(desk.noticed, rebuilt=upkeep.put_in_order(session))
        return desk

    @classmethod
    def recover(
        cls, path: Path, words: str, passphrase: str, settings: Settings, *, language: str
    ) -> RecoverySheet:
        """Let a head in by the recovery sheet's words; new keys, passphrase and sheet, which it returns."""
        with cls._by_sheet(path, words, settings) as desk:
            return desk._renewal().recover(passphrase, language)

    @classmethod
    def restore(
        cls,
        file: Path,
        into: Path,
        handle: str | None,
        passphrase: str,
        settings: Settings,
        *,
        key_file: bytes | None = None,
        last_refs: Sequence[str] = (),
        last_numbers: Sequence[str] = (),
    ) -> Restored:
        """Restore a backup into a folder that holds nothing; raise Refused, Locked, Tampered.

        `last_refs`, `last_numbers` (with their year): the newest known, beyond what this machine knows.
        """
        restoring = importlib.import_module("exchange.backup.restoring")
        told = restoring.Told(tuple(last_refs), tuple(last_numbers))
        means = restoring.Means(handle, passphrase, key_file, settings, told)
        restored: Restored = restoring.restore(file, into, means)
        return restored

    @classmethod
    def rehearse_restore(
        cls, file: Path, handle: str | None, passphrase: str, settings: Settings, key_file: bytes | None
    ) -> Rehearsed:
        """Verify a backup as a restore does, and leave everything as it is; raise as `restore` does."""
        restoring = importlib.import_module("exchange.backup.restoring")
        means = restoring.Means(handle, passphrase, key_file, settings)
        rehearsed: Rehearsed = restoring.rehearse(file, means)
        return rehearsed

    @classmethod
    def rehearse(cls, path: Path, words: str, settings: Settings) -> None:
        """Check that the recovery sheet opens the store; nothing changes."""
        cls._by_sheet(path, words, settings).close()

    @classmethod
    def _by_sheet(cls, path: Path, words: str, settings: Settings) -> Self:
        folder = StoreFolder(path)
        opened: Opened = importlib.import_module("exchange.store.sheet").open_with_sheet(folder, words)
        upkeep = importlib.import_module("exchange.upkeep")
        session: Session = upkeep.open_session(folder, opened, settings.state, settings.clock)
        return cls(folder, session, settings, None)

    def _renewal(self) -> Renewal:
        settings, kind = self._settings, importlib.import_module("exchange.directory.renewal").Renewal
        renewal: Renewal = kind(
            self._session, self._folder, settings.parameters, settings.check, self._key_file
        )
        return renewal

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except ExchangeError:
            if error is None:  # else the first failure is the one to tell
                raise

    def close(self) -> None:
        """Lock: keep roster and keyring in mind, bring the state folder to the disk, close the database."""
        try:
            remember_keyring(self._folder, self._session.state.folder)
            self._session.close()
        finally:
            self._session.database.close()

    def choose(self, *, purpose: str | None, proposal: int | None) -> None:
        """Say why the member looks or acts from here on, and which proposal of another he does."""
        self._session.chosen_purpose = parse_code(Purpose, purpose, "why").value if purpose else None
        self._session.proposal = proposal

    @property
    def provisional(self) -> bool:
        """Whether the member has yet to take keys of his own, as the log says it now."""
        return self._session.roster.member(self._session.member.id).provisional

    def proves(self, passphrase: str) -> bool:
        """Say whether this is the member's passphrase: for a screen that went blank; failures are counted."""
        handle, settings = self._session.member.handle, self._settings
        try:
            enter(self._folder, handle, passphrase, self._key_file, settings.floor, settings.state)
        except Locked:
            return False
        return True

    @property
    def understood(self) -> dict[str, Understood]:
        """How each moment that was typed loosely, or without a zone, was understood."""
        return {text: found for text, found in self._session.understood.items() if not is_exact(text)}

    @property
    def session(self) -> Session:
        """The session; refused to provisional members, whose one verb is to activate."""
        if self.provisional:
            raise NotAuthorised("not-activated", handle=self._session.member.handle)
        return self._session

    @property
    def members(self) -> Members:
        """Members; the one area that a provisional member reaches, for `activate`."""
        area: Members = importlib.import_module("exchange.directory.members").Members(
            self._session.working,
            self._folder,
            self._settings.parameters,
            self._settings.check,
            key_file=self._key_file,
            provisional=self.provisional,
        )
        return area

    @property
    def staffing(self) -> Staffing:
        """Who leaves, changes his work or loses a grant."""
        area: Staffing = importlib.import_module("exchange.staffing.area").Staffing(
            self.session.working, self._folder, self._settings.parameters, self._settings.check
        )
        return area

    @property
    def log(self) -> Log:
        """The log: shown, verified, exported."""
        vouching = importlib.import_module("exchange.checking.above").above(self.session)
        area: Log = importlib.import_module("exchange.audit.area").Log(self.session, vouching)
        return area

    def due(self, within: str | None = None) -> Agenda:
        """Return what wants attention: arrests first, then arrivals to sort, then by date."""
        return importlib.import_module("exchange.requests.due").due(self.session.working, within)  # type: ignore[no-any-return]
