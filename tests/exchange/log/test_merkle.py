"""The tree against its naive definition, and proofs that must not hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.log.merkle import (
    Edge,
    ProofError,
    consistency_proof,
    edge_at,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)
from tests.exchange.log import naive
from tests.exchange.log.tree import Tree

LINES = [b"entry %d" % n for n in range(70)]
TREE = Tree(LINES)
some_lines = st.lists(st.binary(max_size=40), max_size=40)


@given(some_lines)
def test_the_edge_has_the_root_of_the_naive_tree(lines: list[bytes]) -> None:
    assert Tree(lines).edge.root() == naive.tree_hash(lines)


@given(some_lines, st.data())
def test_any_past_edge_and_root_are_found_again(lines: list[bytes], data: st.DataObject) -> None:
    tree, size = Tree(lines), data.draw(st.integers(0, len(lines)))
    assert root_at(size, tree.lookup) == naive.tree_hash(lines[:size])
    assert edge_at(size, tree.lookup) == Tree(lines[:size]).edge


@given(some_lines.filter(bool), st.data())
def test_an_inclusion_proof_is_the_naive_path_and_holds(lines: list[bytes], data: st.DataObject) -> None:
    tree, size = Tree(lines), data.draw(st.integers(1, len(lines)))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, tree.lookup)
    assert list(proof) == naive.path(index, lines[:size])
    verify_inclusion(leaf_hash(lines[index]), index, size, proof, naive.tree_hash(lines[:size]))


@given(some_lines.filter(bool), st.data())
def test_a_consistency_proof_is_the_naive_one_and_holds(lines: list[bytes], data: st.DataObject) -> None:
    tree, new = Tree(lines), data.draw(st.integers(1, len(lines)))
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(old, new, tree.lookup)
    assert list(proof) == naive.proof(old, lines[:new])
    verify_consistency(old, naive.tree_hash(lines[:old]), new, naive.tree_hash(lines[:new]), proof)


def test_every_size_and_index_up_to_seventy_proves_its_leaf() -> None:
    for size in range(1, len(LINES) + 1):
        root = root_at(size, TREE.lookup)
        for index in range(size):
            proof = inclusion_proof(index, size, TREE.lookup)
            verify_inclusion(leaf_hash(LINES[index]), index, size, proof, root)


def test_every_pair_of_sizes_up_to_seventy_is_consistent() -> None:
    roots = [root_at(size, TREE.lookup) for size in range(len(LINES) + 1)]
    for new in range(len(LINES) + 1):
        for old in range(new + 1):
            verify_consistency(old, roots[old], new, roots[new], consistency_proof(old, new, TREE.lookup))


@given(st.data())
def test_a_proof_of_one_leaf_proves_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 70))
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    root, proof = root_at(size, TREE.lookup), inclusion_proof(index, size, TREE.lookup)
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(LINES[other]), index, size, proof, root)
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(LINES[index]), other, size, proof, root)


@given(st.data())
def test_every_flipped_bit_of_a_proof_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 70))
    index = data.draw(st.integers(0, size - 1))
    proof = list(inclusion_proof(index, size, TREE.lookup))
    place, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[place] = flipped(proof[place], bit)
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(LINES[index]), index, size, proof, root_at(size, TREE.lookup))


@given(st.data())
def test_a_rewritten_past_has_no_consistency_proof(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 70))
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    forged = Tree([*LINES[:changed], b"forged", *LINES[changed + 1 :]])
    proof = consistency_proof(old, new, forged.lookup)
    with pytest.raises(ProofError):
        verify_consistency(old, root_at(old, TREE.lookup), new, root_at(new, forged.lookup), proof)


@given(st.data())
def test_every_flipped_bit_of_a_consistency_proof_is_refused(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 70))
    old = data.draw(st.integers(1, new - 1))
    proof = list(consistency_proof(old, new, TREE.lookup))
    place, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[place] = flipped(proof[place], bit)
    with pytest.raises(ProofError):
        verify_consistency(old, root_at(old, TREE.lookup), new, root_at(new, TREE.lookup), proof)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_leaf_completes_itself_and_the_subtrees_that_end_with_it() -> None:
    edge = edge_at(7, TREE.lookup)
    _, nodes = edge.append(leaf_hash(LINES[7]))
    assert [(node.level, node.index) for node in nodes] == [(0, 7), (1, 3), (2, 1), (3, 0)]
    assert nodes[-1].hash == root_at(8, TREE.lookup)


def test_each_complete_subtree_is_kept_once_and_only_once() -> None:
    expected = {(level, index) for level in range(7) for index in range(70 >> level)}
    assert set(TREE.nodes) == expected


def test_a_leaf_and_a_node_never_have_the_same_hash() -> None:
    left, right = leaf_hash(b"left"), leaf_hash(b"right")
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize(("size", "hashes"), [(3, 1), (0, 1), (4, 2), (-1, 0)])
def test_an_edge_of_the_wrong_number_of_hashes_is_refused(size: int, hashes: int) -> None:
    with pytest.raises(ProofError):
        Edge(size, tuple(bytes(32) for _ in range(hashes)))


@pytest.mark.parametrize(("old", "new"), [(5, 4), (-1, 4)])
def test_no_consistency_proof_is_made_backwards(old: int, new: int) -> None:
    with pytest.raises(ProofError):
        consistency_proof(old, new, TREE.lookup)


@pytest.mark.parametrize(("index", "size"), [(4, 4), (-1, 4), (0, 0)])
def test_no_inclusion_proof_is_made_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ProofError):
        inclusion_proof(index, size, TREE.lookup)
