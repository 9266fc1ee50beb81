"""A limit of a leg as its content keeps it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict


class LegClock(BaseModel):
    """One limit of a leg as it was when the leg was last written.

    `cited` is its source by language, `both` the two last days where one is free, `zone` where the day ends
    with which it ends.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    code: str
    clock: str
    cited: Mapping[str, str]
    due_at: int | None = None
    started_at: int | None = None
    suspended_since: int | None = None
    both: tuple[str, ...] = ()
    ended: bool = False
    arrest: bool = False
    zone: str | None = None
