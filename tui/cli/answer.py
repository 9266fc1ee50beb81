"""A verb's answer in its two forms: the JSON document, or the same for people.

Both come from one document, so that neither can tell what the other doesn't. For people a key is
shown by its form: a code by its name, a moment in the post's zone, a limit as its day's end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tui.cli.report import Cell, Report

Row = Mapping[str, object]


class Column(NamedTuple):
    """One key to show: how its title is named, and the form of its values.

    Forms: `text`, `moment`, `limit`, `yes`, `list`, or `code:<group>` for a name from `codes`.
    """

    key: str
    form: str = "text"
    title: str = ""


def answer(report: Report, view: object, for_people: Callable[[Row], None]) -> None:
    """Give `view` as the verb's one JSON document, or let `for_people` show that document."""
    from tui.cli.document import document

    found = document(view)
    if report.as_json:
        report.document(found)
    else:
        for_people(found if isinstance(found, dict) else {"items": found})


def table(report: Report, rows: Iterable[Row], columns: Sequence[Column], zone: str) -> None:
    """Print rows with those of the columns that any row fills; say so when there is none."""
    found = tuple(rows)
    if not found:
        report.say("nothing")
        return
    cells = [[shown(report, row.get(column.key), column.form, zone) for column in columns] for row in found]
    kept = [place for place in range(len(columns)) if any(line[place] not in (None, "") for line in cells)]
    titles = [columns[place].title or columns[place].key for place in kept]
    report.table(titles, [[line[place] for place in kept] for line in cells])


def fields(report: Report, row: Row, columns: Sequence[Column], zone: str) -> None:
    """Print the keys of one thing, one a line, the empty ones left out."""
    report.fields(
        (column.title or column.key, shown(report, row.get(column.key), column.form, zone))
        for column in columns
    )


def shown(report: Report, value: object, form: str, zone: str) -> Cell:
    """Return `value` as people read it in its form."""
    if value is None or value == [] or value == {}:
        return None
    if form == "yes" or isinstance(value, bool):
        return report.words("yes" if value else "no")
    if form in ("moment", "limit"):
        return _dated(report, str(value), form, zone)
    if isinstance(value, list):
        return ", ".join(str(shown(report, one, form, zone)) for one in value)
    if form.startswith("code:"):
        return report.code(form.removeprefix("code:"), str(value))
    if isinstance(value, dict):
        return ", ".join(f"{key}={shown(report, one, form, zone)}" for key, one in value.items())
    return value if isinstance(value, int) else str(value)


def _dated(report: Report, value: str, form: str, zone: str) -> str:
    from datetime import datetime

    from tui.cli.shown import limit_shown, moment_shown

    show = moment_shown if form == "moment" else limit_shown
    return show(datetime.fromisoformat(value), zone, report.language)


def rows(row: Row, key: str) -> tuple[Row, ...]:
    """Return the list of things that a document holds under `key`."""
    found = row.get(key)
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def warnings(report: Report, row: Row) -> None:
    """Say the warnings of a document and of its legs, on stderr, once each."""
    codes: list[str] = []
    for one in (row, *rows(row, "legs")):
        found = one.get("warnings")
        codes += [str(code) for code in found] if isinstance(found, list) else []
    for code in dict.fromkeys(codes):
        report.note("warning", text=report.sentence_of(code, {})[0])
