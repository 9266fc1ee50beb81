"""Codes of the fields that a kind of request, or a type of subject, has of its own."""

from __future__ import annotations

from enum import StrEnum


class Measure(StrEnum):
    """In what a quantity seized or under way is counted."""

    PIECE = "piece"
    PACKAGE = "package"
    TABLET = "tablet"
    PLANT = "plant"
    GRAM = "gram"
    KILOGRAM = "kilogram"
    TONNE = "tonne"
    LITRE = "litre"
    EURO = "euro"


class NoticeColour(StrEnum):
    """INTERPOL's notices and diffusions, by their colour."""

    RED = "red"
    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"
    BLACK = "black"
    ORANGE = "orange"
    PURPLE = "purple"
    SILVER = "silver"
    UNITED_NATIONS = "united-nations"


class CommissionChannel(StrEnum):
    """By which way a rogatory commission goes."""

    DIPLOMATIC = "diplomatic"
    MINISTRY = "ministry"
    JUDICIAL = "judicial"
    INTERPOL = "interpol"


class DiplomaticNotice(StrEnum):
    """Whether the notice that must follow an urgent commission by INTERPOL has come."""

    RECEIVED = "received"
    MISSING = "missing"


class SpecialData(StrEnum):
    """The categories of data that Directive (EU) 2016/680 Art. 10 protects more."""

    BIOMETRIC = "biometric"
    GENETIC = "genetic"
    HEALTH = "health"
    ORIGIN = "origin"
    OPINIONS = "opinions"
    BELIEFS = "beliefs"
    UNION = "union"
    SEXUAL_LIFE = "sexual-life"


class YesNo(StrEnum):
    """Whether it is so."""

    YES = "yes"
    NO = "no"
