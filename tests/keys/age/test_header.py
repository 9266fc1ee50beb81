"""The header: one text form and no other, bounded, and believed only under its MAC."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.age import AgeError, HeaderError, Identity, MacError, NoMatch, SealedReader, stanza_types
from keys.age.header import LIMIT, STANZAS, Header, one_hybrid_stanza, open_lookahead, read_header, spec_rule
from keys.age.stanza import Stanza, decode_base64, encode_base64, parse_arguments

FILE_KEY = b"YELLOW SUBMARINE"
VERSION = b"age-encryption.org/v1\n"
MAC = b"--- " + b"A" * 43 + b"\n"
ARGUMENTS = st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=80)
STANZAS_DRAWN = st.builds(
    Stanza,
    st.lists(ARGUMENTS, min_size=1, max_size=4).map(tuple),
    st.one_of(st.binary(max_size=200), st.sampled_from([0, 47, 48, 49, 96, 97]).map(bytes)),
)


def _parse(data: bytes) -> Header:
    return read_header(open_lookahead(io.BytesIO(data)))


@given(stanzas=st.lists(STANZAS_DRAWN.filter(lambda drawn: drawn.type != "scrypt"), min_size=1, max_size=5))
def test_any_header_that_we_write_reads_back_as_itself(stanzas: list[Stanza]) -> None:
    header = Header.over(stanzas, FILE_KEY)
    assert _parse(header.render() + b"the payload") == header
    _parse(header.render()).verify(FILE_KEY)
    with pytest.raises(MacError):
        header.verify(FILE_KEY[::-1])


@given(data=st.binary(max_size=300))
def test_unpadded_base64_survives_its_text(data: bytes) -> None:
    assert decode_base64(encode_base64(data).encode()) == data


@settings(max_examples=300)
@given(text=st.text(alphabet="AQgw+/=-_ \n\r\t", max_size=9))
def test_base64_has_one_text_for_each_value(text: str) -> None:
    try:
        data = decode_base64(text.encode())
    except HeaderError:
        return
    assert encode_base64(data) == text


@given(
    data=st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda tail: VERSION + b"-> " + tail))
)
def test_what_parses_as_a_header_renders_to_the_same_bytes(data: bytes) -> None:
    try:
        header = _parse(data + MAC)
    except AgeError:
        return
    assert (data + MAC).startswith(header.render())


MALFORMED = {
    "empty": (b"", "header-truncated"),
    "no line feed": (VERSION[:-1], "header-truncated"),
    "another version": (b"age-encryption.org/v2\n-> a\n\n" + MAC, "not-age-v1"),
    "version with carriage return": (b"age-encryption.org/v1\r\n-> a\r\n\r\n" + MAC, "not-age-v1"),
    "an empty line first": (b"\n" + VERSION + b"-> a\n\n" + MAC, "not-age-v1"),
    "armored": (b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "armored"),
    "no stanza": (VERSION + MAC, "no-stanza"),
    "no MAC line": (VERSION + b"-> a\n\n", "header-truncated"),
    "end inside a body": (VERSION + b"-> a\n" + b"A" * 64 + b"\n", "header-truncated"),
    "no space after the arrow": (VERSION + b"->a\n\n" + MAC, "stanza-start"),
    "no argument": (VERSION + b"-> \n\n" + MAC, "stanza-argument"),
    "two spaces": (VERSION + b"-> a  b\n\n" + MAC, "stanza-argument"),
    "a trailing space": (VERSION + b"-> a \n\n" + MAC, "stanza-argument"),
    "a tab in an argument": (VERSION + b"-> a\tb\n\n" + MAC, "stanza-argument"),
    "a letter beyond ASCII": (VERSION + "-> é\n\n".encode() + MAC, "stanza-argument"),
    "a NUL in an argument": (VERSION + b"-> a\x00\n\n" + MAC, "stanza-argument"),
    "carriage return after arguments": (VERSION + b"-> a\r\n\n" + MAC, "stanza-argument"),
    "a line of 65 columns": (VERSION + b"-> a\n" + b"A" * 65 + b"\n\n" + MAC, "stanza-line-too-long"),
    "a full last line": (VERSION + b"-> a\n" + b"A" * 64 + b"\n" + MAC, "base64"),
    "two short lines": (VERSION + b"-> a\nAAAA\nAAAA\n" + MAC, "stanza-start"),
    "padding": (VERSION + b"-> a\nAA==\n" + MAC, "base64-not-canonical"),
    "loose bits": (VERSION + b"-> a\nAB\n" + MAC, "base64-not-canonical"),
    "the URL alphabet": (VERSION + b"-> a\nA-_A\n" + MAC, "base64"),
    "one lone symbol": (VERSION + b"-> a\nA\n" + MAC, "base64"),
    "a space in a body": (VERSION + b"-> a\nAA AA\n" + MAC, "base64"),
    "a MAC without space": (VERSION + b"-> a\n\n---" + MAC[4:], "mac-line"),
    "four dashes": (VERSION + b"-> a\n\n----" + MAC[3:], "mac-line"),
    "a MAC of two spaces": (VERSION + b"-> a\n\n---  " + MAC[4:], "base64"),
    "a MAC of 31 bytes": (VERSION + b"-> a\n\n--- " + encode_base64(bytes(31)).encode() + b"\n", "mac-size"),
    "a MAC of 33 bytes": (VERSION + b"-> a\n\n--- " + encode_base64(bytes(33)).encode() + b"\n", "mac-size"),
    "a MAC with loose bits": (VERSION + b"-> a\n\n" + MAC[:-2] + b"B\n", "base64-not-canonical"),
    "a MAC with a trailing space": (VERSION + b"-> a\n\n" + MAC[:-1] + b" \n", "base64"),
    "a MAC without line feed": (VERSION + b"-> a\n\n" + MAC[:-1], "header-truncated"),
    "scrypt beside another": (VERSION + b"-> scrypt AA 1\n\n-> a\n\n" + MAC, "scrypt-not-alone"),
    "scrypt twice": (VERSION + b"-> scrypt AA 1\n\n-> scrypt AA 1\n\n" + MAC, "scrypt-not-alone"),
}


@pytest.mark.parametrize(("data", "reason"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_header_in_any_other_form_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(HeaderError) as refusal:
        _parse(data)
    assert refusal.value.reason.startswith(reason)
    with pytest.raises(HeaderError):
        stanza_types(io.BytesIO(data))


def test_the_least_header_has_one_stanza_with_an_empty_body() -> None:
    header = _parse(VERSION + b"-> a\n\n" + MAC)
    assert header.stanzas == (Stanza(("a",), b""),)
    assert stanza_types(io.BytesIO(header.render())) == ("a",)


@pytest.mark.parametrize("line", [b"", b"->", b"a b", b"=> a", b"-> a\x7f", b"-> \x80"])
def test_a_line_that_starts_no_stanza_is_refused(line: bytes) -> None:
    with pytest.raises(HeaderError):
        parse_arguments(line)


class Counted(io.BytesIO):
    """A source that knows how much of it was read."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken = getattr(self, "taken", 0) + len(data)
        return data


ENDLESS: dict[str, Callable[[], bytes]] = {
    "one line": lambda: b"a" * (4 * LIMIT),
    "one argument": lambda: VERSION + b"-> " + b"a" * (4 * LIMIT),
    "one body": lambda: VERSION + b"-> a\n" + (b"A" * 64 + b"\n") * (4 * LIMIT // 65),
    "stanzas of ordinary size": lambda: (
        VERSION + (b"-> X25519 " + (b"A" * 43 + b"\n") * 2) * (4 * LIMIT // 98)
    ),
}


@pytest.mark.parametrize("content", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_endless_header_is_refused_after_two_mebibytes_at_most(content: Callable[[], bytes]) -> None:
    source = Counted(content())
    with pytest.raises(HeaderError, match="header-too-long"):
        stanza_types(source)
    assert source.taken <= 2 * LIMIT + 4096


def test_more_stanzas_than_could_hold_a_key_are_refused() -> None:
    tiny = b"-> a\n\n"
    assert len(_parse(VERSION + tiny * STANZAS + MAC).stanzas) == STANZAS
    with pytest.raises(HeaderError, match="too-many-stanzas"):
        _parse(VERSION + tiny * (STANZAS + 1) + MAC)


def test_a_header_of_exactly_the_limit_is_read_and_one_byte_more_is_not() -> None:
    frame = VERSION + b"-> " + b"\n\n" + MAC
    for size, refused in ((LIMIT, False), (LIMIT + 1, True)):
        data = VERSION + b"-> " + b"a" * (size - len(frame)) + b"\n\n" + MAC
        if refused:
            with pytest.raises(HeaderError, match="header-too-long"):
                _parse(data)
        else:
            assert _parse(data).render() == data


@pytest.mark.parametrize(
    "types", [[], ["scrypt", "scrypt"], ["scrypt", "X25519"], ["mlkem768x25519", "scrypt"]]
)
def test_no_header_is_written_that_no_reader_takes(types: list[str]) -> None:
    with pytest.raises(HeaderError):
        Header.over([Stanza((type_,), b"") for type_ in types], FILE_KEY)
    with pytest.raises(HeaderError):
        spec_rule(types)


def test_a_header_too_long_to_be_read_is_never_written() -> None:
    with pytest.raises(HeaderError, match="header-too-long"):
        Header.over([Stanza(("a" * LIMIT,), b"")], FILE_KEY)


REFUSED_FOR_ONE_POST = [
    [],
    ["X25519"],
    ["scrypt"],
    ["mlkem768x25519", "mlkem768x25519"],
    ["mlkem768x25519", "X25519"],
    ["grease", "mlkem768x25519"],
    ["MLKEM768X25519"],
]


@pytest.mark.parametrize("types", REFUSED_FOR_ONE_POST)
def test_a_file_for_one_post_holds_one_hybrid_stanza_and_nothing_else(types: list[str]) -> None:
    one_hybrid_stanza(["mlkem768x25519"])
    with pytest.raises(HeaderError, match="not-one-hybrid-stanza"):
        one_hybrid_stanza(types)


def test_the_callers_rule_is_asked_before_any_stanza_is_opened() -> None:
    stranger = Identity.from_secret(b"\x07" * 32)
    twice = Header.over([stranger.recipient.wrap(FILE_KEY)] * 2, FILE_KEY).render()
    with pytest.raises(NoMatch):
        SealedReader(io.BytesIO(twice), [])
    with pytest.raises(HeaderError, match="not-one-hybrid-stanza"):
        SealedReader(io.BytesIO(twice), [], one_hybrid_stanza)
