"""Statements compiled by SQLAlchemy, once each, to be run on the driver's cursor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.base import Executable

if TYPE_CHECKING:
    from exchange.store.rows import Value

Known: TypeAlias = "tuple[str, tuple[str, ...], Mapping[str, Value]]"
"""A compiled statement: its SQL, its parameters in order, the values bound in it."""


class Compiler:
    """Compiles statements for one dialect, once each."""

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect
        self._known: dict[object, Known] = {}

    def compiled(self, key: object, statement: Executable) -> Known:
        """Return SQL text, parameter names in order, and the values bound in the statement."""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self.fresh(statement)
        return known

    def fresh(self, statement: Executable) -> Known:
        """Compile a statement that was made for one use, and keep nothing of it."""
        compiled = statement.compile(  # type: ignore[attr-defined]
            dialect=self._dialect, compile_kwargs={"render_postcompile": True}
        )
        return str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params)

    def known(self, key: object) -> Known | None:
        """Return what `compiled` made for this key before."""
        return self._known.get(key)
