"""What the newest entries say of a page of objects, in one statement: for lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Final

import sqlalchemy as sa

from exchange.store.journal import line_of
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, table_of
from exchange.store.vouched import Committed, committed

_ENTRY: Final = table_of(LogEntry)
_PAGE: Final = 64
_ABOUTS: Final = tuple(f"about_{i}" for i in range(_PAGE))


def _newest(count: int) -> sa.Select[tuple[object, ...]]:
    """Return the statement that finds the newest entries which commit to the content of objects."""
    about = _ENTRY.c.about.in_([sa.bindparam(name, type_=sa.String) for name in _ABOUTS[:count]])
    newest = sa.select(sa.func.max(_ENTRY.c.n)).where(about, _ENTRY.c.commits == 1).group_by(_ENTRY.c.about)
    return sa.select(_ENTRY.c.n, _ENTRY.c.about, _ENTRY.c.line).where(_ENTRY.c.n.in_(newest))


_NEWEST: Final = {count: _newest(count) for count in (1, _PAGE)}


def newest_commitments(rows: Reader, abouts: Sequence[str]) -> dict[str, Committed]:
    """Return what the newest entry that commits to each object's content says of it; some have none."""
    found: dict[str, Committed] = {}
    for start in range(0, len(abouts), _PAGE):
        part = abouts[start : start + _PAGE]
        statement = _NEWEST[1 if len(part) == 1 else _PAGE]
        # What a page lacks to its full number is asked again: one statement then does for any page.
        asked = dict(zip(_ABOUTS, (*part, *repeat(part[-1], _PAGE - len(part))), strict=True))
        for n, about, line in rows.values(statement, **asked):
            found[str(about)] = committed(line_of(line, int(str(n))), int(str(n)))
    return found
