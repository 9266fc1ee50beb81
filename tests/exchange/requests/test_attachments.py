"""Attachments: streamed both ways, whole or not at all, what was staged in vain swept away."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.errors import NotFound, Refused, Tampered
from exchange.requests.attachments import stage, sweep
from keys.seal import CHUNK
from tests.exchange.requests.cases import ask
from tests.world import Seat, World


def whole(desk: Seat, ref: str, number: int = 1) -> bytes:
    return b"".join(desk.attachments.get(ref, number)[1])


def a_file(place: Path, data: bytes, name: str = "pièce.bin") -> Path:
    path = place / name
    path.write_bytes(data)
    return path


SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 17 * CHUNK + 5]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_comes_back_byte_for_byte(desk: Seat, tmp_path: Path, size: int) -> None:
    ref, data = ask(desk).ref, os.urandom(size)
    (added,) = desk.attachments.add(ref, a_file(tmp_path, data))
    assert (added.number, added.name, added.size) == (1, "pièce.bin", size)
    assert added.sha256 == hashlib.sha256(data).hexdigest()
    assert whole(desk, ref) == data
    assert desk.attachments.list(ref) == (added,)


def test_files_given_at_opening_are_numbered_in_their_order(desk: Seat, tmp_path: Path) -> None:
    files = [a_file(tmp_path, name.encode(), name) for name in ("a.txt", "b.txt", "c.txt")]
    ref = ask(desk, attach=files).ref
    assert [(file.number, file.name) for file in desk.requests.show(ref)[1]] == [
        (1, "a.txt"),
        (2, "b.txt"),
        (3, "c.txt"),
    ]
    assert whole(desk, ref, 3) == b"c.txt"


def test_the_entries_hold_hash_and_size_and_no_file_name(world: World, desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk).ref
    desk.attachments.add(ref, a_file(tmp_path, b"abc", "Xylophone.pdf"))
    assert whole(desk, ref) == b"abc"
    added, read = world.entries()[-2:]
    assert [(e.op, e.lg, e.x["size"]) for e in (added, read)] == [
        ("attachment.added", "collection", 3),
        ("attachment.read", "consultation", 3),
    ]
    assert "Xylophone" not in f"{added}{read}"


def test_no_plaintext_of_a_file_stands_in_the_database(world: World, desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk).ref
    desk.attachments.add(ref, a_file(tmp_path, b"Xylophone" * 1000, "Xylophone"))
    for table in ("chunk", "attachment"):
        for row in world.sql(f"SELECT * FROM {table}"):  # noqa: S608 - one of two names
            assert b"Xylophone" not in b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row)


def test_a_file_that_isnt_there_or_isnt_one_is_refused(world: World, desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk).ref
    before = world.ops()
    for path in (tmp_path / "missing", tmp_path, tmp_path / "missing" / "deeper"):
        with pytest.raises(Refused, match="file-not-read"):
            desk.attachments.add(ref, path)
    with pytest.raises(Refused, match="file-not-regular"):
        desk.attachments.add(ref, Path("/dev/null"))
    assert world.ops() == before
    assert world.sql("SELECT count(*) FROM chunk") == [(0,)]


def test_a_named_pipe_is_refused_without_waiting_for_a_writer(desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk).ref
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="file-not-regular"):
        desk.attachments.add(ref, tmp_path / "pipe")


def test_a_file_refused_at_opening_opens_nothing(world: World, desk: Seat, tmp_path: Path) -> None:
    before = world.ops()
    with pytest.raises(Refused, match="file-not-read"):
        ask(desk, attach=(a_file(tmp_path, b"a"), tmp_path / "missing"))
    assert world.ops() == before


def test_a_file_that_shrinks_while_read_is_refused(desk: Seat, tmp_path: Path) -> None:
    ref, path = ask(desk).ref, a_file(tmp_path, b"")
    if not Path("/proc/self/status").exists():
        pytest.skip("no file here says a size that it does not have")
    real = Path("/sys/kernel/mm/transparent_hugepage/enabled")  # 4096 bytes announced, fewer there
    if not real.exists():
        pytest.skip("no such file on this machine")
    with pytest.raises(Refused, match="file-changed-while-read"):
        desk.attachments.add(ref, real)
    assert desk.attachments.add(ref, path)[0].number == 1


@pytest.mark.parametrize(
    ("given", "kept"), [("../../etc/passwd", "passwd"), ("CON.txt", "CON.txt"), ("a\x1b[31m.pdf", "")]
)
def test_a_foreign_name_becomes_a_safe_one(desk: Seat, given: str, kept: str) -> None:
    staged = stage(desk.session, given, iter((b"x",)))
    assert "/" not in staged.name and "\x1b" not in staged.name and staged.name not in ("", ".", "..")
    assert kept in staged.name


def test_an_attachment_that_isnt_there_is_not_found(desk: Seat) -> None:
    ref = ask(desk).ref
    for number in (0, 1, -1):
        with pytest.raises(NotFound, match="attachment-unknown"):
            desk.attachments.get(ref, number)


def pieces(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield os.urandom(CHUNK)


def test_what_was_staged_and_never_referred_to_is_swept_a_day_later(world: World, desk: Seat) -> None:
    stage(desk.session, "orphan", pieces(3))
    assert sweep(desk.session) == 0  # it may still be under way
    world.clock.advance(hours=25)
    assert sweep(desk.session) == 1
    assert world.sql("SELECT count(*) FROM chunk") == [(0,)]


def test_sweeping_spares_what_something_refers_to(world: World, desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk, attach=(a_file(tmp_path, b"kept"),)).ref
    world.clock.advance(days=30)
    assert sweep(desk.session) == 0
    assert whole(desk, ref) == b"kept"


def test_unlocking_sweeps_what_a_crash_left_behind(world: World, desk: Seat) -> None:
    stage(desk.session, "orphan", pieces(1))
    world.lock(desk)
    world.clock.advance(days=2)
    world.desk()
    assert world.sql("SELECT count(*) FROM chunk") == [(0,)]


ALTERED = {
    "a byte of a chunk": "UPDATE chunk SET sealed = zeroblob(40) WHERE number = 1",
    "a chunk missing": "DELETE FROM chunk WHERE number = 1",
    "the last chunk missing": "DELETE FROM chunk WHERE number = 2",
    "two chunks exchanged": "UPDATE chunk SET number = CASE number WHEN 0 THEN 1 ELSE 0 END + 10",
}


@pytest.mark.parametrize("how", ALTERED)
def test_an_altered_file_is_tampering_and_never_ends_well(
    world: World, desk: Seat, tmp_path: Path, how: str
) -> None:
    ref = ask(desk, attach=(a_file(tmp_path, os.urandom(2 * CHUNK + 9)),)).ref
    if "exchanged" in how:
        world.sql("DELETE FROM chunk WHERE number = 2")
    world.sql(ALTERED[how])
    if "exchanged" in how:
        world.sql("UPDATE chunk SET number = number - 10")
    with pytest.raises(Tampered, match="attachment-altered"):
        whole(desk, ref)


def test_the_chunks_of_two_files_cant_be_exchanged(world: World, desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk, attach=(a_file(tmp_path, b"a", "a"), a_file(tmp_path, b"b", "b"))).ref
    (first,), (second,) = world.sql("SELECT id FROM attachment ORDER BY number")
    world.sql("UPDATE chunk SET attachment = 'x' WHERE attachment = ?", str(first))
    world.sql("UPDATE chunk SET attachment = ? WHERE attachment = ?", str(first), str(second))
    with pytest.raises(Tampered, match="attachment-altered"):
        whole(desk, ref)
