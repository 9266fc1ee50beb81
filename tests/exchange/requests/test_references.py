"""References as people write them: less than all of it is enough where it can mean nothing else."""

from __future__ import annotations

import pytest

from exchange.requests.references import whole_reference


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("42", "BOG-2026-00042"),
        ("00042", "BOG-2026-00042"),
        ("2025-42", "BOG-2025-00042"),
        ("25-42", "BOG-2025-00042"),
        ("BOG-42", "BOG-2026-00042"),
        ("bog-00042", "BOG-2026-00042"),
        ("BOG-2025-42", "BOG-2025-00042"),
        ("bog-25-42", "BOG-2025-00042"),
        ("mad-2025-42", "MAD-2025-00042"),
        (" M4D-2025-123456 ", "M4D-2025-123456"),
    ],
)
def test_a_reference_is_read_as_people_write_it(typed: str, whole: str) -> None:
    assert whole_reference(typed, "BOG", 2026) == whole


@pytest.mark.parametrize(
    "typed",
    ["11-23", "12-1", "D-0042", "MAD-42", "2026-11-23", "23/11", "hier", "", "-42", "BOG-", "BOG--42"],
)
def test_what_may_be_something_else_is_left_as_it_is(typed: str) -> None:
    assert whole_reference(typed, "BOG", 2026) == typed
