"""The sender's side of the proofs: what a cover carries, from the log as it stands when it leaves.

A file that was lost before it left is proven again, for the same entry, under a newer checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exchange.log.checkpoint import Checkpoint
from exchange.log.consistency import ConsistencyBlock, render_blocks
from exchange.log.merkle import Lookup, consistency_proof, inclusion_proof, root_at
from exchange.log.proof import LogProof
from exchange.transmission.build import Cover
from exchange.transmission.cosignature import cosign
from exchange.transmission.cover import Form, sign_cover
from keys.identity import OfficeKeys


@dataclass(frozen=True)
class LogAt:
    """Our log at the size of a checkpoint that we signed: the note, and the tree's hashes."""

    checkpoint: Checkpoint
    note: bytes
    lookup: Lookup


@dataclass(frozen=True)
class SeenBy:
    """What the recipient may have seen of our log (sizes), and the largest checkpoint that we saw of his."""

    shown: tuple[int, ...] = ()
    verified: Checkpoint | None = None


def sizes_shown(sent: Iterable[int], cosigned: int | None) -> tuple[int, ...]:
    """Return the sizes that a recipient may have seen: the last that he cosigned, and all sent since.

    Without a cosignature under his present origin, all that were ever sent to him.
    """
    return tuple(sorted({size for size in sent if cosigned is None or size >= cosigned}))


def prove_cover(
    form: Form,
    line: bytes,
    index: int,
    log: LogAt,
    seen: SeenBy,
    *,
    office: OfficeKeys,
    card: bytes,
    at_seconds: int,
) -> Cover:
    """Return the cover of the entry `line` at `index`, proven to who saw `seen`, under `log`'s checkpoint."""
    size, lookup = log.checkpoint.size, log.lookup
    blocks = [
        ConsistencyBlock(old, root_at(old, lookup), consistency_proof(old, size, lookup))
        for old in seen.shown
        if old < size
    ]
    verified = seen.verified
    return Cover(
        line=line,
        note=sign_cover(form, log.checkpoint.origin, line, office.sign),
        proof=LogProof(index, inclusion_proof(index, size, lookup), log.note).render(),
        consistency=render_blocks(blocks),
        cosignature=b"" if verified is None else cosign(verified, office.cosign, at_seconds),
        card=card,
    )
