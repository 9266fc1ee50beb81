"""Cards: their documented text, their one signature, and every other form refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.card import KEYS, Card
from keys.errors import FormatError, KeysError, SignatureError
from keys.fingerprint import Fingerprint
from keys.identity import CardKeys, LogKeys, OfficeKeys
from keys.note import Note, VerifierKey, parse_note
from tests.keys.flips import bit_flips, cuts
from tests.keys.world import CARD, LOG, OFFICE, ORIGIN, a_card

CARD_FILE = a_card().render(CARD.sign)
TEXT = a_card().text
OTHER_ORIGIN = "asi-quito/0123456789abcdef"

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=60).filter(
    lambda text: text == text.strip()
)
codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
languages = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=3)


def signed(text: str) -> bytes:
    """Return `text` as a card file signed by the right key, whatever it says."""
    return Note(text, (CARD.sign.sign(text),)).render()


def with_line(key: str, value: str) -> bytes:
    rows = [f"{key}: {value}" if row.startswith(f"{key}: ") else row for row in TEXT.split("\n")]
    return signed("\n".join(rows))


def test_a_card_says_what_the_format_lists_in_its_order() -> None:
    assert TEXT.split("\n") == [
        "exchange-card: v1",
        "handle: asi-bogota",
        "prefix: BOG",
        "type: liaison",
        f"origin: {ORIGIN}",
        "name: Ambassade de France à Bogotá",
        "country: FR",
        "host: CO,EC",
        "languages: fr,es",
        "contact: +57 1 000 00 00",
        *(f"vkey: {key}" for key in (*LOG.vkeys, *OFFICE.vkeys, CARD.sign.vkey)),
        f"age: {OFFICE.age.recipient}",
        "valid-from: 2026-09-01",
        "serial: 1",
        "",
    ]


def test_a_card_is_a_note_signed_by_its_card_key_alone() -> None:
    note = parse_note(CARD_FILE)
    assert note.text == TEXT
    assert [line.name for line in note.lines] == [f"{ORIGIN}/card"]


def test_a_card_is_read_back_as_it_was_written() -> None:
    assert Card.parse(CARD_FILE) == a_card()


@settings(max_examples=25)
@given(
    words.filter(bool),
    words,
    st.lists(codes, min_size=1, max_size=4, unique=True),
    st.lists(languages, min_size=1, max_size=4, unique=True),
    st.dates(),
    st.integers(1, 10**15 - 1),
)
def test_any_acceptable_values_are_read_back(
    name: str, contact: str, hosts: list[str], spoken: list[str], day: date, serial: int
) -> None:
    card = a_card(
        name=name,
        contact=contact,
        hosts=tuple(hosts),
        languages=tuple(spoken),
        valid_from=day,
        serial=serial,
    )
    assert Card.parse(card.render(CARD.sign)) == card


def test_bit_flips_all_over_a_card_are_refused() -> None:
    for changed in bit_flips(CARD_FILE, step=31):
        with pytest.raises(KeysError):
            Card.parse(changed)


def test_a_card_cut_off_anywhere_is_refused() -> None:
    for changed in cuts(CARD_FILE, step=53):
        with pytest.raises(FormatError):
            Card.parse(changed)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_no_card_and_raise_only_our_errors(data: bytes) -> None:
    with pytest.raises(KeysError):
        Card.parse(data)


def test_a_card_is_rendered_by_its_own_key_alone() -> None:
    stranger = CardKeys.from_seed(bytes(32), ORIGIN)
    with pytest.raises(SignatureError, match="not-the-card-key"):
        a_card().render(stranger.sign)
    with pytest.raises(SignatureError, match="not-the-card-key"):
        a_card().render(LOG.sign)


def test_a_card_signed_by_another_key_is_refused() -> None:
    stranger = CardKeys.from_seed(bytes(32), ORIGIN)
    with pytest.raises(SignatureError, match="no-known-signature"):
        Card.parse(Note(TEXT, (stranger.sign.sign(TEXT),)).render())


def test_a_card_with_a_second_signature_is_refused() -> None:
    note = Note(TEXT, (CARD.sign.sign(TEXT), LOG.sign.sign(TEXT)))
    with pytest.raises(FormatError, match="signature-count"):
        Card.parse(note.render())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("exchange-card", "v2"),
        ("handle", "asi-quito"),
        ("handle", "ASI"),
        ("prefix", "bog"),
        ("prefix", ""),
        ("prefix", "1BO"),
        ("prefix", "ABCDEFGHI"),
        ("type", "Liaison"),
        ("type", "liaison officer"),
        ("origin", OTHER_ORIGIN),
        ("origin", "asi-bogota"),
        ("name", ""),
        ("name", " Bogotá"),
        ("name", "Bogotá "),
        ("name", "n" * 201),
        ("name", "a\x85b"),
        ("name", "a\u2028b"),
        ("name", "a\x9bb"),
        ("country", "FRA"),
        ("country", "fr"),
        ("host", ""),
        ("host", "CO,"),
        ("host", "CO, EC"),
        ("host", "CO,CO"),
        ("languages", ""),
        ("languages", "fr;es"),
        ("languages", "français"),
        ("contact", " "),
        ("contact", "c" * 201),
        ("age", "age1pq1"),
        ("age", "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq"),
        ("age", f"{OFFICE.age.recipient}"[:-1] + "q"),
        ("age", f"{OFFICE.age.recipient}".upper()),
        ("valid-from", "2026-13-01"),
        ("valid-from", "2026-02-30"),
        ("valid-from", "20260901"),
        ("valid-from", "2026-W36-2"),
        ("valid-from", "01/09/2026"),
        ("serial", "0"),
        ("serial", "01"),
        ("serial", "-1"),
        ("serial", "1.0"),
        ("serial", "٣"),
        ("serial", "9" * 16),
        ("serial", "9" * 5000),
    ],
)
def test_a_value_that_no_card_can_hold_is_refused_though_signed(key: str, value: str) -> None:
    with pytest.raises(KeysError):
        Card.parse(with_line(key, value))


@given(st.sampled_from(sorted(set(KEYS))), st.text(max_size=60))
def test_any_text_in_any_line_is_read_exactly_or_refused(key: str, value: str) -> None:
    try:
        data = with_line(key, value)
        card = Card.parse(data)
    except KeysError:
        return
    assert card.render(CARD.sign) == data


def test_a_contact_may_be_left_empty() -> None:
    card = a_card(contact="")
    assert "contact: \n" in card.text
    assert Card.parse(card.render(CARD.sign)) == card


@pytest.mark.parametrize("row", range(18))
def test_a_line_missing_twice_or_moved_is_refused(row: int) -> None:
    rows = TEXT.split("\n")[:-1]
    missing = rows[:row] + rows[row + 1 :]
    twice = [*rows[:row], rows[row], *rows[row:]]
    moved = [*missing, rows[row]] if row < len(rows) - 1 else [rows[row], *missing]
    for lines in (missing, twice, moved):
        with pytest.raises(KeysError):
            Card.parse(signed("\n".join(lines) + "\n"))


def test_a_line_that_the_format_does_not_know_is_refused() -> None:
    with pytest.raises(FormatError, match="not-a-card"):
        Card.parse(signed(TEXT + "note: more\n"))


def test_another_spacing_after_the_colon_is_refused() -> None:
    for changed in (TEXT.replace("prefix: ", "prefix:"), TEXT.replace("prefix: ", "prefix:  ")):
        with pytest.raises(FormatError):
            Card.parse(signed(changed))


def other_keys() -> list[tuple[VerifierKey, ...]]:
    log = LogKeys.from_seed(bytes(32), OTHER_ORIGIN)
    office = OfficeKeys.from_seed(bytes(32), OTHER_ORIGIN)
    card = CardKeys.from_seed(bytes(32), OTHER_ORIGIN)
    return [
        (*log.vkeys, *OFFICE.vkeys, CARD.sign.vkey),
        (*LOG.vkeys, *office.vkeys, CARD.sign.vkey),
        (*LOG.vkeys, *OFFICE.vkeys, card.sign.vkey),
        (*OFFICE.vkeys, *LOG.vkeys, CARD.sign.vkey),
        (LOG.vkeys[1], LOG.vkeys[0], *OFFICE.vkeys, CARD.sign.vkey),
        (LOG.vkeys[0], LOG.vkeys[0], *OFFICE.vkeys, CARD.sign.vkey),
    ]


@pytest.mark.parametrize("keys", other_keys())
def test_keys_whose_names_or_types_disagree_with_the_origin_are_refused(
    keys: tuple[VerifierKey, ...],
) -> None:
    log, log_pq, office, office_pq, card = keys
    with pytest.raises(FormatError, match="keys-of-another-origin"):
        replace(a_card(), log_keys=(log, log_pq), office_keys=(office, office_pq), card_key=card)


def test_new_log_keys_under_the_old_origin_are_taken() -> None:
    renewed = LogKeys.from_seed(b"\x77" * 32, ORIGIN)
    card = replace(a_card(serial=2), log_keys=renewed.vkeys)
    assert Card.parse(card.render(CARD.sign)) == card


def test_the_fingerprint_is_that_of_the_notes_text() -> None:
    assert a_card().fingerprint == Fingerprint.of(TEXT)
    assert a_card(serial=2).fingerprint != a_card().fingerprint
