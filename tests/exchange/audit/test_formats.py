"""The small formats of an export: each has one form, comes back as written, and is refused otherwise."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.audit import contents
from exchange.audit.container import Container
from exchange.audit.contents import (
    inventory,
    key_at,
    parse_members,
    parse_services,
    render_members,
    render_services,
)
from exchange.audit.manifest import (
    check_hashes,
    check_members,
    manifest_text,
    parse_manifest,
    sign_manifest,
)
from exchange.audit.witnesses import Seen, parse_excerpted, parse_full
from exchange.errors import Tampered
from exchange.log.checkpoint import Checkpoint
from exchange.log.merkle import consistency_proof
from tests.exchange.audit.ledger import Ledger, Post, a_busy_ledger
from tests.exchange.log.book import Member

LEDGER = a_busy_ledger()
ROWS = LEDGER.replay.roster.members_json(LEDGER.handles)
names = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,8}(/[A-Za-z0-9][A-Za-z0-9._-]{0,8}){0,2}\Z").filter(
    lambda name: name not in ("MANIFEST", "timestamp.tsr")
)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
hashes = st.binary(min_size=32, max_size=32)


@given(st.dictionaries(names, digests, min_size=1, max_size=8))
def test_a_manifest_comes_back_as_written_and_bears_two_signatures(listed: dict[str, str]) -> None:
    data = sign_manifest(listed, LEDGER.post.log.sign, LEDGER.head.signer)
    manifest = parse_manifest(data)
    assert dict(manifest.hashes) == listed
    assert manifest.note.render() == data
    manifest.check_signatures(LEDGER.post.log.sign.vkey, LEDGER.head.signer.vkey)


def test_a_manifest_is_what_sha256sum_prints_in_order() -> None:
    text = manifest_text({"b": "0" * 64, "a/c": "1" * 64, "B": "2" * 64})
    assert text == f"{'2' * 64}  B\n{'1' * 64}  a/c\n{'0' * 64}  b\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{'0' * 64}  b\n{'0' * 64}  a\n",
        f"{'0' * 64}  a\n{'0' * 64}  a\n",
        f"{'0' * 64} *a\n",
        f"{'0' * 63}  a\n",
        f"{'A' * 64}  a\n",
        f"{'0' * 64}  MANIFEST\n",
        f"{'0' * 64}  timestamp.tsr\n",
        f"{'0' * 64}  ../a\n",
        f"{'0' * 64}  a\n\n",
        f"# comment\n{'0' * 64}  a\n",
    ],
)
def test_a_manifest_in_another_form_is_refused(text: str) -> None:
    signed = text.encode() + b"\n" + LEDGER.head.signer.sign(text).render().encode() + b"\n"
    with pytest.raises(Tampered, match="manifest-form"):
        parse_manifest(signed)


def test_every_flipped_bit_of_a_manifest_is_refused() -> None:
    data = sign_manifest({"a": "0" * 64}, LEDGER.post.log.sign, LEDGER.head.signer)
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(Tampered):
            parse_manifest(bytes(flipped)).check_signatures(
                LEDGER.post.log.sign.vkey, LEDGER.head.signer.vkey
            )


def test_a_manifest_signed_by_others_or_by_one_alone_is_refused() -> None:
    post, member = LEDGER.post.log.sign, LEDGER.head.signer
    other = Member("x").signer
    for signers in ((post, other), (other, member), (post, post)):
        manifest = parse_manifest(sign_manifest({"a": "0" * 64}, *signers))
        with pytest.raises(Tampered, match=r"manifest-sign"):
            manifest.check_signatures(post.vkey, member.vkey)
    text = manifest_text({"a": "0" * 64})
    for lines in ((post.sign(text),), (post.sign(text), member.sign(text), other.sign(text))):
        note = "".join(line.render() + "\n" for line in lines)
        with pytest.raises(Tampered, match="manifest-signers"):
            parse_manifest(f"{text}\n{note}".encode()).check_signatures(post.vkey, member.vkey)


def a_container(files: Mapping[str, bytes]) -> Container:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)
    return Container(io.BytesIO(sink.getvalue()))


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"MANIFEST": b"", "a": b"1", "b": b"2"}, "export-file-unlisted"),
        ({"MANIFEST": b""}, "export-file-missing"),
        ({"MANIFEST": b"", "a": b"2"}, "manifest-hash"),
    ],
)
def test_the_files_are_those_listed_and_no_others(files: dict[str, bytes], reason: str) -> None:
    one = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"  # of "1"
    manifest = parse_manifest(sign_manifest({"a": one}, LEDGER.post.log.sign, LEDGER.head.signer))
    honest = a_container({"a": b"1", "MANIFEST": b"", "timestamp.tsr": b""})
    check_members(honest, manifest)
    check_hashes(honest, manifest)
    with pytest.raises(Tampered, match=reason):
        check_members(a_container(files), manifest)
        check_hashes(a_container(files), manifest)


def test_members_json_comes_back_as_written() -> None:
    data = render_members(ROWS)
    assert [dict(row) for row in parse_members(data)] == ROWS
    assert render_members(parse_members(data)) == data


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b",", b", ", 1),
        lambda data: data.replace(b'"id"', b'"ID"', 1),
        lambda data: data.replace(b'"to":null', b'"to":"never"', 1),
        lambda data: data.replace(b'"from":0', b'"from":null', 1),
        lambda data: data.replace(b'"from":0', b'"from":true', 1),
        lambda data: data.replace(b'"from":0', b'"from":0.0', 1),
        lambda data: data.replace(b'"from":0', b'"from":0,"from":0', 1),
        lambda data: data.replace(b'"handle":"a.martin"', b'"handle":7', 1),
        lambda data: b"{}\n",
        lambda data: b'"rows"\n',
        lambda data: b"[[]]\n",
        lambda data: b"\xff\n",
        lambda data: b"",
    ],
)
def test_members_json_in_another_form_is_refused(edit: Callable[[bytes], bytes]) -> None:
    data = render_members(ROWS)
    assert edit(data) != data
    with pytest.raises(Tampered, match="members-form"):
        parse_members(edit(data))


def test_the_key_of_a_member_is_the_one_of_that_index() -> None:
    petit = Member("c.petit")
    rows = [row for row in ROWS if row["id"] == petit.id]
    ends = [(row["from"], row["to"]) for row in rows]
    assert ends == [(5, 6), (6, 13)]
    assert str(key_at(ROWS, petit.id, 5)) == petit.vkey
    assert str(key_at(ROWS, petit.id, 6)) == petit.keyed().vkey
    for n in (4, 13):
        with pytest.raises(Tampered, match="manifest-member"):
            key_at(ROWS, petit.id, n)
    broken = [{**rows[0], "vkey": "no vkey"}]
    with pytest.raises(Tampered, match="members-form"):
        key_at(broken, petit.id, 5)


def test_services_json_holds_the_cards_in_order() -> None:
    cards = [Post("asi-lisbon").card_file, Post("asi-madrid").card_file]
    found = parse_services(render_services(cards))
    assert [card.handle for card in found] == ["asi-lisbon", "asi-madrid"]
    assert parse_services(render_services([])) == ()
    with pytest.raises(Tampered, match="card-form"):
        parse_services(b'["no card"]\n')
    for other in (b"[]", b"{}\n", b'"x"\n'):
        with pytest.raises(Tampered, match="services-form"):
            parse_services(other)


@given(st.lists(hashes, max_size=8), st.integers(1, 5))
def test_a_seen_checkpoint_comes_back_with_its_proof(proof: list[bytes], size: int) -> None:
    note = LEDGER.checkpoint(size)
    full = parse_full(Seen(note, None).render())
    assert (full.note, full.proof, full.checkpoint.size) == (note, None, size)
    assert parse_excerpted(Seen(note, tuple(proof)).render()) == Seen(note, tuple(proof))


def test_a_seen_checkpoint_must_lead_to_the_newest() -> None:
    head = Checkpoint(LEDGER.origin, LEDGER.size, LEDGER.edge.root())
    for size in range(1, LEDGER.size + 1):
        seen = Seen(LEDGER.checkpoint(size), None)
        seen.check_prefix(head, {size: seen.checkpoint.root})
        proven = seen.proven(consistency_proof(size, LEDGER.size, LEDGER.node))
        proven.check_prefix(head, {})
        with pytest.raises(Tampered):
            seen.check_prefix(head, {})
        with pytest.raises(Tampered):
            seen.proven((bytes(32),)).check_prefix(head, {})


@pytest.mark.parametrize("cut", [b"", b"\n\n", b"\nnot base64\n", b"\n" + b"A" * 43 + b"=", b"\n\xff\n"])
def test_a_seen_checkpoint_of_a_selection_in_another_form_is_refused(cut: bytes) -> None:
    with pytest.raises(Tampered):
        parse_excerpted(LEDGER.checkpoint().render() + cut)


def test_numbers_in_file_names_have_one_form_and_no_gap() -> None:
    always = set(contents.ALWAYS)
    assert inventory(always).witnessed == ()
    assert inventory({*always, "witnessed/0", "witnessed/1"}).witnessed == (0, 1)
    for more in ("witnessed/1", "witnessed/00", "checkpoints/01", "proofs/1.tlog-proof", "other", "keys/x"):
        with pytest.raises(Tampered, match="export-file"):
            inventory({*always, more})
    for less in sorted(always):
        with pytest.raises(Tampered, match="export-file-missing"):
            inventory(always - {less})


def test_a_ledger_without_members_changes_still_lists_its_head() -> None:
    rows = Ledger().replay.roster.members_json({})
    assert [(row["from"], row["to"]) for row in rows] == [(0, None)]
    assert LEDGER.at > datetime(2026, 11, 23, tzinfo=UTC)
