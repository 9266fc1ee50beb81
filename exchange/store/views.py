"""The post and the member at work, as every area sees them."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.log.roles import Role
from exchange.store.model import PostContent


@dataclass(frozen=True)
class PostView:
    """The post that owns the store."""

    id: str
    handle: str
    prefix: str
    origin: str
    four_eyes: bool
    content: PostContent

    @property
    def zone(self) -> str:
        """The time zone that a moment typed without one is in."""
        return self.content.zones[0]

    @property
    def names(self) -> tuple[str, str]:
        """What whoever guesses at passphrases of the post would try first."""
        return self.handle, self.content.name


@dataclass(frozen=True)
class MemberView:
    """The member at work."""

    id: str
    handle: str
    role: Role
