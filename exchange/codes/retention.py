"""Codes of retention: on which ground a request is erased, and what a review of it decided.

Directive (EU) 2016/680: periodic review (Art. 5), erasure as a right or a duty (Art. 16).
"""

from __future__ import annotations

from enum import StrEnum


class ErasureGround(StrEnum):
    """Why a request is erased."""

    RETENTION_ENDED = "retention-ended"
    DATA_SUBJECT_RIGHT = "data-subject-right"
    COURT_ORDER = "court-order"
    ENTERED_IN_ERROR = "entered-in-error"


class ReviewOutcome(StrEnum):
    """What a review decided: the request is kept for another period, or is to be erased."""

    KEPT = "kept"
    TO_ERASE = "to-erase"


class ErasureStatus(StrEnum):
    """How far an erasure is: under way until nothing of ours holds the request any more."""

    ERASING = "erasing"
    ERASED = "erased"


class Leftover(StrEnum):
    """What an erasure that is under way has left to do."""

    FILE = "file"
    PAGES = "pages"
    BACKUP = "backup"
