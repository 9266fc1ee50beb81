"""Any bytes from outside end in a value or in one of our errors: never in another exception."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.audit.verify import verify_export
from exchange.errors import ExchangeError
from exchange.log.checkpoint import parse_checkpoint_note
from exchange.log.consistency import parse_blocks
from exchange.log.entry import parse_line
from exchange.log.proof import parse_proof
from exchange.moments import parse_deadline, parse_moment, parse_span
from exchange.transmission.container import open_container
from exchange.transmission.eml import read_eml
from exchange.transmission.message import parse_message
from exchange.transmission.parts import parse_parts
from keys.age import Identity, Recipient, open_sealed, seal
from keys.canonical import parse_canonical
from keys.card import Card
from keys.errors import KeysError
from keys.fingerprint import Fingerprint
from keys.identity import OfficeKeys
from keys.keyring import Keyring
from keys.note import VerifierKey, parse_note
from keys.passphrase import normalise
from keys.recovery import parse_words

OURS = (ExchangeError, KeysError)
OFFICE = OfficeKeys.from_seed(bytes(32), "x/0123456789abcdef")
NOW, ZONE = datetime(2026, 11, 19, 14, tzinfo=UTC), ZoneInfo("America/Bogota")
LINES = (
    "— x AAAA",
    "x/0123456789abcdef",
    "7",
    "A" * 43 + "=",
    "",
    "c2sp.org/tlog-proof@v1",
    "exchange/v1/card",
)
SLOT = {
    "member": "m",
    "handle": "h",
    "second_factor": None,
    "provisional": False,
    "sealed_seed": "",
    "sealed_store_key": "",
    "kdf": {"name": "argon2id", "version": 19, "m": 1, "t": 1, "p": 1, "salt": ""},
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
likely = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.lists(st.sampled_from(LINES) | st.text(max_size=20), max_size=12).map(
        lambda lines: ("\n".join(lines) + "\n").encode("utf-8", "replace")
    ),
    json_values.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from(sorted(SLOT)), json_values).map(
        lambda slot: json.dumps({"version": 1, "post": "p", "slots": [{**SLOT, **slot}]}).encode()
    ),
    st.sampled_from(
        [b"[" * 20000, b'{"a":' * 9000, b"9" * 9000, b"\xff\xfe", "\ud800".encode("utf-8", "surrogatepass")]
    ),
)
texts = st.text(max_size=60) | st.sampled_from(
    [
        "now",
        "9" * 5000,
        "0000-00-00",
        "10000-01-01",
        "-1d",
        "9999999999d",
        "2026-02-30 25:61",
        "+99999999y",
        "١٢:٣٠",
    ]
)
BYTES: tuple[Callable[[bytes], object], ...] = (
    Keyring.parse,
    Card.parse,
    parse_note,
    parse_line,
    parse_canonical,
    parse_checkpoint_note,
    parse_proof,
    parse_blocks,
    parse_message,
    parse_parts,
)
TEXTS: tuple[Callable[[str], object], ...] = (
    VerifierKey.parse,
    Recipient.parse,
    Identity.parse,
    parse_words,
    normalise,
    lambda text: Fingerprint(bytes(32)).matches(text),
    lambda text: parse_moment(text, NOW, ZONE),
    lambda text: parse_deadline(text, NOW, ZONE),
    parse_span,
)


@settings(max_examples=300)
@given(likely, st.sampled_from(BYTES))
def test_any_bytes_given_to_a_parser_end_in_one_of_our_errors(
    data: bytes, parse: Callable[[bytes], object]
) -> None:
    with contextlib.suppress(*OURS):
        parse(data)


@settings(max_examples=300)
@given(texts, st.sampled_from(TEXTS))
def test_any_words_given_to_a_parser_end_in_one_of_our_errors(
    text: str, parse: Callable[[str], object]
) -> None:
    with contextlib.suppress(*OURS):
        parse(text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        likely,
        st.dictionaries(st.text(max_size=12), st.binary(max_size=40), max_size=4).map(
            lambda members: zipped(members)
        ),
    )
)
def test_any_file_given_as_an_export_ends_in_a_report(tmp_path: Path, data: bytes) -> None:
    place = tmp_path / "any.zip"
    place.write_bytes(data)
    verify_export(place)


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip of any names."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as container:
        for name, data in members.items():
            container.writestr(zipfile.ZipInfo(name or "x"), data)
    return sink.getvalue()


@settings(max_examples=80)
@given(likely)
def test_any_bytes_sealed_to_us_are_no_dispatch(data: bytes) -> None:
    sink = io.BytesIO()
    seal(io.BytesIO(data), sink, [OFFICE.age.recipient])
    for given_ in (sink.getvalue(), data):
        try:
            open_container(io.BytesIO(given_), [OFFICE.age])
        except OURS:
            continue
        raise AssertionError("it opened")


@settings(max_examples=80)
@given(likely)
def test_any_bytes_given_as_age_end_in_one_of_its_errors(data: bytes) -> None:
    for head in (b"", b"age-encryption.org/v1\n"):
        try:
            open_sealed(io.BytesIO(head + data), io.BytesIO(), [OFFICE.age])
        except OURS:
            continue
        raise AssertionError("it opened")


names = st.sampled_from(
    [
        "From",
        "Subject",
        "Date",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Content-Disposition",
        "MIME-Version",
    ]
)
values = st.one_of(
    st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=40),
    st.sampled_from(
        [
            "multipart/mixed; boundary=x",
            "message/rfc822",
            "text/plain; charset=nothing",
            "text/plain; charset*0=a",
            "base64",
            "quoted-printable",
            "=?utf-8?b?//?=",
            "=?x?q?=?=",
            "a@b <(((((",
            "(" * 3000,
            "<" * 3000,
            ",;,;:@",
            "Thu, 99 Foo 99999 99:99:99 +9999",
            "Thu, 1 Jan 0000 00:00:00 -0000",
            "1" * 5000,
            "text/" * 500,
            "[[[@]]]",
            "text/plain; charset=idna",
            "text/plain; charset=hex",
            "text/plain; charset=undefined",
            "x-uuencode",
        ]
    ),
)
mails = st.tuples(st.lists(st.tuples(names, values), max_size=6), st.text(max_size=60)).map(
    lambda mail: "\n".join([*(f"{n}: {v}" for n, v in mail[0]), "", mail[1]]).encode("utf-8", "replace")
)


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mails | likely)
def test_any_saved_mail_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    read_or_refused(tmp_path, data)


@pytest.mark.parametrize("depth", [100, 320, 900, 940, 980, 1000, 3000])
def test_a_mail_in_mails_however_deep_is_read_or_refused(tmp_path: Path, depth: int) -> None:
    read_or_refused(tmp_path, b"Content-Type: message/rfc822\n\n" * depth)


@pytest.mark.parametrize("depth", [100, 1000])
def test_parts_in_parts_however_deep_are_read_or_refused(tmp_path: Path, depth: int) -> None:
    read_or_refused(
        tmp_path, b"".join(b"Content-Type: multipart/x; boundary=%d\n\n--%d\n" % (n, n) for n in range(depth))
    )


def test_a_mail_of_many_parts_is_read_or_refused(tmp_path: Path) -> None:
    read_or_refused(tmp_path, b"Content-Type: multipart/x; boundary=a\n\n--a\n" * 180)


def read_or_refused(folder: Path, data: bytes) -> None:
    place = folder / "any.eml"
    place.write_bytes(data)
    with contextlib.suppress(ExchangeError):
        read_eml(place)
