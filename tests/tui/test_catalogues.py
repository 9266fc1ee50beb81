"""The words in both languages: same codes, same arguments, French typography, nothing unworded."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from exchange.locale import Language, has
from tests.sources import ROOT, sources
from tui.cli import helping
from tui.wording import error_catalogues

LOCALE = ROOT / "exchange" / "locale"
DOMAINS = sorted(path.stem for path in (LOCALE / "fr").glob("*.po"))
REFUSERS = ("session.refuse", "self.refuse")  # Session.refuse logs the refusal, then raises it
OF_EXHIBITS = ("field.seal", "op.exhibit.recorded")
"""What is sealed in French: a container, an exhibit."""
ERRORS = (
    "Refused",
    "Invalid",
    "Usage",
    "Locked",
    "NotAuthorised",
    "Tampered",
    "Carried",
    "NotFound",
    "Conflict",
)


@cache
def messages(domain: str, language: str) -> dict[str, str]:
    with (LOCALE / language / f"{domain}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale=language) if one.id}


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def called(*packages: str) -> Iterator[tuple[Path, ast.Call]]:
    """Give each call in some packages, with the module that makes it."""
    for source in sources(*packages):
        for node in source.nodes:
            if isinstance(node, ast.Call):
                yield Path(source.path), node


def _refuses(function: str) -> bool:
    return function.split(".")[-1] in ERRORS or function.endswith(REFUSERS)


@cache
def reasons_raised() -> frozenset[tuple[str, str]]:
    """Return every reason that our code names when it raises, with its file."""
    found = set()
    for path, node in called("exchange", "tui"):
        if node.args and _refuses(ast.unparse(node.func)):
            reasons = [one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)]
            whole = not any(isinstance(one, ast.JoinedStr) for one in ast.walk(node.args[0]))
            found |= {(str(one), path.name) for one in reasons if whole and isinstance(one, str)}
    return frozenset(found)


@cache
def arguments_given() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Return each reason that is raised as a literal: with its place, and the arguments named there."""
    found = []
    for path, node in called("exchange", "tui"):
        if ast.unparse(node.func).split(".")[-1] not in ERRORS:
            continue
        first = node.args[0] if node.args else None
        names = [keyword.arg for keyword in node.keywords]
        if isinstance(first, ast.Constant) and None not in names:
            place = f"{path.name}:{node.lineno}"
            found.append((str(first.value), place, frozenset(str(name) for name in names)))
    return tuple(found)


def words_called(functions: frozenset[str]) -> set[str]:
    """Return every literal code that the command line says by one of `functions`."""
    found = set()
    for path, node in called("tui"):
        if node.args:
            name = ast.unparse(node.func).split(".")[-1]
            if path.parent.name == "nouns" and ast.unparse(node.func) == "words":
                continue  # the grammar's, which names no phrase
            first = node.args[0]
            if name in functions and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_have_the_same_codes_and_arguments(domain: str) -> None:
    french, english = messages(domain, "fr"), messages(domain, "en")
    assert sorted(french) == sorted(english)
    for code, text in french.items():
        assert text, code
        assert fields_of(text) <= fields_of(english[code]) | fields_of(text)
        assert fields_of(text) == fields_of(english[code]), code


@pytest.mark.parametrize("domain", DOMAINS)
def test_french_has_a_no_break_space_before_double_signs(domain: str) -> None:
    for code, text in messages(domain, "fr").items():
        plain = re.sub(r"https?://\S+|\{[^}]*\}", "x", text)
        assert not re.search(r" [:;!?»]|« ", plain), code


@pytest.mark.parametrize("domain", ["errors", "cli"])
def test_our_sentences_are_one_line_and_end_as_they_should(domain: str) -> None:
    for language in ("fr", "en"):
        for code, text in messages(domain, language).items():
            if domain == "errors":
                assert "\n" not in text, code
                assert text.endswith((".", "?")), (language, code)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_apostrophe_is_the_typographic_one(domain: str) -> None:
    for language in ("fr", "en"):
        for code, text in messages(domain, language).items():
            assert not re.search(r"[^\W\d_]'[^\W\d_]", text), (language, code)


@pytest.mark.parametrize("domain", DOMAINS)
def test_french_uses_the_words_of_the_services_and_no_others(domain: str) -> None:
    wrong = (
        r"points? de contrôle|\bdépêche|\bmembres?\b|chef de poste|\bcartes? (du|de clés)|\b(du|le) coffre\b"
    )
    for code, text in messages(domain, "fr").items():
        assert not re.search(wrong + r"|habilit|phrases? secrète|feuille de secours|pli scellé", text), code


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (r"partenaire", "correspondant"),
        (r"\bpostes?\b(?! de travail)", "service"),
        (r"récépissé", "accusé de réception"),
        (r"[Ee]ntrées? (n°|\{n\}|\{index\}|du journal)", "inscription"),
        (r"\bfondements?\b|base juridique", "base légale, motif"),
        (r"\bcartes?\b(?! d’identité)", "fiche de clés"),
        (r"marquage", "mention"),
        (r"\b[Cc]hefs?\b(?! de service)", "chef de service"),
        (r"\b(sceller|scelle|scellée?s?|sceaux?)\b", "chiffrer"),
        (r"fichier clé\b", "fichier de clé"),
        (r"\brécri", "réécrire"),
        (r"\bfu(t|rent)\b", "a été"),
        (r"n° (?=[\d{])", "n° and a no-break space"),
    ],
)
def test_french_has_one_word_for_one_thing(wrong: str, right: str) -> None:
    found = [
        (domain, code)
        for domain in DOMAINS
        for code, text in messages(domain, "fr").items()
        if re.search(wrong, text) and code not in OF_EXHIBITS
    ]
    assert found == [], right


@pytest.mark.parametrize("domain", DOMAINS)
def test_french_writes_what_is_to_be_filled_in_as_its_help_does(domain: str) -> None:
    placeholders = {
        code.rpartition(".")[2]
        for code, text in messages("cli", "fr").items()
        if code.startswith("code.placeholder.") and text != code.rpartition(".")[2]
    }
    for code, text in messages(domain, "fr").items():
        assert not placeholders & set(re.findall(r"\b[A-Z]{3,}\b", text)), code


def test_what_a_verb_does_is_said_in_one_form() -> None:
    for code, text in messages("cli", "fr").items():
        if code.startswith("verb."):
            assert not re.match(r"\w+(er|ir|dre)\b", text), (code, "il ou elle le fait : montre, ouvre")
    for code, text in messages("cli", "en").items():
        if code.startswith("verb."):
            assert not re.match(r"(?!figures)[a-z]+[^s]s\b", text), (code, "as one bids it: show, open")


@pytest.mark.parametrize("domain", [one for one in DOMAINS if one.startswith("errors") or one == "screens"])
def test_english_quotes_are_curly_but_for_what_is_typed(domain: str) -> None:
    typed = r"--[a-z-]+ \"[^\"]*\"|= \"[^\"]*\"|\(\"[A-Z]+\"\)"
    for code, text in messages(domain, "en").items():
        assert '"' not in re.sub(typed, "", text), code


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_count_stands_before_a_plural_that_one_would_break(domain: str) -> None:
    counted = r"\{(count|size|files|members|entries|found|expected|seen|requests|changes)\} [^\W\d]+s\b"
    for language in ("fr", "en"):
        for code, text in messages(domain, language).items():
            if not code.startswith(("period.", "size.")) and code != "word-count":
                rest = re.sub(r"\} (hasn|n’a pas|dans|pas|sous|as|was|is|does|repeats|this)\b", "}", text)
                assert not re.search(counted, rest), (language, code)


@pytest.mark.parametrize("domain", [one for one in DOMAINS if one.startswith("errors")])
def test_sentences_of_errors_begin_small_after_their_label(domain: str) -> None:
    for language in ("fr", "en"):
        for code, text in messages(domain, language).items():
            first = text.split()[0]
            if not code.endswith(".hint"):
                assert not re.match(r"[A-ZÀ-Ý][a-zà-ÿ’]", first) or first == "SQLite", (language, code)


def test_every_general_reason_has_a_hint() -> None:
    codes = messages("errors", "fr")
    reasons = {code for code in codes if not code.endswith(".hint")}
    assert {f"{reason}.hint" for reason in reasons} == set(codes) - reasons


@pytest.mark.parametrize("language", list(Language))
def test_every_reason_that_is_raised_has_its_words_and_its_hint(language: Language) -> None:
    domains = error_catalogues(language)
    for suffix in ("", ".hint"):
        unworded = {
            (reason, file)
            for reason, file in reasons_raised()
            if not any(has(domain, reason + suffix, language) for domain in domains)
        }
        assert sorted(unworded) == []


def test_every_sentence_of_a_refusal_is_filled_by_those_who_raise_it() -> None:
    words = {
        code: text
        for domain in error_catalogues(Language.FR)
        for code, text in messages(domain, "fr").items()
    }
    unfilled = [
        (reason + end, place, sorted(wanted))
        for reason, place, names in arguments_given()
        for end in ("", ".hint")
        if (wanted := fields_of(words.get(reason + end, "")) - names)
    ]
    assert unfilled == []


def test_no_two_catalogues_word_the_same_reason() -> None:
    seen: dict[str, str] = {}
    for domain in DOMAINS:
        if domain == "errors" or domain.startswith("errors-"):
            for code in messages(domain, "fr"):
                assert code not in seen, (code, seen[code], domain)
                seen[code] = domain


@pytest.mark.parametrize("language", list(Language))
def test_the_help_of_every_noun_verb_and_option_is_worded(language: Language) -> None:
    assert [code for code in helping.names_of_help() if not has("cli", code, language)] == []


def test_every_phrase_and_title_that_the_command_line_says_is_worded() -> None:
    codes = set(messages("cli", "fr"))
    assert words_called(frozenset({"say", "note", "words", "progress"})) - codes == set()
    titles = words_called(frozenset({"Column"})) - {"shown"}
    assert {f"column.{title}" for title in titles} - codes == set()
    assert {f"field.{title}" for title in titles} - codes == set()


def test_no_option_is_worded_that_no_verb_takes() -> None:
    used = set(helping.names_of_help())
    worded = {code for code in messages("cli", "fr") if code.startswith(("option.", "verb.", "noun."))}
    assert sorted(worded - used) == []
