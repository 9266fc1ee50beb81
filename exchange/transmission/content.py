"""JSON members of a dispatch: one canonical byte form, strict models, refusals without content.

What a partner wrote is hostile until shown otherwise: size first, then the model's closed shape, then
the same bytes again from what was understood. An error never repeats a
value (pydantic's own messages would), so each failure is the one code that the caller names.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, PlainSerializer, ValidationError

from exchange.clock import to_text
from exchange.errors import Refused
from keys.canonical import canonical
from keys.errors import CanonicalError


class Content(BaseModel):
    """A closed, immutable shape whose field order is the order of its canonical JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc), PlainSerializer(to_text, return_type=str)]
"""A moment, written as RFC 3339 UTC with milliseconds (any other writing isn't canonical)."""

M = TypeVar("M", bound=Content)


def render_content(content: Content) -> bytes:
    """Return the canonical bytes of `content`; raise Refused for text with lone surrogates."""
    try:
        return canonical(content.model_dump(mode="json"))
    except CanonicalError as error:
        raise Refused("text-not-unicode", **error.arguments) from None


def parse_content(model: type[M], data: bytes, *, limit: int, reason: str) -> M:
    """Return the `model` whose canonical bytes are exactly `data`; raise Refused(`reason`) otherwise."""
    if len(data) > limit:
        raise Refused(reason)
    try:
        found = model.model_validate_json(data)
    except ValidationError:
        raise Refused(reason) from None
    # Duplicate keys, other orders, escapes and numbers: what pydantic lets pass is rendered otherwise.
    if render_content(found) != data:
        raise Refused(reason)
    return found
