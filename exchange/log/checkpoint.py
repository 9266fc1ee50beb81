"""Checkpoints: what the post signs of its log's tree (c2sp.org/tlog-checkpoint).

The note text is three lines, origin, size and root; ours carries two signatures and no more, under
the origin as key name: Ed25519 (type 0x01) and an ML-DSA-44 cosignature (type 0x06). A checkpoint
without both is refused, whatever else it carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from exchange.errors import Tampered
from exchange.log.merkle import EMPTY_ROOT, HASH_LENGTH
from keys.encoding import b64, unb64
from keys.errors import FormatError, KeysError
from keys.identity import LogKeys
from keys.note import KeyType, Note, VerifierKey, parse_note, verified

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_ORIGIN = re.compile(r"[^\s+\x00-\x1f\x7f]{1,200}")


class CheckpointError(Tampered):
    """A checkpoint that hasn't its form, or that the post's two keys didn't both sign."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree at one size: whose log, how many entries, and their root."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if _ORIGIN.fullmatch(self.origin) is None or len(self.root) != HASH_LENGTH or self.size < 0:
            raise CheckpointError("checkpoint-form")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise CheckpointError("checkpoint-form")

    @property
    def text(self) -> str:
        """The note text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that the note text says; raise CheckpointError for another form.

    Extension lines are refused: an ML-DSA-44 cosignature wouldn't cover them (tlog-checkpoint, *Signatures*).
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or _SIZE.fullmatch(lines[1]) is None:
        raise CheckpointError("checkpoint-form")
    try:
        root = unb64(lines[2], HASH_LENGTH)
    except FormatError:
        raise CheckpointError("checkpoint-form") from None
    return Checkpoint(lines[0], int(lines[1]), root)


def sign_checkpoint(checkpoint: Checkpoint, keys: LogKeys, at_seconds: int) -> Note:
    """Return the checkpoint signed by both of the post's log keys; CheckpointError under another origin."""
    if any(vkey.name != checkpoint.origin for vkey in keys.vkeys):
        raise CheckpointError("checkpoint-origin")
    text = checkpoint.text
    return Note(text, (keys.sign.sign(text), keys.cosign.cosign(text, at_seconds)))


def verify_checkpoint(note: Note, vkeys: Iterable[VerifierKey]) -> Checkpoint:
    """Return what `note` says once both keys of its origin, among `vkeys`, are seen to have signed it.

    Raise CheckpointError when a signature is missing or doesn't hold, or when a third line stands there
    under the same name. Lines under other names (witnesses) are left to whoever knows their keys.
    """
    checkpoint = parse_checkpoint(note.text)
    ours = [vkey for vkey in vkeys if vkey.name == checkpoint.origin]
    if sorted(vkey.type for vkey in ours) != [KeyType.ED25519, KeyType.MLDSA44_COSIGNATURE]:
        raise CheckpointError("checkpoint-keys")
    if sum(line.name == checkpoint.origin for line in note.lines) != len(ours):
        raise CheckpointError("checkpoint-signatures")
    try:
        signers = verified(note, ours)
    except KeysError:
        raise CheckpointError("checkpoint-signatures") from None
    if set(signers) != set(ours):
        raise CheckpointError("checkpoint-signatures")
    return checkpoint


def parse_checkpoint_note(data: bytes) -> Note:
    """Return the signed note that `data` is, as a checkpoint's; raise CheckpointError for another form."""
    try:
        note = parse_note(data)
    except FormatError:
        raise CheckpointError("checkpoint-form") from None
    parse_checkpoint(note.text)
    return note
