"""What a dispatched request brings along for the request that it opens here: its fields and subjects.

The sender's program checked them by its table, ours checks them again by ours: what it doesn't know,
or wouldn't accept from a person, is left out with a warning and stays readable in the transmission.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from exchange.codes import SUBKINDS, Kind, SubjectType, parse_code
from exchange.codes.parsing import find_code
from exchange.errors import Invalid
from exchange.requests.kind_fields import kind_fields
from exchange.requests.model import SubjectContent
from exchange.requests.subject_parsing import subject
from exchange.requests.transmissions import TransmissionContent


@dataclass(frozen=True)
class Taken:
    """What was taken over, and the names of what was left out."""

    type: str | None
    fields: Mapping[str, str] = field(default_factory=dict)
    subjects: tuple[tuple[SubjectType, SubjectContent], ...] = ()
    warnings: tuple[str, ...] = ()


def taken_over(content: TransmissionContent, kind: Kind, type_: str | None, today: date) -> Taken:
    """Return what an arrival's message gives a request of this kind; nothing where it was no dispatch."""
    if content.message is None:
        return Taken(type_)
    said = json.loads(content.message)
    same = said.get("kind") == kind
    subkind = find_code(type_ or (said.get("type") or "" if same else ""), SUBKINDS[kind])
    warnings: list[str] = []
    fields: dict[str, str] = {}
    for name, value in (said.get("fields") or {}).items() if same else ():
        try:
            fields |= kind_fields(kind, subkind, {name: value}, today)
        except Invalid:
            warnings.append("arrival-field-left-out")
    subjects = []
    for one in said.get("subjects") or ():
        try:
            named = parse_code(SubjectType, one["type"], "type")
            subjects.append((named, subject(named, one["fields"], today, one["role"])))
        except Invalid:
            warnings.append("arrival-subject-left-out")
    return Taken(subkind.value if subkind else None, fields, tuple(subjects), tuple(dict.fromkeys(warnings)))
