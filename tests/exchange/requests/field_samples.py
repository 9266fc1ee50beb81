"""A value of each form that a field may have, as it is typed, and as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exchange.codes.fields import LISTS, Field, Form
from tests.exchange.mrz.specimens import PASSPORT

SAMPLES: Final[Mapping[Form, tuple[str, str]]] = {
    Form.TEXT: ("  de Quito à Madrid ", "de Quito à Madrid"),
    Form.DAY: ("2031-02-28", "2031-02-28"),
    Form.DAY_PAST: ("2026-02-28", "2026-02-28"),
    Form.DATE_PAST: ("2026-02", "2026-02"),
    Form.DATE: ("2031-02", "2031-02"),
    Form.COUNT: ("1 200", "1200"),
    Form.QUANTITY: ("1 200,50", "1200.5"),
    Form.NATINF: ("07990", "7990"),
    Form.COUNTRY: ("co", "COL"),
    Form.COUNTRIES: ("co; FRA D", "COL,FRA,D"),
    Form.LANGUAGE: ("ES", "es"),
    Form.PLATE: (" fzx  123", "FZX 123"),
    Form.VIN: ("1m8gdm9axkp042788", "1M8GDM9AXKP042788"),
    Form.PHONE: ("+57 (300) 123-45.67", "+573001234567"),
    Form.IMEI: ("35-417803-685978-9", "354178036859789"),
    Form.IMSI: ("732 101 234567890", "732101234567890"),
    Form.IBAN: ("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"),
    Form.BIC: ("bnpafrpp", "BNPAFRPP"),
    Form.WALLET: ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    Form.CONTAINER: ("csqu 305438-3", "CSQU3054383"),
    Form.IMO: ("IMO 9074729", "9074729"),
    Form.MMSI: ("226 000 000", "226000000"),
    Form.EMAIL: ("x@exemple.org", "x@exemple.org"),
    Form.MRZ: (PASSPORT.text, PASSPORT.text.replace("\n", " ")),
}


def sample(field: Field) -> tuple[str, str]:
    """Return a value of a field as it may be typed, and as it is kept."""
    if field.form is Form.CODE:
        code = list(LISTS[field.codes])[-1]
        return code.upper().replace("-", "_"), code
    if field.form is Form.CODES:
        codes = list(LISTS[field.codes])
        return f"{codes[1]}, {codes[0]}", f"{codes[0]},{codes[1]}"
    return SAMPLES[field.form]
