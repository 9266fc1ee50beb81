"""Rows under the store key, which every member holds: opened, and compared with what the log vouches for.

A row put back to an earlier state still opens; what it says of keys, roles and trust must be what the
key entries say now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from exchange.backup.model import (
    AutomaticBackup,
    AutomaticBackupContent,
    DestroyedMedium,
    DestroyedMediumContent,
)
from exchange.checking.erased import check_erasure
from exchange.codes import TransmissionStatus
from exchange.directory.cards import card_check
from exchange.directory.model import Service, ServiceContent
from exchange.directory.proposed import ProposedMember, ProposedMemberContent
from exchange.errors import Tampered
from exchange.lawbook.model import LawText, LawTextContent
from exchange.log.holdings import COMPARTMENT_KEYS, POST_KEYS
from exchange.log.members import MemberAt
from exchange.log.roster import Roster
from exchange.requests.erasures import Erasure, ErasureContent
from exchange.requests.transmissions import Transmission
from exchange.store.journal import entry_at, refuse_unvouched
from exchange.store.model import (
    Compartment,
    CompartmentContent,
    KeyWrap,
    Member,
    MemberContent,
    Post,
    PostContent,
    RetiredLog,
    RetiredLogContent,
)
from exchange.store.request_keys import refuse_unassigned
from exchange.store.rows import Reader, SealedRow
from exchange.store.sealed import Content, unseal
from exchange.store.session import Session
from exchange.store.vault import read_wrap
from exchange.transmission.cover import cover_hash
from exchange.transmission.covers import CoverKind, again
from exchange.transmission.model import (
    IncidentContent,
    IncidentRow,
    PartnerHead,
    PartnerHeadContent,
    ReceivedCover,
    ReceivedCoverContent,
    SentCover,
    SentCoverContent,
    Witness,
    WitnessContent,
)
from keys.canonical import JSON
from keys.encoding import unb64
from keys.wrap import kem_check

POST_ROWS: Final[Mapping[type[SealedRow], type[Content]]] = {
    Post: PostContent,
    Member: MemberContent,
    Compartment: CompartmentContent,
    Service: ServiceContent,
    LawText: LawTextContent,
    SentCover: SentCoverContent,
    ReceivedCover: ReceivedCoverContent,
    PartnerHead: PartnerHeadContent,
    Witness: WitnessContent,
    IncidentRow: IncidentContent,
    RetiredLog: RetiredLogContent,
    Erasure: ErasureContent,
    AutomaticBackup: AutomaticBackupContent,
    DestroyedMedium: DestroyedMediumContent,
    ProposedMember: ProposedMemberContent,
}
"""What is sealed under the store key, the post being its owner."""


def check_post_row(session: Session, rows: Reader, row: SealedRow) -> None:
    """Open a row under the store key and compare it with the roster; raise Tampered."""
    if row.owner != session.post.id:
        raise Tampered("row-altered", table=str(type(row).__tablename__), id=row.id)
    content = unseal(session.post.id, session.vault.store_row_key(), row, POST_ROWS[type(row)])
    roster = session.roster
    if isinstance(row, Post):
        _check_post(session, row)
    elif isinstance(row, Member) and isinstance(content, MemberContent):
        _check_member(roster, row, content)
    elif isinstance(row, Service) and isinstance(content, ServiceContent):
        _check_service(roster, row, content)
    elif isinstance(row, Compartment):
        _check_compartment(rows, roster, row)
    elif isinstance(row, SentCover):
        _check_cover(rows, row)
    elif isinstance(row, Erasure):
        check_erasure(rows, row)
    if isinstance(row, Post | Member | Service | Compartment | LawText | DestroyedMedium | ProposedMember):
        refuse_unvouched(rows, row)


def _check_cover(rows: Reader, row: SentCover) -> None:
    """Compare a cover with its entry; its number is free where its departure was cancelled, or went on."""
    signed = entry_at(rows, row.entry)
    if row.kind == CoverKind.AGAIN and row.cover == again(cover_hash(signed.line), row.size):
        return
    number = signed.entry.x.get("sequence")
    if row.cover != cover_hash(signed.line) or not (row.sequence == number or _is_freed(rows, row, number)):
        raise Tampered("row-not-vouched", table="sent_cover", id=row.id)


def _is_freed(rows: Reader, row: SentCover, number: JSON) -> bool:
    departure = rows.get(Transmission, id=row.id)
    cancelled = departure is not None and departure.status == TransmissionStatus.CANCELLED
    given = isinstance(number, int) and rows.find(
        SentCover, limit=1, sender=row.sender, service=row.service, sequence=number
    )
    return row.sequence is None and (cancelled or bool(given))


def check_partners(session: Session, rows: Reader) -> None:
    """Check that the store knows what this machine saw of each partner's log."""
    for origin, pairs in session.state.partners().items():
        for size, root in sorted(pairs.items()):
            row = rows.get(PartnerHead, origin=origin, size=size)
            if row is None or row.root != root:
                raise Tampered("state-differs", origin=origin, size=size)


def check_wraps(session: Session, rows: Reader) -> None:
    """Check that the log vouches for each wrapped key, and that nobody lacks one that it says he holds."""
    held: set[tuple[str, str, int, str]] = set()
    for row in rows.find(KeyWrap, order=("kind", "object_id", "version", "member")):
        _check_wrap(session, rows, row)
        held.add((row.kind, row.object_id, row.version, row.member))
    roster = session.roster
    for kind, object_id, member in _holders(roster):
        if (kind, object_id, roster.version_of(kind, object_id), member) not in held:
            raise Tampered("wrap-missing", kind=kind, member=member)


def _holders(roster: Roster) -> Iterator[tuple[str, str, str]]:
    """Give who holds what by the log: the post's keys by his role, a compartment's by his grant."""
    for member in roster.members.newest.values():
        for kind in POST_KEYS[member.role] if member.until is None else ():
            yield kind, roster.post, member.id
    for compartment, holders in roster.holdings.grants.items():
        yield from ((kind, compartment, one) for kind in COMPARTMENT_KEYS for one in holders)


def _check_post(session: Session, row: Post) -> None:
    """Compare what was fixed when the post was founded; the card is compared where the log's keys are."""
    roster = session.roster
    if (row.id, row.origin, bool(row.four_eyes)) != (roster.post, roster.origin, roster.four_eyes):
        raise Tampered("post-altered", column="origin, four_eyes")


def _check_member(roster: Roster, row: Member, content: MemberContent) -> None:
    known = roster.members.newest.get(row.id)
    if known is None or _said(row, content) != _expected(known):
        raise Tampered("member-altered", handle=row.handle)


def _said(row: Member, content: MemberContent) -> tuple[str, str, str, str]:
    return row.role, row.status, content.vkey, kem_check(unb64(content.kem))


def _expected(known: MemberAt) -> tuple[str, str, str, str]:
    status = "provisional" if known.provisional else "active"
    return known.role.value, status if known.until is None else "revoked", str(known.vkey), known.kem


def _check_service(roster: Roster, row: Service, content: ServiceContent) -> None:
    known = roster.services.get(row.id)
    agrees = (known is not None) == (row.trust == "trusted")
    if known is not None and known.card is not None:
        agrees = agrees and content.card is not None and card_check(content.card.encode()) == known.card
    if not agrees:
        raise Tampered("service-altered", handle=row.handle)


def _check_compartment(rows: Reader, roster: Roster, row: Compartment) -> None:
    if roster.key_check("compartment", row.id, 1) is None:
        raise Tampered("row-not-vouched", table="compartment", id=row.id)
    if not rows.find(KeyWrap, limit=1, kind="compartment", object_id=row.id):
        raise Tampered("wrap-missing", kind="compartment", member="-")


def _check_wrap(session: Session, rows: Reader, row: KeyWrap) -> None:
    member = session.roster.members.newest.get(row.member)
    if member is None or member.until is not None:
        raise Tampered("key-not-vouched", kind=row.kind, version=row.version, n=row.entry)
    if row.kind == "request":
        refuse_unassigned(rows, row, session.roster)
    if row.member == session.member.id:
        read_wrap(rows, session.vault.keys, session.post.id, row, session.roster)
    elif not _named(rows, row):
        raise Tampered("key-not-vouched", kind=row.kind, version=row.version, n=row.entry)


def _named(rows: Reader, row: KeyWrap) -> bool:
    """Say whether the entry that a wrap names vouches for its key (the log is verified)."""
    listed: JSON = entry_at(rows, row.entry).entry.x.get("keys")
    wanted = (row.kind, row.object_id, row.version)
    return isinstance(listed, list | tuple) and any(
        isinstance(item, Mapping) and (item["kind"], item["id"], item["version"]) == wanted for item in listed
    )
