"""Opening the keys that are wrapped to a member: at unlock, and again whenever the log says they changed."""

from __future__ import annotations

from exchange.errors import Tampered
from exchange.log.roster import Roster
from exchange.store.model import KeyWrap
from exchange.store.rows import Reader
from exchange.store.tokens import WordKey
from exchange.store.vault import Vault, open_wrap, read_wrap
from keys.identity import CardKeys, LogKeys, MemberKeys, OfficeKeys


def load_keys(rows: Reader, vault: Vault, roster: Roster) -> None:
    """Put every key that is wrapped to the member into his vault, and nothing else; raise Tampered."""
    found: dict[str, dict[int, bytes]] = {"store": {}, "log": {}, "office": {}, "card": {}}
    compartments: dict[str, dict[int, bytes]] = {}
    indexes: dict[str, dict[int, WordKey]] = {}
    for row in rows.find(KeyWrap, order=("kind", "object_id", "version"), member=vault.member):
        if row.kind in found and row.object_id == vault.post:
            found[row.kind][row.version] = read_wrap(rows, vault.keys, vault.post, row, roster)
        elif row.kind == "compartment":
            key = read_wrap(rows, vault.keys, vault.post, row, roster)
            compartments.setdefault(row.object_id, {})[row.version] = key
        elif row.kind == "index":
            key = read_wrap(rows, vault.keys, vault.post, row, roster)
            indexes.setdefault(row.object_id, {})[row.version] = WordKey(key)
        elif row.kind != "request":
            read_wrap(rows, vault.keys, vault.post, row, roster)
    if not found["log"]:
        raise Tampered("key-missing", kind="log")
    vault.log_keys = LogKeys.from_seed(_newest_first(found["log"])[0], vault.origin)
    offices = [OfficeKeys.from_seed(seed, vault.origin) for seed in _newest_first(found["office"])]
    vault.office, vault.retired_offices = (offices[0] if offices else None), tuple(offices[1:])
    cards = _newest_first(found["card"])
    vault.card = CardKeys.from_seed(cards[0], vault.origin) if cards else None
    vault.compartments, vault.indexes = compartments, indexes
    vault.take_store_keys(vault.store_key, _newest_first(found["store"]))


def earlier_store_keys(rows: Reader, keys: MemberKeys, post: str) -> tuple[bytes, ...]:
    """Return the store's keys before a re-key, the newest first, before anything can be believed."""
    held = rows.find(KeyWrap, order=("-version",), kind="store", object_id=post, member=keys.member_id)
    return tuple(open_wrap(keys, post, row) for row in held)


def _newest_first(versions: dict[int, bytes]) -> tuple[bytes, ...]:
    return tuple(key for _, key in sorted(versions.items(), reverse=True))
