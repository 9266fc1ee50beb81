"""`cosignature`: the largest checkpoint of the recipient's log that we verified, with our witness line.

It is a note whose text is the recipient's own checkpoint and whose one line is our office's
ML-DSA-44 cosignature (c2sp.org/tlog-cosignature). Empty at first contact. To its receiver it is a
witness of his log; over a text that he never signed, it is an incident.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from exchange.errors import Carried
from exchange.log.checkpoint import Checkpoint, CheckpointError, parse_checkpoint
from keys.errors import FormatError, SignatureError
from keys.note import Mldsa44Cosigner, Note, SignatureLine, VerifierKey, parse_note

LIMIT: Final = 16 * 1024


@dataclass(frozen=True)
class Cosignature:
    """A checkpoint of ours, and the line of a partner that says to have verified it."""

    checkpoint: Checkpoint
    line: SignatureLine
    note: bytes


def cosign(checkpoint: Checkpoint, office: Mldsa44Cosigner, at_seconds: int) -> bytes:
    """Return the bytes of `cosignature` for a partner's checkpoint that we verified."""
    return Note(checkpoint.text, (office.cosign(checkpoint.text, at_seconds),)).render()


def parse_cosignature(data: bytes) -> Cosignature | None:
    """Return what `cosignature` holds, None when it is empty; raise Tampered for another form."""
    if not data:
        return None
    try:
        note = parse_note(data, LIMIT)
        checkpoint = parse_checkpoint(note.text)
    except (FormatError, CheckpointError):
        raise Carried("cosignature-malformed") from None
    if len(note.lines) != 1:
        raise Carried("cosignature-malformed")
    return Cosignature(checkpoint, note.lines[0], data)


def verify_cosignature(cosignature: Cosignature, office: VerifierKey) -> None:
    """Raise Tampered unless the line is `office`'s and holds over the checkpoint."""
    if not cosignature.line.is_by(office):
        raise Carried("cosignature-signature")
    try:
        office.verify(cosignature.checkpoint.text, cosignature.line.signature)
    except SignatureError:
        raise Carried("cosignature-signature") from None
