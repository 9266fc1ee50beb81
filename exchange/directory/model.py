"""Tables of the directory: services, sealed under the store key, which every member holds."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field as ContentField
from sqlmodel import Field

from exchange.store.rows import SealedRow
from exchange.store.sealed import Content


class Service(SealedRow, table=True):
    """A French or foreign authority that requests or executes; `trust` is none, trusted or withdrawn."""

    __tablename__ = "service"
    handle: str = Field(unique=True)
    country: str
    side: str
    type: str
    trust: str
    origin: str | None = Field(default=None, index=True)
    trusted_by: int | None = None


class ServiceContent(Content):
    """What a service is called, and the card or key that was compared."""

    names: dict[str, str]
    languages: tuple[str, ...] = ()
    card: str | None = None
    age: str | None = None
    superseded: tuple[str, ...] = ()
    addresses: Mapping[str, str] = ContentField(default_factory=dict)
