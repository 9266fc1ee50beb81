"""Assigning a request to an investigator, and taking it back: his wrap, then a new key without him."""

from __future__ import annotations

from exchange.directory.members import find_member
from exchange.errors import Conflict, NotFound, Refused
from exchange.log.roles import Role
from exchange.requests.access import editing
from exchange.requests.rotation import key_list, rotate, wrap_to
from exchange.requests.viewing import request_view
from exchange.requests.views import RequestView
from exchange.store.model import KeyWrap
from exchange.store.request_keys import assignees
from exchange.store.session import Session


def assign(session: Session, ref: str, handle: str) -> RequestView:
    """Give an investigator the key of one request."""
    with editing(session, ref, "request.assigned") as (journal, dossier):
        member = find_member(journal.rows, handle)
        if member.role != Role.INVESTIGATOR:
            raise Refused("not-an-investigator", handle=handle, role=member.role)
        if journal.rows.get(KeyWrap, kind="request", object_id=dossier.request.id, member=member.id):
            raise Conflict("already-assigned", handle=handle, ref=ref)
        journal.rows.insert(wrap_to(journal, dossier, member.id))
        dossier.save(journal, "request.assigned", member=member.id, keys=key_list(dossier))
        return request_view(session, journal.rows, dossier)


def unassign(session: Session, ref: str, handle: str) -> RequestView:
    """Take a request back from an investigator: what is written from now on opens under another key."""
    with editing(session, ref, "request.unassigned") as (journal, dossier):
        rows = journal.rows
        member = find_member(rows, handle)
        held = rows.find(KeyWrap, limit=1, kind="request", object_id=dossier.request.id, member=member.id)
        # Held or assigned: a wrap that somebody deleted by hand must not keep the key from being changed.
        if not held and member.id not in assignees(rows, dossier.request.id, session.roster):
            raise NotFound("not-assigned", handle=handle, ref=ref)
        keys = rotate(journal, dossier, without=(member.id,))
        dossier.save(journal, "request.unassigned", member=member.id, keys=keys)
        return request_view(session, rows, dossier)
