"""What is typed above the requests: a filter through the index, or a search."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from exchange.requests.inputs import Filter
from tui.asked import filter_of


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", {}),
        ("   ", {}),
        ("kind:wanted", {"kind": "wanted"}),
        ("kind:wanted status:draft", {"kind": "wanted", "status": "draft"}),
        ("service:dijin country:CO", {"service": "dijin", "country": "CO"}),
        ("waiting:us due:7d", {"waiting": "us", "due_by": "7d"}),
        ("their:26/3312", {"their_ref": "26/3312"}),
        ("assigned:c.petit", {"assigned_to": "c.petit"}),
    ],
)
def test_known_fields_alone_filter_the_list(typed: str, expected: dict[str, Any]) -> None:
    assert filter_of(typed, 100, "x") == (replace(Filter(limit=100, after="x"), **expected), "")


@pytest.mark.parametrize(
    "typed",
    ["rosero", "kind:wanted rosero", "kind:", ":x", "unknown:x", "kind:wanted kind:rogatory", "http://x"],
)
def test_anything_more_is_a_search_of_the_same_words(typed: str) -> None:
    assert filter_of(f"  {typed} ", 100, None) == (None, typed)
