"""Sources are cited as each language cites them, whatever a leg or a limit keeps of them."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from exchange.law.citing import cited
from exchange.law.limits import ASKED, NO_LIMIT, PROVISIONAL_ALARM
from exchange.law.reader import load_law
from exchange.locale import Language
from exchange.requests.due import FOLLOW_UP, REVIEW

SOURCES = sorted(
    set(
        chain.from_iterable(
            (basis.source, basis.grounds_source, *(row.source for row in basis.limits))
            for basis in load_law().bases.values()
        )
    )
)
ENGLISH = re.compile(
    r"\b(Arts?\.|ff|and|of|the|with|between|Regulation|Directive|Framework|Agreement|Constitution|Part|Title"
    r"|Rules|Convention|ETS|JHA|EU)\b"
)
FRENCH = re.compile(r"\b(art\.|et s|du|des|règlement|décision|accord|partie|titre|statut|STE|JAI|UE)\b")


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_cited_in_both_languages_and_in_each_as_it_should(source: str) -> None:
    french, english = cited(source, Language.FR), cited(source, Language.EN)
    assert english == source
    assert french != source
    assert not ENGLISH.search(french), french
    assert not FRENCH.search(english), english
    assert not re.search(r" [;:]|(?<=\w)'|n° |§ |art\. ", french), french


def test_the_articles_of_a_french_code_are_cited_as_french_lawyers_do() -> None:
    source = "Directive (EU) 2023/977 Art. 5(1)(c); CPP R. 49-36"
    told = cited(source, Language.FR).replace("\u00a0", " ")
    assert told == "directive (UE) 2023/977, art. 5, § 1, c) ; CPP, art. R. 49-36"
    assert cited("CPP 694 ff.", Language.FR).replace("\u00a0", " ") == "CPP, art. 694 et s."


@pytest.mark.parametrize("language", Language)
def test_what_no_row_says_is_worded_too(language: Language) -> None:
    treaty = load_law().basis("extradition-pe")
    for source in (treaty.source, treaty.grounds_source, ASKED, NO_LIMIT, PROVISIONAL_ALARM):
        assert cited(source, language)
    for code in (ASKED, NO_LIMIT, PROVISIONAL_ALARM, FOLLOW_UP, REVIEW):
        assert cited(code, language) != code
    assert "PE" in cited(treaty.source, language)
    assert cited(treaty.source, Language.FR) != cited(treaty.source, Language.EN)


@pytest.mark.parametrize("language", Language)
def test_a_source_that_nobody_has_translated_is_cited_as_it_is(language: Language) -> None:
    assert cited("Treaty of 1937, Art. 9", language) == "Treaty of 1937, Art. 9"
