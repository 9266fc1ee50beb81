"""The archive inside a dispatch: what we write any tar reads, and what we read is only plain files."""

from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.errors import ExchangeError, Refused, Tampered
from exchange.transmission import archive, ustar
from exchange.transmission.archive import MAX_MEMBERS, ArchiveReader, ArchiveWriter

LONG = "attachments/1-" + "a" * 180 + ".pdf"
NAMES = ("LISEZMOI.txt", "attachments/1-plan.pdf", "attachments/2-café.pdf", "attachments/3-صورة.jpg", LONG)


def written(members: list[tuple[str, bytes]]) -> bytes:
    sink = io.BytesIO()
    writer = ArchiveWriter(sink)
    for name, data in members:
        writer.add(name, len(data), [data])
    writer.finish()
    return sink.getvalue()


def read(data: bytes) -> list[tuple[str, bytes]]:
    reader = ArchiveReader(io.BytesIO(data))
    found = []
    while (member := reader.next_member()) is not None:
        found.append((member.name, b"".join(reader.chunks())))
    return found


def refusal(data: bytes) -> str:
    with pytest.raises(ExchangeError) as caught:
        read(data)
    return caught.value.reason


def resigned(block: bytearray) -> bytes:
    """Return the header block with its checksum made right again."""
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def changed(start: int, field: bytes) -> bytes:
    """Return an archive of one member whose header has `field` at `start`, its checksum right."""
    data = bytearray(written([("a.txt", b"abc")]))
    data[start : start + len(field)] = field
    return resigned(data[:512]) + bytes(data[512:])


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.binary(max_size=1500)), unique_by=lambda m: m[0]))
def test_what_is_written_is_read_again(members: list[tuple[str, bytes]]) -> None:
    assert read(written(members)) == members


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.binary(max_size=1500)), unique_by=lambda m: m[0]))
def test_another_tar_program_reads_what_is_written(members: list[tuple[str, bytes]]) -> None:
    with tarfile.open(fileobj=io.BytesIO(written(members))) as other:
        found = [(m.name, other.extractfile(m)) for m in other if m.isreg()]
        assert [(name, file.read()) for name, file in found if file] == members


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT])
def test_what_another_tar_program_writes_for_plain_files_is_read(form: int) -> None:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=form) as other:
        for name, size in (("LISEZMOI.txt", 3), (LONG if form == tarfile.PAX_FORMAT else "b.txt", 700)):
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode, member.uname = size, 1_795_000_000.5, 0o644, "anne"
            other.addfile(member, io.BytesIO(b"x" * size))
    assert [len(data) for _, data in read(sink.getvalue())] == [3, 700]


def test_the_same_members_give_the_same_bytes() -> None:
    members = [("LISEZMOI.txt", b"a"), (LONG, b"b")]
    assert written(members) == written(members)


def test_every_flipped_byte_outside_contents_is_refused() -> None:
    data = written([("a.txt", b"abc"), ("attachments/1-é.txt", b"")])
    contents = range(512, 515)
    for place in set(range(len(data))) - set(contents):
        flipped = bytearray(data)
        flipped[place] ^= 0xFF
        with pytest.raises(ExchangeError):
            read(bytes(flipped))


def test_every_truncation_is_refused() -> None:
    data = written([("a.txt", b"abc"), ("attachments/1-é.txt", b"d" * 600)])
    for length in [*range(0, len(data), 7), len(data) - 512]:
        assert refusal(data[:length]) == "archive-truncated"


@pytest.mark.parametrize(
    "kind",
    [b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"g", b"L", b"K", b"S", b"D", b"M", b"V", b"X", b"\0"],
)
def test_whatever_is_not_a_plain_file_is_refused(kind: bytes) -> None:
    assert refusal(changed(156, kind)) == "archive-type"


@pytest.mark.parametrize(
    ("start", "field", "reason"),
    [
        (157, b"/etc/passwd", "archive-type"),
        (257, b"ustar  \0", "archive-header"),
        (124, b"\x80" + bytes(10) + b"\x03", "archive-header"),
        (124, b"-0000000003\0", "archive-header"),
        (124, b"          3\0", "archive-header"),
        (0, b"a\0hidden", "archive-header"),
        (0, b"\xff\xfe", "archive-name"),
        (500, b"more", "archive-header"),
        (345, b"..", "archive-name"),
        (345, b"/abs", "archive-name"),
    ],
)
def test_headers_that_could_be_read_in_two_ways_are_refused(start: int, field: bytes, reason: str) -> None:
    assert refusal(changed(start, field)) == reason


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        (b"11 size=99\n", "archive-type"),
        (b"20 linkpath=/etc/pas\n", "archive-header"),
        (b"22 GNU.sparse.major=1\n", "archive-type"),
        (b"22 GNU.sparse.map=0,1\n", "archive-type"),
        (b"18 hdrcharset=BIN\n", "archive-type"),
        (b"14 path=a.txt\n14 path=b.txt\n", "archive-type"),
        (b"15 path=../a.txt\n", "archive-header"),
        (b"17 path=../a.txt\n", "archive-name"),
        (b"13 path=a\x00.tx\n", "archive-header"),
        (b"99 path=a.txt\n", "archive-header"),
        (b"05 pa\n", "archive-header"),
        (b"no record\n", "archive-header"),
        (b"11 path=\xff\xfe\n", "archive-name"),
        (b"", "archive-header"),
    ],
)
def test_pax_records_that_change_more_than_a_path_are_refused(records: bytes, reason: str) -> None:
    head = bytearray(ustar.render_header("x", len(records)))
    head[156:157] = b"x"
    data = resigned(head) + records + bytes(ustar.padding(len(records))) + written([("a.txt", b"abc")])
    assert refusal(data) == reason


def test_a_pax_header_after_a_pax_header_is_refused() -> None:
    head = bytearray(ustar.render_header("x", 14))
    head[156:157] = b"x"
    pax = resigned(head) + b"14 path=b.txt\n" + bytes(498)
    assert read(pax + written([("a.txt", b"abc")])) == [("b.txt", b"abc")]
    assert refusal(pax + pax + written([("a.txt", b"abc")])) == "archive-type"


def test_a_huge_pax_header_is_refused_before_it_is_read() -> None:
    head = bytearray(ustar.render_header("x", ustar.PAX_LIMIT + 1))
    head[156:157] = b"x"
    assert refusal(resigned(head) + bytes(10_000)) == "archive-header"


def test_data_hidden_in_padding_or_after_the_end_is_refused() -> None:
    data = written([("a.txt", b"abc")])
    assert refusal(data[:600] + b"x" + data[601:]) == "archive-padding"
    assert refusal(data + b"x" * 512) == "archive-trailing"
    assert refusal(data + bytes(64 * 1024)) == "archive-trailing"
    assert refusal(data + bytes(100)) == "archive-truncated"
    assert read(data + bytes(8192)) == [("a.txt", b"abc")]


def test_a_member_twice_is_refused_by_case_and_normal_form_too() -> None:
    for again in ("A.TXT", "a.txt", "ａ.txt"):
        data = written([("a.txt", b"1"), (again, b"2")])
        assert refusal(data) == "archive-duplicate"


def test_more_members_than_the_limit_are_refused_both_ways() -> None:
    members = [(f"{number}.txt", b"") for number in range(MAX_MEMBERS)]
    assert len(read(written(members))) == MAX_MEMBERS
    with pytest.raises(Refused, match="archive-too-many"):
        written([*members, ("more.txt", b"")])
    assert refusal(written(members)[:-1024] + written([("more.txt", b"")])) == "archive-too-many"


def test_a_size_beyond_the_limit_is_refused_before_any_byte_of_it() -> None:
    assert refusal(ustar.render_header("a.txt", archive.MAX_BYTES + 1)) == "archive-too-big"
    writer = ArchiveWriter(io.BytesIO())
    with pytest.raises(Refused, match="archive-too-big"):
        writer.add("a.txt", archive.MAX_BYTES + 1, [])


@pytest.mark.parametrize("chunks", [[b"ab"], [b"ab", b"cd"], []])
def test_a_file_that_is_not_of_its_announced_size_is_not_written(chunks: list[bytes]) -> None:
    with pytest.raises(Refused, match="attachment-changed"):
        ArchiveWriter(io.BytesIO()).add("a.txt", 3, chunks)


def test_no_member_is_skipped_before_it_was_read() -> None:
    reader = ArchiveReader(io.BytesIO(written([("a.txt", b"abc"), ("b.txt", b"")])))
    reader.next_member()
    with pytest.raises(ValueError, match="not read"):
        reader.next_member()


def test_the_end_of_an_archive_stays_its_end() -> None:
    reader = ArchiveReader(io.BytesIO(written([])))
    assert reader.next_member() is None
    assert reader.next_member() is None


def test_a_source_that_gives_little_at_a_time_is_read_whole() -> None:
    class Drip(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 5))

    reader = ArchiveReader(Drip(written([("a.txt", b"abcdefgh" * 100)])))
    assert reader.next_member() is not None
    assert b"".join(reader.chunks()) == b"abcdefgh" * 100
    assert reader.next_member() is None


def test_a_source_that_ends_within_a_member_is_refused_as_cut() -> None:
    reader = ArchiveReader(io.BytesIO(written([("a.txt", b"x" * 2000)])[:1000]))
    reader.next_member()
    with pytest.raises(Tampered, match="archive-truncated"):
        list(reader.chunks())
