"""Signed notes: the published vectors, what is refused, and who is said to have signed."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from keys.encoding import b64
from keys.errors import FormatError, KeysError, SignatureError
from keys.note import (
    NOTE_LIMIT,
    SIGNATURES_LIMIT,
    Ed25519Signer,
    KeyType,
    Note,
    SignatureLine,
    VerifierKey,
    parse_note,
    verified,
    verify_ed25519,
)
from tests.keys.flips import bit_flips, byte_flips, cuts
from tests.keys.small_order import ANY, POINTS

VECTORS = Path(__file__).parent.parent / "vectors" / "note"
NEUMANN_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
REFUSED = json.loads((VECTORS / "refused.json").read_text(encoding="utf-8"))
SIGNER = Ed25519Signer("example.org/a", b"\x01" * 32)
OTHER = Ed25519Signer("example.org/b", b"\x02" * 32)

no_controls = st.characters(blacklist_categories=("Cs", "Cc"))
texts = st.text(no_controls | st.just("\n"), max_size=200).map(lambda text: text + "\n")
names = st.text(no_controls, min_size=1, max_size=30).filter(
    lambda name: "+" not in name and not any(map(str.isspace, name))
)
lines = st.builds(
    SignatureLine, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=100)
)


def vector(name: str) -> tuple[bytes, VerifierKey]:
    return (VECTORS / f"{name}.note").read_bytes(), VerifierKey.parse((VECTORS / f"{name}.vkey").read_text())


@pytest.mark.parametrize("name", ["ed25519", "mldsa44"])
def test_a_note_of_another_implementation_verifies_under_its_key(name: str) -> None:
    data, key = vector(name)
    assert verified(parse_note(data), [key]) == (key,)


@pytest.mark.parametrize("name", ["ed25519", "mldsa44", "cosigned", "quasimodo"])
def test_a_published_note_is_rendered_to_the_same_bytes(name: str) -> None:
    data = (VECTORS / f"{name}.note").read_bytes()
    assert parse_note(data).render() == data


def test_our_signature_is_the_published_one_to_the_byte() -> None:
    signer = Ed25519Signer("PeterNeumann", NEUMANN_SEED)
    data, key = vector("ed25519")
    assert signer.vkey == key
    assert Note(TEXT, (signer.sign(TEXT),)).render() == data


def test_an_empty_line_inside_the_text_belongs_to_the_text() -> None:
    note = parse_note((VECTORS / "quasimodo.note").read_bytes())
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [line.name for line in note.lines] == ["quasimodo.example/salvatore"]


@pytest.mark.parametrize("refused", REFUSED, ids=[row["name"] for row in REFUSED])
def test_a_malformed_note_is_refused_with_its_reason(refused: dict[str, str]) -> None:
    with pytest.raises(FormatError) as caught:
        parse_note(refused["note"].encode())
    assert caught.value.reason == refused["reason"]


def test_a_note_that_is_not_utf8_is_refused_with_the_place() -> None:
    with pytest.raises(FormatError) as caught:
        parse_note(b"text \xff\n\n")
    assert caught.value.arguments == {"place": 5}


def test_a_note_larger_than_its_limit_is_refused_before_it_is_read() -> None:
    data, _ = vector("ed25519")
    assert parse_note(data, limit=len(data)).text == TEXT
    with pytest.raises(FormatError, match="too-large"):
        parse_note(data, limit=len(data) - 1)
    with pytest.raises(FormatError, match="too-large"):
        parse_note(b"\xff" * (NOTE_LIMIT + 1))


def test_sixteen_signatures_are_taken_as_the_page_asks() -> None:
    line = SIGNER.sign(TEXT)
    assert parse_note(Note(TEXT, (line,) * 16).render()).lines == (line,) * 16


@pytest.mark.parametrize("count", [0, SIGNATURES_LIMIT + 1])
def test_a_note_of_no_or_too_many_signatures_cannot_be_made(count: int) -> None:
    with pytest.raises(FormatError, match="signature-count"):
        Note(TEXT, (SIGNER.sign(TEXT),) * count)


@pytest.mark.parametrize("text", ["", "no newline", "a\r\n", "a\0\n", "a\ud800\n", "\x1b\n", "tab\t\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text: str) -> None:
    with pytest.raises(FormatError):
        SIGNER.sign(text)


@given(texts, st.lists(lines, min_size=1, max_size=5))
def test_reading_what_was_rendered_gives_the_same_note(text: str, signatures: list[SignatureLine]) -> None:
    note = Note(text, tuple(signatures))
    assert parse_note(note.render()) == note


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_read_exactly_or_refused(data: bytes) -> None:
    try:
        note = parse_note(data)
    except FormatError:
        return
    assert note.render() == data


@given(texts, st.text(max_size=80))
def test_arbitrary_signature_lines_are_read_exactly_or_refused(text: str, line: str) -> None:
    try:
        data = f"{text}\n— {line}\n".encode()
        note = parse_note(data)
    except (FormatError, UnicodeEncodeError):
        return
    assert note.render() == data


def test_every_single_bit_flip_of_the_published_note_is_refused() -> None:
    data, key = vector("ed25519")
    for changed in bit_flips(data):
        with pytest.raises(KeysError):
            verified(parse_note(changed), [key])


def test_bit_flips_all_over_the_post_quantum_note_are_refused() -> None:
    data, key = vector("mldsa44")
    for changed in bit_flips(data, step=61):
        with pytest.raises(KeysError):
            verified(parse_note(changed), [key])


def test_a_note_cut_off_anywhere_is_refused() -> None:
    data, key = vector("ed25519")
    for changed in cuts(data):
        with pytest.raises(KeysError):
            verified(parse_note(changed), [key])


def test_unknown_keys_beside_a_known_one_are_ignored() -> None:
    note = Note(TEXT, (OTHER.sign(TEXT), SIGNER.sign(TEXT)))
    assert verified(note, [SIGNER.vkey]) == (SIGNER.vkey,)


def test_a_note_without_any_known_signature_is_refused() -> None:
    note = Note(TEXT, (OTHER.sign(TEXT),))
    for known in ([], [SIGNER.vkey]):
        with pytest.raises(SignatureError, match="no-known-signature"):
            verified(note, known)


def test_a_known_key_with_a_bad_signature_rejects_the_whole_note() -> None:
    bad = SignatureLine(OTHER.vkey.name, OTHER.vkey.key_id, SIGNER.sign(TEXT).signature)
    note = Note(TEXT, (SIGNER.sign(TEXT), bad))
    assert verified(note, [SIGNER.vkey]) == (SIGNER.vkey,)
    with pytest.raises(SignatureError, match="bad-signature"):
        verified(note, [SIGNER.vkey, OTHER.vkey])


def test_a_good_line_does_not_excuse_a_bad_one_of_the_same_key() -> None:
    good = SIGNER.sign(TEXT)
    bad = SignatureLine(good.name, good.key_id, next(byte_flips(good.signature)))
    for pair in ((good, bad), (bad, good)):
        with pytest.raises(SignatureError):
            verified(Note(TEXT, pair), [SIGNER.vkey])


def test_a_key_that_signed_twice_counts_once() -> None:
    line = SIGNER.sign(TEXT)
    assert verified(Note(TEXT, (line, line)), [SIGNER.vkey, SIGNER.vkey]) == (SIGNER.vkey,)


def test_the_same_key_under_another_name_is_another_key() -> None:
    renamed = Ed25519Signer("example.org/c", b"\x01" * 32)
    with pytest.raises(SignatureError, match="no-known-signature"):
        verified(Note(TEXT, (renamed.sign(TEXT),)), [SIGNER.vkey])


def test_a_note_gives_the_line_of_a_key_or_says_that_it_is_missing() -> None:
    note = Note(TEXT, (OTHER.sign(TEXT), SIGNER.sign(TEXT)))
    assert note.line_by(SIGNER.vkey) == note.lines[1]
    with pytest.raises(SignatureError, match="signature-missing"):
        Note(TEXT, (OTHER.sign(TEXT),)).line_by(SIGNER.vkey)


@pytest.mark.parametrize("text", ["a\ud800\n", "a\0\n", "a\r\n"])
def test_a_text_that_no_note_can_hold_is_never_verified(text: str) -> None:
    with pytest.raises(SignatureError, match="control-character"):
        SIGNER.vkey.verify(text, SIGNER.sign_bytes(text.encode(errors="replace")))


@given(st.binary(max_size=500))
def test_signed_bytes_verify_and_any_other_bytes_do_not(data: bytes) -> None:
    signature = SIGNER.sign_bytes(data)
    verify_ed25519(SIGNER.vkey.public, data, signature)
    with pytest.raises(SignatureError):
        verify_ed25519(SIGNER.vkey.public, data + b"\0", signature)
    with pytest.raises(SignatureError):
        verify_ed25519(OTHER.vkey.public, data, signature)


@pytest.mark.parametrize("size", [0, 63, 65, 2420])
def test_a_signature_of_another_size_does_not_hold(size: int) -> None:
    with pytest.raises(SignatureError):
        verify_ed25519(SIGNER.vkey.public, b"data", bytes(size))


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    ],
)
def test_a_published_verifier_key_is_read_and_written_alike(text: str) -> None:
    assert str(VerifierKey.parse(text)) == text


@given(names, st.binary(min_size=32, max_size=32))
def test_a_verifier_key_is_read_back_from_its_text(name: str, public: bytes) -> None:
    key = VerifierKey(name, KeyType.ED25519, public)
    assert VerifierKey.parse(str(key)) == key


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not-a-vkey"),
        ("a", "not-a-vkey"),
        ("a+00000000", "not-a-vkey"),
        ("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "bad-key-name"),
        ("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "bad-key-name"),
        ("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "wrong-key-id"),
        ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "wrong-key-id"),
        ("OtherNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "wrong-key-id"),
        ("PeterNeumann+c74f20a3+", "unknown-key-type"),
        (f"PeterNeumann+c74f20a3+{b64(bytes([4]) + bytes(32))}", "unknown-key-type"),
        (f"PeterNeumann+c74f20a3+{b64(bytes([1]) + bytes(31))}", "wrong-size"),
        (f"PeterNeumann+c74f20a3+{b64(bytes([6]) + bytes(32))}", "wrong-size"),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", "not-base64"),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n", "not-base64"),
    ],
)
def test_a_malformed_verifier_key_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        VerifierKey.parse(text)
    assert caught.value.reason == reason


def test_no_representation_of_a_signer_shows_its_seed() -> None:
    shown = f"{SIGNER!r} {SIGNER} {SIGNER.vkey!r}"
    assert "example.org/a" in shown
    assert (b"\x01" * 32).hex() not in shown and b64(b"\x01" * 32) not in shown


def passes_openssl(public: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(ANY, data)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize("order", POINTS)
def test_a_signature_that_any_text_passes_is_refused(order: str) -> None:
    public = POINTS[order]
    data = next(text for text in (b"%d" % n for n in range(1000)) if passes_openssl(public, text))
    with pytest.raises(SignatureError):
        verify_ed25519(public, data, ANY)


def test_a_signature_is_not_made_whole_with_bytes_of_the_text() -> None:
    signature = SIGNER.sign_bytes(b"text")
    with pytest.raises(SignatureError):
        verify_ed25519(SIGNER.vkey.public, signature[63:] + b"text", signature[:63])
