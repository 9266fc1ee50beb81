"""Codes of the conditions of use: handling, evaluation, marking.

Handling codes and the 4x4 evaluation are those of SIENA (Europol), markings those of the French
instruction on the protection of documents and of TLP 2.0 (FIRST): official words, never translated.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from exchange.codes.parsing import parse_code
from exchange.errors import Refused


class Handling(StrEnum):
    """What the owner of the information lets its holders do (SIENA)."""

    H0 = "H0"
    H1 = "H1"
    H2 = "H2"
    H3 = "H3"


class Reliability(StrEnum):
    """How far the source can be believed (first sign of the 4x4)."""

    A = "A"
    B = "B"
    C = "C"
    X = "X"


class Accuracy(StrEnum):
    """How far the information itself can be believed (second sign of the 4x4)."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"


class Marking(StrEnum):
    """The protection marks that this product may hold; none of them is a classification."""

    NP = "NP"
    DR = "DR"
    DR_SF = "DR-SF"
    TLP_RED = "TLP:RED"
    TLP_AMBER_STRICT = "TLP:AMBER+STRICT"
    TLP_AMBER = "TLP:AMBER"
    TLP_GREEN = "TLP:GREEN"
    TLP_CLEAR = "TLP:CLEAR"


CLASSIFIED = frozenset(
    {
        "R-UE/EU-R", "R-UE", "EU-R", "RESTREINT UE", "EU RESTRICTED", "RESTREINT UE/EU RESTRICTED",
        "C-UE/EU-C", "C-UE", "EU-C", "CONFIDENTIEL UE", "EU CONFIDENTIAL", "CONFIDENTIEL UE/EU CONFIDENTIAL",
        "S-UE/EU-S", "S-UE", "EU-S", "SECRET UE", "EU SECRET", "SECRET UE/EU SECRET",
        "TS-UE/EU-TS", "TS-UE", "EU-TS", "TRES SECRET UE", "EU TOP SECRET", "TRES SECRET UE/EU TOP SECRET",
        "S", "SECRET", "SECRET DEFENSE", "S-SF", "SECRET SPECIAL FRANCE", "SECRET - SPECIAL FRANCE",
        "TS", "TRES SECRET", "TRES SECRET DEFENSE", "TS-SF", "TRES SECRET SPECIAL FRANCE", "TOP SECRET",
        "C", "CD", "SD", "TSD", "CONFIDENTIEL", "CONFIDENTIEL DEFENSE", "CONFIDENTIAL",
        "NR", "NC", "NS", "CTS", "NATO RESTRICTED", "NATO CONFIDENTIAL", "NATO SECRET", "COSMIC TOP SECRET",
        "VS-NFD", "GEHEIM", "RESERVADO", "SECRETO", "ULTRASECRETO",
    }
)  # fmt: skip
"""Classifications, in the forms that people type: refused, since no classified matter may be held here."""

_FAR_ABOVE = ("SECRET", "CONFIDENTIEL", "CONFIDENTIAL", "RESTREINT", "RESTRICTED")


def parse_marking(text: str, field: str = "marking") -> Marking:
    """Return the marking that `text` is.

    Raise Refused("classified-marking") for a classification, whatever its accents and case, and
    Invalid("unknown-code") for anything else that isn't a marking.
    """
    plain = "".join(
        sign for sign in unicodedata.normalize("NFD", text[:80].upper()) if not unicodedata.combining(sign)
    )
    words = " ".join(plain.replace("_", " ").split())
    if words in CLASSIFIED or words.replace("-", " ") in CLASSIFIED or words.startswith(_FAR_ABOVE):
        raise Refused("classified-marking", given=words[:40])
    return parse_code(Marking, text, field)
