"""What sittings spare: drawing for a terminal that nobody looks at, and parsing the same CSS again."""

from __future__ import annotations

from typing import Final

import pytest
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_PARSE: Final = Stylesheet._parse_rules
_PARSED: Final[dict[tuple[object, ...], list[RuleSet]]] = {}


def spare(patch: pytest.MonkeyPatch) -> None:
    """Spare both, for one sitting."""
    patch.setattr(Compositor, "render_update", _undrawn)
    patch.setattr(Stylesheet, "_parse_rules", _parsed_once)


def _undrawn(compositor: Compositor, **_: object) -> None:
    """Draw nothing; `frame` draws what is seen when it is asked."""
    compositor._dirty_regions.clear()


def _parsed_once(
    sheet: Stylesheet,
    css: str,
    read_from: tuple[str, str],
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    """Return the rules of a piece of CSS under these variables, as a sheet itself keeps them."""
    key = (css, read_from, is_default_rules, tie_breaker, scope, frozenset(sheet._variables.items()))
    if key not in _PARSED:
        _PARSED[key] = _PARSE(sheet, css, read_from, is_default_rules, tie_breaker, scope)
    return _PARSED[key]
