"""What a machine-readable zone fills in of a person's or a document's fields, and where they differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from exchange.codes import DocumentType, SubjectType
from exchange.mrz import Reading, Zone, ZoneFormat, read_mrz
from exchange.mrz.dates import birth_date, expiry_date

_DIFFERS: Final = {
    "type": "mrz-differs-type",
    "number": "mrz-differs-number",
    "country": "mrz-differs-country",
    "expires": "mrz-differs-expiry",
    "family": "mrz-differs-family",
    "given": "mrz-differs-given",
    "sex": "mrz-differs-sex",
    "born": "mrz-differs-birth",
    "nationality": "mrz-differs-nationality",
}
_NAMES: Final = ("family", "given")
_TYPES: Final = {
    "P": DocumentType.PASSPORT,
    "V": DocumentType.VISA,
    "AC": DocumentType.OTHER,
    "I": DocumentType.IDENTITY_CARD,
    "ID": DocumentType.IDENTITY_CARD,
}
"""What a document's code says, where it says anything that all issuers mean alike."""

_LATIN: Final = str.maketrans(
    {
        "Ä": "AE",
        "Ö": "OE",
        "Ü": "UE",
        "ß": "SS",
        "Æ": "AE",
        "Œ": "OE",
        "Ø": "OE",
        "Å": "AA",
        "Þ": "TH",
        "Đ": "D",
    }
)
"""The transliterations that ICAO 9303, part 3, section 6 recommends and that aren't the bare letter."""


class ZoneFields(NamedTuple):
    """What a zone fills in, the zone itself among it, and the warnings of its reading."""

    fields: dict[str, str]
    warnings: tuple[str, ...]


def zone_fields(text: str, type_: SubjectType, today: date) -> ZoneFields:
    """Return what a zone says of a person or of a document; raise Invalid where it is none."""
    reading = read_mrz(text)
    zone = reading.zone
    found = {**_holder(zone, today), **(_document(zone, today) if type_ is SubjectType.DOCUMENT else {})}
    found["mrz"] = _shown(text)
    return ZoneFields({name: value for name, value in found.items() if value}, _warnings(reading, today))


def zone_differences(zone: Mapping[str, str], typed: Mapping[str, str]) -> Iterator[str]:
    """Name each typed field of which the zone says something else."""
    for name, warning in _DIFFERS.items():
        if name in zone and name in typed and not _agree(name, zone[name], typed[name]):
            yield warning


def _holder(zone: Zone, today: date) -> dict[str, str]:
    return {
        "family": zone.family,
        "given": zone.given,
        "sex": zone.sex if zone.sex in ("F", "M") else "",
        "born": birth_date(zone.born, today) or "",
        "nationality": zone.nationality,
    }


def _document(zone: Zone, today: date) -> dict[str, str]:
    kind = _TYPES.get(zone.code) or _TYPES.get(zone.code[:1] if zone.code[:1] in "PV" else "")
    return {
        "type": kind.value if kind else "",
        "number": zone.number,
        "country": zone.issuer,
        "expires": expiry_date(zone.expires, today) or "",
        "personal-number": zone.optional if zone.format is ZoneFormat.TD3 else "",
    }


def _warnings(reading: Reading, today: date) -> tuple[str, ...]:
    """Add to what the reader doubts the days that no calendar has, such as 30 February."""
    zone, found = reading.zone, list(reading.warnings)
    for name, date_ in (
        ("mrz-birth-date", birth_date(zone.born, today)),
        ("mrz-expiry-date", expiry_date(zone.expires, today)),
    ):
        if date_ is None and name not in found:
            found.append(name)
    return tuple(found)


def _agree(name: str, zone: str, typed: str) -> bool:
    """Say whether what was typed may be what the zone says: names in its letters, cut and partial dates."""
    if name in _NAMES:
        known, given = _letters(zone), _letters(typed)
        return not given or known.startswith(given) or given.startswith(known)
    if name in ("born", "expires"):
        return zone.startswith(typed) or typed.startswith(zone)
    if name == "nationality":
        return zone in typed.split(",")
    return _signs(zone) == _signs(typed)


def _letters(text: str) -> str:
    """Return a name as a zone writes it, without spaces; empty where it is in another script."""
    plain = unicodedata.normalize("NFD", text.upper().translate(_LATIN))
    letters = [sign for sign in plain if sign.isalpha()]
    return "" if any(sign > "Z" for sign in letters) else "".join(letters)


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())


def _shown(text: str) -> str:
    """Return the zone on one line, its lines kept apart by a space."""
    signs = "".join(text.upper().split())
    width = {90: 30, 88: 44, 72: 36}[len(signs)]
    return " ".join(signs[start : start + width] for start in range(0, len(signs), width))
