"""Sequence numbers: new, repeated, used twice, missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exchange.transmission.sequence import Novelty, judge, missing_below


def test_the_first_dispatch_of_an_origin_is_new() -> None:
    judged = judge(1, "a", {})
    assert (judged.novelty, judged.missing) == (Novelty.NEW, ())


def test_the_same_cover_again_is_a_duplicate() -> None:
    assert judge(2, "b", {1: "a", 2: "b"}).novelty is Novelty.DUPLICATE


def test_one_number_for_two_covers_is_a_reuse() -> None:
    assert judge(2, "c", {1: "a", 2: "b"}).novelty is Novelty.REUSED


def test_a_gap_names_the_missing_numbers() -> None:
    assert judge(6, "f", {1: "a", 4: "d"}).missing == (range(2, 4), range(5, 6))


def test_a_late_dispatch_fills_its_gap_and_names_no_other() -> None:
    assert judge(2, "b", {1: "a", 3: "c"}).missing == ()


def test_a_sender_who_jumps_far_costs_nothing() -> None:
    assert judge(2**53, "z", {1: "a"}).missing == (range(2, 2**53),)


@given(st.sets(st.integers(1, 60)), st.integers(1, 60))
def test_the_missing_are_exactly_those_not_seen(seen: set[int], number: int) -> None:
    runs = missing_below(number, dict.fromkeys(seen, "x"))
    found = [missing for run in runs for missing in run]
    assert found == [n for n in range(1, number) if n not in seen]
    assert all(len(run) for run in runs)
