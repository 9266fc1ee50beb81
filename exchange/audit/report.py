"""report.csv and report.html: the entries of an export for people, as streams.

They prove nothing: `entries.log` is the evidence. A table program must not take a value for a formula
(OWASP, *CSV Injection*), a browser must not take one for markup, and the page loads and runs nothing.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from io import StringIO
from typing import Final

from exchange.foreign_text import visible_line
from exchange.locale import Language, text
from keys.canonical import JSON

COLUMNS: Final = ("n", "at", "by", "handle", "op", "lg", "type", "id", "ref", "why", "to", "c", "x")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FLUSH = 64 * 1024
_STYLE = (
    "body{font:14px/1.4 sans-serif;margin:2em}table{border-collapse:collapse}"
    "th,td{border:1px solid;padding:.2em .5em;text-align:left;vertical-align:top}"
    "td{font-family:monospace;overflow-wrap:anywhere}"
)
# The page may load nothing and run nothing, whatever it holds (W3C Content Security Policy 3).
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def row(line: bytes, handles: Mapping[str, str]) -> tuple[str, ...]:
    """Return the cells of one entry, as text in the order of COLUMNS."""
    entry: Mapping[str, JSON] = json.loads(line.partition(b"\t")[0])
    on, to = entry["on"], entry["to"]
    target = on if isinstance(on, Mapping) else {}
    recipients = " ".join(map(str, to)) if isinstance(to, list) else ""
    further = json.dumps(entry["x"], ensure_ascii=False, separators=(",", ":"))
    cells = (
        entry["n"], entry["at"], entry["by"], handles.get(str(entry["by"])), entry["op"], entry["lg"],
        target.get("type"), target.get("id"), target.get("ref"), entry["why"], recipients, entry["c"],
        further if entry["x"] else None,
    )  # fmt: skip
    return tuple("" if cell is None else str(cell) for cell in cells)


def quoted(cell: str) -> str:
    """Return `cell` so that a table program shows it and computes nothing."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def csv_report(lines: Iterable[bytes], handles: Mapping[str, str]) -> Iterator[bytes]:
    """Write report.csv: a column a key, UTF-8, every cell in quotes, formulas defused."""
    buffer = StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([quoted(cell) for cell in row(line, handles)])
        if buffer.tell() > _FLUSH:
            yield _taken(buffer)
    yield _taken(buffer)


def html_report(lines: Iterable[bytes], handles: Mapping[str, str], title: str) -> Iterator[bytes]:
    """Write report.html: one table, French and English, readable offline in any browser."""
    buffer = StringIO()
    buffer.write(_head(title))
    for line in lines:
        buffer.write("<tr>")
        for cell in row(line, handles):
            buffer.write(f"<td>{escape(visible_line(cell))}</td>")
        buffer.write("</tr>\n")
        if buffer.tell() > _FLUSH:
            yield _taken(buffer)
    buffer.write("</table>\n</body>\n</html>\n")
    yield _taken(buffer)


def _head(title: str) -> str:
    notes = "".join(
        f'<p lang="{language}">{escape(text("verify", "report-note", language))}</p>\n'
        for language in Language
    )
    columns = "".join(
        f'<th scope="col">{escape(column)}<br>'
        f"<small>{escape(text('verify', f'column-{column}', Language.FR))}<br>"
        f"{escape(text('verify', f'column-{column}', Language.EN))}</small></th>"
        for column in COLUMNS
    )
    return (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        f"<title>{escape(visible_line(title))}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(visible_line(title))}</h1>\n{notes}<table>\n<tr>{columns}</tr>\n"
    )


def _taken(buffer: StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return data
