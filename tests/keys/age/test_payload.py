"""The payload: every size around a chunk, every bit, every end, every order of chunks."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.age import AgeError, HeaderError, Identity, MacError, NoMatch, PayloadError, open_sealed, seal
from keys.age.header import Header, open_lookahead
from keys.age.stream import CHUNK, NONCE_SIZE, ChunkOpener, ChunkSealer
from tests.keys.flips import bit_flips

ANNA = Identity.from_secret(b"\x11" * 32)
BORIS = Identity.from_secret(b"\x12" * 32)
FILE_KEY = b"YELLOW SUBMARINE"
NONCE = b"\x21" * NONCE_SIZE
SEALED_CHUNK = CHUNK + 16
SIZES = [0, 1, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK]


def _sealed(plaintext: bytes, *recipients: Identity) -> bytes:
    sink = io.BytesIO()
    seal(io.BytesIO(plaintext), sink, [identity.recipient for identity in recipients or (ANNA,)])
    return sink.getvalue()


def _opened(sealed: bytes, *identities: Identity) -> bytes:
    sink = io.BytesIO()
    open_sealed(io.BytesIO(sealed), sink, identities or (ANNA,))
    return sink.getvalue()


def _payload_start(sealed: bytes) -> int:
    return sealed.index(b"\n--- ") + len("\n--- ") + 44


def _content(size: int) -> bytes:
    return bytes(range(256)) * (size // 256) + bytes(range(size % 256))


SMALL = _sealed(b"arrested at 14:05, zone Z")
SMALL_HEADER = _payload_start(SMALL)


@pytest.mark.parametrize("size", SIZES)
def test_every_size_around_a_chunk_comes_back_whole(size: int) -> None:
    sealed = _sealed(_content(size))
    assert _opened(sealed) == _content(size)
    chunks = max(1, -(-size // CHUNK))
    payload = sealed[_payload_start(sealed) :]
    assert len(payload) == NONCE_SIZE + size + 16 * chunks


@settings(max_examples=40)
@given(plaintext=st.binary(max_size=3000))
def test_any_content_comes_back_whole_and_is_nowhere_in_the_payload(plaintext: bytes) -> None:
    sealed = _sealed(plaintext)
    assert _opened(sealed) == plaintext
    payload = sealed[_payload_start(sealed) :]
    assert len(plaintext) < 6 or plaintext not in payload


def test_each_of_several_recipients_opens_and_nobody_else_does() -> None:
    sealed = _sealed(b"to both", ANNA, BORIS)
    assert _opened(sealed, ANNA) == _opened(sealed, BORIS) == b"to both"
    assert _opened(sealed, Identity.generate(), BORIS) == b"to both"
    with pytest.raises(NoMatch):
        _opened(sealed, Identity.generate())


def test_sealing_the_same_twice_shares_neither_key_nor_nonce() -> None:
    first, second = _sealed(b"the same"), _sealed(b"the same")
    assert first[SMALL_HEADER:] != second[SMALL_HEADER:]
    assert first[:SMALL_HEADER] != second[:SMALL_HEADER]


def test_a_flipped_bit_of_any_byte_of_a_small_file_is_refused() -> None:
    assert _opened(SMALL) == b"arrested at 14:05, zone Z"
    for flipped in bit_flips(SMALL, 7):  # another bit of each byte that follows
        with pytest.raises(AgeError):
            _opened(flipped)


def test_every_byte_of_a_file_turned_over_is_refused_by_its_part() -> None:
    for place in range(len(SMALL)):
        flipped = bytearray(SMALL)
        flipped[place] ^= 0xFF
        with pytest.raises(HeaderError if place < SMALL_HEADER else PayloadError):
            _opened(bytes(flipped))


def test_another_mac_of_the_right_form_is_refused_as_such() -> None:
    mac = SMALL_HEADER - 44
    other = b"A" if SMALL[mac : mac + 1] != b"A" else b"B"
    with pytest.raises(MacError):
        _opened(SMALL[:mac] + other + SMALL[mac + 1 :])


def test_a_file_cut_at_any_byte_is_refused() -> None:
    for end in range(len(SMALL)):
        with pytest.raises(HeaderError if end < SMALL_HEADER + NONCE_SIZE else PayloadError):
            _opened(SMALL[:end])


@pytest.mark.parametrize("size", [0, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_a_file_cut_or_continued_around_a_chunk_is_refused(size: int) -> None:
    sealed = _sealed(_content(size))
    start = _payload_start(sealed) + NONCE_SIZE
    ends = {start, start + SEALED_CHUNK, start + 2 * SEALED_CHUNK, start + 16, len(sealed) - 16}
    for end in {near for at in ends for near in (at - 1, at, at + 1)}:
        if start <= end < len(sealed):
            with pytest.raises(PayloadError):
                _opened(sealed[:end])
    for more in (b"\x00", b"\n", sealed[-16:], bytes(SEALED_CHUNK), sealed[start:]):
        with pytest.raises(PayloadError):
            _opened(sealed + more)


def test_a_stanza_added_to_the_header_is_refused_by_its_mac() -> None:
    arrow = SMALL.index(b"-> ")
    with pytest.raises(MacError):
        _opened(SMALL[:arrow] + b"-> grease\n\n" + SMALL[arrow:])


def test_a_payload_moved_under_another_header_is_refused() -> None:
    other = _sealed(b"arrested at 14:05, zone Y")
    with pytest.raises(PayloadError):
        _opened(other[:SMALL_HEADER] + SMALL[SMALL_HEADER:])


def _open_chunks(*chunks: bytes) -> list[bytes]:
    opener = ChunkOpener(open_lookahead(io.BytesIO(NONCE + b"".join(chunks))), FILE_KEY)
    opened: list[bytes] = []
    while chunk := opener.next_chunk():
        opened.append(chunk)
    return opened


def test_chunks_open_in_their_order_and_in_no_other() -> None:
    sealer = ChunkSealer(FILE_KEY, NONCE)
    plain = [bytes([number]) * CHUNK for number in range(3)]
    first, second, third = sealer.seal(plain[0]), sealer.seal(plain[1]), sealer.seal_last(plain[2])
    assert _open_chunks(first, second, third) == plain
    swapped = [
        (second, first, third),
        (first, third),
        (second, third),
        (first, second),
        (first, first, third),
    ]
    for order in [*swapped, (third,), (first, second, third, third), (first, second, third, second)]:
        with pytest.raises(PayloadError):
            _open_chunks(*order)


def test_an_empty_last_chunk_is_refused_unless_the_payload_is_empty() -> None:
    assert _open_chunks(ChunkSealer(FILE_KEY, NONCE).seal_last(b"")) == []
    sealer = ChunkSealer(FILE_KEY, NONCE)
    with pytest.raises(PayloadError, match="last-chunk-empty"):
        _open_chunks(sealer.seal(bytes(CHUNK)), sealer.seal_last(b""))


def test_a_short_chunk_in_the_middle_is_refused() -> None:
    sealer = ChunkSealer(FILE_KEY, NONCE)
    with pytest.raises(PayloadError):
        _open_chunks(sealer.seal(bytes(CHUNK - 1)), sealer.seal_last(b"end"))


def test_after_a_bad_chunk_the_payload_stays_refused() -> None:
    sealer = ChunkSealer(FILE_KEY, NONCE)
    bad = bytearray(sealer.seal(bytes(CHUNK)))
    bad[0] ^= 0xFF
    opener = ChunkOpener(open_lookahead(io.BytesIO(NONCE + bad + sealer.seal_last(b"end"))), FILE_KEY)
    for _ in range(3):
        with pytest.raises(PayloadError):
            opener.next_chunk()


def test_one_byte_after_the_last_chunk_is_refused_each_time_it_is_asked() -> None:
    last = ChunkSealer(FILE_KEY, NONCE).seal_last(bytes(CHUNK))
    opener = ChunkOpener(open_lookahead(io.BytesIO(NONCE + last + b"\n")), FILE_KEY)
    assert opener.next_chunk() == bytes(CHUNK)
    for _ in range(3):  # the byte is gone after the first look: the refusal is not
        with pytest.raises(PayloadError):
            opener.next_chunk()


def test_after_a_whole_payload_the_end_stays_the_end() -> None:
    opener = ChunkOpener(
        open_lookahead(io.BytesIO(NONCE + ChunkSealer(FILE_KEY, NONCE).seal_last(b"end"))), FILE_KEY
    )
    assert [opener.next_chunk() for _ in range(4)] == [b"end", b"", b"", b""]


def test_a_header_under_the_wrong_file_key_gives_out_nothing() -> None:
    stanza = ANNA.recipient.wrap(FILE_KEY)
    header = Header.over([stanza], FILE_KEY[::-1])  # its author wrapped one key and signed with another
    sink = io.BytesIO()
    payload = NONCE + ChunkSealer(FILE_KEY, NONCE).seal_last(b"plain")
    with pytest.raises(MacError):
        open_sealed(io.BytesIO(header.render() + payload), sink, [ANNA])
    assert sink.getvalue() == b""
