"""The documented JSON of what the desk returns, where its keys are not those of the view itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exchange.checking.area import StoreInfo
    from exchange.directory.cards import OwnCard
    from exchange.directory.services import Shown
    from exchange.erasing.finishing import Left
    from exchange.requests.amending import Amended
    from exchange.requests.area import Noted
    from exchange.requests.attachments import AttachmentView
    from exchange.requests.opening import Opened
    from exchange.requests.subjects import Recorded
    from exchange.requests.views import RequestView


def opened_form(made: Opened) -> dict[str, object]:
    """Return what `request new` answers; matches are looked for when persons can be compared."""
    return {
        "id": made.id,
        "ref": made.ref,
        "due_at": made.due_at,
        "log_index": made.log_index,
        "matches": [],
        "legs": made.legs,
        "subjects": made.subjects,
        "warnings": made.warnings,
    }


def request_form(view: RequestView, files: tuple[AttachmentView, ...]) -> dict[str, object]:
    """Return a request as `request show` answers it: as `new`, with all that the member may see."""
    item = view.item
    return {
        "id": item.id,
        "ref": item.ref,
        "due_at": item.due_at,
        "due_zone": item.due_zone,
        "source": view.source,
        "cited": view.cited,
        "log_index": view.log_index,
        "matches": [],
        "legs": view.legs,
        **_asked(view),
        **_recorded(view),
        "attachments": files,
        "version": view.version,
    }


def _asked(view: RequestView) -> dict[str, object]:
    item = view.item
    return {
        "kind": item.kind,
        "type": view.type,
        "status": item.status,
        "outcome": view.outcome,
        "title": item.title,
        "text": view.text,
        "language": view.language,
        "requesting_service": item.requester,
        "direction": item.direction,
        "via": view.via,
        "their_refs": view.their_refs,
        "agent": view.agent,
        "received_at": item.received_at,
        "asked_for": view.asked_for,
        "follow_up_at": item.follow_up_at,
        "review_at": item.review_at,
        "erasure": view.erasure,
        "urgency": item.urgency,
        "urgency_reason": view.urgency_reason,
        "access": view.access,
        "nature": view.nature,
        "purpose": view.purpose,
        "handling": item.handling,
        "marking": item.marking,
        "conditions": view.conditions,
        "fields": view.fields,
    }


def _recorded(view: RequestView) -> dict[str, object]:
    return {
        "points": [{"number": n, "text": text, "state": state} for n, text, state in view.points],
        "subjects": view.subjects,
        "transmissions": view.transmissions,
        "events": view.events,
        "notes": view.notes,
        "results": view.results,
        "assigned": view.assigned,
        "relations": view.relations,
    }


def changed_form(view: RequestView) -> dict[str, object]:
    """Return what a verb that changes a request answers: how it stands now."""
    item = view.item
    return {
        "id": item.id,
        "ref": item.ref,
        "status": item.status,
        "outcome": view.outcome,
        "due_at": item.due_at,
        "due_zone": item.due_zone,
        "legs": view.legs,
        "assigned": view.assigned,
        "version": view.version,
    }


def reviewed_form(view: RequestView) -> dict[str, object]:
    """Return what `request review` answers: until when it is kept, or on which ground it is to be erased."""
    return {**changed_form(view), "review_at": view.item.review_at, "erasure": view.erasure}


def amended_form(done: Amended) -> dict[str, object]:
    """Return what `request amend` answers: how it stands now, and each value that changed."""
    return {**changed_form(done.view), "log_index": done.log_index, "changes": done.changes}


def recorded_form(done: Recorded) -> dict[str, object]:
    """Return what `subject add` answers: the subject as it is kept, in a list as everywhere."""
    return {"ref": done.ref, "log_index": done.log_index, "subjects": (done.subject,)}


def related_form(view: RequestView) -> dict[str, object]:
    """Return what relating and merging answer: how it stands now, and to which others."""
    return {**changed_form(view), "relations": view.relations}


def noted_form(noted: Noted) -> dict[str, object]:
    """Return what `request note` answers."""
    return {"ref": noted.ref, "log_index": noted.log_index}


def store_form(info: StoreInfo, left: tuple[Left, ...]) -> dict[str, object]:
    """Return what `store info` answers: the store at a glance, and what erasures under way still wait for."""
    return {**vars(info), "left": left}


def card_form(shown: Shown, language: str) -> dict[str, object]:
    """Return a card as `card show` answers it: fingerprint in digits, and in words of the language."""
    return {
        "handle": shown.handle,
        "origin": shown.origin,
        "fingerprint": shown.fingerprint.digits,
        "words": shown.fingerprint.words(language),
        "name": shown.name,
        "country": shown.country,
        "prefix": shown.prefix,
        "serial": shown.serial,
    }


def own_card_form(card: OwnCard, language: str) -> dict[str, object]:
    """Return the post's own card as `card show` answers it."""
    return card_form(card.shown, language)
