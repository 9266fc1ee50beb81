"""CSV as programs and people write it: separators, quotes, lists in a cell, rows that slipped."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.errors import Invalid
from exchange.importing import csv_lines as module
from exchange.importing.csv_lines import csv_lines
from exchange.importing.lines import Line
from exchange.importing.mapping import Translation, read_mapping
from exchange.requests.importing import check_key

CELLS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(lambda text: text.strip())


def rows_of(text: str, names: Translation | None = None) -> list[Line]:
    return list(csv_lines(io.StringIO(text, newline=""), names or Translation(), check_key))


def documents(text: str, names: Translation | None = None) -> list[object]:
    return [line.document for line in rows_of(text, names)]


def reasons(text: str) -> list[tuple[int, str]]:
    return [(line.number, line.refusal.reason) for line in rows_of(text) if line.refusal is not None]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from((",", ";", "\t")))
def test_what_a_spreadsheet_writes_is_read_as_it_was(rows: list[tuple[str, str]], separator: str) -> None:
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=separator)
    writer.writerows([("title", "text"), *rows])
    assert documents(sink.getvalue()) == [{"title": title.strip(), "text": text} for title, text in rows]


def test_empty_cells_say_nothing_and_empty_rows_are_no_lines() -> None:
    assert documents("title,agent\nT,\n,\n\n") == [{"title": "T"}]


def test_a_row_is_numbered_by_the_line_at_which_it_begins() -> None:
    found = rows_of('title,text\nA,"one\ntwo"\nB,x\n')
    assert [(line.number, line.document) for line in found] == [
        (2, {"title": "A", "text": "one\ntwo"}),
        (4, {"title": "B", "text": "x"}),
    ]


def test_lists_stand_in_a_cell_or_in_several_columns() -> None:
    assert documents("to,to,points\ndijin;fiscalia,interpol-ec,Qui ;; quand; Où\n") == [
        {"to": ["dijin", "fiscalia", "interpol-ec"], "points": ["Qui ; quand", "Où"]}
    ]


def test_persons_stand_as_they_are_typed_one_a_line_of_the_cell() -> None:
    cell = '"family=Roux;given=Anne\nfamily=Gil"'
    assert documents(f"persons,document\n{cell},type=passport;number=1\n") == [
        {"person": ["family=Roux;given=Anne", "family=Gil"], "document": ["type=passport;number=1"]}
    ]


def test_fields_of_a_kind_have_columns_of_their_own_or_stand_together() -> None:
    assert documents("fields.warrant.number,set\n2024/118,offence=drugs;warrant.type=x\n") == [
        {"set": ["offence=drugs", "warrant.type=x"], "fields": {"warrant.number": "2024/118"}}
    ]


def test_the_first_line_by_which_excel_names_its_separator_is_no_header() -> None:
    assert documents("sep=;\ntitle;text\na,b;c\n") == [{"title": "a,b", "text": "c"}]


@pytest.mark.parametrize("begun", ["\n", "\r\n \r\n", "\ufeff\n", "\nsep=;\n\n"])
def test_empty_lines_before_the_header_are_counted_and_hold_nothing(begun: str) -> None:
    (found,) = rows_of(f"{begun}title;text\nA;B\n")
    assert (found.number, found.document) == (begun.count("\n") + 2, {"title": "A", "text": "B"})


def test_names_of_columns_may_be_written_with_capitals_spaces_and_underlines() -> None:
    assert documents(" Their_Ref ,TITLE\n1,T\n") == [{"their-ref": "1", "title": "T"}]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("titel,from\n", "import-column-unknown"),
        ("title,title\n", "import-column-twice"),
        ("", "import-no-header"),
        ('"title\n', "import-no-header"),
        (",,\n", "import-no-header"),
    ],
)
def test_a_wrong_header_refuses_the_whole(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rows_of(text)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a", "line-cells"),
        ("a,b,c", "line-cells"),
        ('"a"b,c', "line-quotes"),
        ("a,\ud800", "half-character"),
    ],
)
def test_a_wrong_row_is_refused_by_its_number_and_the_others_go_on(row: str, reason: str) -> None:
    text = f"title,text\nx,1\n{row}\ny,2\n"
    assert reasons(text) == [(3, reason)]
    assert [one.number for one in rows_of(text) if one.refusal is None] == [2, 4]


def test_a_row_that_slipped_is_kept_as_it_came_for_the_report() -> None:
    assert rows_of("title,text\na\n")[0].document == {"title": "a", "cells": ["a"]}
    (line,) = rows_of("title,text\na,b,c,d\n")
    assert line.document == {"title": "a", "text": "b", "cells": ["a", "b", "c", "d"]}


def test_a_quote_that_is_never_closed_is_told_with_its_lines() -> None:
    (line,) = rows_of('title,text\na,"b\nc,d\n')
    assert line.refusal is not None
    assert (line.number, line.refusal.reason, line.refusal.arguments) == (2, "line-quotes", {"last": 3})
    assert line.raw == 'a,"b\nc,d'


def test_a_row_whose_quotes_do_not_match_is_kept_as_it_came_for_the_report() -> None:
    good, wrong = rows_of('title,text\na,b\n"a"b,c\n')
    assert (good.raw, wrong.raw) == (None, '"a"b,c')


def test_a_row_longer_than_any_request_is_refused_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LONGEST", 100)
    wide = '"' + "y\n" * 300 + '"'
    text = f"title,text\n{'x' * 450},1\nz,2\n"
    assert reasons(text) == [(2, "line-too-long")]
    assert rows_of(text)[-1].document == {"title": "z", "text": "2"}
    assert (2, "line-too-long") in reasons(f"title,text\na,{wide}\n")


@pytest.mark.parametrize(
    "hostile", ["=cmd|' /C calc'!A0", "@SUM(1)", "a\0b", "‮gnirts", "\x1b]52;c;x\a", "[/]"]
)
def test_hostile_cells_are_kept_exactly(hostile: str) -> None:
    sink = io.StringIO(newline="")
    csv.writer(sink).writerows([("title", "text"), ("T", hostile)])
    assert documents(sink.getvalue()) == [{"title": "T", "text": hostile}]


MAP = """
[columns]
"Objet de la demande" = "title"
"Service requérant" = "from"
"N° du mandat" = "fields.warrant.number"
"Services" = "to"
"Interne" = ""
[constants]
kind = "wanted"
[values.to]
"Police nationale" = "dijin"
[values.from]
"DNPJ / Nanterre" = "dnpj"
"""


def test_foreign_columns_and_words_are_translated() -> None:
    names = read_mapping(MAP.encode(), check_key)
    header = "OBJET de la demande;Service requ\u0065\u0301rant;N° du mandat;Services;Interne"
    row = 'Recherche;DNPJ / Nanterre;7;"police nationale;fiscalia";secret'
    assert documents(f"{header}\n{row}\n", names) == [
        {
            "kind": "wanted",
            "title": "Recherche",
            "from": "dnpj",
            "to": ["dijin", "fiscalia"],
            "fields": {"warrant.number": "7"},
        }
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[columns", "map-not-toml"),
        (b"\xff", "not-utf-8"),
        (b"[colums]\n", "map-table-unknown"),
        (b"[columns]\na = 1\n", "map-form"),
        (b"values = 1\n", "map-form"),
        (b"constants = []\n", "map-form"),
        (b'[columns]\na = "titel"\n', "import-column-unknown"),
        (b'[constants]\ntitel = "x"\n', "import-column-unknown"),
        (b'[columns]\nA = "title"\na = "text"\n', "map-name-twice"),
    ],
)
def test_a_wrong_map_is_refused_before_anything_is_read(content: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_mapping(content, check_key)
    assert refusal.value.reason == reason
