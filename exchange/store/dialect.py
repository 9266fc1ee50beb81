"""The dialect in which statements are compiled: SQLite's, with limits that don't undo what is kept.

SQLite looks at a bare parameter behind LIMIT to choose a plan, and so prepares the whole statement
anew each time a value is bound to it: twice the time of a look into an index, twenty times that of a
page of a list. Behind a sign the parameter is an expression, and the statement stays prepared.
"""

from __future__ import annotations

from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.selectable import GenerativeSelect

LIMIT = "LIMIT +?"


class _Statements(SQLiteCompiler):
    def limit_clause(self, select: GenerativeSelect, **given: object) -> str:
        """Return the end of a statement that says how many rows are asked for."""
        clause: str = super().limit_clause(select, **given)  # type: ignore[no-untyped-call]
        return clause.replace("LIMIT ", "LIMIT +", 1)


class Dialect(SQLiteDialect_pysqlite):
    """SQLite's dialect, for statements that are compiled once and run often."""

    statement_compiler = _Statements
