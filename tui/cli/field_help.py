"""The help's lists of fields: what a kind of request, or a type of subject, has of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exchange.codes.fields import Field

Say = Callable[..., str]
_NAME = 36
"""The column of the words; names run a little beyond none."""


def fields_of_kind(arguments: Sequence[str], say: Say) -> str:
    """Return the fields of the kind, and of the sub-kind, that `--kind` and `--type` name."""
    named = _value(arguments, "--kind")
    if not named:
        return say("help.fields-of-kinds")
    from exchange.codes import SUBKINDS, Kind
    from exchange.codes.fields import fields_of
    from exchange.codes.parsing import find_code

    kind = find_code(named, Kind)
    if kind is None:
        return say("help.fields-of-kinds")
    subkind = find_code(_value(arguments, "--type"), SUBKINDS[kind])
    subkinds = say("help.subkinds", subkinds=", ".join(SUBKINDS[kind]))
    return "\n".join(
        (subkinds, "", say("help.fields", kind=kind), *_lines(fields_of(kind, subkind).values(), say))
    )


def fields_of_type(arguments: Sequence[str], say: Say) -> str:
    """Return the fields of the type of subject that `--type` names."""
    named = _value(arguments, "--type")
    if not named:
        return say("help.fields-of-types")
    from exchange.codes import SubjectType
    from exchange.codes.fields import SUBJECT_FIELDS
    from exchange.codes.parsing import find_code

    type_ = find_code(named, SubjectType)
    if type_ is None:
        return say("help.fields-of-types")
    return "\n".join((say("help.fields-of-type", type=type_), *_lines(SUBJECT_FIELDS[type_], say)))


def _lines(fields: Iterable[Field], say: Say) -> list[str]:
    return [f"  {field.name:<{_NAME}}{_words(field, say)}" for field in fields]


def _words(field: Field, say: Say) -> str:
    """Return what a field's value must be: its form, its codes, and the sub-kinds that alone have it."""
    from exchange.codes.fields import LISTS

    said = say(f"form.{field.form}", codes=", ".join(LISTS[field.codes]) if field.codes else "")
    return f"{said} [{', '.join(field.subkinds)}]" if field.subkinds else said


def _value(arguments: Sequence[str], option: str) -> str:
    """Return the value of an option that stands among a verb's arguments, as `--kind K` or `--kind=K`."""
    for at, word in enumerate(arguments):
        name, sign, joined = word.partition("=")
        if name == option:
            return joined if sign else "".join(arguments[at + 1 : at + 2])
    return ""
