"""Which log keys hold for which sizes of the log: the post's eras, as its key entries part them.

A checkpoint under retired keys may cover the entry that replaced them and nothing after it; one under
the present keys covers that entry at least. A restore closes an origin for ever. The first era's keys
bear the origin's own hash; each later pair stands in the entry that introduced it; the present one is
on the card.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from exchange.errors import Tampered
from exchange.log.checkpoint import Checkpoint, CheckpointError, parse_checkpoint, verify_checkpoint
from exchange.log.roster import Roster
from keys.card import Card
from keys.encoding import b64
from keys.errors import FormatError
from keys.note import KeyType, Note, VerifierKey

LogPair = tuple[VerifierKey, VerifierKey]


@dataclass(frozen=True)
class Change:
    """An entry that ended an era: where, the new pair, the new origin, and whether it closed the old one."""

    n: int
    origin: str
    pair: LogPair
    restored: bool


@dataclass(frozen=True)
class Era:
    """One pair of log keys, and the sizes from `first` to `last` at which it signs checkpoints."""

    origin: str
    pair: LogPair
    first: int
    last: int | None

    def covers(self, checkpoint: Checkpoint) -> bool:
        """Say whether a checkpoint of that size and origin is this era's to sign."""
        within = self.first <= checkpoint.size and (self.last is None or checkpoint.size <= self.last)
        return within and checkpoint.origin == self.origin


def changes_of(roster: Roster) -> tuple[Change, ...]:
    """Return the entries that changed the log's keys; raise Tampered for one that names half a pair."""
    starts = dict(roster.origins)
    found: list[Change] = []
    origin = roster.origins[0][1] if roster.origins else ""
    for keys in roster.rekeyed:
        restored = keys.n in starts and keys.n > 0
        origin = starts[keys.n] if restored else origin
        pair = _log_pair(keys.vkeys, origin)
        if pair is not None:
            found.append(Change(keys.n, origin, pair, restored))
        elif restored:
            raise Tampered("retired-keys-missing", index=keys.n)
    return tuple(found)


def eras_of(roster: Roster, card: Card, retired: Mapping[int, Card]) -> tuple[Era, ...]:
    """Return the eras, oldest first; raise Tampered unless they lead from the origin to the card."""
    changes = changes_of(roster)
    if not roster.origins or card.origin != roster.origin:
        raise Tampered("card-origin", origin=card.origin)
    if set(retired) != {change.n for change in changes}:
        raise Tampered("retired-cards", expected=len(changes), found=len(retired))
    pair = retired[changes[0].n].log_keys if changes else card.log_keys
    eras: list[Era] = []
    origin, first = roster.origins[0][1], 0
    for change in changes:
        if retired[change.n].log_keys != pair:
            raise Tampered("retired-card-keys", index=change.n)
        eras.append(Era(origin, pair, first, change.n if change.restored else change.n + 1))
        origin, pair, first = change.origin, change.pair, change.n + 1
    eras.append(Era(origin, pair, first, None))
    if pair != card.log_keys:
        raise Tampered("card-log-keys")
    _check_origins(eras)
    return tuple(eras)


def check_cards(
    roster: Roster, card: bytes, retired: Mapping[int, bytes], hashes: Mapping[int, str | None]
) -> None:
    """Check each card's file against the newest `card.issued` before it; raise Tampered where they differ.

    `card.issued` bears the base64 SHA-256 of the file.
    """
    pairs = [(card, None if roster.card is None else roster.card[1])]
    pairs += [(file, hashes.get(n)) for n, file in retired.items()]
    for file, issued in pairs:
        if issued is not None and b64(sha256(file).digest()) != issued:
            raise Tampered("card-not-issued", size=len(file))


def verify_in_era(note: Note, eras: tuple[Era, ...]) -> Checkpoint:
    """Return the checkpoint once both keys of an era that may sign it did; raise CheckpointError."""
    checkpoint = parse_checkpoint(note.text)
    candidates = [era for era in eras if era.covers(checkpoint)]
    for era in candidates:
        if all(any(line.is_by(key) for line in note.lines) for key in era.pair):
            return verify_checkpoint(note, era.pair)
    raise CheckpointError("checkpoint-retired-keys" if candidates else "checkpoint-other-log")


def _log_pair(vkeys: tuple[str, ...], origin: str) -> LogPair | None:
    """Return the pair among new keys that bears the log's own name; None when the log's stay."""
    try:
        keys = [VerifierKey.parse(text) for text in vkeys]
    except FormatError:
        raise Tampered("retired-keys-form") from None
    ours = {key.type: key for key in keys if key.name == origin}
    if not ours:
        return None
    if len(ours) != 2 or sum(key.name == origin for key in keys) != 2:
        raise Tampered("retired-keys-form")
    return ours[KeyType.ED25519], ours[KeyType.MLDSA44_COSIGNATURE]


def _check_origins(eras: list[Era]) -> None:
    """Check that each origin ends with 16 hex digits of the SHA-256 of its first Ed25519 key."""
    seen: set[str] = set()
    for era in eras:
        digits = sha256(era.pair[0].public).hexdigest()[:16]
        if era.origin not in seen and era.origin.rpartition("/")[2] != digits:
            raise Tampered("origin-key", origin=era.origin)
        seen.add(era.origin)
