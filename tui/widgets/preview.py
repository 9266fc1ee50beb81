"""Beside the list, on a wide terminal: what the cursor stands on, at a glance."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from exchange.requests.views import RequestView
from tui.foreign import block, line
from tui.shell import Shell


class Preview(Static):
    """A request's title, who asks whom, its legs and the beginning of its text."""

    DEFAULT_CSS = "Preview { height: 1fr; padding: 0 1; }"

    def __init__(self, shell: Shell) -> None:
        super().__init__("", markup=False)
        self._shell = shell

    def show(self, view: RequestView) -> None:
        """Show a request."""
        speech, item = self._shell.speech, view.item
        legs = [
            "  ".join(
                (
                    str(leg.number),
                    line(leg.to),
                    speech.low("leg-status", leg.status),
                    speech.short_limit(leg.due_at, leg.due_zone),
                )
            )
            for leg in view.legs
        ]
        head = f"{item.ref} · {speech.code('kind', item.kind)}"
        asked = f"{line(item.requester)} · {speech.moment(item.received_at)}"
        text = block(view.text[:1200])
        parts = [Content.styled(head, "bold"), Content(line(item.title)), Content(asked), Content("")]
        self.update(Content("\n").join([*parts, *map(Content, legs), Content(""), Content(text)]))

    def wipe(self) -> None:
        """Show nothing."""
        self.update("")
