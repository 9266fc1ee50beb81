"""The published vectors of RFC 6962's reference tests, and refusals made from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest

from exchange.log.merkle import (
    EMPTY_ROOT,
    ProofError,
    consistency_proof,
    edge_at,
    inclusion_proof,
    leaf_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)
from tests.exchange.log.tree import Tree


class Inclusion(TypedDict):
    """That a leaf stands in a tree, or doesn't."""

    what: str
    verdict: str
    leaf: str
    index: int
    size: int
    root: str
    proof: list[str]


class Consistency(TypedDict):
    """That a tree begins with another, or doesn't."""

    what: str
    verdict: str
    old: int
    old_root: str
    new: int
    new_root: str
    proof: list[str]


class Vectors(TypedDict):
    """The file."""

    source: str
    leaves: list[str]
    roots: list[str]
    inclusion: list[Inclusion]
    consistency: list[Consistency]


FILE = Path(__file__).parents[2] / "vectors" / "merkle" / "rfc6962.json"
VECTORS: Vectors = json.loads(FILE.read_text(encoding="utf-8"))
TREE = Tree([bytes.fromhex(leaf) for leaf in VECTORS["leaves"]])


def raw(hashes: list[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(item) for item in hashes)


@pytest.mark.parametrize("size", range(9))
def test_each_published_root_is_found_at_its_size(size: int) -> None:
    expected = bytes.fromhex(VECTORS["roots"][size])
    assert root_at(size, TREE.lookup) == expected
    assert edge_at(size, TREE.lookup).root() == expected


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert bytes.fromhex(VECTORS["roots"][0]) == EMPTY_ROOT


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda case: str(case["what"]))
def test_an_inclusion_vector_gets_its_verdict(case: Inclusion) -> None:
    leaf, root, proof = (
        leaf_hash(bytes.fromhex(case["leaf"])),
        bytes.fromhex(case["root"]),
        raw(case["proof"]),
    )
    if case["verdict"] == "holds":
        verify_inclusion(leaf, case["index"], case["size"], proof, root)
        assert inclusion_proof(case["index"], case["size"], TREE.lookup) == proof
        return
    with pytest.raises(ProofError):
        verify_inclusion(leaf, case["index"], case["size"], proof, root)


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda case: str(case["what"]))
def test_a_consistency_vector_gets_its_verdict(case: Consistency) -> None:
    old_root, new_root = bytes.fromhex(case["old_root"]), bytes.fromhex(case["new_root"])
    proof = raw(case["proof"])
    if case["verdict"] == "holds":
        verify_consistency(case["old"], old_root, case["new"], new_root, proof)
        assert consistency_proof(case["old"], case["new"], TREE.lookup) == proof
        return
    with pytest.raises(ProofError):
        verify_consistency(case["old"], old_root, case["new"], new_root, proof)


def test_there_are_more_refusals_than_acceptances() -> None:
    cases = [case["verdict"] for case in VECTORS["inclusion"]]
    cases += [case["verdict"] for case in VECTORS["consistency"]]
    assert cases.count("refused") > cases.count("holds")
