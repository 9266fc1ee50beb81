"""Codes of the register: what a message is, how it travels, where it stands."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """Which way a transmission goes, seen from the post."""

    IN = "in"
    OUT = "out"


class Nature(StrEnum):
    """What a transmission is for."""

    REQUEST = "request"
    INFORMATION = "information"
    FOR_INFORMATION = "for-information"
    ANSWER = "answer"
    PART_ANSWER = "part-answer"
    REFUSAL = "refusal"
    CLARIFICATION_QUESTION = "clarification-question"
    CLARIFICATION_ANSWER = "clarification-answer"
    REMINDER = "reminder"
    DELAY_NOTICE = "delay-notice"
    CORRECTION = "correction"
    CONFIRMATION = "confirmation"
    NOTICE = "notice"
    EXHIBITS = "exhibits"
    COVER = "cover"


class Channel(StrEnum):
    """How a transmission travels."""

    DISPATCH = "dispatch"
    EMAIL = "email"
    LETTER = "letter"
    NOTE_VERBALE = "note-verbale"
    TELEGRAM = "telegram"
    BAG = "bag"
    HAND = "hand"
    PHONE = "phone"
    MESSAGING = "messaging"
    MEETING = "meeting"
    I_24_7 = "i-24-7"
    SIENA = "siena"
    SIRENE = "sirene"
    SPOC = "spoc"
    MINISTRY = "ministry"
    JUDICIAL = "judicial"
    OTHER = "other"


ORAL = frozenset({Channel.PHONE, Channel.MESSAGING, Channel.MEETING})
"""The channels after which a written confirmation is owed."""


class TransmissionStatus(StrEnum):
    """Where a transmission stands: the first three are an arrival's, the others a departure's."""

    TO_SORT = "to-sort"
    FILED = "filed"
    SET_ASIDE = "set-aside"
    DRAFT = "draft"
    AWAITING_RELEASE = "awaiting-release"
    SEALED = "sealed"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    CANCELLED = "cancelled"


UNFILED = frozenset({TransmissionStatus.TO_SORT, TransmissionStatus.SET_ASIDE})
"""An arrival that no request holds: it may be filed, or open one; what was set aside may be thought over."""
