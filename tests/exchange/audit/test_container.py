"""The zip is read in one way only: any honest program's repacking holds, every trick is refused."""

from __future__ import annotations

import io
import shutil
import stat
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.audit.checks import Verdict
from exchange.audit.container import PIECE, Container, ContainerWriter, open_container
from exchange.audit.verify import verify_export
from exchange.errors import Tampered
from tests.exchange.audit.attacker import files_of
from tests.exchange.audit.ledger import Ledger
from tests.exchange.audit.zips import CENTRAL, END, FOLDERS, LOCAL, NAMES, TRICKS, a_zip, edited


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ledger = Ledger()
    ledger.open_request(ledger.head, "one")
    return ledger.export(tmp_path_factory.mktemp("container") / "export.zip")


def reason_of(data: bytes) -> str:
    with pytest.raises(Tampered) as raised:
        container = Container(io.BytesIO(data))
        for name in container.names:
            for _ in container.chunks(name):
                continue
    return raised.value.reason


def holds(path: Path) -> bool:
    return verify_export(path).verdict is Verdict.WARNING  # the signer isn't pinned, nothing else


class Pipe(io.RawIOBase):
    """A sink that can't go back, as a pipe."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are what zipfile writes
        self.data += data
        return len(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_python_repacks_it_in_another_order_and_it_holds(export: Path, tmp_path: Path, method: int) -> None:
    files = sorted(files_of(export).items(), reverse=True)
    path = tmp_path / "again.zip"
    path.write_bytes(a_zip(*files, method=method))
    assert holds(path)


def test_a_zip_written_into_a_pipe_holds(export: Path, tmp_path: Path) -> None:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files_of(export).items():
            with file.open(name, "w", force_zip64=True) as member:
                member.write(data)
    (tmp_path / "pipe.zip").write_bytes(bytes(pipe.data))
    assert holds(tmp_path / "pipe.zip")


@pytest.mark.parametrize(
    "command",
    [
        ["zip", "-q", "-r", "{out}", "."],
        ["zip", "-q", "-r", "-D", "{out}", "."],
        ["zip", "-q", "-r", "-D", "-0", "-fz-", "{out}", "."],
        ["zip", "-q", "-r", "-D", "-fd", "{out}", "."],
        ["jar", "cfM", "{out}", "{files}"],
    ],
)  # fmt: skip
def test_other_programs_repack_it_and_it_holds(export: Path, tmp_path: Path, command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    folder, out = tmp_path / "files", tmp_path / "again.zip"
    for name, data in files_of(export).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    names = sorted(files_of(export))
    arguments = [
        part for word in command for part in (names if word == "{files}" else [word.format(out=out)])
    ]
    subprocess.run(arguments, cwd=folder, check=True, capture_output=True)
    assert holds(out)


def test_the_bytes_of_members_come_back_as_written(tmp_path: Path) -> None:
    blocks = [sha256(bytes([n])).digest() * 3 for n in range(4)]
    sink = io.BytesIO()
    writer = ContainerWriter(sink)
    writer.add("one", b"\0" * 5000)
    writer.stream("folder/two", (block * 500 for block in blocks))
    writer.finish()
    (tmp_path / "x.zip").write_bytes(sink.getvalue())
    with open_container(tmp_path / "x.zip") as container:
        assert container.names == ("one", "folder/two")
        assert container.read("one", 5000) == b"\0" * 5000
        assert b"".join(container.chunks("folder/two")) == b"".join(block * 500 for block in blocks)


@given(st.binary(max_size=3000), st.integers(0, 2))
def test_lines_are_those_between_newlines(data: bytes, ending: int) -> None:
    whole = data + b"\n" * ending
    container = Container(io.BytesIO(a_zip(("x", whole))))
    expected = whole.split(b"\n")
    assert list(container.lines("x", 4000)) == (expected[:-1] if not expected[-1] else expected)


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    container = Container(io.BytesIO(a_zip(("x", bytes(3_000_000)))))
    with pytest.raises(Tampered, match="zip-line-size"):
        list(container.lines("x", 1000))


def test_a_member_over_its_limit_is_not_read() -> None:
    with pytest.raises(Tampered, match="zip-member-size"):
        Container(io.BytesIO(a_zip(("x", b"12345")))).read("x", 4)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_a_path_or_hides_something_is_refused(name: str) -> None:
    assert reason_of(a_zip(("first", b""), (name, b"x"))) in ("zip-name", "zip-not-plain")


@pytest.mark.parametrize("members", FOLDERS)
def test_a_folder_that_is_no_members_own_or_holds_bytes_is_refused(members: list[tuple[str, bytes]]) -> None:
    assert reason_of(a_zip(*members)) in ("zip-not-plain", "zip-duplicate", "zip-name")


def test_the_folders_of_members_are_read_over() -> None:
    container = Container(io.BytesIO(a_zip(("a/", b""), ("a/b/", b""), ("a/b/c", b"1"))))
    assert container.names == ("a/b/c",)


@pytest.mark.parametrize("pair", [("a", "a"), ("a", "A"), ("a", "a/b"), ("A", "a/b/c")])
def test_two_names_that_some_system_takes_for_one_are_refused(pair: tuple[str, str]) -> None:
    assert reason_of(a_zip((pair[0], b"1"), (pair[1], b"2"))) == "zip-duplicate"


@pytest.mark.parametrize(
    "mode", [stat.S_IFLNK | 0o777, stat.S_IFDIR | 0o755, stat.S_IFIFO | 0o600, stat.S_IFCHR]
)
def test_what_is_not_a_plain_file_is_refused(mode: int) -> None:
    info = zipfile.ZipInfo("x")
    info.create_system, info.external_attr = 3, mode << 16
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        file.writestr(info, b"/etc/passwd")
    assert reason_of(sink.getvalue()) == "zip-not-plain"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_not_every_reader_knows_is_refused(method: int) -> None:
    assert reason_of(a_zip(("x", b"data"), method=method)) in ("zip-method", "zip-encrypted")


@pytest.mark.parametrize(("edit", "reason"), TRICKS)
def test_a_zip_that_could_be_read_in_two_ways_is_refused(edit: Callable[[bytes], bytes], reason: str) -> None:
    honest = a_zip(("one", b"first"), ("two", b"second"))
    assert Container(io.BytesIO(honest)).names == ("one", "two")
    assert reason_of(edit(honest)) == reason


def test_an_empty_zip_holds_no_export() -> None:
    assert reason_of(a_zip()) == "zip-not-zip"


def test_bytes_between_two_members_are_refused() -> None:
    one, both = a_zip(("one", b"1")), a_zip(("one", b"1"), ("two", b"2"))
    gap = one.index(CENTRAL)
    moved = both[:gap] + b"gap" + both[gap:]
    place = moved.rindex(CENTRAL) + 42
    offset = int.from_bytes(moved[place : place + 4], "little") + 3
    moved = moved[:place] + offset.to_bytes(4, "little") + moved[place + 4 :]
    end = moved.rindex(END) + 16
    start = int.from_bytes(moved[end : end + 4], "little") + 3
    assert reason_of(moved[:end] + start.to_bytes(4, "little") + moved[end + 4 :]) == "zip-layout"


def test_a_zip_bomb_is_refused_by_what_it_declares() -> None:
    assert reason_of(a_zip(("x", bytes(5_000_000)), method=zipfile.ZIP_DEFLATED)) == "zip-bomb"


def test_a_bomb_that_declares_little_stops_at_what_it_declared() -> None:
    bomb = a_zip(("x", bytes(5_000_000)), method=zipfile.ZIP_DEFLATED)
    small = (400_000).to_bytes(4, "little")
    lying = edited(edited(bomb, 24, small, CENTRAL), 22, small, LOCAL)
    assert reason_of(lying) == "zip-member-damaged"


def test_a_deflate_stream_that_ends_early_or_late_is_refused() -> None:
    honest = a_zip(("x", b"text " * 100), method=zipfile.ZIP_DEFLATED)
    start = honest.index(b"x", 30) + 1
    stream = honest[start : honest.index(CENTRAL)]
    for other in (stream[:-1] + b"\xff", b"\xff" * len(stream), stream[::-1]):
        assert reason_of(honest[:start] + other + honest[start + len(stream) :]) == "zip-member-damaged"


@pytest.mark.parametrize("size", [500, PIECE, PIECE + 1, 3 * PIECE])
def test_bytes_behind_a_deflate_stream_are_refused_and_end_the_reading(size: int) -> None:
    data = b"".join(sha256(bytes([n % 251, n // 251])).digest() for n in range(size // 32 + 1))[:size]
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    file = a_zip(("x", packer.compress(data) + packer.flush() + b"more"))
    crc, length = zlib.crc32(data).to_bytes(4, "little"), size.to_bytes(4, "little")
    for mark, method, at_crc, at_size in ((CENTRAL, 10, 16, 24), (LOCAL, 8, 14, 22)):
        file = edited(edited(edited(file, method, b"\x08", mark), at_crc, crc, mark), at_size, length, mark)
    assert reason_of(file) == "zip-member-damaged"


def test_no_flipped_byte_of_an_export_goes_unseen(export: Path, tmp_path: Path) -> None:
    data, path = export.read_bytes(), tmp_path / "flipped.zip"
    for place in range(0, len(data), 97):
        flipped = bytearray(data)
        flipped[place] ^= 0xFF
        path.write_bytes(bytes(flipped))
        if not holds(path):
            continue
        # Times and versions of the zip itself say nothing of the evidence: the files are the same.
        assert files_of(path) == files_of(export)


def test_an_export_cut_anywhere_is_refused(export: Path, tmp_path: Path) -> None:
    data, path = export.read_bytes(), tmp_path / "cut.zip"
    for size in range(0, len(data), 211):
        path.write_bytes(data[:size])
        assert verify_export(path).verdict is Verdict.FAILED
