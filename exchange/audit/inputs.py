"""What a person asks of the log, as typed: parsed once by the area."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Selection:
    """Which entries an export holds; nothing given is all of them.

    `since` and `until` are days (both included, in the post's zone) or moments; `first` and `last`
    are indexes, both included; `size` repeats the export that was made when the log had so many
    entries, with the selection that it had.
    """

    since: str | None = None
    until: str | None = None
    first: int | None = None
    last: int | None = None
    request: str | None = None
    member: str | None = None
    size: int | None = None
