"""The demo: two posts that talk to each other, a year of invented requests, a verified export.

It works by the desk's own verbs, like a person: nothing in it is put into the store by another door.
"""

from exchange.demo.making import make
from exchange.demo.model import Made
from exchange.demo.telling import command, steps, tell

__all__ = ["Made", "command", "make", "steps", "tell"]
