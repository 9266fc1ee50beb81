"""The roles of a post's members; what each may do stands in the table of operations."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member may be in a post."""

    HEAD = "head"
    OFFICER = "officer"
    INVESTIGATOR = "investigator"
    AUDITOR = "auditor"


READS_LOG = "log.exported"
"""The operation whose signers may read the log and have the figures: no row of the table is for looking."""
