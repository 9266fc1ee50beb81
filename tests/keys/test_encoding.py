"""Base64 in one form, canonical JSON in one form: what else looks like them is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.canonical import JSON, canonical, parse_canonical
from keys.encoding import b64, unb64
from keys.errors import CanonicalError, FormatError

clean = st.characters(codec="utf-8")
values: st.SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(clean),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(clean), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=200))
def test_bytes_come_back_from_their_base64(data: bytes) -> None:
    assert unb64(b64(data)) == data
    assert unb64(b64(data), len(data)) == data


@given(st.text(max_size=40))
def test_any_text_is_the_one_form_of_its_bytes_or_refused(text: str) -> None:
    try:
        data = unb64(text)
    except FormatError:
        return
    assert b64(data) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("AAA", "not-base64"),
        ("AAA=\n", "not-base64"),
        (" AAA=", "not-base64"),
        ("AA=A", "not-base64"),
        ("AAA_", "not-base64"),
        ("éAA=", "not-base64"),
        ("\ud800AA=", "not-base64"),
        ("AAB=", "base64-not-canonical"),
        ("AB==", "base64-not-canonical"),
    ],
)
def test_another_form_of_base64_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        unb64(text)
    assert caught.value.reason == reason


def test_base64_of_another_size_is_refused_with_both_sizes() -> None:
    with pytest.raises(FormatError) as caught:
        unb64("AAAA", 4)
    assert caught.value.arguments == {"expected": 4, "found": 3}


@given(values)
def test_canonical_json_is_read_back_to_the_same_value(value: JSON) -> None:
    assert parse_canonical(canonical(value)) == value


@given(values)
def test_canonical_json_is_what_the_standard_library_writes_compactly(value: JSON) -> None:
    assert canonical(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@given(st.binary(max_size=60))
def test_arbitrary_bytes_are_canonical_json_or_refused(data: bytes) -> None:
    try:
        value = parse_canonical(data)
    except CanonicalError:
        return
    assert canonical(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1\n",
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"[1, 2]",
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'"\\u00e9"',
        b'"\\ud800"',
        b'"\\/"',
        b"\xef\xbb\xbf1",
        b'"\xff"',
        b"1" * 5000,
        b"[" * 5000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_json_in_another_form_is_refused_as_not_canonical(data: bytes) -> None:
    with pytest.raises(CanonicalError):
        parse_canonical(data)


@pytest.mark.parametrize("value", [0.0, [1.5], {"a": [{"b": float("nan")}]}])
def test_floats_are_refused_wherever_they_stand(value: JSON) -> None:
    with pytest.raises(CanonicalError, match="float"):
        canonical(value)


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    with pytest.raises(CanonicalError) as caught:
        canonical(["ab\ud800"])
    assert caught.value.reason == "lone-surrogate"
    assert caught.value.arguments == {"place": 4}
