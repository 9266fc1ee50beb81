"""Writes what is generated in `docs/`: `make docs` runs this, `tests/test_docs.py` compares.

In docs/formats.md that are the blocks ```` ```example NAME ```` and what stands between the comments
`<!-- operations -->` and `<!-- end -->`, in docs/law.md the tables between such comments;
docs/errors.md, docs/fields.md, docs/command-line.md and docs/screens.md are generated whole, docs/verify.html
is put together from docs/verify/. All else is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from exchange.log.operations import FOUR_EYES, OPERATIONS, Operation
from exchange.log.roles import Role
from exchange.log.shapes import Field
from tests.docs import command_line, fields, law_tables, reasons, screens, verify_page
from tests.docs.examples import EXAMPLES

DOCS: Final = Path(__file__).parent.parent.parent / "docs"
FORMATS: Final = DOCS / "formats.md"
ERRORS: Final = DOCS / "errors.md"
FIELDS: Final = DOCS / "fields.md"
LAW: Final = DOCS / "law.md"
COMMAND_LINE: Final = DOCS / "command-line.md"
SCREENS: Final = DOCS / "screens.md"
VERIFY: Final = DOCS / "verify.html"
EXAMPLE: Final = re.compile(r"```example (?P<name>[a-z-]+)\n.*?```\n", re.DOTALL)
_OPERATIONS = re.compile(r"(?<=<!-- operations -->\n).*?(?=<!-- end -->)", re.DOTALL)
_LAW_TABLE = re.compile(r"<!-- (?P<name>[a-z]+) -->\n.*?<!-- end -->", re.DOTALL)
_INITIALS: Final[Mapping[Role, str]] = {role: role.value[0].upper() for role in Role}


def operations() -> str:
    """Return the table of operations, with the fields of each."""
    rows = "".join(map(_row, OPERATIONS.values()))
    return f"| `op` | `lg` | roles | `on` | `x` |\n|---|---|---|---|---|\n{rows}"


def _row(operation: Operation) -> str:
    roles = "".join(initial for role, initial in _INITIALS.items() if role in operation.roles)
    marks = ("+" if operation.acting else "") + ("4" if operation.code in FOUR_EYES else "")
    objects = " ".join(sorted(operation.objects))
    fields = " ".join(map(_field, operation.shape.fields))
    return f"| `{operation.code}` | {operation.duty or '-'} | {roles}{marks} | {objects} | {fields} |\n"


def _field(field: Field) -> str:
    return f"{field.name}{'?' if field.optional else ''}:{field.kind}"


def formats() -> str:
    """Return docs/formats.md with its generated parts as they should be."""
    words = FORMATS.read_text(encoding="utf-8")
    words = EXAMPLE.sub(
        lambda found: f"```example {found['name']}\n{EXAMPLES[found['name']]()}\n```\n", words
    )
    return _OPERATIONS.sub(lambda _: operations(), words)


def law() -> str:
    """Return docs/law.md with its tables as the data give them."""
    words = LAW.read_text(encoding="utf-8")
    return _LAW_TABLE.sub(
        lambda found: f"<!-- {found['name']} -->\n{law_tables.TABLES[found['name']]()}<!-- end -->", words
    )


def write() -> None:
    """Write every generated part anew."""
    FORMATS.write_text(formats(), encoding="utf-8")
    ERRORS.write_text(reasons.page(), encoding="utf-8")
    LAW.write_text(law(), encoding="utf-8")
    FIELDS.write_text(fields.page(), encoding="utf-8")
    COMMAND_LINE.write_text(command_line.page(), encoding="utf-8")
    SCREENS.write_text(screens.page(), encoding="utf-8")
    VERIFY.write_text(verify_page.page(), encoding="utf-8")


if __name__ == "__main__":
    write()
