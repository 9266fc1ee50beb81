"""What screens post to the App: where to go, what was done, what was refused."""

from __future__ import annotations

from textual.message import Message

from exchange.errors import ExchangeError


class Failed(Message):
    """The desk refused a verb: the App says it, in one place."""

    def __init__(self, error: ExchangeError) -> None:
        super().__init__()
        self.error = error


class Told(Message):
    """Something was done: what, and what to do next."""

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__()
        self.text, self.hint = text, hint


class Go(Message):
    """Another screen is wanted: an area, or a request by its reference; `act` is what to do there."""

    def __init__(self, where: str, what: str = "", act: str = "") -> None:
        super().__init__()
        self.where, self.what, self.act = where, what, act
