"""The Merkle tree of RFC 6962, section 2.1: roots, edges, proofs and their verification.

Nothing here knows where hashes are kept. Whoever stores the tree keeps each complete subtree's hash
(`Edge.append` says which ones a leaf completes) and hands them back by a `Lookup`, so that any past
root or proof costs O(log n) look-ups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar, NamedTuple, TypeAlias

from exchange.errors import Tampered

HASH_LENGTH = 32
EMPTY_ROOT = sha256(b"").digest()

Lookup: TypeAlias = Callable[[int, int], bytes]
"""(level, index) -> hash of the complete subtree of 2**level leaves from leaf index * 2**level on."""


class ProofError(Tampered):
    """A proof that doesn't lead from what is claimed to the root it is claimed for."""


class Node(NamedTuple):
    """A complete subtree: its height, its place among those of this height, its hash."""

    level: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks of a node
    hash: bytes


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf: SHA-256(0x00 || data) (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 || left || right) (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Edge:
    """The complete subtrees of a tree, left to right: all that appending and its root need."""

    size: int
    hashes: tuple[bytes, ...]
    _roots: list[bytes] = field(default_factory=list, init=False, repr=False, compare=False)

    EMPTY: ClassVar[Edge]

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ProofError("edge-shape", size=self.size, hashes=len(self.hashes))

    def root(self) -> bytes:
        """Return the root of the tree, which an append asks for several times."""
        if not self._roots:  # a cached_property would take a lock for each entry of a log
            self._roots.append(_folded(self.hashes))
        return self._roots[0]

    def append(self, leaf: bytes) -> tuple[Edge, tuple[Node, ...]]:
        """Return the edge after `leaf` (a leaf hash), and the nodes that it completes, itself first."""
        hashes = list(self.hashes)
        nodes = [Node(0, self.size, leaf)]
        level, index, top = 0, self.size, leaf
        while index & 1:
            level, index, top = level + 1, index >> 1, node_hash(hashes.pop(), top)
            nodes.append(Node(level, index, top))
        hashes.append(top)
        grown = object.__new__(Edge)  # its shape follows from this one's
        grown.__dict__.update(size=self.size + 1, hashes=tuple(hashes), _roots=[])
        return grown, tuple(nodes)


Edge.EMPTY = Edge(0, ())


def edge_at(size: int, lookup: Lookup) -> Edge:
    """Return the edge of the tree's first `size` leaves."""
    return Edge(size, tuple(lookup(level, index) for level, index in _subtrees(0, size)))


def root_at(size: int, lookup: Lookup) -> bytes:
    """Return the root of the tree's first `size` leaves."""
    return _range_root(0, size, lookup)


def inclusion_proof(index: int, size: int, lookup: Lookup) -> tuple[bytes, ...]:
    """Return the audit path of leaf `index` in the tree of `size` leaves (RFC 6962, section 2.1.1)."""
    if not 0 <= index < size:
        raise ProofError("proof-index", index=index, size=size)
    start, end = 0, size
    siblings: list[bytes] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            siblings.append(_range_root(middle, end, lookup))
            end = middle
        else:
            siblings.append(_range_root(start, middle, lookup))
            start = middle
    return tuple(reversed(siblings))


def consistency_proof(old: int, new: int, lookup: Lookup) -> tuple[bytes, ...]:
    """Return the proof that `new` leaves begin with the first `old` (RFC 6962, section 2.1.2).

    Empty for the empty tree and between equal sizes, as there is nothing to show.
    """
    if not 0 <= old <= new:
        raise ProofError("proof-sizes", old=old, new=new)
    if old in (0, new):
        return ()
    start, end = 0, new
    siblings: list[bytes] = []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            siblings.append(_range_root(middle, end, lookup))
            end = middle
        else:
            siblings.append(_range_root(start, middle, lookup))
            start = middle
    if start > 0:  # else the old tree is a complete subtree of the new one: its root is known
        siblings.append(_range_root(start, end, lookup))
    return tuple(reversed(siblings))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that leaf hash `leaf` stands at `index` under `root` (RFC 9162, section 2.1.3.2).

    Raise ProofError when it doesn't, or when the proof has another length than these sizes call for.
    """
    if not 0 <= index < size:
        raise ProofError("proof-index", index=index, size=size)
    _check_hashes(leaf, root, *proof)
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("proof-length", index=index, size=size)
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            place, last = _past_lone_nodes(place, last)
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ProofError("proof-length", index=index, size=size)
    if found != root:
        raise ProofError("proof-root", index=index, size=size)


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the newer tree begins with the older (RFC 9162, section 2.1.4.2).

    Raise ProofError when it doesn't. The empty tree is a beginning of each, by an empty proof.
    """
    if not 0 <= old_size <= new_size:
        raise ProofError("proof-sizes", old=old_size, new=new_size)
    _check_hashes(old_root, new_root, *proof)
    if old_size in (0, new_size):
        expected = EMPTY_ROOT if old_size == 0 else new_root
        if proof or old_root != expected or (new_size == 0 and new_root != EMPTY_ROOT):
            raise ProofError("proof-root", index=old_size, size=new_size)
        return
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        raise ProofError("proof-length", index=old_size, size=new_size)
    if _two_roots(old_size, new_size, path) != (old_root, new_root):
        raise ProofError("proof-root", index=old_size, size=new_size)


def _two_roots(old_size: int, new_size: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("proof-length", index=old_size, size=new_size)
        if place & 1 or place == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            place, last = _past_lone_nodes(place, last)
        else:
            newer = node_hash(newer, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ProofError("proof-length", index=old_size, size=new_size)
    return older, newer


def _past_lone_nodes(place: int, last: int) -> tuple[int, int]:
    """Climb the levels at which the right border has no sibling: no hash stands for them."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _check_hashes(*hashes: bytes) -> None:
    if any(len(item) != HASH_LENGTH for item in hashes):
        raise ProofError("proof-hash-length", length=HASH_LENGTH)


def _split(count: int) -> int:
    """Return the largest power of two smaller than `count` (RFC 6962, section 2.1)."""
    return 1 << (count - 1).bit_length() - 1


def _subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut the leaves from `start` on into complete subtrees, largest first; `start` is aligned to it."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_root(start: int, end: int, lookup: Lookup) -> bytes:
    return _folded([lookup(level, index) for level, index in _subtrees(start, end)])


def _folded(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root
