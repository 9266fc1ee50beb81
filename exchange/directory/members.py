"""Members: added with a provisional slot, activated by themselves, their keys their own.

`add` makes a slot with a passphrase that the head knows; it opens `activate` alone, which draws the
member's own keys (`renewal`).
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from exchange import typed
from exchange.codes import parse_code
from exchange.directory.proposed import ADDED, ProposedMember, ProposedMemberContent, keeping, refuse_other
from exchange.directory.renewal import Renewal, insert_wrap, member_row, with_pending, wrapped_store_key
from exchange.directory.services import HANDLE
from exchange.errors import Conflict, Invalid, NotAuthorised, NotFound, Refused, Tampered
from exchange.ids import new_id
from exchange.locale import Language
from exchange.log.holdings import POST_KEYS
from exchange.log.roles import Role
from exchange.log.roster import Roster
from exchange.moments import parse_day
from exchange.passphrases import CheckPassphrase
from exchange.store.folder import StoreFolder
from exchange.store.journal import Journal, refuse_unvouched
from exchange.store.keyrings import changing
from exchange.store.model import KeyWrap, Member, MemberContent
from exchange.store.rows import Reader
from exchange.store.sealed import new_row, seal, unseal
from exchange.store.session import Session
from exchange.store.vault import read_wrap
from keys.encoding import b64, unb64
from keys.identity import MemberKeys, new_seed
from keys.kdf import KdfParameters
from keys.keyring import Keyring, Slot, create_slot
from keys.passphrase import normalise
from keys.recovery import RecoverySheet
from keys.wrap import kem_check


@dataclass(frozen=True)
class MemberRow:
    """A member as people see him."""

    id: str
    handle: str
    name: str
    role: str
    status: str
    until: str | None


@dataclass(frozen=True, repr=False)
class Rekeyed:
    """A member with keys of today, and the recovery sheet that opens them, where he had one before."""

    member: MemberRow
    sheet: RecoverySheet | None


@dataclass(frozen=True, repr=False)
class Admission:
    """A member to be added, checked."""

    ident: str
    handle: str
    name: str
    role: Role
    passphrase: str
    until: str | None
    proposed: int | None


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
        self._provisional = provisional
        self._renewal = Renewal(session, folder, parameters, check, key_file)

    def list(self) -> tuple[MemberRow, ...]:
        """Return every member, in the order in which they came."""
        with self._active().reading() as rows:
            found = rows.find(Member, order=("id",))
            return tuple(self._row(row) for row in found)

    def add(self, handle: str, name: str, role: str, passphrase: str, until: str | None = None) -> MemberRow:
        """Add a member with a provisional slot; the passphrase is for him to replace at once."""
        session = self._active()
        session.authorise("proposed")
        chosen = _role(role)
        if not HANDLE.fullmatch(handle):
            raise Invalid("handle-form", given=handle[:60])
        known_as, last = typed.name(name), _last_day(session, until)
        self._check(passphrase, (handle, name, *session.post.names))
        ident = session.proposed_object(ADDED) or new_id(session.clock())
        said = ProposedMemberContent(handle=handle, name=known_as, until=last)
        with session.reading() as rows:
            _refuse_known(rows, handle)
        keep = keeping(session, ident, said)
        proposed = session.seconded(ADDED, {"type": "member", "id": ident}, keep, role=chosen.value)
        admission = Admission(ident, handle, known_as, chosen, passphrase, last, proposed)
        with changing(self._folder, session) as change, session.unit() as journal:
            _refuse_known(journal.rows, handle)
            refuse_other(session, journal.rows, proposed, ident, said)
            row, slot = self._insert(journal, admission, change.keyring)
            change.take(journal, change.keyring.with_slot(slot))
        return self._row(row)

    def activate(self, passphrase: str) -> MemberRow:
        """Replace the provisional keys by one's own, under a new passphrase."""
        if not self._provisional:
            raise Refused("already-active", handle=self._session.member.handle)
        self._renewal.renew(passphrase, Language.FR)  # nobody has a sheet yet
        return self._own_row()

    def passphrase(self, passphrase: str) -> MemberRow:
        """Take a new passphrase for the same keys."""
        self._active()
        self._renewal.take_passphrase(passphrase)
        return self._own_row()

    def renew_seed(self, passphrase: str, language: str = Language.FR) -> Rekeyed:
        """Draw new keys and a new passphrase, since that was seen; who had a sheet gets a new one."""
        self._active()
        sheet = self._renewal.renew(passphrase, language)
        return Rekeyed(self._own_row(), sheet)

    def new_sheet(self, language: str) -> RecoverySheet:
        """Make a new recovery sheet; the old one opens nothing any more."""
        self._active()
        return self._renewal.new_sheet(language)

    def _active(self) -> Session:
        """Return the session; raise NotAuthorised for provisional keys, which a head knows: they activate."""
        if self._provisional:
            raise NotAuthorised("not-activated", handle=self._session.member.handle)
        return self._session

    def _own_row(self) -> MemberRow:
        with self._session.reading() as rows:
            return self._row(member_row(rows, self._session.member.id))

    def _insert(self, journal: Journal, new: Admission, keyring: Keyring) -> tuple[Member, Slot]:
        session, seed = self._session, new_seed()
        keys = MemberKeys.from_seed(seed, new.ident)
        row = new_row(
            Member,
            new.ident,
            session.post.id,
            handle=new.handle,
            role=new.role.value,
            status="provisional",
            until=new.until,
        )
        content = MemberContent(name=new.name, vkey=str(keys.sign.vkey), kem=b64(keys.kem_public))
        row = seal(session.post.id, session.vault.store_row_key(), row, content)
        journal.append(
            ADDED,
            on={"type": "member", "id": new.ident},
            c=row.commitment,
            member=new.ident,
            role=new.role.value,
            vkey=str(keys.sign.vkey),
            kem=kem_check(keys.kem_public),
            keys=[],
            proposed=new.proposed,
        )
        journal.rows.insert(row)
        journal.rows.delete(ProposedMember, id=new.ident)
        wrap_post_keys(session, journal, new.role, keys)
        wrapped = wrapped_store_key(session, keys)
        slot = create_slot(
            post=session.post.id,
            member=new.ident,
            handle=new.handle,
            seed=seed,
            passphrase=normalise(new.passphrase),
            sealed_store_key=wrapped,
            parameters=self._parameters,
            provisional=True,
        )
        return row, with_pending(session, keyring, slot, keys)

    def _row(self, row: Member) -> MemberRow:
        return row_of(self._session, row)


def row_of(session: Session, row: Member) -> MemberRow:
    """Return a member as people see him."""
    content = unseal(session.post.id, session.vault.store_row_key(), row, MemberContent)
    return MemberRow(row.id, row.handle, content.name, row.role, row.status, row.until)


def _refuse_known(rows: Reader, handle: str) -> None:
    if rows.get(Member, handle=handle):
        raise Conflict("member-exists", handle=handle)


def wrap_post_keys(session: Session, journal: Journal, role: Role, keys: MemberKeys) -> None:
    """Wrap to a new member what his role holds of the post's seeds, and the store's earlier keys."""
    for held in journal.rows.find(KeyWrap, member=session.member.id, object_id=session.post.id):
        if held.kind == "store" or held.kind in POST_KEYS[role]:
            key = read_wrap(journal.rows, session.vault.keys, session.post.id, held, session.roster)
            insert_wrap(session, journal, held, keys.kem_public, keys.member_id, key)


def former_ids(row: Member) -> tuple[str, ...]:
    """Return the ids that a member had before he was renewed, the last one last."""
    return tuple(row.formerly.split(" ")) if row.formerly else ()


def handles_by_id(rows: Reader) -> dict[str, str]:
    """Return each member's handle by his id, and by those that he had before."""
    return {ident: row.handle for row in rows.find(Member) for ident in (*former_ids(row), row.id)}


def find_member(rows: Reader, handle: str) -> Member:
    """Return the member of a handle; raise NotFound, Tampered where the log doesn't vouch for the row.

    The log knows ids alone: a handle moved to another id would have keys wrapped to somebody else.
    """
    row = rows.get(Member, handle=handle)
    if row is None:
        raise NotFound("member-unknown", given=handle[:40])
    refuse_unvouched(rows, row)
    return row


def member_kem(session: Session, row: Member, roster: Roster | None = None) -> bytes:
    """Return a member's public KEM key, believed by the log's hash of it; raise Tampered.

    Within a unit that changed members, `roster` is that of its journal.
    """
    content = unseal(session.post.id, session.vault.store_row_key(), row, MemberContent)
    public, known = unb64(content.kem), (roster or session.roster).member(row.id)
    if kem_check(public) != known.kem or row.role != known.role or known.until is not None:
        raise Tampered("member-altered", handle=row.handle)
    return public


def _role(text: str) -> Role:
    return parse_code(Role, text, "role")


def _last_day(session: Session, text: str | None) -> str | None:
    """Return the last day of a member's slot; raise Invalid for one that is past."""
    if text is None:
        return None
    day = parse_day(text, session.clock(), ZoneInfo(session.post.zone))
    if day < session.today:
        raise Invalid("past-date", given=text[:40])
    return day.isoformat()
