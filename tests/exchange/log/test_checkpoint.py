"""Checkpoints: the C2SP text, both signatures, and each way to lack one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.log.checkpoint import (
    Checkpoint,
    CheckpointError,
    parse_checkpoint,
    parse_checkpoint_note,
    sign_checkpoint,
    verify_checkpoint,
)
from exchange.log.merkle import EMPTY_ROOT
from keys.encoding import b64
from keys.identity import LogKeys, OfficeKeys, origin_of
from keys.note import Ed25519Signer, Note, parse_note

SEED = b"log" * 10 + b"!!"
ORIGIN = origin_of("asi-bogota", SEED)
KEYS = LogKeys.from_seed(SEED, ORIGIN)
OTHERS = LogKeys.from_seed(bytes(32), ORIGIN)
ROOT = bytes(range(32))
CHECKPOINT = Checkpoint(ORIGIN, 20852163, ROOT)
NOTE = sign_checkpoint(CHECKPOINT, KEYS, 1_790_000_000)

checkpoints = st.builds(
    Checkpoint,
    st.from_regex(r"[a-z0-9-]{1,40}/[0-9a-f]{16}", fullmatch=True),
    st.integers(1, 10**15),
    st.binary(min_size=32, max_size=32),
)


def refused(note: Note) -> str:
    with pytest.raises(CheckpointError) as caught:
        verify_checkpoint(note, KEYS.vkeys)
    return caught.value.reason


def test_the_text_is_three_lines_as_c2sp_says() -> None:
    root = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert CHECKPOINT.text == f"{ORIGIN}\n20852163\n{root}\n"


@given(checkpoints)
def test_a_checkpoint_is_read_back_the_same(checkpoint: Checkpoint) -> None:
    assert parse_checkpoint(checkpoint.text) == checkpoint


def test_a_checkpoint_of_any_other_c2sp_log_is_read() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert parse_checkpoint(text).origin == "example.com/behind-the-sofa"


def test_both_signatures_under_the_origin_make_it_hold() -> None:
    assert [line.name for line in NOTE.lines] == [ORIGIN, ORIGIN]
    assert verify_checkpoint(NOTE, KEYS.vkeys) == CHECKPOINT
    assert verify_checkpoint(parse_checkpoint_note(NOTE.render()), KEYS.vkeys) == CHECKPOINT


@pytest.mark.parametrize("kept", [0, 1])
def test_a_checkpoint_with_one_signature_is_refused(kept: int) -> None:
    assert refused(replace(NOTE, lines=(NOTE.lines[kept],))) == "checkpoint-signatures"


@pytest.mark.parametrize("kept", [0, 1])
def test_one_signature_given_twice_does_not_make_two(kept: int) -> None:
    assert refused(replace(NOTE, lines=(NOTE.lines[kept],) * 2)) == "checkpoint-signatures"


@pytest.mark.parametrize("kept", [0, 1])
def test_a_third_signature_under_the_origin_is_refused(kept: int) -> None:
    assert refused(replace(NOTE, lines=(*NOTE.lines, NOTE.lines[kept]))) == "checkpoint-signatures"


@pytest.mark.parametrize("changed", [0, 1])
def test_a_known_key_with_a_bad_signature_rejects_the_note(changed: int) -> None:
    lines = list(NOTE.lines)
    signature = bytearray(lines[changed].signature)
    signature[-1] ^= 0xFF
    lines[changed] = replace(lines[changed], signature=bytes(signature))
    assert refused(replace(NOTE, lines=tuple(lines))) == "checkpoint-signatures"


def test_signatures_of_another_size_are_refused() -> None:
    larger = replace(CHECKPOINT, size=CHECKPOINT.size + 1)
    assert refused(replace(NOTE, text=larger.text)) == "checkpoint-signatures"


def test_the_keys_of_somebody_else_are_refused() -> None:
    assert refused(sign_checkpoint(CHECKPOINT, OTHERS, 1_790_000_000)) == "checkpoint-signatures"


def test_a_witness_beside_our_two_signatures_is_ignored_here() -> None:
    witness = OfficeKeys.from_seed(bytes(32), "asi-quito/0123456789abcdef").cosign
    noted = replace(NOTE, lines=(*NOTE.lines, witness.cosign(NOTE.text, 1_790_000_000)))
    assert verify_checkpoint(noted, KEYS.vkeys) == CHECKPOINT


@pytest.mark.parametrize("known", [[], [0], [1], [0, 0]])
def test_without_both_keys_known_nothing_is_believed(known: list[int]) -> None:
    with pytest.raises(CheckpointError) as caught:
        verify_checkpoint(NOTE, [KEYS.vkeys[place] for place in known])
    assert caught.value.reason == "checkpoint-keys"


def test_a_checkpoint_is_not_signed_under_another_origin() -> None:
    with pytest.raises(CheckpointError):
        sign_checkpoint(replace(CHECKPOINT, origin="asi-quito/0123456789abcdef"), KEYS, 0)


def test_two_ed25519_keys_do_not_stand_for_both() -> None:
    second = Ed25519Signer(ORIGIN, bytes(32))
    note = Note(NOTE.text, (NOTE.lines[0], second.sign(NOTE.text)))
    with pytest.raises(CheckpointError):
        verify_checkpoint(note, [KEYS.vkeys[0], second.vkey])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{ORIGIN}\n1\n",
        f"{ORIGIN}\n1\n{b64(ROOT)}",
        f"{ORIGIN}\n1\n{b64(ROOT)}\n\n",
        f"{ORIGIN}\n1\n{b64(ROOT)}\nextension\n",
        f"\n1\n{b64(ROOT)}\n",
        f"two words\n1\n{b64(ROOT)}\n",
        f"plus+sign\n1\n{b64(ROOT)}\n",
        f"{ORIGIN}\r\n1\r\n{b64(ROOT)}\r\n",
        f"{ORIGIN}\n01\n{b64(ROOT)}\n",
        f"{ORIGIN}\n-1\n{b64(ROOT)}\n",
        f"{ORIGIN}\n+1\n{b64(ROOT)}\n",
        f"{ORIGIN}\n1.0\n{b64(ROOT)}\n",
        f"{ORIGIN}\n١\n{b64(ROOT)}\n",
        f"{ORIGIN}\n{10**16}\n{b64(ROOT)}\n",
        f"{ORIGIN}\n1\n{b64(ROOT)[:-1]}\n",
        f"{ORIGIN}\n1\n{b64(ROOT[:-1])}\n",
        f"{ORIGIN}\n1\n{b64(ROOT)} \n",
        f"{ORIGIN}\n0\n{b64(ROOT)}\n",
    ],
)
def test_any_other_text_is_no_checkpoint(text: str) -> None:
    with pytest.raises(CheckpointError):
        parse_checkpoint(text)


def test_the_empty_log_has_the_empty_root() -> None:
    assert parse_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT).text).size == 0


def test_no_flipped_bit_leaves_a_checkpoint_that_holds() -> None:
    data = NOTE.render()
    text_end = data.index(b"\n\n") + 2
    ed25519_end = data.index(b"\n", text_end)
    places = [*range(ed25519_end * 8), *range(ed25519_end * 8, len(data) * 8, 97)]
    for bit in places:
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CheckpointError):
            verify_checkpoint(parse_checkpoint_note(bytes(changed)), KEYS.vkeys)


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff", b"text only\n", NOTE.render()[:-1]])
def test_what_is_no_note_is_no_checkpoint(data: bytes) -> None:
    with pytest.raises(CheckpointError):
        parse_checkpoint_note(data)


def test_a_note_about_something_else_is_no_checkpoint() -> None:
    note = Note("hello\n", (KEYS.sign.sign("hello\n"),))
    assert parse_note(note.render()) == note
    with pytest.raises(CheckpointError):
        parse_checkpoint_note(note.render())
