"""Codes of the places in a request where a search finds words."""

from __future__ import annotations

from enum import StrEnum


class FoundIn(StrEnum):
    """Which text of a request, or of a transmission, holds the words."""

    TITLE = "title"
    REFERENCE = "reference"
    TEXT = "text"
    AGENT = "agent"
    CONDITIONS = "conditions"
    FIELD = "field"
    POINT = "point"
    REASON = "reason"
    NOTE = "note"
    SUBJECT = "subject"
    EVENT = "event"
    ATTACHMENT = "attachment"
    TRANSMISSION = "transmission"
