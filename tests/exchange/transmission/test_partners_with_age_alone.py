"""Partners who have only `age`: a compared key opens dispatches, receipts come back on paper."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from exchange.directory.age_keys import AgeKeys, key_fingerprint
from exchange.errors import Invalid, NotAuthorised, Refused, Tampered
from keys.age import Identity, open_sealed
from tests.exchange.transmission.correspondence import Pair
from tests.world import OFFICER


def test_a_compared_key_opens_the_dispatch_with_age_alone(pair: Pair) -> None:
    identity = Identity.generate()
    age = str(identity.recipient)
    photo = pair.place / "photo.jpg"
    photo.write_bytes(b"\xff\xd8" * 40_000)
    AgeKeys(pair.bogota.seat.session).trust("interpol-co", age, key_fingerprint(age).digits)
    sent = pair.bogota.send(pair.bogota.open(), "interpol-co", attach=(photo,))
    assert (sent.channel, sent.sequence) == ("dispatch", 1)
    plain = io.BytesIO()
    with Path(str(sent.file)).open("rb") as source:
        open_sealed(source, plain, [identity])
    plain.seek(0)
    with tarfile.open(fileobj=plain) as archive:
        names = archive.getnames()
        kept = archive.extractfile("attachments/1-photo.jpg")
        assert kept is not None and kept.read() == photo.read_bytes()
        consistency = archive.extractfile("consistency")
        assert consistency is not None and consistency.read() == b""
    assert names[0] == "LISEZMOI.txt" and "bordereau.pdf" in names


def test_a_key_is_trusted_only_with_its_own_fingerprint(pair: Pair) -> None:
    age, other = (str(Identity.generate().recipient) for _ in range(2))
    session = pair.bogota.seat.session
    with pytest.raises(Refused, match="age-fingerprint-differs"):
        AgeKeys(session).trust("interpol-co", age, key_fingerprint(other).digits)
    with pytest.raises(Invalid, match="age-key-form"):
        AgeKeys(session).trust("interpol-co", "age1yubikey1qqq", "12345")
    with pytest.raises(Refused, match="service-without-key"):
        pair.bogota.send(pair.bogota.open(), "interpol-co", channel="dispatch")


def test_a_service_with_a_card_takes_no_key_beside_it(pair: Pair) -> None:
    age = str(Identity.generate().recipient)
    with pytest.raises(Refused, match="service-has-card"):
        AgeKeys(pair.bogota.seat.session).trust("asi-madrid", age, key_fingerprint(age).digits)


def test_an_officer_does_not_trust_keys(pair: Pair) -> None:
    age = str(Identity.generate().recipient)
    officer = pair.bogota.world.desk(OFFICER).session
    with pytest.raises(NotAuthorised):
        AgeKeys(officer).trust("interpol-co", age, key_fingerprint(age).digits)


def test_trust_put_into_the_table_by_sql_seals_nothing(pair: Pair) -> None:
    pair.bogota.world.sql("UPDATE service SET trust = 'trusted' WHERE handle = 'interpol-co'")
    with pytest.raises(Tampered, match="row-altered"):
        pair.bogota.send(pair.bogota.open(), "interpol-co", channel="dispatch")
