"""Giving a request a new key: whoever lost the right to read it holds a key that opens nothing new.

The new key is wrapped under the compartment's newest and to the investigators whom the log says the
request is still assigned to, and every row is sealed anew in the caller's unit. Attachments have keys
of their own, which stand in their rows: their chunks stay as they are.

The keys before are sealed into the request's own row. They open only what was there before; that
they are known proves to an investigator, who believes a wrapped key on the log's word alone, that the
new one was made by somebody who held them all. Any officer could sign that he made a new key.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from exchange.directory.members import member_kem
from exchange.directory.renewal import member_row
from exchange.errors import Tampered
from exchange.requests.dossier import Dossier
from exchange.requests.keyholding import request_key_aad
from exchange.requests.parts import PARTS
from exchange.store.journal import Journal
from exchange.store.model import KeyWrap, RekeyDue
from exchange.store.request_keys import assignees
from exchange.store.rows import changed, make_row
from keys.canonical import JSON
from keys.encoding import b64
from keys.wrap import key_check, wrap, wrap_under


def rotate(journal: Journal, dossier: Dossier, without: Sequence[str] = ()) -> list[JSON]:
    """Draw a new key for an open request and seal everything anew; return the entry's `keys`.

    It is wrapped to everybody assigned but the members in `without`. The caller saves the dossier next,
    with an operation that rotates (`request.unassigned`, `request.rekeyed`): the wraps name that entry.
    Raise NotAuthorised where the member holds no key to the compartment.
    """
    session, request = dossier.session, dossier.request
    place, _ = session.vault.compartment_key(request.compartment)
    place_key = session.vault.compartment_row_key(request.compartment, place)
    kept = assignees(journal.rows, request.id, session.roster)
    version, key = request.key_version + 1, os.urandom(32)
    aad = request_key_aad(session.post.id, request.id, request.compartment, version)
    opened = [found for kind, content in PARTS.items() for found in dossier.find(journal.rows, kind, content)]
    _take(dossier, version, key, place, wrap_under(place_key, key, aad))
    for row, content in opened:
        dossier.replace(journal, row, content)
    journal.rows.delete(KeyWrap, kind="request", object_id=request.id)
    journal.rows.delete(RekeyDue, request=request.id)
    for member in kept:
        if member not in without:
            journal.rows.insert(wrap_to(journal, dossier, member))
    return key_list(dossier)


def wrap_to(journal: Journal, dossier: Dossier, member: str) -> KeyWrap:
    """Return the request's key wrapped to a member, vouched for by the next entry; raise Tampered."""
    session, request = dossier.session, dossier.request
    wrapped = wrap(
        member_kem(session, member_row(journal.rows, member)),
        dossier.secret,
        post=session.post.id,
        kind="request",
        object_id=request.id,
        version=request.key_version,
        member=member,
    )
    return make_row(
        KeyWrap,
        kind="request",
        object_id=request.id,
        version=request.key_version,
        member=member,
        entry=journal.size,
        wrapped=wrapped,
    )


def key_list(dossier: Dossier) -> list[JSON]:
    """Return what an entry says of the request's key as it is now."""
    request, check = dossier.request, key_check(dossier.secret)
    return [{"kind": "request", "id": request.id, "version": request.key_version, "check": check}]


def _take(dossier: Dossier, version: int, key: bytes, place_version: int, wrapped: bytes) -> None:
    """Let the dossier seal under a new key from here on; the one before stays known, inside."""
    earlier = (*dossier.content.keys, b64(dossier.secret))
    if len(earlier) != dossier.request.key_version:
        raise Tampered("request-altered", ref=dossier.request.ref)
    dossier.content = dossier.content.model_copy(update={"keys": earlier})
    dossier.request = changed(
        dossier.request, key_version=version, compartment_version=place_version, wrapped_key=wrapped
    )
    dossier.secret = key
    dossier.key = dossier.session.vault.row_key(dossier.request.id, version, key)
