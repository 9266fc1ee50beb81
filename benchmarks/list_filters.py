"""The rows of a page under any combination of filters, against five milliseconds.

Measured on a listing of that many requests which was made by SQL alone: what stands in a page is
opened and logged as for any other (`first_page`); what grows with the store is finding it. A list that
asks for nothing is the requests' own order, and isn't measured here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from typing import Final

from benchmarks.measuring import SHORT, Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from exchange.codes import Kind, LegStatus
from exchange.requests.cells import Order, Runs, places
from exchange.requests.listed import BOTH, EVERYTHING, WAITING
from exchange.store.engine import Database, create
from exchange.store.rows import Rows
from exchange.store.schema import make_schema

ALLOWED: Final = 0.005
PAGE: Final = 51
KEY: Final = bytes(32)
COUNTRIES: Final = ("CO", "EC", "ES", "PE", "PA", "VE")
# A request of each number: a French service asks one abroad; six in ten are closed, the others due.
_REQUESTS: Final = """
    CREATE TEMP TABLE made AS
    WITH RECURSIVE numbers(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < ?),
    drawn AS MATERIALIZED (SELECT n, abs(random()) % 10000 AS a, abs(random()) % 10000 AS b,
                           abs(random()) % 10000 AS c, abs(random()) % 10000 AS d FROM numbers)
    SELECT printf('%036d', n) AS request, n * 60000 AS registered, (n + d) * 60000 AS due,
           a % 30 AS asks, b % 60 AS asked, b % 6 AS place, d % 5 AS kind,
           CASE WHEN c < 6000 THEN 'closed' ELSE
             CASE c % 9 WHEN 0 THEN 'received' WHEN 1 THEN 'transmitted' WHEN 2 THEN 'acknowledged'
             WHEN 3 THEN 'answered' WHEN 4 THEN 'returned' WHEN 5 THEN 'partly-answered'
             WHEN 6 THEN 'clarification' WHEN 7 THEN 'refused' ELSE 'withdrawn' END END AS status,
           CASE WHEN c < 6000 THEN '' WHEN c % 9 IN (1, 2, 5, 6) THEN 'them' ELSE 'us' END AS waits
    FROM drawn
"""
_ROWS: Final = """
    INSERT INTO listing
    SELECT facet, by_due, 'general', (SELECT name FROM kinds WHERE id = kind), status, waits,
           CASE by_due WHEN 0 THEN registered ELSE due END AS at, request, country || ',FR'
    FROM (SELECT made.*, country, '' AS facet FROM made JOIN countries ON id = place
          UNION ALL SELECT made.*, country, 'asks-' || asks FROM made JOIN countries ON id = place
          UNION ALL SELECT made.*, country, 'asked-' || asked FROM made JOIN countries ON id = place
          UNION ALL SELECT made.*, country, country FROM made JOIN countries ON id = place
          UNION ALL SELECT made.*, country, 'FR' FROM made JOIN countries ON id = place)
    JOIN (SELECT 0 AS by_due UNION ALL SELECT 1) ON by_due = 0 OR status <> 'closed'
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
"""


def measure(stores: Stores, size: int) -> Iterator[Result]:
    """Measure the slowest of all combinations, and one that people ask for often."""
    database = _made(stores.place("listing") / "exchange.db", size)
    with database.writing() as rows:
        asked = dict(combinations(size))
        timed = {name: min(_timed(rows, runs) for _ in range(3)) for name, runs in asked.items()}
        slowest = max(timed, key=lambda name: timed[name])
        for name in dict.fromkeys(("wanted", slowest)):
            yield interleaved(
                f"find a page: {name if name != slowest else f'slowest of {len(asked)} ({name})'}",
                size,
                1.0,
                lambda runs=asked[name]: _timed(rows, runs),  # type: ignore[misc]
                lambda: ALLOWED,
                SHORT,
            )
    database.close()


def combinations(size: int) -> Iterator[tuple[str, Runs]]:
    """Give every combination of what may be asked, with its name."""
    services = (None, "asks-3", "asked-7")
    countries = (None, "FR", "CO", "VE")
    for kind, status, service, country, waiting, due in product(
        (None, Kind.WANTED), (None, *LegStatus), services, countries, (None, "us", "them"), (False, True)
    ):
        given = (kind, status, service, country, waiting, "due" if due else None)
        if not any(given):
            continue
        yield (
            " ".join(str(one) for one in given if one),
            Runs(
                facet=service or country or EVERYTHING,
                order=Order.DUE if due else Order.NEWEST,
                compartments=("general",),
                kinds=(kind,) if kind else tuple(Kind),
                statuses=(status,) if status else tuple(LegStatus),
                waits=(waiting, BOTH) if waiting else WAITING,
                country=country if service else None,
                until=(size + 5000) * 60000,
            ),
        )


def _timed(rows: Rows, runs: Runs) -> float:
    return seconds(lambda: list(islice(places(rows, runs, runs.order.start), PAGE)))


def _made(path: Path, size: int) -> Database:
    create(path, KEY)
    database = Database(path, KEY)
    make_schema(database)
    with database.writing() as rows:
        rows.cursor.execute("CREATE TEMP TABLE kinds (id, name)")
        rows.cursor.executemany("INSERT INTO kinds VALUES (?, ?)", list(enumerate(Kind)))
        rows.cursor.execute("CREATE TEMP TABLE countries (id, country)")
        rows.cursor.executemany("INSERT INTO countries VALUES (?, ?)", list(enumerate(COUNTRIES)))
        rows.cursor.execute(_REQUESTS, (size,))
        rows.cursor.execute(_ROWS)
    return database


QUESTION: Final = Question("list_filters", measure)
