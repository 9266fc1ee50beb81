"""One document for scripts and people: its JSON, and the same as it is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import pytest

from exchange.locale import Language
from tui.cli.answer import Column, answer, fields, table, warnings
from tui.cli.document import document
from tui.cli.report import Report
from tui.shown import day_shown, limit_shown, moment_shown


class Colour(StrEnum):
    """A code."""

    RED = "red"


@dataclass(frozen=True)
class Leg:
    """A part of a view."""

    number: int
    due_at: datetime | None


@dataclass(frozen=True)
class View:
    """A view with each type of value that views hold."""

    ref: str
    from_: str
    kind: Colour
    legs: tuple[Leg, ...]
    on: date
    file: Path
    urgent: bool
    fields: dict[str, str]


MOMENT = datetime(2026, 11, 27, 5, 0, 0, 999_000, tzinfo=UTC)
VIEW = View(
    "BOG-2026-00042",
    "dnpj",
    Colour.RED,
    (Leg(1, MOMENT), Leg(2, None)),
    date(2026, 11, 27),
    Path("/a"),
    True,
    {"x": "y"},
)


def report(*, as_json: bool = False, language: Language = Language.EN) -> Report:
    return Report(language, as_json=as_json, plain=True)


def test_a_view_becomes_its_keys_in_order_with_plain_values() -> None:
    assert json.dumps(document(VIEW)) == (
        '{"ref": "BOG-2026-00042", "from": "dnpj", "kind": "red", "legs": '
        '[{"number": 1, "due_at": "2026-11-27T05:00:00Z"}, {"number": 2, "due_at": null}], '
        '"on": "2026-11-27", "file": "/a", "urgent": true, "fields": {"x": "y"}}'
    )


def test_a_moment_is_given_in_utc_whatever_its_zone() -> None:
    assert document(MOMENT.astimezone(timezone(timedelta(hours=-5)))) == "2026-11-27T05:00:00Z"


def test_a_file_is_given_by_its_whole_path() -> None:
    assert document(Path("x.zip")) == str(Path.cwd() / "x.zip")


@pytest.mark.parametrize("value", [b"bytes", 1.5, object()])
def test_what_no_view_should_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        document({"x": [value]})


def test_a_limit_that_ends_with_a_day_is_shown_as_its_24_hours() -> None:
    assert limit_shown(MOMENT, "America/Bogota", Language.FR) == "jeu. 26/11/2026 24:00"
    assert limit_shown(MOMENT, "UTC", Language.EN) == "Fri 2026-11-27 05:00"
    assert limit_shown(None, "UTC", Language.EN) == ""


def test_a_moment_is_shown_in_the_posts_zone() -> None:
    assert moment_shown(MOMENT, "America/Bogota", Language.FR) == "ven. 27/11/2026 00:00"
    assert moment_shown(MOMENT, "Europe/Paris", Language.EN) == "Fri 2026-11-27 06:00"
    assert moment_shown(None, "UTC", Language.EN) == ""
    assert day_shown(date(2026, 11, 23), Language.FR) == "lun. 23/11/2026"


def test_scripts_get_the_document_and_people_what_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[object] = []
    answer(report(as_json=True), VIEW, asked.append)
    assert json.loads(capsys.readouterr().out)["legs"][1] == {"number": 2, "due_at": None}
    answer(report(), VIEW, lambda row: asked.append(row["ref"]))
    assert asked == ["BOG-2026-00042"]


def test_a_table_leaves_out_columns_that_no_row_fills(capsys: pytest.CaptureFixture[str]) -> None:
    columns = (Column("number"), Column("due_at", "limit"), Column("title"), Column("overdue", "yes"))
    rows = ({"number": 1, "due_at": None, "overdue": True}, {"number": 2, "due_at": "2026-11-27T05:00:00Z"})
    table(report(), rows, columns, "America/Bogota")
    assert capsys.readouterr().out.splitlines() == [
        "NO.  DUE                   OVERDUE",
        "1                          yes",
        "2    Thu 2026-11-26 24:00",
    ]


def test_an_empty_table_says_that_there_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    table(report(language=Language.FR), (), (Column("ref"),), "UTC")
    assert capsys.readouterr().out == "rien à montrer\n"


def test_fields_show_codes_by_name_and_lists_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"kind": "wanted", "to": ["a", "b"], "fields": {"x": "y"}, "text": None, "overdue": False}
    columns = (
        Column("kind", "code:kind"),
        Column("to"),
        Column("fields"),
        Column("text"),
        Column("overdue", "yes"),
    )
    fields(report(language=Language.FR), row, columns, "UTC")
    assert capsys.readouterr().out.splitlines() == [
        "nature\u00a0: Personne recherchée",
        "à\u00a0: a, b",
        "champs\u00a0: x=y",
        "en retard\u00a0: non",
    ]


def test_warnings_of_a_request_and_its_legs_are_said_once_each(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"warnings": ["never-worded"], "legs": [{"warnings": ["never-worded"]}, {}]}
    warnings(report(), row)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "warning: refused (never-worded)\n"
