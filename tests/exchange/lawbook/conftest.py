"""A post in Bogotá and the head's desk."""

from tests.exchange.requests.conftest import desk, world

__all__ = ["desk", "world"]
