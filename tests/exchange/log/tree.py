"""A tree that keeps its complete subtrees in a dictionary, as a store does in a table."""

from __future__ import annotations

from exchange.log.merkle import Edge, leaf_hash


class Tree:
    """Append-only; `lookup` hands back what `Edge.append` said to keep."""

    def __init__(self, lines: list[bytes]) -> None:
        self.edge = Edge.EMPTY
        self.nodes: dict[tuple[int, int], bytes] = {}
        for line in lines:
            self.edge, completed = self.edge.append(leaf_hash(line))
            self.nodes.update(((node.level, node.index), node.hash) for node in completed)

    def lookup(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree; KeyError for one that isn't complete."""
        return self.nodes[level, index]
