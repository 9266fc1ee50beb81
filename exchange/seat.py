"""Who sits at a desk, and where: what a screen shows of it; nothing of it is content."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.store.session import Session


@dataclass(frozen=True)
class Seat:
    """Who sits at a desk, and where: the post, its name and time zone, the member and his role."""

    post: str
    prefix: str
    name: str
    zone: str
    country: str
    member: str
    role: str


def seat_of(session: Session) -> Seat:
    """Return who sits at the desk of a session."""
    post, member = session.post, session.member
    content = post.content
    return Seat(
        post.handle, post.prefix, content.name, post.zone, content.country, member.handle, member.role.value
    )
