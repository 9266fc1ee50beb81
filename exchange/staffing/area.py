"""The verbs on who works at the post and what each may know, as the desk offers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from exchange.backup.automatic import keep_all_lists
from exchange.codes import parse_code
from exchange.directory.cards import own_card
from exchange.directory.members import MemberRow, find_member, member_kem, row_of
from exchange.errors import Conflict
from exchange.log.roles import Role
from exchange.passphrases import CheckPassphrase
from exchange.requests.indexing import settle
from exchange.requests.resealing import Progress, Resealing
from exchange.staffing.leaving import revoke, withdraw
from exchange.staffing.renewing import Renewing
from exchange.staffing.replacing import replace_late
from exchange.staffing.roles import change_role
from exchange.store.folder import StoreFolder
from exchange.store.keyring_check import members_of
from exchange.store.model import Member
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.store.store_key import OPERATION, rekey_store
from keys.card import Card
from keys.kdf import KdfParameters


@dataclass(frozen=True)
class NewCard:
    """The post's card after its keys were replaced; `compare`: partners compare its fingerprint again."""

    serial: int
    fingerprint: str
    compare: bool


@dataclass(frozen=True)
class Replaced:
    """What replacing keys came to: how many rows were sealed anew, how many are left to other holders.

    `store`: whether the store's file was given a new key; None where nobody who left knows the present one.
    `foreign`: the handles on slots of the keyring that were nobody's, and are gone.
    """

    resealed: int
    left: int
    store: bool | None
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """A member after a change, and what became of the keys that he held."""

    member: MemberRow
    card: NewCard | None
    keys: Replaced


class Staffing:
    """The verbs that take from a member, or give him, more than one key."""

    def __init__(
        self, session: Session, folder: StoreFolder, parameters: KdfParameters, check: CheckPassphrase
    ) -> None:
        self._session = session
        self._folder = folder
        self._parameters = parameters
        self._check = check

    def revoke(self, handle: str, progress: Progress | None = None) -> Change:
        """Take a member out of the post: refused at once, his keys replaced, content sealed anew."""
        self._session.authorise("member.revoked")
        card = self._card_of(lambda: revoke(self._session, self._folder, handle))
        replaced = self.replace(progress)
        keep_all_lists(self._session)
        return Change(self._row(handle), card, replaced)

    def role(self, handle: str, role: str, progress: Progress | None = None) -> Change:
        """Give a member another role; what it doesn't hold is taken from him and replaced."""
        self._session.authorise("proposed")
        chosen = parse_code(Role, role, "role")
        card = self._card_of(lambda: change_role(self._session, self._folder, handle, chosen))
        return Change(self._row(handle), card, self.replace(progress))

    def renew(self, handle: str, passphrase: str) -> MemberRow:
        """Give a member who lost his passphrase a provisional slot again, with all that he held."""
        self._session.authorise("proposed")
        Renewing(self._session, self._folder, self._parameters, self._check).run(handle, passphrase)
        return self._row(handle)

    def withdraw(self, handle: str, compartment: str, progress: Progress | None = None) -> Replaced:
        """Take a compartment from a member; its keys are replaced, its content sealed anew."""
        self._session.authorise("grant.withdrawn")
        withdraw(self._session, handle, compartment)
        return self.replace(progress)

    def replace(self, progress: Progress | None = None) -> Replaced:
        """Replace every key that is left to replace; the file's own where no other desk has it open.

        Raise Tampered, when all else is done, where a request or arrival doesn't open.
        """
        session, passing = self._session, Resealing(self._session)
        replace_late(session)
        passing.run(progress)
        store, foreign = self._store_key() if self._store_is_stale() else (None, ())
        with session.reading() as rows:
            left = passing.left(rows)
        if passing.problems:
            raise passing.problems[0]
        return Replaced(passing.done, left, store, foreign)

    def rekey(self, progress: Progress | None = None) -> Replaced:
        """Finish what is left of replacing keys, and give the store's file a new one.

        Raise Conflict where another desk has the store open.
        """
        self._session.authorise(OPERATION)
        done = self.replace(progress)
        problems = settle(self._session, progress)  # a search would do it too, later
        foreign = done.foreign
        if done.store is not True:
            foreign = rekey_store(self._session, self._folder, self._publics)
        if problems:
            raise problems[0]
        return Replaced(done.resealed, done.left, True, foreign)

    def _store_is_stale(self) -> bool:
        post = self._session.post.id
        return (
            self._session.member.role is Role.HEAD and ("store", post) in self._session.roster.holdings.stale
        )

    def _store_key(self) -> tuple[bool, tuple[str, ...]]:
        try:
            return True, rekey_store(self._session, self._folder, self._publics)
        except Conflict:  # another desk is open: `store rekey` does it later
            return False, ()

    def _publics(self, rows: Reader) -> dict[str, bytes]:
        present = members_of(self._session.roster)
        return {row.id: member_kem(self._session, row) for row in rows.find(Member) if row.id in present}

    def _card_of(self, act: Callable[[], Card | None]) -> NewCard | None:
        before = Card.parse(own_card(self._session))
        card = act()
        if card is None:
            return None
        return NewCard(card.serial, card.fingerprint.digits, card.card_key != before.card_key)

    def _row(self, handle: str) -> MemberRow:
        with self._session.reading() as rows:
            return row_of(self._session, find_member(rows, handle))
