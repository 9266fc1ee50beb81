"""What was refused of one verb on several requests: how many, and why, each reason once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from exchange.errors import ExchangeError, Refused

if TYPE_CHECKING:
    from tui.speech import Speech

NAMED: Final = 3
"""How many reasons are told, and how many references for each."""


class SeveralRefused(Refused):
    """A verb was refused for each of some requests, by their references; it names what the first names."""

    def __init__(self, each: Mapping[str, ExchangeError]) -> None:
        first = next(iter(each.values()))
        super().__init__(first.reason, **first.arguments)
        self.each = dict(each)

    def told(self, speech: Speech) -> str:
        """Return how many were refused, and the first reasons, each with whom it concerns."""
        groups: dict[tuple[object, ...], list[str]] = {}
        for ref, error in self.each.items():
            rest = sorted((name, value) for name, value in error.arguments.items() if value != ref)
            groups.setdefault((error.reason, *rest), []).append(ref)
        parts = [speech.of("several.refused", count=len(self.each))]
        parts += [self._reason(speech, refs) for refs in list(groups.values())[:NAMED]]
        others = sum(len(refs) for refs in list(groups.values())[NAMED:])
        parts += [speech.of("several.others", count=others)] if others else []
        return " ".join(parts)

    def _reason(self, speech: Speech, refs: list[str]) -> str:
        """Return why the first was refused, and for which others it is the same."""
        first, *same = refs
        sentence = speech.refusal(self.each[first])[0]
        said = sentence if first in sentence else f"{first} · {sentence}"
        if not same:
            return said
        named, more = ", ".join(same[:NAMED]), len(same[NAMED:])
        named = speech.of("several.more", refs=named, count=more) if more else named
        return f"{said} {speech.of('several.same', refs=named)}"
