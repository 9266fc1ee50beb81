"""Identities and recipients: their texts, what is accepted as one, and that secrets stay unseen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.age import HeaderError, Identity, NoMatch, Recipient
from keys.age.bech32 import encode
from keys.age.hybrid import PUBLIC_SIZE, SECRET_SIZE, file_key_of, sealed_key
from keys.age.stanza import Stanza, encode_base64
from keys.errors import FormatError
from tests.keys.age.vector import FOLDER, read_vector

# The example identity and the first characters of its recipient, from c2sp.org/age.
SPEC_IDENTITY = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
SPEC_RECIPIENT = "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdxz95paef6caq5aap"
FILE_KEY = b"YELLOW SUBMARINE"
ANNA = Identity.from_secret(b"\x01" * 32)
BORIS = Identity.from_secret(b"\x02" * 32)


def test_the_example_identity_of_the_specification_has_its_recipient() -> None:
    recipient = str(Identity.parse(SPEC_IDENTITY).recipient)
    assert recipient.startswith(SPEC_RECIPIENT)
    assert recipient.endswith("fzv49zc0k")  # the checksum is over all of it
    assert len(recipient) == len("age1pq1") + 1946 + 6


def test_an_identity_is_its_secret_in_the_text_that_age_reads() -> None:
    assert Identity.parse(SPEC_IDENTITY).reveal() == SPEC_IDENTITY
    vector = read_vector(FOLDER / "typage" / "message")
    assert Identity.parse(vector.identities[0]).reveal() == vector.identities[0]


@settings(max_examples=20)
@given(secret=st.binary(min_size=SECRET_SIZE, max_size=SECRET_SIZE))
def test_identities_and_recipients_survive_their_text(secret: bytes) -> None:
    identity = Identity.from_secret(secret)
    assert Identity.parse(identity.reveal()).recipient == identity.recipient
    assert Recipient.parse(str(identity.recipient)) == identity.recipient


def test_two_drawn_identities_are_never_the_same() -> None:
    assert Identity.generate().recipient != Identity.generate().recipient


def test_neither_repr_nor_str_of_an_identity_shows_its_secret() -> None:
    shown = repr(ANNA) + str(ANNA) + repr([ANNA]) + repr(ANNA.recipient)
    assert "AGE-SECRET-KEY" not in shown
    assert repr(b"\x01" * 4)[2:-1] not in shown


REFUSED_RECIPIENTS = {
    "empty": "",
    "a classic recipient": "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
    "a plugin's recipient": encode("age1yubikey", b"\x03" * 33),
    "a tagged hybrid recipient": encode("age1tagpq", b"\x04" * 1249),
    "upper case": str(ANNA.recipient).upper(),
    "an identity": ANNA.reveal(),
    "an SSH key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBadkey",
    "a space before": " " + str(ANNA.recipient),
    "a line feed after": str(ANNA.recipient) + "\n",
    "one byte short": encode("age1pq", ANNA.recipient.public[:-1]),
    "one byte long": encode("age1pq", ANNA.recipient.public + b"\x00"),
    "the X25519 part zero": encode("age1pq", ANNA.recipient.public[:-32] + bytes(32)),
    "the X25519 part one": encode("age1pq", ANNA.recipient.public[:-32] + b"\x01" + bytes(31)),
    "an ML-KEM part that is no key": encode("age1pq", b"\xff" * 1184 + ANNA.recipient.public[-32:]),
    "another prefix behind ours": encode("age1pq1x", ANNA.recipient.public),
}


@pytest.mark.parametrize("text", REFUSED_RECIPIENTS.values(), ids=REFUSED_RECIPIENTS.keys())
def test_anything_but_a_hybrid_recipient_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        Recipient.parse(text)


REFUSED_IDENTITIES = {
    "empty": "",
    "a classic identity": "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
    "a plugin's identity": encode("age-plugin-yubikey-", b"\x05" * 8).upper(),
    "lower case": ANNA.reveal().lower(),
    "a recipient": str(ANNA.recipient),
    "one byte short": encode("age-secret-key-pq-", b"\x06" * 31).upper(),
    "one byte long": encode("age-secret-key-pq-", b"\x06" * 33).upper(),
    "a changed character": ANNA.reveal()[:-1] + ("Q" if ANNA.reveal()[-1] != "Q" else "P"),
    "a comment line": "# " + ANNA.reveal(),
}


@pytest.mark.parametrize("text", REFUSED_IDENTITIES.values(), ids=REFUSED_IDENTITIES.keys())
def test_anything_but_a_hybrid_identity_is_refused(text: str) -> None:
    with pytest.raises(FormatError) as refusal:
        Identity.parse(text)
    assert ANNA.reveal() not in str(refusal.value)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_secret_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(FormatError, match="age-key-size"):
        Identity.from_secret(bytes(size))


@pytest.mark.parametrize("size", [0, PUBLIC_SIZE - 1, PUBLIC_SIZE + 1])
def test_a_public_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(FormatError, match="age-key-size"):
        Recipient(bytes(size))


def test_a_wrapped_file_key_opens_for_its_recipient_alone() -> None:
    stanza = ANNA.recipient.wrap(FILE_KEY)
    assert ANNA.unwrap(sealed_key(stanza)) == FILE_KEY
    with pytest.raises(NoMatch):
        BORIS.unwrap(sealed_key(stanza))


def test_the_first_identity_and_stanza_that_fit_give_the_file_key() -> None:
    foreign = Stanza(("X25519", encode_base64(bytes(32))), bytes(32))
    stanzas = [foreign, BORIS.recipient.wrap(FILE_KEY), ANNA.recipient.wrap(FILE_KEY)]
    assert file_key_of(stanzas, [ANNA]) == FILE_KEY
    assert file_key_of(stanzas, [Identity.generate(), BORIS]) == FILE_KEY
    with pytest.raises(NoMatch):
        file_key_of(stanzas, [Identity.generate()])
    with pytest.raises(NoMatch):
        file_key_of(stanzas, [])


def test_wrapping_twice_never_gives_the_same_stanza() -> None:
    assert ANNA.recipient.wrap(FILE_KEY) != ANNA.recipient.wrap(FILE_KEY)


@pytest.mark.parametrize("arguments", [1, 3, 4])
def test_a_hybrid_stanza_with_another_number_of_arguments_is_refused(arguments: int) -> None:
    good = ANNA.recipient.wrap(FILE_KEY)
    bad = Stanza(("mlkem768x25519", *[good.arguments[1]] * (arguments - 1)), good.body)
    with pytest.raises(HeaderError, match="stanza-arguments"):
        file_key_of([bad], [ANNA])


@pytest.mark.parametrize("size", [0, 31, 33, 48])
def test_a_body_of_another_size_is_refused_before_it_is_opened(size: int) -> None:
    stanza = ANNA.recipient.wrap(bytes(max(0, size - 16)))
    with pytest.raises(HeaderError, match="stanza-body-size"):
        sealed_key(Stanza(stanza.arguments, stanza.body[:size].ljust(size, b"\x00")))


def test_a_stanza_of_ours_in_a_wrong_shape_is_refused_beside_a_good_one() -> None:
    good = ANNA.recipient.wrap(FILE_KEY)
    late = Stanza((*good.arguments, "extra"), good.body)
    assert file_key_of([good], [ANNA]) == FILE_KEY
    with pytest.raises(HeaderError):
        file_key_of([good, late], [ANNA])
