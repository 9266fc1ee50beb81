"""A file sealed to a phrase: the lone scrypt stanza, read here by the text of its specification."""

from __future__ import annotations

import io
import tarfile
import unicodedata
from typing import IO, cast

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.age import (
    HeaderError,
    Identity,
    NoMatch,
    Phrase,
    Recipient,
    SealedReader,
    SealedWriter,
    one_hybrid_stanza,
    open_sealed,
    seal_with_phrase,
    stanza_types,
)
from keys.age.header import open_lookahead, read_header
from keys.age.reader import open_payload
from keys.age.stanza import decode_base64
from keys.errors import FormatError
from tests.keys.age.vector import FOLDER, read_vector

LIGHT = 4  # scrypt's log2(N) in tests: 16 KiB instead of 256 MiB
WORDS = "ruban fusible acier loyal neige pollen tuile vigne"


def _sealed(plaintext: bytes, phrase: str = WORDS) -> bytes:
    sink = io.BytesIO()
    seal_with_phrase(io.BytesIO(plaintext), sink, phrase, LIGHT)
    return sink.getvalue()


def _open_as_partner(sealed: bytes, phrase: bytes) -> bytes:
    """Open as another age program does, from c2sp.org/age, *The scrypt recipient type*."""
    ahead = open_lookahead(io.BytesIO(sealed))
    header = read_header(ahead)
    (stanza,) = header.stanzas
    kind, salt, work_factor = stanza.arguments
    assert (kind, len(decode_base64(salt.encode())), len(stanza.body)) == ("scrypt", 16, 32)
    salt_bytes = b"age-encryption.org/v1/scrypt" + decode_base64(salt.encode())
    key = Scrypt(salt=salt_bytes, length=32, n=1 << int(work_factor), r=8, p=1).derive(phrase)
    file_key = ChaCha20Poly1305(key).decrypt(bytes(12), stanza.body, None)
    return open_payload(ahead, header, file_key).next_chunk()


def test_the_partner_of_these_tests_opens_the_published_scrypt_vector() -> None:
    vector = read_vector(FOLDER / "testkit" / "scrypt")
    assert _open_as_partner(vector.sealed, b"password") == b"age"


@settings(max_examples=20)
@given(phrase=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_partner_opens_with_the_phrase_as_a_keyboard_types_it(phrase: str) -> None:
    typed = unicodedata.normalize("NFC", phrase).encode()
    assert _open_as_partner(_sealed(b"to be said by telephone", phrase), typed) == b"to be said by telephone"


def test_decomposed_accents_of_a_word_list_are_sealed_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "éclipse vélo")
    assert decomposed != "éclipse vélo"
    assert _open_as_partner(_sealed(b"accents", decomposed), "éclipse vélo".encode()) == b"accents"


def test_another_phrase_opens_nothing() -> None:
    with pytest.raises(InvalidTag):
        _open_as_partner(_sealed(b"secret"), WORDS.upper().encode())


def test_the_stanza_is_alone_and_names_its_work_factor() -> None:
    header = read_header(open_lookahead(io.BytesIO(_sealed(b"x"))))
    assert header.types == ("scrypt",)
    assert header.stanzas[0].arguments[2] == str(LIGHT)
    assert Phrase("x").work_factor == 18


def test_a_phrase_file_is_written_and_never_read() -> None:
    sealed = _sealed(b"for others")
    with pytest.raises(NoMatch):
        open_sealed(io.BytesIO(sealed), io.BytesIO(), [Identity.generate()])
    with pytest.raises(HeaderError):
        SealedReader(io.BytesIO(sealed), [Identity.generate()], one_hybrid_stanza)


def test_a_tar_is_streamed_to_a_phrase_as_to_a_key() -> None:
    sink = io.BytesIO()
    with (
        SealedWriter(sink, [Phrase(WORDS, LIGHT)]) as writer,
        tarfile.open(fileobj=cast(IO[bytes], writer), mode="w|") as tar,
    ):
        tar.addfile(tarfile.TarInfo("LISEZMOI.txt"), io.BytesIO())
    with tarfile.open(fileobj=io.BytesIO(_open_as_partner(sink.getvalue(), WORDS.encode()))) as tar:
        assert tar.getnames() == ["LISEZMOI.txt"]


def test_a_phrase_is_never_mixed_with_a_key_or_another_phrase() -> None:
    phrase, recipient = Phrase(WORDS, LIGHT), Identity.generate().recipient
    mixes: list[list[Phrase | Recipient]] = [[phrase, recipient], [recipient, phrase], [phrase, phrase]]
    for mix in mixes:
        sink = io.BytesIO()
        with pytest.raises(HeaderError, match="scrypt-not-alone"):
            SealedWriter(sink, mix)
        assert sink.getvalue() == b""


@pytest.mark.parametrize("work_factor", [-1, 0, 21, 64])
def test_a_work_factor_that_some_program_refuses_is_not_written(work_factor: int) -> None:
    with pytest.raises(FormatError, match="work-factor"):
        seal_with_phrase(io.BytesIO(b""), io.BytesIO(), WORDS, work_factor)


def test_an_empty_phrase_is_refused_and_none_is_ever_shown() -> None:
    with pytest.raises(FormatError, match="phrase-empty"):
        Phrase("")
    assert WORDS not in repr(Phrase(WORDS))


def test_two_files_under_one_phrase_share_no_salt() -> None:
    assert _sealed(b"x")[:60] != _sealed(b"x")[:60]
    assert stanza_types(io.BytesIO(_sealed(b""))) == ("scrypt",)
