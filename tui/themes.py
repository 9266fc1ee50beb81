"""The themes: light, dark, high contrast, and the terminal's own 16 colours.

Without colour (`NO_COLOR`) Textual shows all of them in black and white: no meaning hangs on a colour
alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

HIGH_CONTRAST: Final = Theme(
    name="high-contrast",
    primary="yellow",
    secondary="cyan",
    accent="yellow",
    foreground="white",
    background="black",
    surface="black",
    panel="black",
    success="lime",
    warning="yellow",
    error="red",
    dark=True,
    variables={"text-muted": "white", "border": "white", "footer-key-foreground": "yellow"},
)

THEMES: Final[Mapping[str, str]] = {
    "dark": "textual-dark",
    "light": "textual-light",
    "contrast": HIGH_CONTRAST.name,
    "16": "ansi-dark",
}
"""What `config.toml` and the palette call a theme, and what Textual does."""
