"""From what a zone says to its text: lines of the format's width, filled, with their check digits.

Only what a zone can hold is written: letters A to Z, digits, spaces; a name must fit (`cut_name`).
"""

from __future__ import annotations

import re
from typing import Final

from exchange.errors import Invalid
from exchange.mrz.digits import check_digit
from exchange.mrz.layouts import CODE, LAYOUTS, Layout, Place, after
from exchange.mrz.model import Zone
from exchange.mrz.names import NAME, joined_name

_PRINCIPAL: Final = 9
_FORMS: Final = {
    "code": re.compile(r"[A-Z][A-Z0-9]?"),
    "issuer": re.compile(r"[A-Z]{1,3}"),
    "nationality": re.compile(r"[A-Z]{1,3}"),
    "number": re.compile(r"(?:[A-Z0-9][A-Z0-9 ]*)?(?<! )"),
    "born": re.compile(r"[\d<]{6}"),
    "expires": re.compile(r"[\d<]{6}"),
    "sex": re.compile(r"[FM]?"),
    "family": NAME,
    "given": re.compile(rf"(?:{NAME.pattern})?"),
    "optional": re.compile(r"[A-Z0-9 ]*(?<! )"),
    "second_optional": re.compile(r"[A-Z0-9 ]*(?<! )"),
}


def write_mrz(zone: Zone) -> str:
    """Return the zone, its lines apart; raise Invalid("mrz-unwritable") for what doesn't fit, by field."""
    for field, form in _FORMS.items():
        if form.fullmatch(getattr(zone, field)) is None:
            raise Invalid("mrz-unwritable", field=field)
    layout = LAYOUTS[zone.format]
    lines = [["<"] * layout.width for _ in range(layout.lines)]
    _number(lines, layout, zone)
    _put(lines, CODE, zone.code, "code")
    _put(lines, layout.issuer, zone.issuer, "issuer")
    _put(lines, layout.names, joined_name(zone.family, zone.given), "family")
    _put(lines, layout.nationality, zone.nationality, "nationality")
    _put(lines, layout.sex, zone.sex, "sex")
    _put(lines, layout.born, zone.born, "born")
    _put(lines, layout.expires, zone.expires, "expires")
    if layout.second_optional is not None:
        _put(lines, layout.second_optional, zone.second_optional, "second_optional")
    elif zone.second_optional:
        raise Invalid("mrz-unwritable", field="second_optional")
    _check(lines, layout)
    return "\n".join("".join(line) for line in lines)


def _number(lines: list[list[str]], layout: Layout, zone: Zone) -> None:
    """Put the number and the optional data, the one running on into the other where it is long."""
    principal, rest = zone.number[:_PRINCIPAL], zone.number[_PRINCIPAL:]
    _put(lines, layout.number, principal, "number")
    if not rest:
        _put(lines, layout.optional, zone.optional, "optional")
        _put(lines, after(layout.number), check_digit(_field(lines, layout.number)), "number")
        return
    # The digit and a filler stand behind a long number; a space in it would look like that filler.
    too_long = len(rest) > layout.optional.length - 2
    if not layout.long_numbers or too_long or " " in zone.number[_PRINCIPAL - 1 :]:
        raise Invalid("mrz-unwritable", field="number")
    digit = check_digit(zone.number.replace(" ", "<"))
    _put(lines, layout.optional, f"{rest}{digit} {zone.optional}".rstrip(), "optional")


def _check(lines: list[list[str]], layout: Layout) -> None:
    """Put the check digits over what stands in the lines; the composite one last."""
    for place in (layout.born, layout.expires, *((layout.optional,) if layout.optional_digit else ())):
        _put(lines, after(place), check_digit(_field(lines, place)), "digit")
    if layout.composite is not None:
        whole = "".join(_field(lines, place) for place in layout.composed)
        _put(lines, layout.composite, check_digit(whole), "digit")


def _put(lines: list[list[str]], place: Place, text: str, field: str) -> None:
    if len(text) > place.length:
        raise Invalid("mrz-unwritable", field=field)
    lines[place.line][place.start : place.start + len(text)] = text.replace(" ", "<")


def _field(lines: list[list[str]], place: Place) -> str:
    return "".join(lines[place.line][place.start : place.start + place.length])
