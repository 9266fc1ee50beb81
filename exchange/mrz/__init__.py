"""Machine-readable zones of travel documents (ICAO 9303): read and written, in all five formats.

Pure functions over text. `model` is what a zone says, `layouts` where each format has it, `digits`
the check digits, `names` the holder's name, `dates` the two-digit years; `reading` and `writing` are
each other's reverse: `read_mrz(write_mrz(x)).zone == x`.
"""

from exchange.mrz.model import Reading, Zone, ZoneFormat
from exchange.mrz.reading import read_mrz
from exchange.mrz.writing import write_mrz

__all__ = ["Reading", "Zone", "ZoneFormat", "read_mrz", "write_mrz"]
