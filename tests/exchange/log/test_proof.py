"""Proofs that stand alone, and the consistency file of a dispatch."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.log.checkpoint import Checkpoint, CheckpointError, sign_checkpoint
from exchange.log.consistency import ConsistencyBlock, parse_blocks, render_blocks
from exchange.log.merkle import ProofError, consistency_proof, inclusion_proof, root_at
from exchange.log.proof import LogProof, LogProofError, parse_proof
from keys.encoding import b64
from tests.exchange.log.test_checkpoint import KEYS, NOTE, ORIGIN
from tests.exchange.log.tree import Tree

LINES = [b"entry %d" % n for n in range(13)]
TREE = Tree(LINES)
NOTE_13 = sign_checkpoint(Checkpoint(ORIGIN, 13, TREE.edge.root()), KEYS, 1_790_000_000).render()
PROOF = LogProof(5, inclusion_proof(5, 13, TREE.lookup), NOTE_13)
REFUSALS = (LogProofError, CheckpointError, ProofError)

hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=5).map(tuple)


def test_the_bytes_are_those_that_c2sp_draws() -> None:
    lines = PROOF.render().split(b"\n")
    assert lines[:2] == [b"c2sp.org/tlog-proof@v1", b"index 5"]
    assert lines[2:6] == [b64(item).encode() for item in PROOF.hashes]
    assert lines[6] == b""
    assert PROOF.render().endswith(b"\n\n" + NOTE_13)


@given(st.integers(0, 10**15), hashes)
def test_a_proof_is_read_back_the_same(index: int, path: tuple[bytes, ...]) -> None:
    proof = LogProof(index, path, NOTE.render())
    assert parse_proof(proof.render()) == proof
    assert parse_proof(proof.render()).render() == proof.render()


@pytest.mark.parametrize("index", range(13))
def test_each_entry_is_proven_against_the_signed_root(index: int) -> None:
    proof = LogProof(index, inclusion_proof(index, 13, TREE.lookup), NOTE_13)
    assert proof.verify(LINES[index], KEYS.vkeys).size == 13


def test_another_entry_is_not_proven() -> None:
    with pytest.raises(ProofError):
        PROOF.verify(LINES[6], KEYS.vkeys)


def test_a_proof_against_an_unsigned_root_is_worth_nothing() -> None:
    stripped = parse_proof(PROOF.render().rsplit("— ".encode(), 1)[0])
    with pytest.raises(CheckpointError):
        stripped.verify(LINES[5], KEYS.vkeys)


def test_a_proof_against_another_tree_is_refused() -> None:
    other = sign_checkpoint(Checkpoint(ORIGIN, 13, bytes(32)), KEYS, 1_790_000_000).render()
    with pytest.raises(ProofError):
        replace(PROOF, checkpoint=other).verify(LINES[5], KEYS.vkeys)


def test_no_flipped_bit_leaves_a_proof_that_holds() -> None:
    data = PROOF.render()
    checkpoint_at = data.index(b"\n\n") + 2
    for bit in [*range(checkpoint_at * 8), *range(checkpoint_at * 8, len(data) * 8, 211)]:
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(REFUSALS):
            parse_proof(bytes(changed)).verify(LINES[5], KEYS.vkeys)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"tlog-proof@v1", b"tlog-proof@v2"),
        (b"index 5\n", b"extra AAAA\nindex 5\n"),
        (b"index 5", b"index 05"),
        (b"index 5", b"index -5"),
        (b"index 5", b"index  5"),
        (b"index 5", b"index 5 "),
        (b"index 5", b"Index 5"),
        (b"index 5\n", b""),
        (b"index 5\n", b"index 5\r\n"),
        (b"index 5\n", b"index 5\nAAAA\n"),
        (b"index 5\n", b"index 5\n" + b"A" * 44 + b"\n"),
        (b"index 5\n", b"index 5\n\n"),
        (b"index 5\n", b"index 5\n" + (b"A" * 43 + b"=\n") * 65),
        (b"index 5", "index ٥".encode()),
        (b"c2sp", b"\nc2sp"),
        (b"c2sp", b"\xef\xbb\xbfc2sp"),
    ],
)
def test_another_spelling_of_a_proof_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(REFUSALS):
        parse_proof(PROOF.render().replace(old, new, 1))


@pytest.mark.parametrize("size", range(0, len(PROOF.render()), 41))
def test_a_proof_cut_anywhere_is_refused(size: int) -> None:
    with pytest.raises(REFUSALS):
        parse_proof(PROOF.render()[:size]).verify(LINES[5], KEYS.vkeys)


def block(old: int) -> ConsistencyBlock:
    return ConsistencyBlock(old, root_at(old, TREE.lookup), consistency_proof(old, 13, TREE.lookup))


NEWER = Checkpoint(ORIGIN, 13, TREE.edge.root())
BLOCKS = (block(3), block(8), block(12), block(13))

blocks = st.lists(
    st.builds(ConsistencyBlock, st.integers(0, 10**15), st.binary(min_size=32, max_size=32), hashes),
    max_size=4,
    unique_by=lambda block: block.old_size,
)


def test_the_file_is_a_line_for_the_old_tree_its_hashes_and_an_empty_line() -> None:
    lines = render_blocks([block(3)]).decode().split("\n")
    assert lines[0] == f"old 3 {b64(root_at(3, TREE.lookup))}"
    assert lines[1:-2] == [b64(item) for item in block(3).hashes]
    assert lines[-2:] == ["", ""]


def test_first_contact_is_an_empty_file() -> None:
    assert render_blocks([]) == b""
    assert parse_blocks(b"") == ()


@given(blocks)
def test_a_consistency_file_is_read_back_the_same(some: list[ConsistencyBlock]) -> None:
    data = render_blocks(some)
    assert parse_blocks(data) == tuple(sorted(some, key=lambda block: block.old_size))
    assert render_blocks(parse_blocks(data)) == data


def test_each_block_leads_from_its_tree_to_the_newer() -> None:
    for each in parse_blocks(render_blocks(BLOCKS)):
        each.verify(NEWER)


def test_a_block_of_another_past_does_not_lead_here() -> None:
    with pytest.raises(ProofError):
        replace(block(8), old_root=sha256(b"another past").digest()).verify(NEWER)


def test_a_block_of_a_larger_tree_does_not_lead_here() -> None:
    with pytest.raises(ProofError):
        replace(block(12), old_size=14).verify(NEWER)


def test_no_flipped_bit_leaves_a_consistency_file_that_holds() -> None:
    data = render_blocks(BLOCKS[:3])
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises((LogProofError, ProofError)):
            for each in parse_blocks(bytes(changed)):
                each.verify(NEWER)


def test_the_same_size_twice_is_neither_written_nor_read() -> None:
    with pytest.raises(LogProofError):
        render_blocks([block(3), block(3)])
    with pytest.raises(LogProofError):
        parse_blocks(block(3).render().encode() * 2)


@pytest.mark.parametrize(
    "data",
    [
        b"\n",
        b"\n\n",
        b"old 3\n\n",
        render_blocks([block(3)])[:-1],
        render_blocks([block(3)]) + b"\n",
        b"\n" + render_blocks([block(3)]),
        render_blocks([block(3)]).replace(b"old 3", b"old 03"),
        render_blocks([block(3)]).replace(b"old 3", b"old  3"),
        render_blocks([block(3)]).replace(b"old 3", b"new 3"),
        render_blocks([block(3)]).replace(b"\n", b"\r\n"),
        block(8).render().encode() + block(3).render().encode(),
        f"old 3 {'A' * 42}B=\n\n".encode(),
        b"\xff\n\n",
        f"old 3 {b64(bytes(32))}\n{(b64(bytes(32)) + chr(10)) * 200}\n".encode(),
    ],
)
def test_any_other_consistency_file_is_refused(data: bytes) -> None:
    with pytest.raises(LogProofError):
        parse_blocks(data)
