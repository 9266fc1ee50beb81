"""docs/verify.html is what its modules make; it calls nothing, and speaks both languages whole."""

from __future__ import annotations

import json
import re

import pytest

from tests.docs import verify_page
from tests.docs.pages import VERIFY
from tests.docs.verify_page import SOURCES, sources, words

LINES, BODY, WIDTH = 300, 40, 110
CALLS = re.compile(
    r"fetch|XMLHttp|WebSocket|EventSource|sendBeacon|import\(|eval|new Function|Storage|https?:", re.I
)
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|srcdoc|style\s*=")
FUNCTION = re.compile(
    r"^( *)(?:export )?(?:static )?(?:async )?(?:function\*? )?\*?\w+\([^\n]*\) \{\n(.*?)^\1\}", re.M | re.S
)
SAID = re.compile(r'(?:phrase|Wrong|ok|warning|unchecked)\((?:\d+, )?"([a-z0-9-]+)"|data-word="([a-z-]+)"')
MUST = re.compile(r'^ *(?:return )?must\(.*"([a-z]+(?:-[a-z]+)+)"', re.M)
PARTED = re.compile(r"(?<=\S) [:;!?»]|« ")


def test_the_page_is_what_its_modules_make() -> None:
    assert VERIFY.read_text(encoding="utf-8") == verify_page.page(), "run `make docs`"


def test_only_its_own_script_and_style_run_and_nothing_is_called() -> None:
    text = VERIFY.read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    parts = [part.split(" ") for part in policy.split("; ")]
    assert [name for name, _ in parts] == [
        "default-src",
        "script-src",
        "style-src",
        "base-uri",
        "form-action",
    ]
    assert [value.startswith("'sha256-") for _, value in parts] == [False, True, True, False, False]
    assert {value for _, value in parts if "sha256" not in value} == {"'none'"}
    assert len(re.findall(r"<script|<style|<link|<img|<iframe| on[a-z]+=| src=| style=", text)) == 2
    assert CALLS.findall(text) == []


@pytest.mark.parametrize("name", sources())
def test_a_module_is_short_and_writes_no_markup(name: str) -> None:
    text = sources()[name]
    assert text.startswith("// ")
    assert text.count("\n") <= LINES
    assert max(map(len, text.splitlines())) <= WIDTH
    assert MARKUP.findall(text) == []
    assert [found[1].count("\n") for found in FUNCTION.findall(text) if found[1].count("\n") > BODY] == []


def test_every_sentence_is_there_in_both_languages_and_its_own_words_are_all_used() -> None:
    own = json.loads((SOURCES / "words.json").read_text(encoding="utf-8"))
    assert list(own["fr"]) == list(own["en"])
    written = "\n".join((*sources().values(), (SOURCES / "page.html").read_text(encoding="utf-8")))
    said = {code for pair in SAID.findall(written) for code in pair if code} | set(MUST.findall(written))
    assert said - words()["fr"].keys() == said - words()["en"].keys() == set()
    made = re.compile(r"(?:step|mark|fact|phase|verdict|column|all)-[a-z0-9]+")
    assert {word for word in own["fr"] if f'"{word}"' not in written and not made.fullmatch(word)} == set()


def test_french_marks_are_not_parted_from_their_words() -> None:
    assert {code: said for code, said in words()["fr"].items() if PARTED.search(said)} == {}
