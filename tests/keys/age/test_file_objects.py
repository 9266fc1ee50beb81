"""The writer and the reader as file objects: any sizes in, any sizes out, little memory, honest ends."""

from __future__ import annotations

import io
import tarfile
import tracemalloc
from pathlib import Path
from typing import IO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.age import (
    HeaderError,
    Identity,
    PayloadError,
    SealedReader,
    SealedWriter,
    one_hybrid_stanza,
    open_sealed,
    seal,
    stanza_types,
)
from keys.age.header import open_lookahead
from keys.age.stream import CHUNK

ANNA = Identity.from_secret(b"\x31" * 32)
MEBIBYTE = 1024 * 1024


class Trickle:
    """A source that gives a few bytes at a time, as a pipe or a socket may."""

    def __init__(self, data: bytes, most: int) -> None:
        self._data = io.BytesIO(data)
        self._most = most

    def read(self, size: int, /) -> bytes:
        return self._data.read(min(size, self._most))


class Narrow:
    """A sink that takes a part of what it is given, as an unbuffered file may."""

    def __init__(self, most: int) -> None:
        self.taken = bytearray()
        self._most = most

    def write(self, data: bytes, /) -> int:
        self.taken += data[: self._most]
        return min(len(data), self._most)


class Full:
    """A sink on a disk with little room left."""

    def __init__(self, room: int) -> None:
        self.taken = bytearray()
        self.room = room

    def write(self, data: bytes, /) -> int:
        if len(self.taken) + len(data) > self.room:
            raise OSError("no space left on device")
        self.taken += data
        return len(data)


class Zeros:
    """A source of so many zero bytes, none of them held."""

    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int, /) -> bytes:
        given = min(size, self._left)
        self._left -= given
        return bytes(given)


class Counter:
    """A sink that only counts."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes, /) -> None:
        self.size += len(data)


def _written(*parts: bytes) -> bytes:
    sink = io.BytesIO()
    with SealedWriter(sink, [ANNA.recipient]) as writer:
        for part in parts:
            assert writer.write(part) == len(part)
    return sink.getvalue()


def _reader(sealed: bytes) -> SealedReader:
    return SealedReader(io.BytesIO(sealed), [ANNA])


@settings(max_examples=40, deadline=None)
@given(
    sizes=st.lists(st.sampled_from([0, 1, 100, 10240, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]), max_size=6)
)
def test_it_does_not_matter_in_which_pieces_it_was_written(sizes: list[int]) -> None:
    parts = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    sealed = _written(*parts)
    assert _reader(sealed).read() == b"".join(parts)
    sink = io.BytesIO()
    seal(io.BytesIO(b"".join(parts)), sink, [ANNA.recipient])
    assert len(sealed) == len(sink.getvalue())


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(min_value=1, max_value=2 * CHUNK), min_size=1, max_size=6))
def test_it_does_not_matter_in_which_pieces_it_is_read(sizes: list[int]) -> None:
    plaintext = bytes(range(251)) * 900
    reader, read = _reader(_written(plaintext)), b""
    for size in sizes:
        part = reader.read(size)
        assert len(part) == min(size, len(plaintext) - len(read))
        read += part
    assert read + reader.read() == plaintext
    assert reader.read(1) == reader.read() == reader.read(0) == b""


def test_all_kinds_of_buffers_can_be_written() -> None:
    assert _reader(_written(b"a")).read() == b"a"
    sink = io.BytesIO()
    with SealedWriter(sink, [ANNA.recipient]) as writer:
        writer.write(bytearray(b"b" * CHUNK))
        writer.write(memoryview(b"c" * CHUNK)[1:])
    assert _reader(sink.getvalue()).read() == b"b" * CHUNK + b"c" * (CHUNK - 1)


@pytest.mark.parametrize("most", [1, 7, 4096, CHUNK + 15])
def test_a_source_that_gives_little_at_a_time_is_read_whole(most: int) -> None:
    plaintext = b"x" * (CHUNK + 5) if most > 1 else b"x" * 50
    sealed = _written(plaintext)
    assert SealedReader(Trickle(sealed, most), [ANNA]).read() == plaintext
    sink = io.BytesIO()
    seal(Trickle(plaintext, most), sink, [ANNA.recipient])
    assert _reader(sink.getvalue()).read() == plaintext


@pytest.mark.parametrize("most", [1, 1000, CHUNK])
def test_a_sink_that_takes_little_at_a_time_gets_everything(most: int) -> None:
    plaintext = b"y" * (CHUNK + 5 if most > 1 else 50)
    sealed, opened = Narrow(most), Narrow(most)
    seal(io.BytesIO(plaintext), sealed, [ANNA.recipient])
    open_sealed(io.BytesIO(bytes(sealed.taken)), opened, [ANNA])
    assert bytes(opened.taken) == plaintext


def test_an_unbuffered_file_on_disk_holds_the_whole_sealed_file(tmp_path: Path) -> None:
    path = tmp_path / "sealed.age"
    with path.open("wb", buffering=0) as sink, SealedWriter(sink, [ANNA.recipient]) as writer:
        writer.write(b"z" * 3 * CHUNK)
    with path.open("rb") as source:
        assert SealedReader(source, [ANNA], one_hybrid_stanza).read() == b"z" * 3 * CHUNK


def test_a_tar_goes_through_both_ways_without_being_held() -> None:
    sink = io.BytesIO()
    with (
        SealedWriter(sink, [ANNA.recipient]) as writer,
        tarfile.open(fileobj=cast(IO[bytes], writer), mode="w|") as tar,
    ):
        for name, size in (("cover.log", 900), ("bordereau.pdf", 150_000)):
            member = tarfile.TarInfo(name)
            member.size = size
            tar.addfile(member, io.BytesIO(name[:1].encode() * size))
    reader = _reader(sink.getvalue())
    with tarfile.open(fileobj=reader, mode="r|") as tar:
        found = {}
        for member in tar:
            file = tar.extractfile(member)
            assert file is not None
            found[member.name] = file.read()
    while reader.read(CHUNK):
        continue
    assert found == {"cover.log": b"c" * 900, "bordereau.pdf": b"b" * 150_000}


def test_what_was_read_before_a_bad_chunk_is_right_and_the_rest_is_refused_for_good() -> None:
    sealed = bytearray(_written(b"1" * CHUNK, b"2" * CHUNK, b"3"))
    sealed[-1] ^= 0xFF
    reader = _reader(bytes(sealed))
    assert reader.read(2 * CHUNK) == b"1" * CHUNK + b"2" * CHUNK
    for size in (1, CHUNK, -1):
        with pytest.raises(PayloadError):
            reader.read(size)


def test_a_reader_that_stops_early_learns_of_a_cut_by_reading_on() -> None:
    reader = _reader(_written(b"1" * CHUNK, b"2")[: -len(b"2") - 16])
    assert reader.read(CHUNK) == b"1" * CHUNK
    with pytest.raises(PayloadError, match="payload-truncated"):
        reader.read(1)


def test_a_writer_left_by_an_error_leaves_a_file_that_is_refused() -> None:
    sink = io.BytesIO()
    with pytest.raises(RuntimeError), SealedWriter(sink, [ANNA.recipient]) as writer:
        writer.write(b"half of the mess")
        raise RuntimeError("the attachment vanished")
    writer.close()
    with pytest.raises(PayloadError):
        _reader(sink.getvalue()).read()


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_a_full_disk_is_an_error_and_never_a_whole_file(chunks: int) -> None:
    full = Full(2500 + chunks * (CHUNK + 16))
    writer = SealedWriter(full, [ANNA.recipient])
    with pytest.raises(OSError, match="no space left"):
        writer.write(bytes(4 * CHUNK))
    taken = len(full.taken)
    full.room = 10 * MEBIBYTE  # somebody made room: the gap must not be covered by a last chunk
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.write(b"on as if nothing had happened")
    assert len(full.taken) == taken
    with pytest.raises(PayloadError):
        _reader(bytes(full.taken)).read()


def test_a_closed_writer_takes_no_more_and_closes_once() -> None:
    sink = io.BytesIO()
    writer = SealedWriter(sink, [ANNA.recipient])
    writer.write(b"all")
    writer.close()
    size = len(sink.getvalue())
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.write(b"more")
    assert len(sink.getvalue()) == size
    assert not sink.closed


def test_nothing_is_written_for_nobody_or_for_too_many() -> None:
    for recipients in ([], [ANNA.recipient] * 700):
        sink = io.BytesIO()
        with pytest.raises(HeaderError):
            SealedWriter(sink, recipients)
        assert sink.getvalue() == b""


def test_the_types_in_a_header_are_told_without_any_key() -> None:
    sealed = _written(b"for anybody to look at from outside")
    assert stanza_types(io.BytesIO(sealed)) == ("mlkem768x25519",)
    assert SealedReader(io.BytesIO(sealed), [ANNA]).stanza_types == ("mlkem768x25519",)
    with pytest.raises(HeaderError):
        stanza_types(io.BytesIO(b"%PDF-1.7\n"))


def test_sealing_and_opening_add_under_twenty_mebibytes_for_any_size() -> None:
    size = 48 * MEBIBYTE
    tracemalloc.start()
    try:
        sealed, opened = io.BytesIO(), Counter()
        before = tracemalloc.get_traced_memory()[0]
        seal(Zeros(size), Counter(), [ANNA.recipient])
        assert tracemalloc.get_traced_memory()[1] - before < 2 * MEBIBYTE
        seal(Zeros(size), sealed, [ANNA.recipient])
        sealed.seek(0)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        open_sealed(sealed, opened, [ANNA])
        assert tracemalloc.get_traced_memory()[1] - before < 2 * MEBIBYTE
    finally:
        tracemalloc.stop()
    assert opened.size == size


def test_a_hostile_header_adds_under_twenty_mebibytes_too() -> None:
    hostile = b"age-encryption.org/v1\n" + b"-> a b c d e f g h i\nAAAA\n" * 40_000
    tracemalloc.start()
    try:
        with pytest.raises(HeaderError):
            open_sealed(io.BytesIO(hostile), Counter(), [ANNA])
        assert tracemalloc.get_traced_memory()[1] < 20 * MEBIBYTE
    finally:
        tracemalloc.stop()


@given(data=st.binary(max_size=20_000), sizes=st.lists(st.integers(min_value=0, max_value=9000), max_size=8))
def test_lines_and_sizes_taken_from_a_source_lose_nothing(data: bytes, sizes: list[int]) -> None:
    ahead, taken = open_lookahead(Trickle(b"first\nsecond\n" + data, 5000)), b""
    assert (ahead.line(), ahead.line()) == (b"first", b"second")
    for size in sizes:
        taken += ahead.take(size)
    assert taken == data[: sum(sizes)]
    assert ahead.take(len(data)) == data[sum(sizes) :]
