"""`message.json` and `parts.json`: one canonical form, closed shapes, and hostile JSON refused in silence."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.clock import to_millis, to_moment
from exchange.errors import ExchangeError, Refused, Tampered
from exchange.transmission.message import (
    TEXT_LIMIT,
    Conditions,
    Message,
    Subject,
    parse_message,
    render_message,
)
from exchange.transmission.parts import (
    BORDEREAU,
    MAX_PARTS,
    MESSAGE,
    Part,
    Parts,
    parse_parts,
    render_parts,
    sha256_text,
)
from keys.canonical import canonical
from tests.exchange.transmission.post import uuid

HASH = sha256_text(b"")
SMALL = {"transmission": uuid(1), "nature": "request", "subject": "Demande", "text": "…"}

line = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=40)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
code = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
moment = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda at: to_moment(to_millis(at))
)
fields = st.dictionaries(st.text(string.ascii_lowercase, min_size=1, max_size=8), text, max_size=3)
subjects = st.builds(Subject, type=code, role=st.none() | code, fields=fields)
conditions = st.builds(
    Conditions,
    handling=st.sampled_from([None, "H0", "H3"]),
    marking=st.sampled_from([None, "NP", "DR-SF", "TLP:AMBER+STRICT"]),
    text=st.none() | text,
    owner=st.none() | line,
)
messages = st.builds(
    Message,
    transmission=st.uuids(),
    nature=code,
    answers=st.none() | st.uuids(),
    kind=st.none() | code,
    type=st.none() | code,
    ref=st.just("BOG-2026-00042"),
    their_refs=st.lists(line.filter(bool), max_size=3).map(tuple),
    due_at=st.none() | moment,
    subject=line,
    text=text,
    language=st.sampled_from([None, "fr", "es-419"]),
    points=st.lists(text, max_size=3).map(tuple),
    subjects=st.lists(subjects, max_size=3).map(tuple),
    fields=fields,
    conditions=conditions,
)


def document(**changes: Any) -> bytes:
    return render_message(Message.model_validate_json(json.dumps(SMALL | changes)))


def parts_of(names: list[str]) -> Parts:
    members = tuple(Part(name=name, size=0, sha256=HASH) for name in names)
    return Parts(blinder=HASH, their_refs=(), answers=None, members=members)


def refused(data: bytes) -> ExchangeError:
    with pytest.raises(Refused, match="message-malformed") as caught:
        parse_message(data)
    assert caught.value.arguments == {}
    return caught.value


@settings(max_examples=60)
@given(messages)
def test_a_rendered_message_is_parsed_to_the_same(message: Message) -> None:
    data = render_message(message)
    assert parse_message(data) == message
    assert render_message(parse_message(data)) == data


@settings(max_examples=150)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_parsed_or_refused_without_content(data: bytes) -> None:
    refused(data)


def test_every_flipped_bit_is_refused_or_another_message() -> None:
    data = document()
    original = parse_message(data)
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        try:
            assert parse_message(bytes(flipped)) != original
        except Refused as error:
            assert error.reason == "message-malformed"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[" * 200_000,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b"1" * 5000,
        b"1e400",
        b"NaN",
        b'{"version":1,"version":1}',
        b"\xff\xfe",
        document() + b"\n",
        b" " + document(),
        document().replace(b'"version":1', b'"version":2'),
        document().replace(b'"version":1', b'"version":true'),
        document().replace(b'"version":1', b'"version":1.0'),
        document().replace(b'"subject":"Demande"', b'"subject":"Dem\\u0061nde"'),
        document().replace(b'"subject":"Demande"', b'"subject":"\\ud800"'),
        document().replace(b'"subject":"Demande"', b'"subject":"two\\nlines"'),
        document().replace(b'"subject":"Demande"', b'"subject":7'),
        document().replace(b'"subject":"Demande"', b'"subject":"' + b"x" * 2001 + b'"'),
        document().replace(b'"nature":"request"', b'"nature":"Request"'),
        document().replace(b'"nature":"request"', b'"nature":"request\\n"'),
        document().replace(b'"due_at":null', b'"due_at":"2026-11-23"'),
        document().replace(b'"due_at":null', b'"due_at":"2026-11-23T10:00:00"'),
        document().replace(b'"due_at":null', b'"due_at":"2026-11-23T10:00:00.000+01:00"'),
        document().replace(b'"due_at":null', b'"due_at":1795000000'),
        document().replace(b'"handling":null', b'"handling":"h1"'),
        document().replace(b'"agent":null', b'"agent":null,"more":1'),
        document().replace(b'"agent":null', b'"agent":""').replace(b'"nature":"request",', b""),
        document().replace(b"00000001", b"0000000A"),
        document().replace(b'"points":[]', b'"points":[' + b",".join([b'""'] * 201) + b"]"),
    ],
)
def test_hostile_json_is_refused_with_one_code(data: bytes) -> None:
    refused(data)


def test_text_with_controls_is_kept_as_it_is() -> None:
    hostile = "a\x00b\x1b[2J\u202ec"
    assert parse_message(document(text=hostile)).text == hostile


def test_a_text_of_the_limit_passes_and_one_byte_more_does_not() -> None:
    assert len(parse_message(document(text="é" * (TEXT_LIMIT // 2))).text) == TEXT_LIMIT // 2
    refused(document(text="é").replace("é".encode(), "é".encode() * (TEXT_LIMIT // 2) + b"e"))


def test_a_document_over_its_limit_is_refused_before_it_is_parsed() -> None:
    refused(document(points=["x" * 60_000] * 150))


def test_half_a_character_is_refused_where_it_is_written() -> None:
    values = Message.model_validate_json(json.dumps(SMALL)).model_copy(update={"text": "a\ud800"})
    with pytest.raises(Refused, match="text-not-unicode"):
        render_message(values)


def test_parts_are_parsed_to_what_was_rendered() -> None:
    parts = parts_of([BORDEREAU, MESSAGE, "attachments/1-a.pdf", "attachments/2-a.pdf"])
    assert parse_parts(render_parts(parts)) == parts
    assert parts.digest() == sha256_text(render_parts(parts))


def test_a_blinder_hides_what_the_log_commits_to() -> None:
    parts = parts_of([BORDEREAU, MESSAGE])
    assert parts.model_copy(update={"blinder": sha256_text(b"x")}).digest() != parts.digest()
    assert next(iter(json.loads(render_parts(parts)))) == "blinder"


@pytest.mark.parametrize(
    "names",
    [
        [MESSAGE, BORDEREAU],
        [BORDEREAU, BORDEREAU],
        [BORDEREAU, MESSAGE, "more.pdf"],
        [BORDEREAU, MESSAGE, "attachments/2-a.pdf"],
        [BORDEREAU, MESSAGE, "attachments/1-a.pdf", "attachments/1-b.pdf"],
        [BORDEREAU, MESSAGE, "attachments/1-a/b.pdf"],
        [BORDEREAU, MESSAGE, "attachments/1-..\\b.pdf"],
        [BORDEREAU, MESSAGE, "attachments/1-a\u202e.pdf"],
        [BORDEREAU, MESSAGE, "attachments/1-NUL"],
    ],
)
def test_parts_out_of_place_or_of_forbidden_names_are_refused(names: list[str]) -> None:
    with pytest.raises(Tampered, match="archive-"):
        parse_parts(render_parts(parts_of(names)))


def test_too_few_and_too_many_parts_are_refused() -> None:
    good = render_parts(parts_of([BORDEREAU, MESSAGE]))
    member = canonical({"name": "attachments/1-a", "size": 0, "sha256": HASH})
    full = [f"attachments/{n}-a" for n in range(1, MAX_PARTS - 1)]
    assert len(parse_parts(render_parts(parts_of([BORDEREAU, MESSAGE, *full]))).members) == MAX_PARTS
    for members in (b"", member, b",".join([member] * (MAX_PARTS + 1))):
        start, end = good.index(b'"members":[') + 11, len(good) - 2
        with pytest.raises(Refused, match="parts-malformed"):
            parse_parts(good[:start] + members + good[end:])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"size":0', b'"size":-1'),
        (b'"size":0', b'"size":4294967297'),
        (b'"size":0', b'"size":"0"'),
        (b'"size":0', b'"size":0.0'),
        (b'"answers":null', b'"answers":"none"'),
        (b'"answers":null', b'"answers":null,"more":0'),
        (b'"their_refs":[]', b'"their_refs":[""]'),
        (b'"their_refs":[]', b'"their_refs":["' + b"x" * 201 + b'"]'),
        (HASH.encode(), HASH[:-2].encode() + b"V="),
        (HASH.encode(), HASH[:-4].encode()),
        (b'{"blinder"', b'{"members":[],"blinder"'),
    ],
)
def test_parts_in_another_form_are_refused(old: bytes, new: bytes) -> None:
    data = render_parts(parts_of([BORDEREAU, MESSAGE]))
    assert old in data
    with pytest.raises(Refused, match="parts-malformed"):
        parse_parts(data.replace(old, new))
