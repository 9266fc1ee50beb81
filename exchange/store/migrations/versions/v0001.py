"""The first schema."""

from __future__ import annotations

from alembic import op
from sqlmodel import SQLModel

from exchange.directory import model as directory
from exchange.requests import model as requests
from exchange.requests import transmissions
from exchange.store import model as store
from exchange.transmission import model as transmission

revision = "0001"
down_revision = None

TABLES = (directory, requests, transmissions, store, transmission)


def upgrade() -> None:
    """Create every table."""
    SQLModel.metadata.create_all(op.get_bind())
