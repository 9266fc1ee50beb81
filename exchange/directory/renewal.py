"""Renewing a member's keys: activation, a passphrase that was seen, the recovery sheet.

The log learns the new key in the transaction that re-wraps everything to it and that puts the new
keyring beside the old one, whose place it takes after the commit. A crash at any moment leaves exactly
one slot that opens and that the log knows (`exchange.store.keyrings`).
"""

from __future__ import annotations

from exchange.errors import Refused, Tampered
from exchange.log.roster import possession
from exchange.passphrases import CheckPassphrase
from exchange.store.draft_files import DraftFiles
from exchange.store.folder import StoreFolder
from exchange.store.journal import Journal
from exchange.store.keyrings import Change, changing
from exchange.store.model import KeyWrap, Member, MemberContent
from exchange.store.rows import Reader, changed
from exchange.store.sealed import seal, unseal
from exchange.store.session import Session
from exchange.store.slot_keys import wrap_for_slot
from exchange.store.store_key import pending_key
from exchange.store.vault import read_wrap
from keys.encoding import b64
from keys.identity import MemberKeys, new_seed
from keys.kdf import KdfParameters
from keys.keyring import Keyring, Slot, create_recovery_slot, create_slot, is_passphrase_of
from keys.passphrase import normalise
from keys.recovery import RecoverySheet, new_sheet
from keys.wrap import kem_check, wrap


class Renewal:
    """What a member does to his own slot and keys."""

    def __init__(
        self,
        session: Session,
        folder: StoreFolder,
        parameters: KdfParameters,
        check: CheckPassphrase,
        key_file: bytes | None,
    ) -> None:
        self._session = session
        self._folder = folder
        self._parameters = parameters
        self._check = check
        self._key_file = key_file

    def take_passphrase(self, passphrase: str) -> None:
        """Seal the same seed under a new passphrase."""
        session = self._session
        self._check(passphrase, (session.member.handle, *session.post.names))
        self._refuse_same(passphrase)
        with changing(self._folder, session) as change:
            slot = change.keyring.slot_of(session.member.id)
            if slot is None:
                raise Tampered("member-missing")
            fresh = self._slot(session.vault.seed, passphrase, change.keyring)
            with session.unit() as journal:
                journal.append("member.passphrase", on=_on(session))
                change.take(journal, change.keyring.with_slot(fresh))

    def renew(self, passphrase: str, language: str) -> RecoverySheet | None:
        """Draw new keys under a new passphrase; return the new sheet of a member who had one.

        The old sheet, of the old keys, opens nothing any more.
        """
        self._check(passphrase, (self._session.member.handle, *self._session.post.names))
        self._refuse_same(passphrase)
        seed, sheet = new_seed(), None
        with changing(self._folder, self._session) as change:
            keyring = change.keyring
            if any(slot.member == self._session.member.id for slot in keyring.recovery_slots()):
                sheet = new_sheet(language)
                keyring = keyring.with_slot(self._sheet_slot(seed, sheet, keyring))
            self._rekey(change, keyring, seed, passphrase, ())
        with DraftFiles(self._session).carried_over():
            self._hold(seed)
        return sheet

    def recover(self, passphrase: str, language: str) -> RecoverySheet:
        """Draw new keys, passphrase and sheet for a head whom the old sheet let in."""
        session = self._session
        self._check(passphrase, (session.member.handle, *session.post.names))
        seed, sheet = new_seed(), new_sheet(language)
        with changing(self._folder, session) as change:
            keyring = change.keyring.with_slot(self._sheet_slot(seed, sheet, change.keyring))
            self._rekey(change, keyring, seed, passphrase, ("recovery.used",))
        with DraftFiles(self._session).carried_over():
            self._hold(seed)
        return sheet

    def new_sheet(self, language: str) -> RecoverySheet:
        """Seal the same seed under a new sheet; heads alone have one."""
        session = self._session
        session.authorise("recovery.used")
        sheet = new_sheet(language)
        with changing(self._folder, session) as change:
            slot = self._sheet_slot(session.vault.seed, sheet, change.keyring)
            with session.unit() as journal:
                journal.append("member.passphrase", on=_on(session))
                change.take(journal, change.keyring.with_slot(slot))
        return sheet

    def _refuse_same(self, passphrase: str) -> None:
        """Raise Refused for the passphrase that opens the slot now: a head gave it, or somebody saw it."""
        slot = self._folder.keyring().slot_of(self._session.member.id)
        if slot is None:
            raise Tampered("member-missing")
        if is_passphrase_of(slot, normalise(passphrase), self._key_file):
            raise Refused("passphrase-same")

    def _hold(self, seed: bytes) -> None:
        """Work on with the keys that the log knows now, and with all that is wrapped to them."""
        vault = self._session.vault
        vault.keys, vault.seed = MemberKeys.from_seed(seed, self._session.member.id), seed
        with self._session.reading() as rows:
            self._session.hold_keys(rows)

    def _rekey(
        self, change: Change, keyring: Keyring, seed: bytes, passphrase: str, first: tuple[str, ...]
    ) -> None:
        session = self._session
        fresh = MemberKeys.from_seed(seed, session.member.id)
        slot = self._slot(seed, passphrase, change.keyring)
        with session.unit() as journal:
            for op in first:
                journal.append(op, on=_on(session))
            log_new_keys(session, journal, fresh)
            for held in journal.rows.find(KeyWrap, member=session.member.id):
                key = read_wrap(journal.rows, session.vault.keys, session.post.id, held, session.roster)
                journal.rows.delete(
                    KeyWrap,
                    kind=held.kind,
                    object_id=held.object_id,
                    version=held.version,
                    member=held.member,
                )
                insert_wrap(session, journal, held, fresh.kem_public, session.member.id, key)
            change.take(journal, keyring.with_slot(slot))

    def _slot(self, seed: bytes, passphrase: str, keyring: Keyring) -> Slot:
        member, keys = self._session.member, MemberKeys.from_seed(seed, self._session.member.id)
        slot = create_slot(
            post=self._session.post.id,
            member=member.id,
            handle=member.handle,
            seed=seed,
            passphrase=normalise(passphrase),
            sealed_store_key=wrapped_store_key(self._session, keys),
            key_file=self._key_file,
            parameters=self._parameters,
        )
        return with_pending(self._session, keyring, slot, keys)

    def _sheet_slot(self, seed: bytes, sheet: RecoverySheet, keyring: Keyring) -> Slot:
        session = self._session
        keys = MemberKeys.from_seed(seed, session.member.id)
        slot = create_recovery_slot(
            post=session.post.id,
            member=session.member.id,
            handle=session.member.handle,
            seed=seed,
            secret=sheet.secret,
            sealed_store_key=wrapped_store_key(session, keys),
        )
        return with_pending(session, keyring, slot, keys)


def log_new_keys(session: Session, journal: Journal, fresh: MemberKeys) -> None:
    """Append `member.keyed` with the proof of possession, and put the new public keys into the row."""
    vkey, kem, member = str(fresh.sign.vkey), kem_check(fresh.kem_public), session.member.id
    claim = possession(session.post.origin, member, journal.size, vkey, kem)
    row = member_row(journal.rows, member)
    content = unseal(session.post.id, session.vault.store_row_key(), row, MemberContent)
    content = content.model_copy(update={"vkey": vkey, "kem": b64(fresh.kem_public)})
    row = changed(row, status="active", revision=row.revision + 1)
    row = seal(session.post.id, session.vault.store_row_key(), row, content)
    journal.rows.replace(row)
    pop = b64(fresh.sign.sign_bytes(claim))
    journal.append("member.keyed", on=_on(session), c=row.commitment, vkey=vkey, kem=kem, pop=pop)


def wrapped_store_key(session: Session, keys: MemberKeys) -> bytes:
    """Return the store's key wrapped to a member's keys, as his slot holds it."""
    return wrap_for_slot(session.post.id, keys.member_id, keys.kem_public, session.vault.store_key)


def with_pending(session: Session, keyring: Keyring, slot: Slot, keys: MemberKeys) -> Slot:
    """Return a slot that also holds the store's next key, where a re-key is under way."""
    pending = pending_key(session, keyring)
    if pending is None:
        return slot
    following = wrap_for_slot(session.post.id, keys.member_id, keys.kem_public, pending)
    return slot.with_store_key(slot.sealed_store_key, following)


def insert_wrap(
    session: Session, journal: Journal, held: KeyWrap, kem_public: bytes, member: str, key: bytes
) -> None:
    """Wrap a key that this member holds to another one (or to his own new key), in the caller's unit."""
    journal.rows.insert(
        KeyWrap.model_construct(
            None,
            kind=held.kind,
            object_id=held.object_id,
            version=held.version,
            member=member,
            entry=held.entry,
            wrapped=wrap(
                kem_public,
                key,
                post=session.post.id,
                kind=held.kind,
                object_id=held.object_id,
                version=held.version,
                member=member,
            ),
        )
    )


def member_row(rows: Reader, ident: str) -> Member:
    """Return the row of a member's id; raise Tampered where it is gone."""
    row = rows.get(Member, id=ident)
    if row is None:
        raise Tampered("member-missing")
    return row


def _on(session: Session) -> dict[str, str]:
    return {"type": "member", "id": session.member.id}
