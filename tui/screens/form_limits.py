"""The limits of a request while it is typed: what each leg would owe, by which text. Pure."""

from __future__ import annotations

from textual.content import Content

from exchange.errors import ExchangeError
from exchange.requests.opening import Opened
from tui.foreign import line
from tui.speech import Speech


def limits_text(speech: Speech, found: Opened) -> Content:
    """Return each leg's limit with its source, and what is warned of."""
    parts = []
    for leg in found.legs:
        due = speech.limit(leg.due_at, leg.due_zone) or speech.code("clock", leg.clock)
        cited = line(speech.cited(leg.source, leg.cited))
        parts.append(Content.assemble((f"{leg.number} {leg.to}  ", "bold"), f"{due}  ", (cited, "dim")))
        parts += [Content(f"  ! {line(speech.leg_warning(code, leg))}") for code in leg.warnings]
    parts += [Content(f"! {line(speech.warning(code, {}))}") for code in found.warnings]
    return Content("\n").join([*parts, Content(speech.of("form.ready"))])


def refusal_text(speech: Speech, error: ExchangeError) -> Content:
    """Return why a request can't be opened as it is, and what to do about it."""
    sentence, hint = speech.refusal(error)
    return Content.assemble((line(sentence), "dim"), f" {line(hint)}")
