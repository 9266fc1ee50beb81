"""A source as people read it: the citation of an act in their language, or what stands in its place.

A leg keeps the source of its limit as its row writes it, in English; rows say beside it how the same act
is cited in French. What no row says (a date asked, a treaty that nobody has read yet) is worded here.
"""

from __future__ import annotations

from exchange.law.model import UNREAD_GROUNDS, unread_state
from exchange.law.reader import load_law
from exchange.locale import Language, has, text


def cited(source: str, language: Language) -> str:
    """Return how `source` is cited in `language`; as it is where nobody has written that down."""
    if has("law", f"source.{source}", language):
        return text("law", f"source.{source}", language)
    state = unread_state(source)
    if state is not None:
        return text("law", "source.unread-treaty", language, state=state)
    if source == UNREAD_GROUNDS:
        return text("law", "source.unread-grounds", language)
    return load_law().french.get(source, source) if language is Language.FR else source
