"""The keyring, `keyring.json`: who can unlock, a slot a member, readable without a key.

    {"version":1,"post":…,"slots":[{"member":…,"handle":…,["use":"recovery",]
      "kdf":{"name":"argon2id","version":19,"m":KiB,"t":…,"p":…,"salt":…} |
            {"name":"hkdf-sha256","salt":…},
      "second_factor":null|"keyfile","provisional":false,"sealed_seed":…,
      "sealed_store_key":…[,"sealed_store_key_next":…]}]}

Bytes are base64. It is written in canonical form and a line feed; it may be read with other white
space or order, since each slot's seal covers the values. Unknown keys, other types and values that
no slot can have refuse the whole. Settings that are too high or too low are read and refused only
when that slot is opened, so that one bad slot doesn't lock the others out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from keys.canonical import JSON, canonical
from keys.encoding import b64, unb64
from keys.errors import FormatError
from keys.kdf import DEFAULT, FLOOR, SALT_SIZE, VERSION, Argon2id, Hkdf, KdfParameters
from keys.slot import (
    KEYRING_VERSION,
    SEALED_SEED_SIZE,
    SecondFactor,
    Slot,
    create_recovery_slot,
    create_slot,
    is_passphrase_of,
    open_recovery_slot,
    open_slot,
    reseal_slot,
)
from keys.wrap import WRAPPED_SIZE

__all__ = [
    "DEFAULT",
    "FLOOR",
    "KdfParameters",
    "Keyring",
    "SecondFactor",
    "Slot",
    "create_recovery_slot",
    "create_slot",
    "is_passphrase_of",
    "open_recovery_slot",
    "open_slot",
    "reseal_slot",
]

SIZE_LIMIT = 4 << 20
SLOTS_LIMIT = 1000
NAME_LIMIT = 80
INTEGER_LIMIT = 1 << 53  # beyond it other JSON readers round


@dataclass(frozen=True)
class Keyring:
    """All slots of a post's store; at most one of a member for each use, each handle once."""

    post: str
    slots: tuple[Slot, ...]

    def __post_init__(self) -> None:
        if any(slot.post != self.post for slot in self.slots):
            raise FormatError("slot-of-another-post")
        for names in (
            [(slot.member, slot.is_recovery) for slot in self.slots],
            [(slot.handle, slot.is_recovery) for slot in self.slots],
        ):
            if len(set(names)) != len(names):
                raise FormatError("duplicate-slot")

    def slot_of(self, name: str) -> Slot | None:
        """Return the passphrase slot of a member, by id or handle."""
        return next((s for s in self.slots if name in (s.member, s.handle) and not s.is_recovery), None)

    def still_has(self, slot: Slot) -> bool:
        """Say whether what opened a slot still opens it; its store key may be wrapped anew meanwhile."""
        return any(one.sealed_seed == slot.sealed_seed for one in self.slots)

    def recovery_slots(self) -> tuple[Slot, ...]:
        """Return the slots that recovery sheets open."""
        return tuple(slot for slot in self.slots if slot.is_recovery)

    def with_slot(self, slot: Slot) -> Keyring:
        """Return the keyring with `slot` in place of the member's of the same use, or added."""
        uses = [(one.member, one.is_recovery) for one in self.slots]
        place = uses.index(use) if (use := (slot.member, slot.is_recovery)) in uses else len(uses)
        return Keyring(self.post, (*self.slots[:place], slot, *self.slots[place + 1 :]))

    def without(self, member: str) -> Keyring:
        """Return the keyring without any slot of that member id."""
        return Keyring(self.post, tuple(slot for slot in self.slots if slot.member != member))

    def render(self) -> bytes:
        """Return the file's bytes."""
        slots = [_slot_json(slot) for slot in self.slots]
        return canonical({"version": KEYRING_VERSION, "post": self.post, "slots": slots}) + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Keyring:
        """Read a keyring; raise FormatError for anything but the documented shape."""
        top = _Fields(_json_of(data), ("version", "post", "slots"))
        if top.integer("version") != KEYRING_VERSION:
            raise FormatError("unknown-version")
        post = top.name("post")
        slots = top.rows("slots")
        return cls(post, tuple(_slot_of(post, slot) for slot in slots))


class _Fields:
    """An object of exactly these keys (and perhaps the optional ones), each read as its type."""

    def __init__(self, value: JSON, keys: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
        if not isinstance(value, Mapping) or not set(keys) <= set(value) <= {*keys, *optional}:
            raise FormatError("unknown-or-missing-key")
        self._values = value

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def value(self, key: str) -> JSON:
        return self._values[key]

    def integer(self, key: str) -> int:
        value = self._values[key]
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < INTEGER_LIMIT:
            raise FormatError("not-an-integer", key=key)
        return value

    def flag(self, key: str) -> bool:
        value = self._values[key]
        if not isinstance(value, bool):
            raise FormatError("not-a-boolean", key=key)
        return value

    def name(self, key: str) -> str:
        value = self._values[key]
        if not isinstance(value, str) or not 1 <= len(value) <= NAME_LIMIT or not value.isprintable():
            raise FormatError("not-a-name", key=key)
        return value

    def data(self, key: str, size: int) -> bytes:
        value = self._values[key]
        if not isinstance(value, str):
            raise FormatError("not-base64", key=key)
        return unb64(value, size)

    def rows(self, key: str) -> list[JSON]:
        value = self._values[key]
        if not isinstance(value, list) or len(value) > SLOTS_LIMIT:
            raise FormatError("not-a-list", key=key)
        return value


def _json_of(data: bytes) -> JSON:
    if len(data) > SIZE_LIMIT:
        raise FormatError("too-large", limit=SIZE_LIMIT)
    try:
        value: JSON = json.loads(data.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, an integer of thousands of digits
        raise FormatError("not-json") from None
    return value


def _unique(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise FormatError("duplicate-key")
    return found


def _slot_of(post: str, value: JSON) -> Slot:
    required = ("member", "handle", "kdf", "second_factor", "provisional", "sealed_seed", "sealed_store_key")
    fields = _Fields(value, required, ("use", "sealed_store_key_next"))
    kdf = _kdf_of(fields.value("kdf"))
    slot = Slot(
        post=post,
        member=fields.name("member"),
        handle=fields.name("handle"),
        kdf=kdf,
        second_factor=_factor_of(fields.value("second_factor")),
        provisional=fields.flag("provisional"),
        sealed_seed=fields.data("sealed_seed", SEALED_SEED_SIZE),
        sealed_store_key=fields.data("sealed_store_key", WRAPPED_SIZE),
        sealed_store_key_next=(
            fields.data("sealed_store_key_next", WRAPPED_SIZE) if "sealed_store_key_next" in fields else None
        ),
    )
    if slot.is_recovery != ("use" in fields) or ("use" in fields and fields.value("use") != "recovery"):
        raise FormatError("use-and-kdf-disagree")
    if slot.is_recovery and (slot.second_factor is not None or slot.provisional):
        raise FormatError("not-a-recovery-slot")
    return slot


def _kdf_of(value: JSON) -> Argon2id | Hkdf:
    if isinstance(value, Mapping) and value.get("name") == "hkdf-sha256":
        return Hkdf(_Fields(value, ("name", "salt")).data("salt", SALT_SIZE))
    fields = _Fields(value, ("name", "version", "m", "t", "p", "salt"))
    if fields.value("name") != "argon2id" or fields.integer("version") != VERSION:
        raise FormatError("unknown-kdf")
    parameters = KdfParameters(fields.integer("m"), fields.integer("t"), fields.integer("p"))
    return Argon2id(parameters, fields.data("salt", SALT_SIZE))


def _factor_of(value: JSON) -> SecondFactor | None:
    if value is None:
        return None
    if value != SecondFactor.KEY_FILE:
        raise FormatError("unknown-second-factor")
    return SecondFactor.KEY_FILE


def _slot_json(slot: Slot) -> dict[str, JSON]:
    following = slot.sealed_store_key_next
    return {
        **slot.open_fields(),
        "sealed_seed": b64(slot.sealed_seed),
        "sealed_store_key": b64(slot.sealed_store_key),
        **({} if following is None else {"sealed_store_key_next": b64(following)}),
    }
