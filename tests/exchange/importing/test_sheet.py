"""Workbooks: cells as they would be typed; bombs, broken and hostile files refused before they hurt."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from exchange.errors import Invalid
from exchange.importing import sheet
from exchange.importing.lines import Line
from exchange.importing.mapping import Translation
from exchange.importing.sheet import sheet_lines
from exchange.requests.importing import check_key, request_of
from tests.exchange.requests.imports import Imports, counts
from tests.world import World

HEADER = ("kind", "from", "title", "text", "due")


def book(*rows: tuple[str | float | date | None, ...]) -> io.BytesIO:
    made = Workbook()
    active = made.active
    assert active is not None
    for row in rows:
        active.append(row)
    made.create_sheet("Autre").append(("never read",))
    sink = io.BytesIO()
    made.save(sink)
    sink.seek(0)
    return sink


def lines_of(file: io.BytesIO) -> list[Line]:
    return list(sheet_lines(file, Translation(), check_key))


def replaced(file: io.BytesIO, member: str, content: bytes) -> io.BytesIO:
    """Return a workbook with another content in one of its parts."""
    sink = io.BytesIO()
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, content if name == member else before.read(name))
        if member not in before.namelist():
            after.writestr(member, content)
    sink.seek(0)
    return sink


def reason(file: io.BytesIO) -> str:
    with pytest.raises(Invalid) as refusal:
        lines_of(file)
    return refusal.value.reason


def test_the_first_sheet_is_read_as_it_would_be_typed() -> None:
    file = book(
        HEADER,
        ("wanted", "dnpj", 2024.0, "Faits\net suite", date(2026, 12, 24)),
        (),
        ("wanted", "dnpj", 1.5, None, datetime(2026, 12, 24, 14, 30)),
    )
    assert [(line.number, line.document) for line in lines_of(file)] == [
        (2, dict(zip(HEADER, ("wanted", "dnpj", "2024", "Faits\net suite", "2026-12-24"), strict=True))),
        (4, {"kind": "wanted", "from": "dnpj", "title": "1.5", "due": "2026-12-24T14:30"}),
    ]


def test_a_formula_is_never_run_and_without_its_result_refuses_its_row() -> None:
    without, text = lines_of(book(("title", "due"), ("kept", "=1+1"), ("'=cmd", "x")))
    assert without.refusal is not None and without.refusal.arguments == {"column": "due"}
    assert without.refusal.reason == "cell-without-result"
    assert (text.document, text.refusal) == ({"title": "'=cmd", "due": "x"}, None)


def test_an_error_refuses_its_row_and_only_where_its_column_is_read() -> None:
    first, second = lines_of(book(("title", "text", ""), ("a", "#REF!", None), ("b", "x", "#N/A")))
    assert first.refusal is not None and first.refusal.arguments == {"column": "text"}
    assert first.refusal.reason == "cell-error" and second.refusal is None


def test_what_a_formula_gave_is_read_even_where_it_gave_no_text() -> None:
    rows = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c>
        <c r="B1" t="inlineStr"><is><t>text</t></is></c></row>
        <row r="2"><c r="A2" t="str"><f>A1</f><v>a</v></c><c r="B2" t="str"><f>B9</f><v></v></c></row>
        </sheetData></worksheet>"""
    (line,) = lines_of(replaced(book(), "xl/worksheets/sheet1.xml", rows))
    assert (line.document, line.refusal) == ({"title": "a"}, None)


def test_a_header_that_cannot_be_read_refuses_the_whole_and_names_its_column() -> None:
    with pytest.raises(Invalid) as refusal:
        lines_of(book(("title", "=1+1"), ("a", "b")))
    assert (refusal.value.reason, refusal.value.arguments) == ("cell-without-result", {"column": "B"})


def test_the_report_of_a_row_without_a_result_is_not_imported_as_it_stands() -> None:
    (line,) = lines_of(book(("kind", "from", "title", "due"), ("wanted", "dnpj", "Mandat", "=1+1")))
    assert line.document is not None
    with pytest.raises(Invalid, match="line-cells-left"):
        request_of(line.document)


def test_cells_beyond_the_header_refuse_their_row_alone() -> None:
    found = lines_of(book(("title",), ("a", "b"), ("c", None, " "), ("d",)))
    assert [line.refusal and line.refusal.reason for line in found] == ["line-cells", None, None]


def test_a_wrong_header_refuses_the_whole() -> None:
    assert reason(book(("titel",))) == "import-column-unknown"
    assert reason(book()) == "import-no-header"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"kind;from;title\n", b"\xd0\xcf\x11\xe0" * 64])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert reason(io.BytesIO(content)) == "not-a-workbook"


@pytest.mark.parametrize("member", ["xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
@pytest.mark.parametrize("content", [b"", b"<", b"<a/>", b"\xff\xfe\0"])
def test_a_workbook_with_a_broken_part_is_refused_or_read_without_it(member: str, content: bytes) -> None:
    file = replaced(book(("title",), ("a",)), member, content)
    try:
        assert [line.document for line in lines_of(file)] == [{"title": "a"}]
    except Invalid as refusal:
        assert refusal.reason in ("not-a-workbook", "workbook-broken")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    file = book(("title",), ("a",))
    bomb = replaced(file, "xl/sharedStrings.xml", b" " * (65 * 1024 * 1024))
    assert len(bomb.getvalue()) < 1024 * 1024
    monkeypatch.setattr(sheet, "load_workbook", None)  # nothing is given to it
    assert reason(bomb) == "workbook-too-large"
    assert reason(replaced(file, "xl/theme/theme1.xml", b" " * (17 * 1024 * 1024))) == "workbook-too-large"


def test_entities_are_refused() -> None:
    laughing = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "title"><!ENTITY b "&a;&a;">]>
        <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>"""
    assert reason(replaced(book(), "xl/worksheets/sheet1.xml", laughing)) == "not-a-workbook"


def test_a_row_that_claims_to_be_far_away_does_not_fill_the_memory() -> None:
    rows = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <dimension ref="A1:XFD1048576"/><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>
        <row r="999999999999"><c r="A999999999999" t="inlineStr"><is><t>a</t></is></c></row>
        </sheetData></worksheet>"""
    assert lines_of(replaced(book(), "xl/worksheets/sheet1.xml", rows)) == []


def test_a_sheet_that_breaks_off_tells_from_which_row() -> None:
    rows = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>
        <row r="2"><c r="A2" t="s"><v>77</v></c></row></sheetData></worksheet>"""
    with pytest.raises(Invalid) as refusal:
        lines_of(replaced(book(), "xl/worksheets/sheet1.xml", rows))
    assert (refusal.value.reason, refusal.value.arguments) == ("workbook-broken", {"row": 2})


def test_a_workbook_is_imported_like_any_file(tmp_path: Path) -> None:
    path = tmp_path / "demandes.xlsx"
    path.write_bytes(
        book(HEADER, ("wanted", "dnpj", "Mandat", None, None), ("wanted", "x", "y", None, None)).read()
    )
    with World.bogota(tmp_path / "post") as world:
        imports = Imports(world.desk(), tmp_path)
        done = imports.of(path)
        assert (counts(done), done.encoding) == ((1, 0, 1), None)
        assert imports.reasons == [(3, "service-unknown")]
        assert counts(imports.of(path)) == (0, 1, 1)
