"""Subjects: recorded one by one, checked as typed; what may be the forgery is kept with a warning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from exchange.codes import SubjectType
from exchange.codes.fields import SUBJECT_FIELDS
from exchange.errors import ExchangeError, NotAuthorised, NotFound
from exchange.requests.subject_parsing import subject
from exchange.requests.views import SubjectView
from tests.exchange.mrz.specimens import CARD, LONG_CARD, PASSPORT, VISA_A
from tests.exchange.requests.cases import DRUGS, FRAUD, ROSERO, ask
from tests.exchange.requests.cases import PASSPORT as DOCUMENT
from tests.exchange.requests.field_samples import sample
from tests.world import AUDITOR, INVESTIGATOR, OFFICER, Seat, World

TODAY = date(2026, 11, 19)


def warned(type_: str, **fields: str) -> tuple[str, ...]:
    """Return the warnings of a subject with these fields."""
    return subject(SubjectType(type_), fields, TODAY).warnings


def kept(type_: str, **fields: str) -> dict[str, str]:
    """Return the fields of a subject as they are kept."""
    return subject(SubjectType(type_), fields, TODAY).fields


@pytest.mark.parametrize("type_", SubjectType)
def test_every_field_of_every_type_is_kept_in_its_one_form(desk: Seat, type_: SubjectType) -> None:
    ref = desk.requests.open(DRUGS).ref
    fields = [field for field in SUBJECT_FIELDS[type_] if field.name != "mrz"]
    done = desk.subjects.add(ref, type_.value, {field.name: sample(field)[0] for field in fields})
    assert done.subject == SubjectView(
        1, type_.value, None, {field.name: sample(field)[1] for field in fields}, ()
    )
    assert desk.subjects.list(ref) == desk.requests.show(ref)[0].subjects == (done.subject,)


def test_each_subject_takes_the_next_number_and_an_entry_that_names_its_type_alone(
    world: World, desk: Seat
) -> None:
    opened = ask(desk, new=FRAUD, persons=(ROSERO,))
    done = desk.subjects.add(opened.ref, "vehicle", {"plate": "fzx123", "country": "CO"})
    assert (done.subject.number, done.subject.fields["plate"]) == (3, "FZX123")
    entry = world.entries()[done.log_index]
    assert (entry.op, entry.x["kind"]) == ("subject.recorded", "vehicle")
    assert entry.on == {"type": "request", "id": opened.id, "ref": opened.ref}
    assert "FZX" not in str(entry)
    assert [subject.number for subject in desk.subjects.list(opened.ref)] == [1, 2, 3]
    assert world.ops()[-1] == "request.consulted"


def test_a_person_or_an_organisation_has_a_role_and_a_thing_has_none(desk: Seat) -> None:
    ref = desk.requests.open(DRUGS).ref
    assert desk.subjects.add(ref, "person", {"family": "ROSERO"}, "SUSPECT").subject.role == "suspect"
    assert desk.subjects.add(ref, "organisation", {"name": "X SA", "role": "victim"}).subject.role == "victim"
    with pytest.raises(ExchangeError) as caught:
        desk.subjects.add(ref, "vehicle", {"plate": "FZX123"}, "suspect")
    assert caught.value.reason == "role-of-thing"


def test_an_officer_records_a_subject_and_neither_auditor_nor_investigator_does(world: World) -> None:
    ref = world.desk().requests.open(DRUGS).ref
    world.desk(OFFICER).subjects.add(ref, "phone", {"number": "+573001234567"})
    for other in (AUDITOR, INVESTIGATOR):
        with pytest.raises(NotAuthorised):
            world.desk(other).subjects.add(ref, "phone", {"number": "+573001234567"})
    with pytest.raises(NotAuthorised):
        world.desk(AUDITOR).subjects.list(ref)
    with pytest.raises(NotFound):
        world.desk().subjects.add("BOG-2026-00099", "phone", {"number": "+573001234567"})


WARNED = (
    ("vehicle", "vin", "1M8GDM9A1KP042788", "vin-check-digit"),
    ("phone", "imei", "354178036859780", "imei-check-digit"),
    ("phone", "imsi", "439011234567890", "imsi-network"),
    ("phone", "number", "+33 7 00 00 00 00", "phone-not-assigned"),
    ("account", "iban", "FR1520041010050500013M02606", "iban-check-digit"),
    ("account", "wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "wallet-checksum"),
    (
        "account",
        "wallet",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj1",
        "wallet-checksum",
    ),
    (
        "account",
        "wallet",
        "bc1P0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "wallet-checksum",
    ),
    ("account", "wallet", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "wallet-checksum"),
    ("container", "number", "CSQU3054384", "container-check-digit"),
    ("vessel", "imo", "9074728", "imo-check-digit"),
)


@pytest.mark.parametrize(("type_", "name", "value", "warning"), WARNED)
def test_a_wrong_check_digit_is_kept_with_its_warning(
    desk: Seat, type_: str, name: str, value: str, warning: str
) -> None:
    ref = desk.requests.open(DRUGS).ref
    done = desk.subjects.add(ref, type_, {name: value})
    assert done.subject.warnings == (warning,)
    assert done.subject.fields[name] == value.replace(" ", "")
    assert desk.requests.show(ref)[0].subjects[0].warnings == (warning,)


@pytest.mark.parametrize(
    ("issued", "expires", "doubted"),
    [
        ("2020", "2019", True),
        ("2020-03", "2020", False),
        ("2020-03-02", "2020-03-01", True),
        ("2020", "2030", False),
    ],
)
def test_a_document_that_expires_before_it_was_issued_is_kept_with_its_warning(
    issued: str, expires: str, doubted: bool
) -> None:
    told = warned("document", number="X1", issued=issued, expires=expires)
    assert told == (("document-dates",) if doubted else ())


def test_a_vin_of_a_country_without_check_digits_is_not_doubted() -> None:
    assert warned("vehicle", vin="VF1BB05CF12345678") == ()


def test_an_imei_without_its_check_digit_and_a_wallet_of_another_currency_are_not_doubted() -> None:
    assert warned("phone", imei="35417803685978") == ()
    assert warned("account", wallet="0x52908400098527886E0F7030069857D2E4169EE7") == ()


@pytest.mark.parametrize(
    "address",
    [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    ],
)
def test_an_address_of_bitcoin_with_its_checksum_is_not_doubted(address: str) -> None:
    """Addresses of BIP 173 and BIP 350, the first of block 0."""
    assert warned("account", wallet=address) == ()


REFUSED = (
    ("person", {"born": "1980"}, "person-unnamed"),
    ("person", {"family": " ", "given": "\n"}, "person-unnamed"),
    ("person", {"family": "X", "nationality": "Atlantis"}, "unknown-country"),
    ("person", {"family": "X", "born": "2027"}, "future-moment"),
    ("person", {"family": "X", "special-data": "shoes"}, "unknown-code"),
    ("person", {"familly": "X"}, "unknown-subject-field"),
    ("person", {"family": "X", "plate": "X"}, "unknown-subject-field"),
    ("document", {"type": "passport"}, "document-unnumbered"),
    ("document", {"mrz": "P<UTO"}, "mrz-length"),
    ("vehicle", {"colour": "bleu"}, "subject-empty"),
    ("vehicle", {"vin": "1M8GDM9AXKP04278O"}, "vin-form"),
    ("vehicle", {"vin": "1M8GDM9AXKP04278"}, "vin-form"),
    ("vehicle", {"plate": "--"}, "plate-form"),
    ("phone", {"number": "601 234 5678"}, "phone-form"),
    ("phone", {"number": "+57 12"}, "phone-form"),
    ("phone", {"number": "+57 300 123 4567 ext 9"}, "phone-form"),
    ("phone", {"number": "+999 1234567"}, "phone-form"),
    ("phone", {"imei": "35417803685978X"}, "imei-form"),
    ("phone", {"imei": "٣٥٤١٧٨٠٣٦٨٥٩٧٨٩"}, "imei-form"),
    ("phone", {"number": "+٥٧٣٠٠١٢٣٤٥٦٧"}, "phone-form"),
    ("phone", {"imsi": "732"}, "imsi-form"),
    ("account", {"iban": "FR14 2004"}, "iban-form"),
    ("account", {"iban": "CO1420041010050500013M02606"}, "iban-form"),
    ("account", {"iban": "FR1420041010050500013M0260"}, "iban-form"),
    ("account", {"number": "1", "bic": "BNP"}, "bic-form"),
    ("account", {"wallet": "mon portefeuille"}, "wallet-form"),
    ("container", {"number": "CSQA3054383"}, "container-form"),
    ("container", {"seal": "1"}, "subject-empty"),
    ("vessel", {"imo": "907472"}, "imo-form"),
    ("vessel", {"mmsi": "22600000"}, "mmsi-form"),
    ("online", {"email": "nobody"}, "email-form"),
    ("online", {"platform": "x"}, "subject-empty"),
    ("aircraft", {"name": "x"}, "unknown-code"),
    ("firearm", {"serial": "\ud800"}, "half-character"),
    ("firearm", {"serial": "x" * 2001}, "text-too-long"),
)  # fmt: skip


@pytest.mark.parametrize(("type_", "fields", "reason"), REFUSED)
def test_an_impossible_form_is_refused_and_nothing_of_it_stays(
    standing: World, refusing: Seat, type_: str, fields: dict[str, str], reason: str
) -> None:
    ref = refusing.requests.open(DRUGS).ref
    before = standing.ops()
    with pytest.raises(ExchangeError) as caught:
        refusing.subjects.add(ref, type_, fields)
    assert (caught.value.reason, int(caught.value.exit)) == (reason, 1)
    assert standing.ops() == before


def test_foreign_text_in_a_field_is_kept_exactly_as_it_came(desk: Seat) -> None:
    ref = desk.requests.open(DRUGS).ref
    text = "\x1b]52;c;x\x07 [/] \u202e=cmd نص 中文"
    assert desk.subjects.add(ref, "person", {"family": text}).subject.fields["family"] == text


def test_a_zone_fills_a_document_and_its_holder() -> None:
    assert kept("document", mrz=PASSPORT.text) == {
        "type": "passport",
        "number": "L898902C3",
        "country": "UTO",
        "expires": "2012-04-15",
        "family": "ERIKSSON",
        "given": "ANNA MARIA",
        "sex": "F",
        "born": "1974-08-12",
        "nationality": "UTO",
        "personal-number": "ZE184226B",
        "mrz": PASSPORT.text.replace("\n", " "),
    }
    assert kept("document", mrz=VISA_A.text)["type"] == "visa"
    assert kept("document", mrz=CARD.text)["type"] == "identity-card"
    assert kept("document", mrz=LONG_CARD.text)["number"] == "D23145890734"


def test_a_zone_fills_a_person_and_nothing_of_the_document() -> None:
    found = kept("person", mrz=CARD.text)
    assert set(found) == {"family", "given", "sex", "born", "nationality", "mrz"}
    assert warned("person", mrz=CARD.text) == ()


def test_what_was_typed_stays_and_a_zone_that_says_otherwise_warns() -> None:
    typed = {"number": "L898902C4", "country": "COL", "family": "ERIKSEN", "born": "1975", "sex": "M"}
    found = subject(SubjectType.DOCUMENT, {**typed, "mrz": PASSPORT.text, "nationality": "FRA"}, TODAY)
    assert {name: found.fields[name] for name in typed} == typed
    assert set(found.warnings) == {
        "mrz-differs-number",
        "mrz-differs-country",
        "mrz-differs-family",
        "mrz-differs-birth",
        "mrz-differs-sex",
        "mrz-differs-nationality",
    }


def test_names_in_another_writing_partial_dates_and_spaces_in_numbers_do_not_differ() -> None:
    assert warned("document", mrz=PASSPORT.text, number="l898902 c3", born="1974-08", given="Anna") == ()
    assert warned("person", mrz=PASSPORT.text, family="Эрикссон", nationality="FRA,UTO") == ()
    text = PASSPORT.text.replace("ERIKSSON<<ANNA<MARIA<<<<", "MUELLER<GARCIA<<ANNA<MAR")
    assert warned("person", mrz=text, family="Müller-García", given="Anna Maria") == ()


def test_a_forged_digit_in_a_zone_is_kept_with_its_warning(desk: Seat) -> None:
    forged = PASSPORT.text.replace("L898902C36", "L898903C36")
    opened = desk.requests.open(replace(FRAUD, documents=({"mrz": forged},), persons=({"mrz": forged},)))
    assert [one.warnings for one in opened.subjects] == [("mrz-number-digit", "mrz-composite-digit")] * 2
    assert opened.subjects[1].fields["number"] == "L898903C3"


def test_a_day_that_no_calendar_has_is_doubted_and_fills_nothing() -> None:
    text = PASSPORT.text.replace("740812", "740230")
    assert "mrz-birth-date" in warned("document", mrz=text)
    assert "born" not in kept("document", mrz=text)


def test_documents_of_the_command_line_keep_their_plain_form() -> None:
    assert kept("document", **DOCUMENT) == DOCUMENT
