"""docs/fields.md: the fields of kinds and of subjects, made from their table and its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from exchange.codes.fields import COMMON_FIELDS, KIND_FIELDS, LISTS, SUBJECT_FIELDS, Field
from exchange.locale import Language, text

_HEAD: Final = """# Fields

Generated from `exchange/codes/field_tables.py` and the catalogues by `make docs`; a test compares. What
`--set FIELD=VALUE` takes: `exchange request new --kind KIND --help` and `exchange subject add --type TYPE
--help` list the same in French and English.

A field that a kind or a type doesn't have is refused with the nearest that it has; a value of an impossible
form too. A check digit that is wrong is a warning: shown, kept with the subject, given in JSON under
`warnings`, since it may be the forgery that is asked about. Dates are `YYYY-MM-DD`; where a field takes a
partial one, `YYYY` or `YYYY-MM`. Countries are ISO 3166 codes, two or three letters, kept as three, or those
that only travel documents have (`D`, `GBD`, `UNO`, `XXA`). *Only with* names the sub-kinds beside which a
field may stand; as long as no sub-kind is given, each may.
"""
_MRZ: Final = """
## Machine-readable zones

`mrz` of a person or of a document takes a zone of ICAO 9303 in any of its formats (TD1, TD2, TD3, MRV-A,
MRV-B), its lines apart or run together, as pasted or as a wedge reader types it: `--person "mrz=…"`,
`--document "mrz=…"`, `exchange subject add REF --type document --mrz FILE|-`. It fills the other fields; what
was typed stays, and where the zone says otherwise a warning says of which field.

- Check digits that are wrong are told one by one (number, birth, expiry, personal number, composite). Names
  carry none, visas have no composite one. Two signs whose values are ten apart (`0` and `A`) have the same.
- A card's number longer than nine signs runs on into the optional data, with its check digit behind it.
- A zone has years of two digits. A birth date is the newest that isn't after the day of reading; an expiry
  date the one within fifty years of it. Whoever is over a hundred is therefore read a hundred years too
  young: type his birth date.
- The French identity card issued until 2021 has two lines of 36 signs that aren't ICAO's: it is refused
  with a sentence, and its fields are typed.
"""


def page() -> str:
    """Return the page as the table gives it."""
    parts = [_HEAD, "\n## Of every request\n", _table(COMMON_FIELDS)]
    for kind, fields in KIND_FIELDS.items():
        parts += [f"\n## `{kind}`\n", _table(fields)]
    for type_, fields in SUBJECT_FIELDS.items():
        parts += [f"\n## Subject: `{type_}`\n", _needed(fields), _table(fields)]
    return "".join((*parts, _MRZ))


def _needed(fields: Iterable[Field]) -> str:
    names = ", ".join(f"`{field.name}`" for field in fields if field.needed)
    return f"\nAt least one of: {names}.\n"


def _table(fields: Iterable[Field]) -> str:
    head = "\n| field | English | français | value | only with |\n|---|---|---|---|---|\n"
    return head + "".join(map(_row, fields))


def _row(field: Field) -> str:
    english, french = (text("fields", f"field.{field.name}", each) for each in (Language.EN, Language.FR))
    codes = " ".join(f"`{code}`" for code in LISTS[field.codes]) if field.codes else ""
    value = text("cli", f"form.{field.form}", Language.EN, codes=codes)
    only = " ".join(f"`{subkind}`" for subkind in field.subkinds)
    mandatory = " (mandatory)" if field.needed and field.name.startswith("commission.") else ""
    return f"| `{field.name}`{mandatory} | {english} | {french} | {value} | {only} |\n"
