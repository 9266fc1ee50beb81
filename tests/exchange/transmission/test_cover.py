"""The cover: what the log line says of a dispatch, what the office signs, what the sender proves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.errors import ExchangeError, Refused, Tampered
from exchange.log.consistency import parse_blocks
from exchange.log.proof import parse_proof
from exchange.transmission.cosignature import cosign, parse_cosignature, verify_cosignature
from exchange.transmission.cover import (
    NOTE_LIMIT,
    DispatchCover,
    Form,
    ReceiptCover,
    Verdict,
    cover_hash,
    dispatch_cover,
    form_of,
    note_text,
    parse_cover_log,
    receipt_cover,
    render_cover_log,
    sign_cover,
    verify_cover_note,
)
from exchange.transmission.parts import sha256_text
from exchange.transmission.prove import LogAt, SeenBy, prove_cover, sizes_shown
from exchange.transmission.readme import LANGUAGES, readme
from keys.note import parse_note
from tests.exchange.transmission.post import Post, two_posts, uuid

BOGOTA = Post("asi-bogota", 1)
HASH = sha256_text(b"")

dispatches = st.builds(
    DispatchCover,
    transmission=st.uuids().map(str),
    origin=st.just(BOGOTA.origin),
    recipient=st.just(HASH),
    sequence=st.integers(1, 2**53 - 1),
    parts=st.just(HASH),
    nature=st.none() | st.just("part-answer"),
    ref=st.none() | st.just("BOG-2026-00042"),
    kind=st.none() | st.just("rogatory"),
    urgency=st.none() | st.just("routine"),
    handling=st.sampled_from([None, "H0", "H3"]),
    marking=st.sampled_from([None, "DR-SF", "TLP:AMBER+STRICT"]),
    due_at=st.sampled_from([None, "2026-11-30", "2026-11-27T05:00:00.000Z"]),
)


@settings(max_examples=40, deadline=None)
@given(dispatches)
def test_the_entry_says_what_the_dispatch_cover_says(cover: DispatchCover) -> None:
    line = BOGOTA.copy().append("transmission.sent", cover.fields())
    assert dispatch_cover(parse_cover_log(render_cover_log(line))) == cover


@pytest.mark.parametrize(
    "cover",
    [
        ReceiptCover(HASH, "2026-11-23T09:30:00.000Z", Verdict.ACCEPTED, None, "head"),
        ReceiptCover(HASH, "2026-11-23T09:30:00.000Z", Verdict.REFUSED, "message-malformed", "officer"),
    ],
)
def test_the_entry_says_what_the_receipt_cover_says(cover: ReceiptCover) -> None:
    line = BOGOTA.copy().append("receipt.sent", cover.fields())
    assert receipt_cover(parse_cover_log(render_cover_log(line))) == cover


@pytest.mark.parametrize("missing", ["origin", "recipient", "sequence", "parts"])
def test_a_transmission_by_another_channel_is_no_dispatch(missing: str) -> None:
    cover = DispatchCover(uuid(1), BOGOTA.origin, HASH, 1, HASH)
    fields = {name: value for name, value in cover.fields().items() if name != missing}
    line = BOGOTA.copy().append("transmission.sent", fields)
    with pytest.raises(Tampered, match="cover-fields"):
        dispatch_cover(parse_cover_log(render_cover_log(line)))


def test_sequence_numbers_begin_at_one() -> None:
    line = BOGOTA.copy().append(
        "transmission.sent", DispatchCover(uuid(1), BOGOTA.origin, HASH, 0, HASH).fields()
    )
    with pytest.raises(Tampered, match="cover-fields"):
        dispatch_cover(parse_cover_log(render_cover_log(line)))


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [(Verdict.ACCEPTED, "message-malformed"), (Verdict.REFUSED, None), ("perhaps", None)],
)
def test_a_verdict_that_contradicts_itself_is_refused(verdict: Verdict, reason: str | None) -> None:
    cover = ReceiptCover(HASH, "2026-11-23T09:30:00.000Z", verdict, reason, "head")
    line = BOGOTA.copy().append("receipt.sent", cover.fields())
    with pytest.raises(Tampered, match="cover-fields"):
        receipt_cover(parse_cover_log(render_cover_log(line)))


def test_a_cover_is_one_line_and_a_line_feed() -> None:
    line = BOGOTA.lines[0]
    assert parse_cover_log(line + b"\n").line == line
    for data in (b"", b"\n", line, line + b"\n\n", line + b"\n" + line + b"\n", line + b"\r\n", b"x\n"):
        with pytest.raises(Tampered, match="cover-malformed"):
            parse_cover_log(data)


@pytest.mark.parametrize("form", list(Form))
def test_the_office_signs_the_form_the_origin_and_the_lines_hash(form: Form) -> None:
    line = BOGOTA.lines[0]
    data = sign_cover(form, BOGOTA.origin, line, BOGOTA.office.sign)
    assert parse_note(data).text == f"{form.value}\n{BOGOTA.origin}\n{cover_hash(line)}\n"
    assert form_of(data) is form
    verify_cover_note(data, note_text(form, BOGOTA.origin, line), BOGOTA.office.sign.vkey)


def test_every_flipped_bit_of_a_note_is_refused() -> None:
    line = BOGOTA.lines[0]
    expected = note_text(Form.DISPATCH, BOGOTA.origin, line)
    data = sign_cover(Form.DISPATCH, BOGOTA.origin, line, BOGOTA.office.sign)
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(Tampered):
            verify_cover_note(bytes(flipped), expected, BOGOTA.office.sign.vkey)


def test_a_note_bears_one_signature_and_it_is_the_offices() -> None:
    line = BOGOTA.lines[0]
    expected = note_text(Form.DISPATCH, BOGOTA.origin, line)
    good = parse_note(sign_cover(Form.DISPATCH, BOGOTA.origin, line, BOGOTA.office.sign))
    by_log = sign_cover(Form.DISPATCH, BOGOTA.origin, line, BOGOTA.log.sign)
    more = replace(good, lines=(*good.lines, *parse_note(by_log).lines)).render()
    for data, reason in ((by_log, "note-signature"), (more, "note-malformed")):
        with pytest.raises(Tampered, match=reason):
            verify_cover_note(data, expected, BOGOTA.office.sign.vkey)


def test_a_note_of_another_form_or_size_is_refused() -> None:
    other = sign_cover(Form.DISPATCH, BOGOTA.origin, b"x", BOGOTA.office.sign)
    with pytest.raises(Tampered, match="note-malformed"):
        form_of(other.replace(b"exchange-dispatch: v1", b"exchange-dispatch: v2"))
    with pytest.raises(Refused, match="archive-header-too-big"):
        form_of(b"x" * (NOTE_LIMIT + 1))


def test_the_last_cosigned_size_and_all_sent_since_are_proven() -> None:
    assert sizes_shown([9, 4, 6, 4, 12], None) == (4, 6, 9, 12)
    assert sizes_shown([9, 4, 6, 12], 6) == (6, 9, 12)
    assert sizes_shown([], 3) == ()


def test_a_lost_file_is_proven_again_under_a_newer_checkpoint() -> None:
    bogota, quito = two_posts()
    bogota.draft(quito)
    index = len(bogota.lines) - 1
    bogota.append("store.checked")
    log = LogAt(bogota.checkpoint(), bogota.checkpoint_bytes(), bogota.lookup)
    cover = prove_cover(
        Form.DISPATCH,
        bogota.lines[index],
        index,
        log,
        SeenBy((2, 3)),
        office=bogota.office,
        card=b"",
        at_seconds=0,
    )
    proof = parse_proof(cover.proof)
    assert proof.verify(bogota.lines[index], bogota.log.vkeys) == bogota.checkpoint()
    assert [block.old_size for block in parse_blocks(cover.consistency)] == [2]
    assert cover.cosignature == b""


def test_an_empty_cosignature_is_a_first_contact() -> None:
    assert parse_cosignature(b"") is None
    for data in (b"\n", b"x", BOGOTA.checkpoint_bytes()):
        with pytest.raises(ExchangeError, match="cosignature-malformed"):
            parse_cosignature(data)


def test_a_cosignature_under_another_name_is_not_the_offices() -> None:
    member = cosign(BOGOTA.checkpoint(), BOGOTA.office.cosign, 7)
    found = parse_cosignature(member)
    assert found is not None
    verify_cosignature(found, BOGOTA.office.cosign.vkey)
    renamed = replace(found, line=replace(found.line, name="asi-quito/0000000000000000/office"))
    with pytest.raises(Tampered, match="cosignature-signature"):
        verify_cosignature(renamed, BOGOTA.office.cosign.vkey)


@pytest.mark.parametrize("language", [*LANGUAGES, None, "xx"])
def test_the_readme_speaks_french_english_and_the_partners_language(language: str | None) -> None:
    text = readme(language)
    assert text.startswith("Ceci est une transmission scellée")
    assert "Read first: bordereau.pdf" in text
    assert text.count("bordereau.pdf") == (3 if language in LANGUAGES[2:] else 2)
