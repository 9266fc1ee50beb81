"""Whether a partner's log goes on from all that we saw of it: the fork, the rollback, and their proof.

A checkpoint whose size and root we know passes. Another must lead on from the newest that we saw by
a dispatch or receipt, by an RFC 6962 proof in `consistency`. Each pair so proven is known for ever:
so files that a carrier reordered still pass, and a log cut or rewritten in between does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from exchange.errors import Carried, Refused
from exchange.log.checkpoint import Checkpoint
from exchange.log.merkle import ProofError
from exchange.transmission.container import Header
from exchange.transmission.incident import Incident, IncidentKind
from exchange.transmission.known import Receiver, SeenLog
from exchange.transmission.trust import Sender


@dataclass(frozen=True)
class TreeHead:
    """A size of a log and its root, proven."""

    size: int
    root: bytes


def check_log(
    header: Header, sender: Sender, checkpoint: Checkpoint, receiver: Receiver
) -> tuple[TreeHead, ...]:
    """5. Return every tree head now proven; raise Incident where the log doesn't go on from what we saw."""
    seen = receiver.seen_log(checkpoint.origin)
    known = seen.roots.get(checkpoint.size)
    if known is not None and known != checkpoint.root:
        raise _against_seen(IncidentKind.FORK, header, checkpoint, checkpoint.size, receiver)
    if known is None and seen.newest is not None:
        _check_goes_on(header, checkpoint, seen, receiver)
    if known is None and not (sender.is_new_card or sender.card == sender.partner.card):
        # Retired keys vouch for nothing new: a later file under the present card proves this size.
        raise Refused("card-superseded", handle=sender.card.handle)
    proven = _check_blocks(header, checkpoint, seen, receiver)
    return (*proven, TreeHead(checkpoint.size, checkpoint.root))


def _check_goes_on(header: Header, checkpoint: Checkpoint, seen: SeenLog, receiver: Receiver) -> None:
    newest = seen.newest or 0
    if checkpoint.size < newest:
        raise _against_seen(IncidentKind.ROLLBACK, header, checkpoint, newest, receiver)
    if all((block.old_size, block.old_root) != (newest, seen.roots[newest]) for block in header.consistency):
        raise _against_seen(IncidentKind.FORK, header, checkpoint, newest, receiver)


def _check_blocks(
    header: Header, checkpoint: Checkpoint, seen: SeenLog, receiver: Receiver
) -> tuple[TreeHead, ...]:
    proven: list[TreeHead] = []
    for block in header.consistency:
        known = seen.roots.get(block.old_size)
        if known is not None and known != block.old_root:
            raise _against_seen(IncidentKind.FORK, header, checkpoint, block.old_size, receiver)
        try:
            block.verify(checkpoint)
        except ProofError:
            if known is None:
                raise Carried("consistency-wrong") from None
            raise _against_seen(IncidentKind.FORK, header, checkpoint, block.old_size, receiver) from None
        proven.append(TreeHead(block.old_size, block.old_root))
    return tuple(proven)


def _against_seen(
    kind: IncidentKind, header: Header, checkpoint: Checkpoint, size: int, receiver: Receiver
) -> Incident:
    """Return the incident between this checkpoint and the one of `size` that we kept."""
    kept = receiver.checkpoint_note(checkpoint.origin, size)
    evidence = (header.proof.checkpoint, *(() if kept is None else (kept,)))
    return Incident(kind, checkpoint.origin, evidence)
