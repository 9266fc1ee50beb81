"""What a machine-readable zone says, as values: nothing of where it stands or how it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ZoneFormat(StrEnum):
    """The five formats of ICAO 9303: parts 5 (cards), 6, 4 (passports) and 7 (visas)."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRV_A = "MRV-A"
    MRV_B = "MRV-B"


@dataclass(frozen=True)
class Zone:
    """The fields of one zone, without fillers and check digits; a filler inside one is a space.

    `born` and `expires` are six signs, `YYMMDD`, with `<` where a part is unknown. `code` is the
    document's (`P`, `ID`, `V`), `sex` `F`, `M` or nothing. `second_optional` is TD1's alone.
    """

    format: ZoneFormat
    code: str
    issuer: str
    number: str
    nationality: str
    born: str
    sex: str
    expires: str
    family: str
    given: str = ""
    optional: str = ""
    second_optional: str = ""


@dataclass(frozen=True)
class Reading:
    """A zone as it was read, and by name what is wrong or doubtful in it, in the order of its text."""

    zone: Zone
    warnings: tuple[str, ...] = ()
