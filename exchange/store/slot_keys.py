"""The store's key as a slot of the keyring holds it: wrapped to the member's own key."""

from __future__ import annotations

from typing import Final

from keys.identity import MemberKeys
from keys.wrap import unwrap, wrap

_SLOT_VERSION: Final = 1
"""The version that a slot's wrap of the store's key names, whatever the key's own: a slot has no room
to say another, and the log tells which key it is."""


def wrap_for_slot(post: str, member: str, public: bytes, key: bytes) -> bytes:
    """Return the store's key wrapped to a member, as his slot holds it: never twice the same bytes."""
    return wrap(public, key, post=post, kind="store", object_id=post, version=_SLOT_VERSION, member=member)


def unwrap_from_slot(keys: MemberKeys, post: str, wrapped: bytes) -> bytes:
    """Return the store's key that a slot holds; raise SealError."""
    return unwrap(keys, wrapped, post=post, kind="store", object_id=post, version=_SLOT_VERSION)
