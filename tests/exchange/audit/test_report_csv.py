"""report.csv: every cell comes back as it is shown, and no table program computes one."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exchange.audit.report import COLUMNS, csv_report, quoted
from tests.exchange.audit.ledger import Ledger, a_busy_ledger


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "\n=1"])
def test_a_cell_that_a_table_program_would_compute_is_quoted(cell: str) -> None:
    assert quoted(cell) == "'" + cell


def test_a_cell_that_computes_nothing_stays_as_it_is() -> None:
    ledger = a_busy_ledger()
    assert quoted("BOG-2026-00001") == "BOG-2026-00001"
    table = b"".join(csv_report(ledger.lines(0, ledger.size), {ledger.head.id: "=cmd|' /C calc'!A0"}))
    rows = list(csv.DictReader(io.StringIO(table.decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["n"]) for row in rows] == list(range(ledger.size))
    assert rows[0]["handle"] == "'=cmd|' /C calc'!A0"


@given(st.text(alphabet="=+-@\"'\t\r\n,＝a\x00", max_size=6))
@example('"')
@example(',"=')
def test_whatever_a_cell_holds_the_table_reads_it_back_quoted(handle: str) -> None:
    ledger = Ledger()
    table = b"".join(csv_report(ledger.lines(0, 1), {ledger.head.id: handle})).decode()
    (found,) = csv.DictReader(io.StringIO(table.replace("\x00", "␀"), newline=""))
    assert found["handle"] == quoted(handle).replace("\x00", "␀")
    assert found["op"] == "post.created"
