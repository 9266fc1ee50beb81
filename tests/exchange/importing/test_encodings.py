"""The encoding of a file is recognised: marks, zero bytes, valid UTF-8; nobody has to say it."""

from __future__ import annotations

import io
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.importing.encodings import WIDE, recognised

LINE = '{"title": "Évasion à Łódź — Δ"}\n'


def encoding_of(content: bytes) -> tuple[str, str]:
    file = io.BytesIO(content)
    found = recognised(file)
    assert file.tell() == 0
    return found.name, content[found.start :].decode(found.codec, found.errors)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_recognised_with_a_mark_and_without(codec: str) -> None:
    name, text = encoding_of(LINE.encode(codec))
    assert (name, text) == ("UTF-16" if "16" in codec else "UTF-8", LINE)


def test_a_mark_of_either_byte_order_is_not_part_of_the_text() -> None:
    assert encoding_of(b"\xfe\xff" + LINE.encode("utf-16-be")) == ("UTF-16", LINE)
    assert encoding_of(b"\xff\xfe" + LINE.encode("utf-16-le")) == ("UTF-16", LINE)


def test_latin_1_and_the_signs_that_windows_added_are_recognised() -> None:
    assert encoding_of("Évasion à Besançon".encode("latin-1")) == ("Latin-1", "Évasion à Besançon")
    assert encoding_of("l’été, 3 €, œuvre".encode("cp1252")) == ("Windows-1252", "l’été, 3 €, œuvre")
    assert encoding_of("é".encode("latin-1")) == ("Latin-1", "é")


def test_latin_1_with_bytes_that_windows_never_defined_stays_latin_1() -> None:
    assert encoding_of(b"\xe9\x81.\x80") == ("Latin-1", "é\x81.\x80")


def test_one_damaged_line_does_not_turn_a_file_of_utf_8_into_another_encoding() -> None:
    content = ("é\n" * 3).encode() + b"\xff\n"
    assert encoding_of(content) == ("UTF-8", "é\né\né\n\udcff\n")


def test_zero_bytes_in_utf_8_are_not_taken_for_utf_16() -> None:
    assert encoding_of(b'{"title": "a\0b\0c"}')[0] == "UTF-8"
    assert encoding_of(b"\0" * 64)[0] == "UTF-8"
    assert encoding_of(b"{\x000")[0] == "UTF-8"  # an odd number of bytes
    assert encoding_of(b"") == ("UTF-8", "")


NO_ZERO: Final = st.characters(codec="utf-8", exclude_characters="\0")
"""`{` and a zero byte are the same two bytes as `{` in UTF-16."""


@given(st.text(NO_ZERO, max_size=200), st.sampled_from(("utf-8", "utf-8-sig")))
def test_any_text_in_utf_8_is_read_as_it_was_written(text: str, codec: str) -> None:
    name, read = encoding_of(("{" + text).encode(codec))
    assert (name, read) == ("UTF-8", "{" + text)


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.sampled_from("<>"))
def test_any_text_in_utf_16_with_a_mark_is_read_as_it_was_written(text: str, order: str) -> None:
    mark, codec = (b"\xff\xfe", "utf-16-le") if order == "<" else (b"\xfe\xff", "utf-16-be")
    assert encoding_of(mark + text.encode(codec)) == ("UTF-16", text)


@given(st.binary(max_size=300))
def test_any_bytes_have_an_encoding_in_which_they_can_be_read(content: bytes) -> None:
    found = recognised(io.BytesIO(content))
    whole = content[found.start : len(content) - (len(content) % 2 if found.name == WIDE else 0)]
    whole.decode(found.codec, found.errors)
