"""The `consistency` file of a dispatch: that our checkpoint extends those that the recipient saw.

For each of them a block: `old <size> <base64 root>`, the hashes of the RFC 6962 proof in base64, one
a line, and an empty line. Empty at first contact. Blocks stand in the order of their sizes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from exchange.log.checkpoint import Checkpoint
from exchange.log.merkle import verify_consistency
from exchange.log.proof import MAX_HASHES, LogProofError, parse_hashes
from keys.encoding import b64

MAX_BLOCKS = 100_000
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15}) ([A-Za-z0-9+/]{43}=)")


@dataclass(frozen=True, slots=True)
class ConsistencyBlock:
    """An older size and root of the same log, and the proof that leads from it to the newer one."""

    old_size: int
    old_root: bytes
    hashes: tuple[bytes, ...]

    def render(self) -> str:
        """Return the block's lines, with the empty one."""
        lines = (f"old {self.old_size} {b64(self.old_root)}", *(b64(item) for item in self.hashes))
        return "\n".join(lines) + "\n\n"

    def verify(self, newer: Checkpoint) -> None:
        """Check that `newer` extends this block's tree; raise ProofError when it doesn't."""
        verify_consistency(self.old_size, self.old_root, newer.size, newer.root, self.hashes)


def render_blocks(blocks: Sequence[ConsistencyBlock]) -> bytes:
    """Return the file's bytes, blocks in the order of their sizes; LogProofError for a size twice."""
    ordered = sorted(blocks, key=lambda block: block.old_size)
    _check_order(ordered)
    return "".join(block.render() for block in ordered).encode("ascii")


def parse_blocks(data: bytes) -> tuple[ConsistencyBlock, ...]:
    """Return the blocks of a `consistency` file; raise LogProofError for any other form."""
    if not data:
        return ()
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise LogProofError("consistency-form") from None
    if not text.endswith("\n\n") or text.count("\n\n") > MAX_BLOCKS:
        raise LogProofError("consistency-form")
    blocks = tuple(_parse_block(part) for part in text[:-2].split("\n\n"))
    _check_order(blocks)
    return blocks


def _parse_block(text: str) -> ConsistencyBlock:
    lines = text.split("\n")
    old = _OLD.fullmatch(lines[0])
    if old is None or len(lines) > 1 + 2 * MAX_HASHES:
        raise LogProofError("consistency-form")
    (root,) = parse_hashes([old[2]])
    return ConsistencyBlock(int(old[1]), root, parse_hashes(lines[1:]))


def _check_order(blocks: Sequence[ConsistencyBlock]) -> None:
    if any(older.old_size >= newer.old_size for older, newer in pairwise(blocks)):
        raise LogProofError("consistency-form")
