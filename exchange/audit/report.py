"""report.csv and report.html: the entries of an export for people, as streams.

They prove nothing: `entries.log` is the evidence. A table program must not take a value for a formula
(OWASP, *CSV Injection*), a browser must not take one for markup, and the page loads and runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from io import StringIO
from typing import Final

from exchange.errors import Tampered
from exchange.foreign_text import visible_line
from exchange.locale import Language, text

COLUMNS: Final = ("n", "at", "by", "handle", "op", "lg", "type", "id", "ref", "why", "to", "c", "x")
# An entry's line is canonical and its values before `x` are of closed forms, without escapes: read so,
# a million entries are listed twice in the time that JSON takes once.
_ENTRY: Final = re.compile(
    r'\{"v":1,"n":([0-9]+),"root":"[^"]+","at":"([^"]+)","by":"([^"]+)",'
    r'"op":"([^"]+)","lg":(?:null|"([^"]+)"),"on":(?:null|\{"type":"([^"]+)",'
    r'"id":"([^"]+)"(?:,"ref":"([^"]+)")?\}),"why":(?:null|"([^"]+)"),'
    r'"to":\[([^\]]*)\],"c":(?:null|"([^"]+)"),"x":(\{[^\t]*\})\}\t'
)
_PLAIN: Final = re.compile("[ !\"#$%'-;=?-~]*")
_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""What a table program takes for the beginning of a formula."""
_QUOTE: Final = '"'
_BETWEEN: Final = '","'
_RISKY: Final = re.compile(f"{_BETWEEN}[{re.escape(''.join(sorted(_FORMULA)))}]")
_FLUSH = 64 * 1024
_STYLE = (
    "body{font:14px/1.4 sans-serif;margin:2em}table{border-collapse:collapse}"
    "th,td{border:1px solid;padding:.2em .5em;text-align:left;vertical-align:top}"
    "td{font-family:monospace;overflow-wrap:anywhere}"
)
# The page may load nothing and run nothing, whatever it holds (W3C Content Security Policy 3).
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def row(line: bytes, handles: Mapping[str, str]) -> tuple[str, ...]:
    """Return the cells of one entry, as text in the order of COLUMNS; raise Tampered for another form."""
    found = _ENTRY.match(line.decode("utf-8", "replace"))
    if found is None:
        raise Tampered("export-line", size=len(line))
    n, at, by, op, duty, kind, ident, ref, why, to, c, further = found.groups("")
    told = "" if further == "{}" else further
    to = to.replace('"', "").replace(",", " ")
    return (n, at, by, handles.get(by, ""), op, duty, kind, ident, ref, why, to, c, told)


def quoted(cell: str) -> str:
    """Return `cell` so that a table program shows it and computes nothing."""
    return "'" + cell if cell[:1] in _FORMULA else cell


def csv_report(lines: Iterable[bytes], handles: Mapping[str, str]) -> Iterator[bytes]:
    """Write report.csv: a column a key, UTF-8, every cell in quotes, formulas defused."""
    buffer = StringIO()
    buffer.write(_record(COLUMNS))
    for line in lines:
        buffer.write(_record(row(line, handles)))
        if buffer.tell() > _FLUSH:
            yield _taken(buffer)
    yield _taken(buffer)


def _record(cells: Sequence[str]) -> str:
    """Return one record, every cell in quotes (RFC 4180, section 2)."""
    *closed, further = cells
    joined = _BETWEEN.join(closed)
    # Codes, numbers and ids need nothing: that is seen once a record, not a cell.
    if joined.count('"') != 2 * (len(closed) - 1) or _RISKY.search(_BETWEEN + joined):
        joined = _BETWEEN.join([quoted(cell).replace('"', '""') for cell in closed])
    return f'"{joined}{_BETWEEN}{quoted(further).replace(_QUOTE, _QUOTE * 2)}"\r\n'


def html_report(lines: Iterable[bytes], handles: Mapping[str, str], title: str) -> Iterator[bytes]:
    """Write report.html: one table, French and English, readable offline in any browser."""
    buffer = StringIO()
    buffer.write(_head(title))
    for line in lines:
        buffer.write(f"<tr><td>{'</td><td>'.join(_shown(row(line, handles)))}</td></tr>\n")
        if buffer.tell() > _FLUSH:
            yield _taken(buffer)
    buffer.write("</table>\n</body>\n</html>\n")
    yield _taken(buffer)


def _shown(cells: tuple[str, ...]) -> Iterable[str]:
    """Return the cells as a browser may have them: nothing that it would take for markup or hide."""
    if _PLAIN.fullmatch("".join(cells)):
        return cells
    return [escape(visible_line(cell)) for cell in cells]


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
