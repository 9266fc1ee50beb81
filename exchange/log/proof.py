"""An entry's proof that stands alone: c2sp.org/tlog-proof@v1.

The index, the audit path (RFC 6962, section 2.1.1) and a checkpoint, verbatim. We write no `extra`
line; one that others wrote is refused, as nothing would authenticate it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from exchange.errors import Tampered
from exchange.log.checkpoint import Checkpoint, parse_checkpoint_note, verify_checkpoint
from exchange.log.merkle import HASH_LENGTH, leaf_hash, verify_inclusion
from keys.encoding import b64, unb64
from keys.errors import FormatError
from keys.note import VerifierKey

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 64  # a tree of 2**64 leaves has no longer path
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})")


class LogProofError(Tampered):
    """Bytes that are not a proof in its one form."""


@dataclass(frozen=True, slots=True)
class LogProof:
    """That the leaf at `index` stands under the checkpoint's root, by these hashes."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def render(self) -> bytes:
        """Return the proof's bytes."""
        lines = [HEADER, f"index {self.index}", *(b64(item) for item in self.hashes), "", ""]
        return "\n".join(lines).encode("ascii") + self.checkpoint

    def verify(self, line: bytes, vkeys: Iterable[VerifierKey]) -> Checkpoint:
        """Check the checkpoint's two signatures, then the path of `line`; return the checkpoint.

        Raise CheckpointError or ProofError: the root is believed only once it is signed.
        """
        checkpoint = verify_checkpoint(parse_checkpoint_note(self.checkpoint), vkeys)
        verify_inclusion(leaf_hash(line), self.index, checkpoint.size, self.hashes, checkpoint.root)
        return checkpoint


def parse_proof(data: bytes) -> LogProof:
    """Return the proof that `data` is, nothing verified; raise LogProofError or CheckpointError."""
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise LogProofError("proof-form") from None
    if not blank or lines[0] != HEADER or not 2 <= len(lines) <= 2 + MAX_HASHES:
        raise LogProofError("proof-form")
    index = _INDEX.fullmatch(lines[1])
    if index is None:
        raise LogProofError("proof-form")
    parse_checkpoint_note(checkpoint)
    return LogProof(int(index[1]), parse_hashes(lines[2:]), checkpoint)


def parse_hashes(lines: Iterable[str]) -> tuple[bytes, ...]:
    """Return the hashes of `lines`, base64 of 32 bytes each; raise LogProofError for another form."""
    try:
        return tuple(unb64(line, HASH_LENGTH) for line in lines)
    except FormatError:
        raise LogProofError("proof-form") from None
