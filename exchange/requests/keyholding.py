"""Which key opens a request for a member: by its compartment, or wrapped to himself."""

from __future__ import annotations

from collections.abc import Sequence

from exchange.errors import Tampered
from exchange.requests.model import Request, RequestContent
from exchange.store.model import Compartment, KeyWrap
from exchange.store.request_keys import assignees, request_checks
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.store.vault import NoGrant, read_wrap
from keys.canonical import rendered
from keys.encoding import unb64
from keys.errors import FormatError, SealError
from keys.wrap import key_check, unwrap_under


class NoKey(Exception):
    """The member holds no key to this request; the caller logs the refusal outside the snapshot."""

    def __init__(self, row: Request) -> None:
        super().__init__(row.id)
        self.on = {"type": "request", "id": row.id, "ref": row.ref}


def request_key_aad(post: str, request: str, compartment: str, version: int) -> bytes:
    """Return what binds a request's wrapped key to its place."""
    return rendered(["exchange/v1/request-key", post, request, compartment, version])


def may_open(session: Session, rows: Reader, row: Request) -> bool:
    """Say whether the member holds a key to this request."""
    if row.compartment in session.vault.compartments:
        return True
    return _wrap_of(session, rows, row) is not None


def request_key(session: Session, rows: Reader, row: Request) -> bytes:
    """Return the key of a request; raise NoKey where the member has none, Tampered for a wrong one."""
    vault = session.vault
    if row.compartment in vault.compartments:
        try:
            compartment_key = vault.compartment_row_key(row.compartment, row.compartment_version)
            aad = request_key_aad(session.post.id, row.id, row.compartment, row.key_version)
            return unwrap_under(compartment_key, row.wrapped_key, aad)
        except (
            NoGrant,
            SealError,
            TypeError,
        ):  # a version that isn't, a value of another type than its column's has no canonical form
            raise Tampered("request-altered", ref=row.ref) from None
    wrap = _wrap_of(session, rows, row)
    if wrap is None and rows.get(Compartment, id=row.compartment) is None:
        raise Tampered("request-altered", ref=row.ref)
    if wrap is None:
        _refuse_other_wraps(session, rows, row)
        raise NoKey(row)
    return read_wrap(rows, vault.keys, session.post.id, wrap, session.roster)


def refuse_unproven(session: Session, rows: Reader, row: Request, content: RequestContent) -> None:
    """Raise Tampered where the rotated key that opened a row was made by somebody who knew not those before.

    Whoever holds the compartment's key knows it already: nobody else could have wrapped the new one so.
    """
    if row.key_version == 1 or row.compartment in session.vault.compartments:
        return
    try:
        earlier = tuple(key_check(unb64(key, 32)) for key in content.keys)
    except FormatError:
        raise Tampered("request-altered", ref=row.ref) from None
    if earlier != request_checks(rows, row.id)[: row.key_version - 1]:
        raise Tampered("request-altered", ref=row.ref)


def refuse_altered_wraps(rows: Reader, row: Request, assigned: Sequence[str]) -> None:
    """Raise Tampered unless a request's key is wrapped to those to whom it is assigned, to nobody else."""
    held = set()
    for wrap in rows.find(KeyWrap, kind="request", object_id=row.id):
        if wrap.version != row.key_version or wrap.member not in assigned:
            raise Tampered("key-not-vouched", kind=wrap.kind, version=wrap.version, n=wrap.entry)
        held.add(wrap.member)
    for member in assigned:
        if member not in held:
            raise Tampered("wrap-missing", kind="request", member=member)


def _refuse_other_wraps(session: Session, rows: Reader, row: Request) -> None:
    """Raise Tampered where a member without the present key has an earlier one, or should have it."""
    member = session.member.id
    for wrap in rows.find(KeyWrap, limit=1, kind="request", object_id=row.id, member=member):
        raise Tampered("key-not-vouched", kind=wrap.kind, version=wrap.version, n=wrap.entry)
    if member in assignees(rows, row.id, session.roster):
        raise Tampered("wrap-missing", kind="request", member=member)


def _wrap_of(session: Session, rows: Reader, row: Request) -> KeyWrap | None:
    member, version = session.member.id, row.key_version
    return rows.get(KeyWrap, kind="request", object_id=row.id, version=version, member=member)
