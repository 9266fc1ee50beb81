"""What the demo says: everything made, every passphrase, commands that the command line understands."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from exchange.demo import command, steps, tell
from exchange.locale import Language
from tests.exchange.demo.telling import told
from tui.cli import words
from tui.cli.parser import parse


@pytest.mark.parametrize("language", Language)
def test_every_passphrase_that_was_drawn_is_said(language: Language) -> None:
    said = tell(told().made, language, "exchange")
    for path in (told().place / "passphrases").iterdir():
        assert path.read_text(encoding="utf-8").strip() in said


@pytest.mark.parametrize("language", Language)
def test_what_was_made_and_what_presses_is_said(language: Language) -> None:
    said = tell(told().made, language, "exchange")
    for fact in (told().made.waiting, told().made.export, *told().made.arrests):
        assert fact in said
    assert "{" not in said


def test_both_languages_say_as_much_as_each_other() -> None:
    french, english = (tell(told().made, language, "exchange") for language in Language)
    assert french != english
    assert french.count("\n") == english.count("\n")


def test_each_command_is_one_that_the_command_line_parses() -> None:
    for step in steps(told().made):
        said = words.sentence(step.words)
        assert said.noun is not None
        noun = words.noun_named(said.noun)
        verb = noun.verb("") if noun.name in words.ALONE else words.verb_named(noun, said.verb or "")
        assert verb is not None
        assert parse(verb, said.rest).names()


def test_a_command_with_odd_folders_is_quoted_for_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "l'été à Bogotá"
    place.symlink_to(told().place)
    monkeypatch.chdir(tmp_path)
    made = type(told().made)(**{**vars(told().made), "folder": str(place)})
    for step in steps(made):
        assert tuple(shlex.split(command(step, "exchange"))) == ("exchange", *step.words)


def test_files_below_the_present_folder_are_named_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(told().place.parent)
    for step in steps(told().made):
        assert not any(word.startswith("/") for word in step.words)
    monkeypatch.chdir("/")
    assert str(told().place).lstrip("/") in command(steps(told().made)[0], "exchange")


def test_the_files_that_commands_name_are_there() -> None:
    for step in steps(told().made):
        for option, value in zip(step.words, step.words[1:], strict=False):
            if option in ("--store", "--passphrase-file", "--card", "--receipt-dir"):
                assert Path(value).absolute().exists(), value
