"""Checkpoints of ours that others saw: cosigned by partners, or the last under keys now retired.

Each file is the signed note; in a selection an empty line and the RFC 6962 proof hashes to the newest
checkpoint follow it, since the log that would show the prefix isn't there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exchange.audit.eras import Change, Era, verify_in_era
from exchange.errors import Tampered
from exchange.log.checkpoint import Checkpoint, parse_checkpoint, parse_checkpoint_note
from exchange.log.merkle import verify_consistency
from exchange.log.proof import parse_hashes
from keys.card import Card
from keys.encoding import b64
from keys.errors import KeysError
from keys.note import Note, VerifierKey, verified

OUR_LINES = 2


@dataclass(frozen=True)
class Seen:
    """A checkpoint of ours as a file holds it: its note, and in a selection the proof to the newest."""

    note: Note
    proof: tuple[bytes, ...] | None

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says, nothing verified."""
        return parse_checkpoint(self.note.text)

    def render(self) -> bytes:
        """Return the file's bytes."""
        if self.proof is None:
            return self.note.render()
        return self.note.render() + ("\n" + "".join(f"{b64(item)}\n" for item in self.proof)).encode("ascii")

    def proven(self, proof: tuple[bytes, ...]) -> Seen:
        """Return the same with the proof hashes that a selection needs."""
        return Seen(self.note, proof)

    def check_prefix(self, head: Checkpoint, roots: Mapping[int, bytes]) -> None:
        """Check that the log of `head` begins with this one; raise Tampered or ProofError."""
        old = self.checkpoint
        if self.proof is not None:
            verify_consistency(old.size, old.root, head.size, head.root, self.proof)
        elif roots.get(old.size) != old.root:
            raise Tampered("checkpoint-not-prefix", size=old.size)


def parse_full(data: bytes) -> Seen:
    """Read a seen checkpoint of a full export; raise CheckpointError for another form."""
    return Seen(parse_checkpoint_note(data), None)


def parse_excerpted(data: bytes) -> Seen:
    """Read a seen checkpoint of a selection, with its proof; raise Tampered for another form."""
    text, _, rest = data.partition(b"\n\n")
    lines, blank, hashes = rest.partition(b"\n\n")
    if not blank or (hashes and not hashes.endswith(b"\n")):
        raise Tampered("proof-form")
    note = parse_checkpoint_note(text + b"\n\n" + lines + b"\n")
    try:
        proof = parse_hashes(hashes.decode("ascii").split("\n")[:-1])
    except UnicodeDecodeError:
        raise Tampered("proof-form") from None
    return Seen(note, proof)


def check_witnessed(seen: Seen, card: Card, eras: tuple[Era, ...]) -> VerifierKey:
    """Check our two signatures and the partner's one; return the key that cosigned, or raise Tampered."""
    checkpoint = verify_in_era(seen.note, eras)
    if len(seen.note.lines) != OUR_LINES + 1 or card.origin == checkpoint.origin:
        raise Tampered("witness-lines", origin=card.origin)
    cosigner = card.office_keys[1]
    try:
        verified(seen.note, [cosigner])
    except KeysError:
        raise Tampered("witness-signature", origin=card.origin) from None
    return cosigner


def check_retired(seen: Mapping[int, Seen], eras: Sequence[Era], changes: Sequence[Change]) -> None:
    """Check the last checkpoint of each retired pair: both signatures, of the size that it had to have.

    A restore closes an origin without a last checkpoint: its keys may be lost with the store.
    """
    due = {change.n: era for change, era in zip(changes, eras, strict=False) if not change.restored}
    if set(seen) != set(due):
        raise Tampered("retired-checkpoints", expected=len(due), found=len(seen))
    for n, era in due.items():
        checkpoint = verify_in_era(seen[n].note, (era,))
        if checkpoint.size != n + 1 or len(seen[n].note.lines) != OUR_LINES:
            raise Tampered("retired-checkpoint-size", index=n, size=checkpoint.size)


def counted(keys: Iterable[VerifierKey], given: Iterable[Card]) -> int:
    """Count the distinct keys among `keys` that stand on a card the verifier gave."""
    return len(set(keys) & {card.office_keys[1] for card in given})
