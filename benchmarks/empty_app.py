"""`python -m benchmarks.empty_app`: the least that Textual draws."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    """One line."""

    def compose(self) -> ComposeResult:
        """Compose it."""
        yield Static("first-frame")


if __name__ == "__main__":
    EmptyApp().run()
