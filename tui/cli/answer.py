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

    Forms: `text`, `moment`, `limit`, `day`, `only-yes` (said where it is so), `yes`, `source` (of a limit),
    `period` (`30 days`), `named` (fields of a kind or subject), `register` (`A-0012`, from the whole row), or
    `code:<groups>` for a name from `codes`.
    """

    key: str
    form: str = "text"
    title: str = ""


def answer(report: Report, view: object, for_people: Callable[[Row], None]) -> None:
    """Give `view` as the verb's one JSON document, or let `for_people` show that document."""
    from tui.cli.document import document

    found = in_language(document(view), report)
    if report.as_json:
        report.document(found)
    else:
        for_people(found if isinstance(found, dict) else {"items": found})


def in_language(found: object, report: Report) -> object:
    """Return a document with what it says by language said in the person's own.

    A source (`cited`) is a citation that programs compare: JSON keeps the one of the view.
    """
    if isinstance(found, list):
        return [in_language(one, report) for one in found]
    if not isinstance(found, dict):
        return found
    said = {key: in_language(one, report) for key, one in found.items() if key not in ("cited", "named")}
    if isinstance(found.get("cited"), dict) and not report.as_json:
        said["source"] = found["cited"][report.language]
    if isinstance(found.get("named"), dict):
        said["text"] = found["named"][report.language]
    return said


def table(report: Report, rows: Iterable[Row], columns: Sequence[Column], zone: str) -> None:
    """Print rows with those of the columns that any row fills; say so when there is none."""
    found = tuple(rows)
    if not found:
        report.say("nothing")
        return
    cells = [[_cell(report, row, column, zone) for column in columns] for row in found]
    kept = [place for place in range(len(columns)) if any(line[place] not in (None, "") for line in cells)]
    titles = [columns[place].title or columns[place].key for place in kept]
    report.table(titles, [[line[place] for place in kept] for line in cells])


def fields(report: Report, row: Row, columns: Sequence[Column], zone: str) -> None:
    """Print the keys of one thing, one a line, the empty ones left out."""
    report.fields((column.title or column.key, _cell(report, row, column, zone)) for column in columns)


def _cell(report: Report, row: Row, column: Column, zone: str) -> Cell:
    if column.form == "register":
        return register_number(row)
    value = row.get(column.key)
    if column.form == "moment" and row.get("day"):  # that alone is known of when it happened
        return _dated(report, str(row["day"]), "day", zone)
    if column.form == "limit" and value is not None:
        where = row.get("due_zone") if column.key == "due_at" else None
        return _dated(report, str(value), "limit", zone, str(where) if where else None)
    return shown(report, value, column.form, zone)


def register_number(row: Row) -> str | None:
    """Return a transmission's number as the register prints it: `A-0012` in, `D-0012` out."""
    number = row.get("number")
    if not isinstance(number, int):
        return None
    return f"{'D' if row.get('direction') == 'out' else 'A'}-{number:04d}"


def shown(report: Report, value: object, form: str, zone: str) -> Cell:
    """Return `value` as people read it in its form."""
    if value is None or value == [] or value == {}:
        return None
    if form == "only-yes" and value is False:
        return None
    if form == "yes" or isinstance(value, bool):
        return report.words("yes" if value else "no")
    if isinstance(value, list):
        return ", ".join(str(shown(report, one, form, zone)) for one in value)
    if form in ("moment", "limit", "day"):
        return _dated(report, str(value), form, zone)
    if form.startswith("code:"):
        return report.code(form.removeprefix("code:"), str(value))
    if isinstance(value, dict):
        return ", ".join(_pair(report, str(key), one, form, zone) for key, one in value.items())
    if form in ("source", "period"):
        return _law_words(report, form, str(value))
    return value if isinstance(value, int) else str(value)


def _pair(report: Report, key: str, value: object, form: str, zone: str) -> str:
    text = str(shown(report, value, form, zone))
    if form != "named":
        return f"{key}={text}"
    return report.words("field", name=report.code("field", key), value=_field_value(report, key, text))


def _field_value(report: Report, name: str, text: str) -> str:
    """Return a field's value as people read it."""
    from tui.field_words import field_value

    return field_value(name, text, report.language)


def _law_words(report: Report, form: str, value: str) -> str:
    """Return what a limit comes from, or how long it is (`30 days`), in the person's language."""
    if form == "source":
        return report.law_source(value)
    count, _, unit = value.partition(" ")
    if count == "0":
        return report.words("period.none")
    return report.words(f"period.{unit if count != '1' else unit.removesuffix('s')}", count=count)


def _dated(report: Report, value: str, form: str, zone: str, where: str | None = None) -> str:
    from datetime import date, datetime

    from tui.shown import day_shown, limit_shown, moment_shown

    if form == "day":
        return day_shown(date.fromisoformat(value), report.language)

    moment = datetime.fromisoformat(value)
    if form == "moment":
        return moment_shown(moment, zone, report.language)
    return limit_shown(moment, zone, report.language, where)


def rows(row: Row, key: str) -> tuple[Row, ...]:
    """Return the list of things that a document holds under `key`."""
    found = row.get(key)
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def warnings(report: Report, row: Row) -> None:
    """Say the warnings of a document, of its subjects and of its legs, on stderr, once each."""
    missing = row.get("missing")
    numbers = ", ".join(map(str, missing)) if isinstance(missing, list) else ""
    said = [report.sentence_of(code, {"numbers": numbers}) for code in texts(row, "warnings")]
    for subject in rows(row, "subjects"):
        said += [_of_subject(report, subject, code) for code in texts(subject, "warnings")]
    for leg in rows(row, "legs"):
        known = {key: str(leg.get(key) or "") for key in ("number", "to", "country", "basis")}
        known["bases"] = ", ".join(map(str, _list(leg, "binding"))) or "-"
        said += [report.leg_warning(code, known) for code in texts(leg, "warnings")]
    for text, hint in dict.fromkeys(said):
        report.note("warning", text=f"{text} {hint}".rstrip())


def _of_subject(report: Report, subject: Row, code: str) -> tuple[str, str]:
    """Return a warning of a subject, with the subject's number before it."""
    text, hint = report.sentence_of(code, {})
    return report.words("warning.subject", number=str(subject["number"]), text=text), hint


def told(row: Row, key: str) -> Row:
    """Return the one thing that a document holds under `key`; nothing where it holds none."""
    found = row.get(key)
    return found if isinstance(found, dict) else {}


def texts(row: Row, key: str) -> tuple[str, ...]:
    """Return the list of texts that a document holds under `key`."""
    return tuple(map(str, _list(row, key)))


def _list(row: Row, key: str) -> list[object]:
    found = row.get(key)
    return found if isinstance(found, list) else []
