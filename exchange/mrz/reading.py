"""From the text of a zone to what it says: refused where it can't be one, else read with warnings.

A forgery shows in a check digit that is wrong: it is told by name, and what stands there is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from exchange.countries import TRAVEL_DOCUMENT_CODES, alpha2_of
from exchange.errors import Invalid
from exchange.mrz.digits import SIGNS, check_digit
from exchange.mrz.layouts import CODE, LAYOUTS, Layout, after
from exchange.mrz.model import Reading, Zone, ZoneFormat
from exchange.mrz.names import may_be_cut, split_name

_SIZES: Final = {
    90: (ZoneFormat.TD1,),
    72: (ZoneFormat.TD2, ZoneFormat.MRV_B),
    88: (ZoneFormat.TD3, ZoneFormat.MRV_A),
}
_CODES: Final = {
    ZoneFormat.TD1: "ACI",
    ZoneFormat.TD2: "ACI",
    ZoneFormat.TD3: "P",
    ZoneFormat.MRV_A: "V",
    ZoneFormat.MRV_B: "V",
}
"""With which letter the code of each format begins (ICAO 9303, parts 4 to 7)."""

_SEXES: Final = {"F": "F", "M": "M", "<": ""}
_BLANK: Final = re.compile(r"[^\S\n\r]+")
_DATE: Final = re.compile(r"\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|<<)|<<<<)|<<<<<<")


def read_mrz(text: str) -> Reading:
    """Return what a zone says, pasted or from a wedge reader, its lines apart or run together.

    Raise Invalid where its length is no format's, a sign can't stand in one, or it is the French
    identity card's of before 2021, which has 2 lines of 36 signs but isn't one of ICAO's.
    """
    lines, format_ = _lines(text)
    layout = LAYOUTS[format_]
    number, optional, digit_warning = _number(layout, lines)
    family, given, formed = split_name(layout.names.of(lines))
    zone = Zone(
        format=format_,
        code=CODE.of(lines).rstrip("<"),
        issuer=layout.issuer.of(lines).rstrip("<"),
        number=number,
        nationality=layout.nationality.of(lines).rstrip("<"),
        born=layout.born.of(lines),
        sex=_SEXES.get(layout.sex.of(lines), layout.sex.of(lines)),
        expires=layout.expires.of(lines),
        family=family,
        given=given,
        optional=optional,
        second_optional=_plain(layout.second_optional.of(lines)) if layout.second_optional else "",
    )
    doubts = [*_doubts(zone, layout, lines, formed), *digit_warning, *_digits(layout, lines)]
    return Reading(zone, tuple(doubts))


def _lines(text: str) -> tuple[tuple[str, ...], ZoneFormat]:
    given = [line for line in (_BLANK.sub("", line) for line in text.splitlines()) if line]
    whole = "".join(given)
    for place, sign in enumerate(whole, 1):
        if not sign.isascii() or sign.upper() not in SIGNS:
            raise Invalid("mrz-sign", place=place)
    whole = whole.upper()
    formats = _SIZES.get(len(whole))
    if formats is None:
        raise Invalid("mrz-length", length=len(whole))
    format_ = formats[-1 if whole.startswith("V") else 0]
    width = LAYOUTS[format_].width
    if len(given) > 1 and any(len(line) != width for line in given):
        raise Invalid("mrz-length", length=next(len(line) for line in given if len(line) != width))
    if format_ is ZoneFormat.TD2 and whole.startswith("IDFRA"):
        raise Invalid("mrz-french-card")
    return tuple(whole[start : start + width] for start in range(0, len(whole), width)), format_


def _number(layout: Layout, lines: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Return the document's number, the optional data, and the warning of its check digit if any.

    A number longer than 9 signs has a filler in the place of its check digit and runs on at the
    beginning of the optional data, up to a filler; its last sign there is the check digit
    (ICAO 9303, part 5, note j; part 6, note k).
    """
    principal, digit = layout.number.of(lines), after(layout.number).of(lines)
    optional = layout.optional.of(lines)
    runs_on = layout.long_numbers and digit == "<" and not principal.endswith("<")
    if runs_on and len(optional.partition("<")[0]) > 1:
        rest, _, optional = optional.partition("<")
        number = principal + rest[:-1]
        # Belgian and Swedish cards count the filler between the two parts too: both are right.
        right = rest[-1] in (check_digit(number), check_digit(f"{principal}<{rest[:-1]}"))
        return _plain(number), _plain(optional), () if right else ("mrz-number-digit",)
    right = digit == check_digit(principal) or (digit == "<" and not principal.strip("<"))
    return _plain(principal), _plain(optional), () if right else ("mrz-number-digit",)


def _digits(layout: Layout, lines: tuple[str, ...]) -> Iterator[str]:
    """Name the other check digits that are wrong; one over fillers alone may itself be a filler."""
    checked = [("mrz-birth-digit", layout.born), ("mrz-expiry-digit", layout.expires)]
    if layout.optional_digit:
        checked.append(("mrz-optional-digit", layout.optional))
    for name, place in checked:
        field = place.of(lines)
        expected = {check_digit(field)} | ({"<"} if not field.strip("<") else set())
        if after(place).of(lines) not in expected:
            yield name
    if layout.composite is not None:
        whole = "".join(place.of(lines) for place in layout.composed)
        if layout.composite.of(lines) != check_digit(whole):
            yield "mrz-composite-digit"


def _doubts(zone: Zone, layout: Layout, lines: tuple[str, ...], formed: bool) -> Iterator[str]:
    """Name what no check digit covers and yet can't be, or may be incomplete."""
    if zone.code[:1] not in tuple(_CODES[zone.format]):
        yield "mrz-code"
    if not _known(zone.issuer):
        yield "mrz-issuer"
    if not formed:
        yield "mrz-name-form"
    elif may_be_cut(layout.names.of(lines)):
        yield "mrz-name-cut"
    if not _known(zone.nationality):
        yield "mrz-nationality"
    if _DATE.fullmatch(zone.born) is None:
        yield "mrz-birth-date"
    if layout.sex.of(lines) not in _SEXES:
        yield "mrz-sex"
    if _DATE.fullmatch(zone.expires) is None:
        yield "mrz-expiry-date"


def _known(code: str) -> bool:
    return code in TRAVEL_DOCUMENT_CODES or code in alpha2_of()


def _plain(field: str) -> str:
    return field.rstrip("<").replace("<", " ")
