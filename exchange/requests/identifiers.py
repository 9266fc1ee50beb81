"""Numbers that carry their own check: telephones, accounts, vehicles, vessels, containers.

A number whose form is impossible is refused. One whose check digit is wrong, or that nobody has given
out as far as the libraries know, is kept with a warning: it may be the forgery that is asked about.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Final, NamedTuple

from exchange.codes.fields import Form
from exchange.errors import Invalid

_SEPARATORS: Final = re.compile(r"[\s\-.]+", re.ASCII)
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_BIC: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
_IMEI: Final = re.compile(r"\d{14,16}", re.ASCII)
_IMSI: Final = re.compile(r"\d{14,15}", re.ASCII)
_VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}", re.ASCII)
_CHECKED_VIN: Final = frozenset("12345L")
"""Where a VIN's ninth sign must be its check digit: North America (49 CFR 565.15), China (GB 16735)."""

_CONTAINER: Final = re.compile(r"[A-Z]{3}[UJZR]\d{7}", re.ASCII)
_IMO: Final = re.compile(r"(?:IMO)?(\d{7})", re.ASCII)
_MMSI: Final = re.compile(r"\d{9}", re.ASCII)
_PHONE: Final = re.compile(r"\+[\d\s().\-/]{4,40}", re.ASCII)
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,63}", re.ASCII)
_WALLET: Final = re.compile(r"[A-Za-z0-9]{16,128}", re.ASCII)
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX: Final = (3, 3, 0, 2, 3)
"""`bc` as BIP 173 puts it before the data."""
_BECH32M: Final = 0x2BC830A3
_BITCOIN: Final = re.compile(r"(?:[13][1-9A-HJ-NP-Za-km-z]{25,39}|(?:bc1|BC1)[A-Za-z0-9]{8,87})", re.ASCII)


class Checked(NamedTuple):
    """A number in its one written form, and the name of what is doubtful about it."""

    value: str
    warning: str | None = None


def check(form: Form, text: str, field: str) -> Checked:
    """Return a number of one of these forms as it is kept; raise Invalid where it can't be one."""
    return _CHECKS[form](text, field)


def _phone(text: str, field: str) -> Checked:
    """Read a number in international form (E.164), `+57…` or `0057…`."""
    # The metadata of every country's numbers: only who names a telephone pays for it.
    phonenumbers = importlib.import_module("phonenumbers")
    written = re.sub(r"^00(?=[1-9])", "+", text.strip())
    if _PHONE.fullmatch(written) is None:
        raise Invalid("phone-form", field=field)
    try:
        number = phonenumbers.parse(written, None)
    except phonenumbers.NumberParseException:
        raise Invalid("phone-form", field=field) from None
    if not phonenumbers.is_possible_number(number):
        raise Invalid("phone-form", field=field)
    kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Checked(kept, None if phonenumbers.is_valid_number(number) else "phone-not-assigned")


def _imei(text: str, field: str) -> Checked:
    number = _formed("imei-form", _IMEI, _compact(text), field)
    return Checked(number, _unless(_stdnum("imei").is_valid(number), "imei-check-digit"))


def _imsi(text: str, field: str) -> Checked:
    number = _formed("imsi-form", _IMSI, _compact(text), field)
    return Checked(number, _unless(_stdnum("imsi").is_valid(number), "imsi-network"))


def _iban(text: str, field: str) -> Checked:
    """Check an IBAN (ISO 13616): length and signs by its country's own form first, then its check digits."""
    iban = _stdnum("iban")
    number = _formed("iban-form", _IBAN, _compact(text), field)
    righted = f"{number[:2]}{iban.calc_check_digits(number)}{number[4:]}"
    if not iban.is_valid(righted, check_country=False):
        raise Invalid("iban-form", field=field)
    return Checked(number, _unless(iban.is_valid(number), "iban-check-digit"))


def _bic(text: str, field: str) -> Checked:
    """Check the form of a BIC (ISO 9362)."""
    return Checked(_formed("bic-form", _BIC, _compact(text), field))


def _wallet(text: str, field: str) -> Checked:
    """Keep an address of any currency; one that looks like bitcoin's must have its checksum."""
    address = _formed("wallet-form", _WALLET, text.strip(), field)
    if _BITCOIN.fullmatch(address) is None:
        return Checked(address)
    return Checked(address, _unless(_is_bitcoin(address), "wallet-checksum"))


def _is_bitcoin(address: str) -> bool:
    """Say whether an address has its checksum: Base58Check, Bech32 (BIP 173), or Bech32m (BIP 350).

    python-stdnum knows the first two; the third is its Bech32 with another constant.
    """
    library = _stdnum("bitcoin")
    if address[:3].lower() != "bc1" or address[3].lower() == "q":
        return bool(library.is_valid(address))
    if address not in (address.lower(), address.upper()):
        return False
    values = [_BECH32.find(sign) for sign in address[3:].lower()]
    return -1 not in values and library.bech32_checksum([*_PREFIX, *values]) == _BECH32M


def _vin(text: str, field: str) -> Checked:
    """Check a VIN (ISO 3779); its check digit only where the law of its country demands one."""
    number = _formed("vin-form", _VIN, _compact(text), field)
    if number[0] not in _CHECKED_VIN:
        return Checked(number)
    right: bool = importlib.import_module("vininfo").Vin(number).verify_checksum(check_year=False)
    return Checked(number, _unless(right, "vin-check-digit"))


def _plate(text: str, field: str) -> Checked:
    plate = " ".join(text.upper().split())
    if not any(sign.isalnum() for sign in plate) or len(plate) > 20:
        raise Invalid("plate-form", field=field)
    return Checked(plate)


def _container(text: str, field: str) -> Checked:
    """Check a container's number (ISO 6346)."""
    number = _formed("container-form", _CONTAINER, _compact(text), field)
    return Checked(number, _unless(_stdnum("iso6346").is_valid(number), "container-check-digit"))


def _imo(text: str, field: str) -> Checked:
    number = _formed("imo-form", _IMO, _compact(text), field).removeprefix("IMO")
    return Checked(number, _unless(_stdnum("imo").is_valid(number), "imo-check-digit"))


def _mmsi(text: str, field: str) -> Checked:
    return Checked(_formed("mmsi-form", _MMSI, _compact(text), field))


def _email(text: str, field: str) -> Checked:
    return Checked(_formed("email-form", _EMAIL, text.strip(), field))


def _formed(reason: str, form: re.Pattern[str], text: str, field: str) -> str:
    if form.fullmatch(text) is None:
        raise Invalid(reason, field=field)
    return text


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _unless(right: bool, warning: str) -> str | None:
    return None if right else warning


def _stdnum(name: str) -> ModuleType:
    return importlib.import_module(f"stdnum.{name}")


_CHECKS: Final[Mapping[Form, Callable[[str, str], Checked]]] = {
    Form.PHONE: _phone,
    Form.IMEI: _imei,
    Form.IMSI: _imsi,
    Form.IBAN: _iban,
    Form.BIC: _bic,
    Form.WALLET: _wallet,
    Form.VIN: _vin,
    Form.PLATE: _plate,
    Form.CONTAINER: _container,
    Form.IMO: _imo,
    Form.MMSI: _mmsi,
    Form.EMAIL: _email,
}

FORMS: Final = frozenset(_CHECKS)
"""The forms that are checked here."""
