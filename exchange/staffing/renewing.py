"""Renewing a membership: who lost his passphrase gets a new seed and id, and all that he held again.

The provisional slot opens `member activate` alone, as for a new member. His earlier entries stay his:
his row names the ids that he had.
"""

from __future__ import annotations

from dataclasses import dataclass

from exchange.directory.grants import held_of, wrap_held
from exchange.directory.members import former_ids, wrap_post_keys
from exchange.directory.places import names_of
from exchange.directory.renewal import with_pending, wrapped_store_key
from exchange.errors import Refused, Tampered
from exchange.ids import new_id
from exchange.log.roles import Role
from exchange.passphrases import CheckPassphrase
from exchange.requests.keyholding import request_key
from exchange.requests.model import Request
from exchange.staffing.leaving import refuse_headless, staff_member
from exchange.store.folder import StoreFolder
from exchange.store.journal import Journal
from exchange.store.keyrings import changing
from exchange.store.model import KeyWrap, Member, MemberContent
from exchange.store.request_keys import assignees
from exchange.store.rows import Reader, make_row
from exchange.store.sealed import new_row, seal, unseal
from exchange.store.session import Session
from keys.encoding import b64
from keys.identity import MemberKeys, new_seed
from keys.kdf import KdfParameters
from keys.keyring import Keyring, Slot, create_slot
from keys.passphrase import normalise
from keys.wrap import kem_check, wrap


@dataclass(frozen=True)
class Renewing:
    """What renewing takes: the head's session, the keyring's folder, what a passphrase costs and must be."""

    session: Session
    folder: StoreFolder
    parameters: KdfParameters
    check: CheckPassphrase

    def run(self, handle: str, passphrase: str) -> None:
        """Give a member a provisional slot again; raise Proposed under four eyes, Refused."""
        session = self.session
        with session.reading() as rows:
            known = staff_member(session, rows, handle)
        self.check(passphrase, (handle, *session.post.names))
        on = {"type": "member", "id": known.id}
        proposed = session.seconded("member.renewed", on, role=known.role)
        with changing(self.folder, session) as change, session.unit() as journal:
            old = staff_member(session, journal.rows, handle)
            self._refuse_unheld(journal.rows, old)
            ident, seed = new_id(session.clock()), new_seed()
            keys = MemberKeys.from_seed(seed, ident)
            row = self._row(old, keys)
            journal.append(
                "member.renewed",
                on={"type": "member", "id": old.id},
                c=row.commitment,
                old=old.id,
                member=ident,
                role=old.role,
                vkey=str(keys.sign.vkey),
                kem=kem_check(keys.kem_public),
                proposed=proposed,
            )
            self._rewrap(journal, old, row, keys)
            slot = self._slot(row, seed, keys, passphrase, change.keyring)
            change.take(journal, change.keyring.without(old.id).with_slot(slot))

    def _refuse_unheld(self, rows: Reader, old: Member) -> None:
        """Raise Refused where this head can't give back what the member held."""
        session = self.session
        places = set(session.roster.holdings.of(old.id))
        refuse_headless(session, rows, old, sorted(places) if old.role == Role.HEAD else ())
        requests = [row.object_id for row in rows.find(KeyWrap, kind="request", member=old.id)]
        places |= {row.compartment for one in requests if (row := rows.get(Request, id=one)) is not None}
        lacking = places - set(session.vault.compartments)
        if lacking:
            names = names_of(session, rows)
            raise Refused(
                "renew-needs-grants",
                handle=old.handle,
                compartments=", ".join(sorted(names[one] for one in lacking)),
            )

    def _row(self, old: Member, keys: MemberKeys) -> Member:
        session, key = self.session, self.session.vault.store_row_key()
        content = unseal(session.post.id, key, old, MemberContent)
        content = content.model_copy(update={"vkey": str(keys.sign.vkey), "kem": b64(keys.kem_public)})
        row = new_row(
            Member,
            keys.member_id,
            session.post.id,
            handle=old.handle,
            role=old.role,
            status="provisional",
            until=old.until,
            formerly=" ".join((*former_ids(old), old.id)),
        )
        return seal(session.post.id, key, row, content)

    def _rewrap(self, journal: Journal, old: Member, row: Member, keys: MemberKeys) -> None:
        """Put the new row in the old one's place, and wrap to it all that the old one held."""
        session, rows = self.session, journal.rows
        rows.delete(Member, id=old.id)
        rows.insert(row)
        wrap_post_keys(session, journal, Role(row.role), keys)
        places = journal.roster.holdings.of(row.id)
        wrap_held(session, journal, held_of(session, rows, places), row)
        for held in rows.find(KeyWrap, kind="request", member=old.id):
            self._rewrap_request(journal, held, keys)
        rows.delete(KeyWrap, member=old.id)

    def _rewrap_request(self, journal: Journal, held: KeyWrap, keys: MemberKeys) -> None:
        session = self.session
        request = journal.rows.get(Request, id=held.object_id)
        if request is None or request.key_version != held.version:
            return
        if keys.member_id not in assignees(journal.rows, request.id, journal.roster):
            raise Tampered("key-not-vouched", kind=held.kind, version=held.version, n=held.entry)
        key = request_key(session, journal.rows, request)
        wrapped = wrap(
            keys.kem_public,
            key,
            post=session.post.id,
            kind="request",
            object_id=request.id,
            version=held.version,
            member=keys.member_id,
        )
        journal.rows.insert(
            make_row(
                KeyWrap,
                kind="request",
                object_id=request.id,
                version=held.version,
                member=keys.member_id,
                entry=held.entry,
                wrapped=wrapped,
            )
        )

    def _slot(self, row: Member, seed: bytes, keys: MemberKeys, passphrase: str, keyring: Keyring) -> Slot:
        slot = create_slot(
            post=self.session.post.id,
            member=row.id,
            handle=row.handle,
            seed=seed,
            passphrase=normalise(passphrase),
            sealed_store_key=wrapped_store_key(self.session, keys),
            parameters=self.parameters,
            provisional=True,
        )
        return with_pending(self.session, keyring, slot, keys)
