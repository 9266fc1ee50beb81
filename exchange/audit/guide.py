"""VERIFY.md: how to verify an export with public tools, and the table that its replay needs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from exchange.log.operations import FOUR_EYES, OPERATIONS, Operation
from exchange.log.roles import Role

_TEMPLATE: Final = Path(__file__).with_name("VERIFY.md")
_PLACE: Final = "<!-- operations -->\n"
_INITIALS: Final = {Role.HEAD: "H", Role.OFFICER: "O", Role.INVESTIGATOR: "I", Role.AUDITOR: "A"}
_HEAD: Final = "| `op` | obligation · duty | rôles · roles | `4` | `on` | `x` |\n" + "|---" * 6 + "|\n"


def guide() -> bytes:
    """Return VERIFY.md, French and English, with the table of operations as the verifier obeys it."""
    words = _TEMPLATE.read_text(encoding="utf-8")
    return words.replace(_PLACE, operations_table()).encode("utf-8")


def operations_table() -> str:
    """Return the table of operations, duties and roles as Markdown, in the order of the log's table."""
    return _HEAD + "".join(_row(operation) for operation in OPERATIONS.values())


def _row(operation: Operation) -> str:
    roles = " ".join(initial for role, initial in _INITIALS.items() if role in operation.roles)
    acting = " +" if operation.acting else ""
    eyes = "4" if operation.code in FOUR_EYES else ""
    on = " ".join(sorted(operation.objects))
    x = " ".join(f"{field.name}{'?' * field.optional}:{field.kind}" for field in operation.shape.fields)
    return f"| `{operation.code}` | {operation.duty or '-'} | {roles}{acting} | {eyes} | {on} | {x} |\n"
