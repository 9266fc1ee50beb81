"""docs/law.md says the whole form of a file of law: its example is taken, its keys are all that there are."""

from __future__ import annotations

import re
from typing import Final

import pytest

from exchange.errors import Invalid
from exchange.law.reader import BASIS_KEYS, LIMIT_KEYS
from exchange.lawbook.adding import parse_given
from exchange.locale import Language
from tests.docs import pages
from tui.wording import code_name, sentence_of

PAGE: Final = pages.LAW.read_text(encoding="utf-8")
EXAMPLE: Final = PAGE.partition("```toml\n")[2].partition("```")[0]
ROW: Final = re.compile(r"^\| ((?:`[a-z_]+`(?:, )?)+) \| (yes|) \| (.+) \|$", re.MULTILINE)


def table(heading: str) -> dict[str, bool]:
    """Return the keys of a table of the page, and whether a file needs each."""
    part = PAGE.partition(f"### `{heading}`\n")[2].partition("\n#")[0]
    return {key: row[2] == "yes" for row in ROW.finditer(part) for key in re.findall(r"[a-z_]+", row[1])}


BASIS, LIMIT = table("[[basis]]"), table("[[basis.limit]]")


def parts_of_the_example() -> tuple[str, str]:
    basis, heading, limit = EXAMPLE.partition("[[basis.limit]]\n")
    return basis, heading + limit


def without(text: str, keys: frozenset[str]) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if line.partition(" = ")[0] not in keys)


def test_the_file_of_the_page_is_taken_as_it_stands() -> None:
    given = parse_given(EXAMPLE.encode())
    assert (given.basis.code, len(given.basis.limits)) == ("extradition-ec", 1)


def test_the_page_describes_every_key_of_a_file_and_no_other() -> None:
    assert set(BASIS) | {"limit"} == BASIS_KEYS
    assert set(LIMIT) == LIMIT_KEYS


@pytest.mark.parametrize("key", [key for key, needed in BASIS.items() if needed])
def test_a_key_that_a_basis_needs_is_refused_by_its_name_where_it_is_missing(key: str) -> None:
    basis, limit = parts_of_the_example()
    with pytest.raises(Invalid) as caught:
        parse_given((without(basis, frozenset({key})) + limit).encode())
    assert (caught.value.reason, caught.value.arguments["key"]) == ("law-value-missing", key)


@pytest.mark.parametrize("key", [key for key, needed in LIMIT.items() if needed])
def test_a_key_that_a_limit_needs_is_refused_by_its_name_where_it_is_missing(key: str) -> None:
    basis, limit = parts_of_the_example()
    with pytest.raises(Invalid) as caught:
        parse_given((basis + without(limit, frozenset({key}))).encode())
    assert (caught.value.reason, caught.value.arguments["key"]) == ("law-value-missing", key)


def test_a_file_of_the_needed_keys_alone_is_taken() -> None:
    basis, limit = parts_of_the_example()
    basis = without(basis, frozenset(key for key, needed in BASIS.items() if not needed))
    limit = without(limit, frozenset(key for key, needed in LIMIT.items() if not needed))
    assert parse_given((basis + limit).encode()).basis.review_months == 36


@pytest.mark.parametrize("language", list(Language))
def test_a_refusal_says_which_key_is_missing_and_what_it_holds(language: Language) -> None:
    with pytest.raises(Invalid) as caught:
        parse_given(EXAMPLE.replace("review_months = 36\n", "").encode())
    sentence, hint = sentence_of(caught.value.reason, caught.value.arguments, language)
    assert "review_months" in sentence
    assert "extradition-ec" in sentence
    assert "600" in hint


@pytest.mark.parametrize("language", list(Language))
def test_what_each_key_holds_is_said_in_words(language: Language) -> None:
    keys = BASIS_KEYS | LIMIT_KEYS | {"basis"}
    assert [key for key in sorted(keys) if code_name("law-key", key, language) == key] == []


def test_a_key_that_is_misspelt_is_told_the_nearest() -> None:
    with pytest.raises(Invalid) as caught:
        parse_given(EXAMPLE.replace("review_months", "review_month").encode())
    assert caught.value.reason == "law-key-unknown"
    assert "review_months" in str(caught.value.arguments["nearest"])
