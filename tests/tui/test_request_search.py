"""`exchange request search` as a person and as a script see it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.requests.inputs import NewRequest
from exchange.transmission.inputs import NewTransmission
from tests.exchange.requests.cases import DRUGS
from tests.world import HEAD, World, passphrase_of
from tui.cli.main import main

MANDATE = NewRequest(kind="wanted", requester="dnpj", title="Mandat", text="un conteneur \x1b]0;x")


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Give a store with two requests and an arrival, which the command line opens as the head."""
    with World.bogota(tmp_path) as world:
        desk = world.desk()
        desk.requests.open(DRUGS)
        desk.requests.open(MANDATE)
        desk.transmissions.record(NewTransmission("in", "email", subject="Navire"))
        world.lock_all()
        phrase = tmp_path / "phrase.txt"
        phrase.write_text(passphrase_of(HEAD), encoding="utf-8")
        monkeypatch.setenv("EXCHANGE_STORE", str(world.folder))
        monkeypatch.setenv("EXCHANGE_MEMBER", HEAD)
        monkeypatch.setenv("EXCHANGE_PASSPHRASE_FILE", str(phrase))
        yield world


def said(post: World, capsys: pytest.CaptureFixture[str], *typed: str, code: int = 0) -> tuple[str, str]:
    """Run a search; return what it printed on stdout and on stderr."""
    assert main(["request", "search", *typed], post.settings) == code
    printed = capsys.readouterr()
    return printed.out, printed.err


def test_json_holds_reference_title_score_and_marks(post: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(post, capsys, "conteneur", "--json")[0])
    assert [(one["ref"], one["title"]) for one in found["items"]] == [
        ("BOG-2026-00001", DRUGS.title),
        ("BOG-2026-00002", "Mandat"),
    ]
    assert found["items"][0]["score"] > found["items"][1]["score"] > 0
    snippet = found["items"][1]["snippets"][0]
    assert [snippet["text"][a:b] for a, b in snippet["marks"]] == ["conteneur"]
    assert (found["next"], found["did_you_mean"]) == (None, [])


def test_a_word_with_a_dash_is_left_out_before_or_after_the_options(
    post: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed in (
        ("conteneur", "-mandat", "--json"),
        ("--json", "--limit", "5", "--", "conteneur", "-mandat"),
    ):
        found = json.loads(said(post, capsys, *typed)[0])
        assert [one["ref"] for one in found["items"]] == ["BOG-2026-00001"]
    assert said(post, capsys, "--", "conteneur", "--json")[0].startswith("BOG-2026-00001  ")


def test_people_see_the_words_in_brackets_and_no_escape(
    post: World, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = said(post, capsys, "conten*", "--lang", "fr")
    assert "BOG-2026-00001  [Conteneur] au départ" in out
    assert "texte\u00a0: un [conteneur] ␛]0;x" in out
    assert "\x1b" not in out


def test_an_arrival_is_shown_by_its_register_number(post: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert "A-0001  Navire" in said(post, capsys, "navire", "--lang", "en")[0]


def test_terms_are_read_from_stdin_and_pages_follow(
    post: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"conteneur -rouge\n")))
    first = json.loads(said(post, capsys, "-", "--limit", "1", "--json")[0])
    second = json.loads(
        said(post, capsys, "conteneur", "--limit", "1", "--after", first["next"], "--json")[0]
    )
    assert [page["items"][0]["ref"] for page in (first, second)] == ["BOG-2026-00002", "BOG-2026-00001"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "au signe 10\u00a0: «\u00a0sorte:\u00a0»"), ("en", "at sign 10: “sorte:”")],
)
def test_a_caret_stands_under_what_is_wrong_and_both_languages_say_why(
    post: World, capsys: pytest.CaptureFixture[str], language: str, sentence: str
) -> None:
    out, err = said(post, capsys, "été 中文éé sorte:x", "--lang", language, code=1)
    lines = err.splitlines()
    assert lines[:2] == ["été 中文éé sorte:x", " " * 11 + "^^^^^^"]
    assert sentence in err and out == ""


def test_a_refused_query_is_a_document_too(post: World, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(post, capsys, 'rouge "bleu', "--json", "--lang", "en", code=1)
    error = json.loads(out)["error"]
    assert error["code"] == "search-quote-open"
    assert error["message"].startswith("at sign 7")
    out, _ = said(post, capsys, "rouge", "--limit", "0", "--json", code=1)
    assert json.loads(out)["error"]["code"] == "limit-range"


def test_a_misspelt_word_is_answered_with_what_was_meant(
    post: World, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = said(post, capsys, "contenuer", "--lang", "fr")
    assert "rien ne correspond" in out
    assert "Vouliez-vous dire (nombre de textes)\u00a0: conteneur (2)\u00a0?" in out
