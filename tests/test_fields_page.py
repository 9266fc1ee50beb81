"""The page of fields, and their words: what the table gives, in every language of screen and paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import exchange.locale
from exchange.codes.fields import COMMON_FIELDS, KIND_FIELDS, LISTS, SUBJECT_FIELDS, Form
from exchange.documents.words import PaperLanguage
from exchange.locale import Language, has
from tests.docs import fields
from tests.docs.pages import FIELDS


def test_the_page_of_fields_is_what_the_table_and_catalogues_give() -> None:
    assert FIELDS.read_text(encoding="utf-8") == fields.page(), "run `make docs`"


@pytest.mark.parametrize("language", PaperLanguage)
def test_every_field_and_code_has_its_words_and_no_word_is_for_nothing(language: PaperLanguage) -> None:
    path = Path(exchange.locale.__file__).parent / language / "fields.po"
    with path.open("rb") as file:
        known = {str(one.id): str(one.string) for one in read_po(file) if one.id}
    tables = (COMMON_FIELDS, *KIND_FIELDS.values(), *SUBJECT_FIELDS.values())
    names = {f"field.{field.name}" for table in tables for field in table} | {"field.role"}
    assert set(known) == names | {f"{name}.{code}" for name, codes in LISTS.items() for code in codes}
    assert all(words.strip() for words in known.values())


@pytest.mark.parametrize("language", Language)
def test_every_form_of_a_value_has_its_words_in_the_help(language: Language) -> None:
    assert [form for form in Form if not has("cli", f"form.{form}", language)] == []
