"""Each line that a verification can say has its words, in French and in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exchange import audit
from exchange.audit.checks import Step, Verdict
from exchange.locale import Language, has, text

FOLDER = Path(audit.__file__).parent
# What verifies and exports; the desk's verbs beside it have their words with the desk.
MODULES = (
    *("container", "contents", "eras", "evidence", "excerpt", "export", "manifest", "older", "picking"),
    *("report", "selection", "steps", "verify", "walk", "witnesses", "zip_layout"),
)
SOURCE = "".join((FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in MODULES)
RAISED = set(re.findall(r'(?:Tampered|Refused|Invalid|EntryError|ReplayError)\(\s*"([a-z0-9-]+)"', SOURCE))
# The reasons of two-armed expressions, and those that a parser is told to use.
RAISED |= {"after-differs", "after-other-root", "services-form", "checkpoint-other-log", "timestamp-missing"}
SAID = set(re.findall(r'(?:ok|warning)\(Step\.[A-Z_]+, "([a-z-]+)"', SOURCE))
SAID |= {
    "container-full",
    "container-selection",
    "members-ok",
    "members-four-eyes",
    "retired-none",
    "retired-ok",
}
SAID |= {
    "witness-given",
    "witness-claimed",
    "witness-other-card",
    "first-wrong",
    "verdict-selection",
    *(f"mark-{verdict}" for verdict in Verdict),
}
SAID |= {f"step-{step.value}" for step in Step} | {f"verdict-{verdict}" for verdict in Verdict}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", sorted(RAISED))
def test_each_reason_has_a_sentence_and_a_hint(reason: str, language: Language) -> None:
    domain = "errors-audit" if has("errors-audit", reason, language) else "errors-log"
    assert has(domain, reason, language)
    assert has(domain, f"{reason}.hint", language)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", sorted(SAID))
def test_each_check_has_its_words(code: str, language: Language) -> None:
    assert has("verify", code, language)


@pytest.mark.parametrize("domain", ["errors-audit", "verify"])
def test_both_languages_say_the_same_things_with_the_same_values(domain: str) -> None:
    found = [catalogue(domain, language) for language in Language]
    assert found[0].keys() == found[1].keys()
    for code, words in found[0].items():
        assert set(re.findall("{[a-z]+}", words)) == set(re.findall("{[a-z]+}", found[1][code])), code


@pytest.mark.parametrize("domain", ["errors-audit", "verify"])
def test_french_has_its_no_break_spaces(domain: str) -> None:
    for words in catalogue(domain, Language.FR).values():
        bare = re.sub(r"https?:|--[a-z]+|exchange verify [^ ]+", "", words)
        assert not re.search(r"(?<![\u00a0])[;?!»]|«(?!\u00a0)| :", bare), words


def catalogue(domain: str, language: Language) -> dict[str, str]:
    path = FOLDER.parent / "locale" / language / f"{domain}.po"
    codes = re.findall('^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(codes) == len(set(codes))
    return {code: text(domain, code, language) for code in codes}
