"""JSON lines: each line by itself, whatever the others are; the report is read like any other file."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.errors import Invalid
from exchange.importing import json_lines as module
from exchange.importing.json_lines import json_lines
from exchange.importing.leftover import left_out
from exchange.importing.lines import Line

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
DOCUMENTS = st.dictionaries(
    TEXTS.filter(lambda key: key != "refused" and "_" not in key), TEXTS | st.lists(TEXTS), min_size=1
)


def lines_of(text: str) -> list[Line]:
    return list(json_lines(io.StringIO(text, newline="\n")))


def reasons(text: str) -> list[tuple[int, str]]:
    return [(line.number, line.refusal.reason) for line in lines_of(text) if line.refusal is not None]


@settings(max_examples=40)
@given(st.lists(DOCUMENTS, max_size=8), st.sampled_from(("\n", "\r\n", "\n\n")))
def test_what_was_written_line_by_line_is_read_so(documents: list[dict[str, object]], end: str) -> None:
    text = "".join(json.dumps(one, ensure_ascii=False) + end for one in documents)
    assert [line.document for line in lines_of(text)] == documents


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    found = lines_of('\n{"a": "1"}\n\n  \n{"a": "2"}')
    assert [(line.number, line.document) for line in found] == [(2, {"a": "1"}), (5, {"a": "2"})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line-not-json"),
        ('{"a": NaNa}', "line-not-json"),
        ("kind;from;title", "line-not-json"),
        ("[" * 100_000, "line-not-json"),
        ('{"a": ' + "9" * 5_000 + "}", "line-not-json"),
        ("[1]", "line-not-an-object"),
        ("null", "line-not-an-object"),
        ('{"a": "1", "a": "2"}', "duplicate-key"),
        ('{"their-ref": "1", "their_ref": "2"}', "duplicate-key"),
        ('{"a": "\\ud800"}', "half-character"),
        ('{"attach": "a\\u0000b.pdf"}', "nul-character"),
        ('{"attachments": ["a\\u0000b.pdf"]}', "nul-character"),
        ('{"a": "\ud801"}', "half-character"),
        ('{"a": [{"b\\udfff": "x"}]}', "half-character"),
        ('{"a": "\udcff"}', "line-not-encoded"),
    ],
)
def test_a_bad_line_is_refused_by_its_number_and_the_others_go_on(line: str, reason: str) -> None:
    text = f'{{"a": "1"}}\n{line}\n{{"a": "3"}}\n'
    assert reasons(text) == [(2, reason)]
    assert [one.number for one in lines_of(text) if one.document] == [1, 3]


def test_a_line_longer_than_any_request_is_passed_over_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 100)
    text = '{"a": "' + "x" * 450 + '"}\n{"a": "2"}\n'
    assert reasons(text) == [(1, "line-too-long")]
    assert lines_of(text)[1] == Line(2, {"a": "2"}, size=10)


def test_a_line_of_exactly_the_longest_length_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 11)
    assert [line.document for line in lines_of('{"a": "2"}\n{"a": "3"}\n')] == [{"a": "2"}, {"a": "3"}]


def report(*lines: Line) -> str:
    told = b"".join(left_out(line, "some-reason", "What is wrong.") for line in lines)
    return told.decode("utf-8", "surrogateescape")


@settings(max_examples=40)
@given(st.lists(DOCUMENTS, max_size=5))
def test_a_report_is_imported_as_what_it_tells_of(documents: list[dict[str, object]]) -> None:
    told = report(*(Line(n, one, Invalid("x")) for n, one in enumerate(documents, 1)))
    found = [line.document or {} for line in lines_of(told)]
    assert [{key: value for key, value in one.items() if key != "refused"} for one in found] == documents
    assert all(one["refused"]["code"] == "some-reason" for one in found)  # type: ignore[index]


@pytest.mark.parametrize("raw", ["{broken", '{"a": "\udcff"}', "[" * 50])
def test_a_line_that_could_not_be_read_stands_in_the_report_as_it_came(raw: str) -> None:
    (line,) = lines_of(raw)
    told = report(line)
    assert told.splitlines()[1] == raw
    (again,) = lines_of(told)
    assert again.number == 2
    assert replace(again, number=1) == replace(line, refusal=again.refusal)
    assert told.replace(raw, '{"a": "mended"}').splitlines()[1] == '{"a": "mended"}'


def test_a_report_of_half_characters_spells_them_out() -> None:
    (line,) = lines_of('{"a": "\\ud800"}')
    assert reasons(report(line)) == [(2, "half-character")]
