"""A dispatch as a file: whole or refused, whatever happened to its bytes on the way."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.errors import ExchangeError, Exit, Refused, Tampered
from exchange.transmission.archive import ArchiveReader, ArchiveWriter
from exchange.transmission.build import (
    DISPATCH_HEADER,
    RECEIPT_MEMBERS,
    OutgoingFile,
    dispatch_file_name,
    list_parts,
    receipt_file_name,
    write_dispatch,
)
from exchange.transmission.container import HEADER_LIMIT, open_container
from keys.age import Identity, Phrase, SealedReader, SealedWriter
from keys.encoding import b64
from tests.exchange.transmission.post import PDF, Post, attachment, sealed, two_posts

FILES = (attachment("plan.pdf", b"p" * 700), attachment("../été?.txt", b""))
BOGOTA, QUITO = two_posts()
SMALL = BOGOTA.copy().send(QUITO, FILES)


def members_of(data: bytes, post: Post) -> list[tuple[str, bytes]]:
    reader = ArchiveReader(SealedReader(io.BytesIO(data), [post.office.age]))
    found = []
    while (member := reader.next_member()) is not None:
        found.append((member.name, b"".join(reader.chunks())))
    return found


def repacked(members: list[tuple[str, bytes]], post: Post) -> bytes:
    """Return `members` sealed to `post`, as somebody who knows its recipient could."""
    sink = io.BytesIO()
    with SealedWriter(sink, [post.office.age.recipient]) as writer:
        archive = ArchiveWriter(writer)
        for name, data in members:
            archive.add(name, len(data), [data])
        archive.finish()
    return sink.getvalue()


def refusal(data: bytes, post: Post = QUITO) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        post.copy().receive(data)
    return caught.value


def test_a_dispatch_arrives_as_it_was_sent() -> None:
    received = QUITO.copy().receive(SMALL)
    assert received.files == {"bordereau.pdf": PDF, "plan.pdf": b"p" * 700, "été_.txt": b""}
    assert received.message == BOGOTA.message(str(received.message.transmission))
    assert received.checked.cover.sequence == 1
    assert received.missing == ()


def test_a_dispatch_has_its_members_in_the_documented_order() -> None:
    names = [name for name, _ in members_of(SMALL, QUITO)]
    assert names[: len(DISPATCH_HEADER)] == list(DISPATCH_HEADER)
    assert names[8:] == ["bordereau.pdf", "message.json", "attachments/1-plan.pdf", "attachments/2-été_.txt"]


def test_a_receipt_has_its_members_in_the_documented_order() -> None:
    bogota, quito = two_posts()
    receipt = quito.receipt(bogota, quito.receive(bogota.send(quito)))
    assert [name for name, _ in members_of(receipt, bogota)] == list(RECEIPT_MEMBERS)


def test_nothing_outside_the_seal_names_anybody() -> None:
    for secret in (b"asi-", b"bogota", b"LISEZMOI", b"plan", b"BOG-2026"):
        assert secret not in SMALL
    names = {dispatch_file_name() for _ in range(50)} | {receipt_file_name() for _ in range(50)}
    assert len(names) == 100
    assert all(len(name.split(".")[0]) == 16 for name in names)


@pytest.mark.parametrize("start", range(16))
def test_a_dispatch_flipped_in_any_byte_is_refused(start: int) -> None:
    # Every byte of the age header and the payload's start, then one in 97 of the rest.
    places = [*range(start, 1900, 16), *range(1900 + start, len(SMALL), 97 * 16), len(SMALL) - 1 - start]
    for place in places:
        flipped = bytearray(SMALL)
        flipped[place] ^= 0xFF
        assert refusal(bytes(flipped)).exit in (Exit.REFUSED, Exit.INTEGRITY), place


def test_a_dispatch_truncated_anywhere_is_refused() -> None:
    for length in [*range(0, 2000, 61), *range(2000, len(SMALL), 499), len(SMALL) - 1]:
        assert refusal(SMALL[:length]).exit in (Exit.REFUSED, Exit.INTEGRITY), length


def test_a_dispatch_with_something_after_it_is_refused() -> None:
    assert refusal(SMALL + b"x").reason == "dispatch-altered"


@pytest.mark.parametrize("flip", range(8))
def test_every_member_but_the_readme_is_covered_when_somebody_seals_it_again(flip: int) -> None:
    original = members_of(SMALL, QUITO)
    for number, (name, data) in enumerate(original):
        places = {0, len(data) // 3, len(data) // 2, len(data) - 1, (flip * 7919) % max(len(data), 1)}
        for place in sorted(places) if data else ():
            flipped = bytearray(data)
            flipped[place] ^= 1 << flip
            changed = [*original[:number], (name, bytes(flipped)), *original[number + 1 :]]
            if name != "LISEZMOI.txt":
                assert refusal(repacked(changed, QUITO)).exit in (Exit.REFUSED, Exit.INTEGRITY), name


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(12)))
def test_members_in_another_order_are_refused(order: list[int]) -> None:
    original = members_of(SMALL, QUITO)
    changed = repacked([original[place] for place in order], QUITO)
    if order == sorted(order):
        QUITO.copy().receive(changed)
    else:
        assert isinstance(refusal(changed), Tampered)


@pytest.mark.parametrize("place", range(12))
def test_a_missing_member_is_refused(place: int) -> None:
    original = members_of(SMALL, QUITO)
    refused = refusal(repacked([*original[:place], *original[place + 1 :]], QUITO))
    assert refused.reason in {"archive-order", "note-malformed"}
    assert refused.exit is Exit.INTEGRITY


@pytest.mark.parametrize("place", range(13))
def test_a_member_more_is_refused(place: int) -> None:
    original = members_of(SMALL, QUITO)
    more = [*original[:place], ("attachments/3-more.txt", b"more"), *original[place:]]
    assert refusal(repacked(more, QUITO)).reason == "archive-order"


def test_a_member_of_another_size_than_listed_is_refused() -> None:
    original = members_of(SMALL, QUITO)
    longer = [*original[:8], ("bordereau.pdf", PDF + b"x"), *original[9:]]
    with pytest.raises(Tampered, match="part-differs"):
        next(QUITO.open(repacked(longer, QUITO)).parts())  # before any byte of it is handed out


def test_a_member_of_another_content_is_refused_at_its_end() -> None:
    original = members_of(SMALL, QUITO)
    other = [*original[:8], ("bordereau.pdf", PDF[::-1]), *original[9:]]
    assert refusal(repacked(other, QUITO)).reason == "part-differs"


def test_a_member_that_the_caller_leaves_is_checked_all_the_same() -> None:
    original = members_of(SMALL, QUITO)
    other = [*original[:10], ("attachments/1-plan.pdf", b"q" * 700), original[11]]
    incoming = QUITO.open(repacked(other, QUITO))
    with pytest.raises(Tampered, match="part-differs"):
        for part in incoming.parts():
            next(part.chunks())


def test_a_header_that_is_too_big_is_refused_before_it_is_held() -> None:
    original = members_of(SMALL, QUITO)
    original[4] = ("consistency", b"o" * HEADER_LIMIT)
    assert refusal(repacked(original, QUITO)).reason == "archive-header-too-big"


def test_a_message_that_is_listed_too_big_is_refused_before_it_is_read() -> None:
    bogota = BOGOTA.copy()
    draft = bogota.draft(QUITO)
    part = next(p for p in QUITO.open(sealed(draft, QUITO)).parts() if p.is_message)
    with pytest.raises(Refused, match="part-too-big"):
        part.read(part.listed.size - 1)


def test_a_dispatch_to_somebody_else_does_not_open() -> None:
    refused = refusal(SMALL, Post("asi-lima", 3))
    assert (refused.reason, refused.exit) == ("dispatch-not-for-us", Exit.REFUSED)


def test_a_retired_office_identity_still_opens() -> None:
    incoming = open_container(io.BytesIO(SMALL), [Identity.generate(), QUITO.office.age])
    assert incoming.header.card == BOGOTA.card


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"\n" * 80])
def test_another_file_is_not_taken_for_a_dispatch(data: bytes) -> None:
    assert refusal(data).reason == "dispatch-not-age"


def test_a_file_sealed_to_more_than_one_recipient_is_refused() -> None:
    sink = io.BytesIO()
    with SealedWriter(sink, [QUITO.office.age.recipient, Identity.generate().recipient]) as writer:
        writer.write(b"anything")
    assert refusal(sink.getvalue()).reason == "dispatch-other-recipients"


def test_a_file_sealed_to_a_phrase_is_written_but_never_received() -> None:
    sink = io.BytesIO()
    write_dispatch(BOGOTA.copy().draft(QUITO), Phrase("eight words said by telephone", 10), sink)
    assert refusal(sink.getvalue()).reason == "dispatch-other-recipients"


def test_an_attachment_that_changes_while_it_is_read_leaves_no_file_that_opens() -> None:
    bogota = BOGOTA.copy()
    draft = bogota.draft(QUITO, [attachment("a.txt", b"as it was listed")])
    file = draft.attachments[0]
    sink = io.BytesIO()
    with pytest.raises(Refused, match="attachment-changed"):
        late = replace(file, chunks=[b"as it is by now."])
        write_dispatch(replace(draft, attachments=[late]), QUITO.office.age.recipient, sink)
    assert refusal(sink.getvalue()).exit is Exit.INTEGRITY


def test_more_attachments_than_fit_are_refused_before_anything_is_logged() -> None:
    with pytest.raises(Refused, match="archive-too-many"):
        list_parts(PDF, b"{}", [OutgoingFile("a", 0, "", [])] * 55)


def test_large_attachments_pass_in_little_memory_both_ways(tmp_path: Path) -> None:
    bogota, quito = two_posts()
    chunk, count = b"\x07" * 65536, 256
    digest = hashlib.sha256()
    for _ in range(count):
        digest.update(chunk)
    file = OutgoingFile("big.bin", 65536 * count, b64(digest.digest()), repeat(chunk, count))
    draft = bogota.draft(quito, [file])
    tracemalloc.start()
    with (tmp_path / "big").open("wb") as sink:
        write_dispatch(draft, quito.office.age.recipient, sink)
    with (tmp_path / "big").open("rb") as source:
        sizes = [sum(map(len, p.chunks())) for p in open_container(source, [quito.office.age]).parts()]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sizes[-1] == 65536 * count
    assert peak < 3 * 1024 * 1024
