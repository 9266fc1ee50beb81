"""Members: added with a provisional slot, activated by themselves, their keys their own.

`add` makes a slot with a passphrase that the head knows; it opens `activate` alone, which draws the
member's own seed, re-wraps his keys to it and logs `member.keyed`, signed by the key that it replaces
and with the new key's proof of possession. The new keyring stands beside the old one until the
log knows the new key, so that a crash at any moment leaves one passphrase that opens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from exchange.codes import parse_code
from exchange.directory.services import HANDLE
from exchange.errors import Conflict, Invalid, NotFound, Refused, Tampered
from exchange.ids import new_id
from exchange.log.operations import Role
from exchange.store.folder import StoreFolder
from exchange.store.journal import Journal
from exchange.store.model import KeyWrap, Member, MemberContent
from exchange.store.rows import Reader, changed
from exchange.store.sealed import seal, unseal
from exchange.store.session import Session
from exchange.store.vault import read_wrap
from keys.canonical import JSON, canonical
from keys.encoding import b64, unb64
from keys.identity import MemberKeys, new_seed
from keys.kdf import KdfParameters
from keys.keyring import Slot, create_slot
from keys.passphrase import normalise
from keys.wrap import kem_check, wrap

POST_KEYS = {
    Role.HEAD: ("log", "office", "card"),
    Role.OFFICER: ("log", "office"),
    Role.INVESTIGATOR: ("log",),
    Role.AUDITOR: ("log",),
}
"""Which of the post's seeds each role holds."""

CheckPassphrase = Callable[[str, tuple[str, ...]], None]


@dataclass(frozen=True)
class MemberRow:
    """A member as people see him."""

    id: str
    handle: str
    name: str
    role: str
    status: str
    until: str | None


class Members:
    """The verbs on members."""

    def __init__(
        self,
        session: Session,
        folder: StoreFolder,
        parameters: KdfParameters,
        check: CheckPassphrase,
        *,
        key_file: bytes | None,
        provisional: bool,
    ) -> None:
        self._session = session
        self._folder = folder
        self._parameters = parameters
        self._check = check
        self._key_file = key_file
        self._provisional = provisional

    def list(self) -> tuple[MemberRow, ...]:
        """Return every member, in the order in which they came."""
        with self._session.reading() as rows:
            found = rows.find(Member, order=("id",))
            return tuple(self._row(row) for row in found)

    def add(self, handle: str, name: str, role: str, passphrase: str, until: str | None = None) -> MemberRow:
        """Add a member with a provisional slot; the passphrase is for him to replace at once."""
        session = self._session
        session.authorise("member.added")
        chosen = _role(role)
        if not HANDLE.fullmatch(handle):
            raise Invalid("handle-form", given=handle[:60])
        last = _day(until)
        self._check(passphrase, (handle, name, session.post.handle))
        with self._folder.exclusively():
            keyring = self._folder.keyring()
            if keyring.slot_of(handle) is not None:
                raise Conflict("member-exists", handle=handle)
            with session.unit() as journal:
                if journal.rows.get(Member, handle=handle):
                    raise Conflict("member-exists", handle=handle)
                row, slot = self._insert(journal, handle, name, chosen, passphrase, last)
                self._folder.write_keyring(keyring.with_slot(slot))
        return self._row(row)

    def activate(self, passphrase: str) -> MemberRow:
        """Replace the provisional keys by one's own, under a new passphrase."""
        if not self._provisional:
            raise Refused("already-active", handle=self._session.member.handle)
        return self._rekey(passphrase)

    def passphrase(self, passphrase: str) -> MemberRow:
        """Take a new passphrase for the same keys."""
        session = self._session
        self._check(passphrase, (session.member.handle, session.post.handle))
        with self._folder.exclusively():
            keyring = self._folder.keyring()
            slot = keyring.slot_of(session.member.id)
            if slot is None:
                raise NotFound("member-unknown", given=session.member.handle)
            fresh = self._slot(slot.sealed_store_key, session.vault.seed, passphrase)
            with session.unit() as journal:
                journal.append("member.passphrase", on={"type": "member", "id": session.member.id})
                self._folder.write_keyring(keyring.with_slot(fresh))
            with session.reading() as rows:
                return self._row(_member(rows, session.member.id))

    def renew_seed(self, passphrase: str) -> MemberRow:
        """Draw new keys under a new passphrase, since the old one was seen."""
        return self._rekey(passphrase)

    def _insert(
        self, journal: Journal, handle: str, name: str, role: Role, passphrase: str, until: str | None
    ) -> tuple[Member, Slot]:
        session = self._session
        ident, seed = new_id(session.clock()), new_seed()
        keys = MemberKeys.from_seed(seed, ident)
        row = Member.model_construct(
            None,
            id=ident,
            owner=session.post.id,
            revision=1,
            key_version=0,
            form=1,
            commitment="",
            sealed=b"",
            handle=handle,
            role=role.value,
            status="provisional",
            until=until,
        )
        content = MemberContent(name=name, vkey=str(keys.sign.vkey), kem=b64(keys.kem_public))
        journal.append(
            "member.added",
            on={"type": "member", "id": ident},
            member=ident,
            role=role.value,
            vkey=str(keys.sign.vkey),
            kem=kem_check(keys.kem_public),
            keys=[],
        )
        row = seal(session.post.id, session.vault.store_row_key(), row, content)
        journal.rows.insert(row)
        for held in journal.rows.find(KeyWrap, member=session.member.id, object_id=session.post.id):
            if held.kind in POST_KEYS[role]:
                key = read_wrap(journal.rows, session.vault.keys, session.post.id, held, session.roster)
                insert_wrap(session, journal, held, keys.kem_public, ident, key)
        wrapped = self._wrapped_store_key(keys)
        slot = create_slot(
            post=session.post.id,
            member=ident,
            handle=handle,
            seed=seed,
            passphrase=normalise(passphrase),
            sealed_store_key=wrapped,
            parameters=self._parameters,
            provisional=True,
        )
        return row, slot

    def _rekey(self, passphrase: str) -> MemberRow:
        """Draw new keys: keyring to come, then the log and the wraps, then the keyring takes its place."""
        session = self._session
        self._check(passphrase, (session.member.handle, session.post.handle))
        seed = new_seed()
        fresh = MemberKeys.from_seed(seed, session.member.id)
        with self._folder.exclusively():
            slot = self._slot(self._wrapped_store_key(fresh), seed, passphrase)
            coming = self._folder.keyring().with_slot(slot)
            self._folder.write_next(coming)
            with session.unit() as journal:
                row = self._log_keys(journal, fresh)
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
            self._folder.promote()
        session.vault.keys, session.vault.seed = fresh, seed
        return self._row(row)

    def _log_keys(self, journal: Journal, fresh: MemberKeys) -> Member:
        session = self._session
        vkey, kem, member = str(fresh.sign.vkey), kem_check(fresh.kem_public), session.member.id
        claim: JSON = ["exchange/v1/member-key", session.post.origin, member, journal.size, vkey, kem]
        journal.append(
            "member.keyed",
            on={"type": "member", "id": member},
            vkey=vkey,
            kem=kem,
            pop=b64(fresh.sign.sign_bytes(canonical(claim))),
        )
        row = _member(journal.rows, member)
        content = self._content(row).model_copy(update={"vkey": vkey, "kem": b64(fresh.kem_public)})
        row = changed(row, status="active", revision=row.revision + 1)
        row = seal(session.post.id, session.vault.store_row_key(), row, content)
        journal.rows.replace(row)
        return row

    def _slot(self, wrapped: bytes, seed: bytes, passphrase: str) -> Slot:
        member = self._session.member
        return create_slot(
            post=self._session.post.id,
            member=member.id,
            handle=member.handle,
            seed=seed,
            passphrase=normalise(passphrase),
            sealed_store_key=wrapped,
            key_file=self._key_file,
            parameters=self._parameters,
        )

    def _wrapped_store_key(self, keys: MemberKeys) -> bytes:
        post = self._session.post.id
        return wrap(
            keys.kem_public,
            self._session.vault.store_key,
            post=post,
            kind="store",
            object_id=post,
            version=1,
            member=keys.member_id,
        )

    def _content(self, row: Member) -> MemberContent:
        return unseal(self._session.post.id, self._session.vault.store_row_key(), row, MemberContent)

    def _row(self, row: Member) -> MemberRow:
        return MemberRow(row.id, row.handle, self._content(row).name, row.role, row.status, row.until)


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


def find_member(rows: Reader, handle: str) -> Member:
    """Return the member of a handle; raise NotFound."""
    row = rows.get(Member, handle=handle)
    if row is None:
        raise NotFound("member-unknown", given=handle[:40])
    return row


def member_kem(session: Session, row: Member) -> bytes:
    """Return a member's public KEM key, believed by the log's hash of it; raise Tampered."""
    content = unseal(session.post.id, session.vault.store_row_key(), row, MemberContent)
    public = unb64(content.kem)
    if kem_check(public) != session.roster.member(row.id).kem:
        raise Tampered("member-altered", handle=row.handle)
    return public


def _member(rows: Reader, ident: str) -> Member:
    row = rows.get(Member, id=ident)
    if row is None:
        raise Tampered("member-missing")
    return row


def _role(text: str) -> Role:
    return parse_code(Role, text, "role")


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid("not-a-day", given=text[:40]) from None
