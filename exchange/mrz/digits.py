"""Check digits of ICAO 9303, part 3, section 4.9: weights 7, 3, 1, modulo 10; a filler counts 0.

They catch one altered sign, except where the two differ by ten (`0` and `A`, `5` and `F`).
"""

from __future__ import annotations

from typing import Final

_VALUES: Final = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_WEIGHTS: Final = (7, 3, 1)
SIGNS: Final = frozenset(_VALUES)
"""What may stand in a machine-readable zone."""


def check_digit(text: str) -> str:
    """Return the check digit over `text`."""
    return str(sum(_VALUES[sign] * _WEIGHTS[place % 3] for place, sign in enumerate(text)) % 10)
