"""The one module that prints: what hides is shown, JSON stays exact, streams keep their roles."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.errors import Refused
from exchange.locale import Language
from tui.cli.progress import Progress
from tui.cli.report import Report

HOSTILE = "a\x1b]52;c;x\x07b\u202ec\x9bd\u2066e\u200bf"


def report(*, as_json: bool = False, language: Language = Language.EN) -> Report:
    return Report(language, as_json=as_json, plain=True)


def is_safe(text: str) -> bool:
    return not any(sign in text for sign in "\x1b\x07\x9b\u202e\u2066\u200b")


def test_terminal_commands_in_data_are_shown_never_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    shown = report()
    shown.text(HOSTILE)
    shown.table(["title", "ref"], [[HOSTILE, 1], [None, "x"]])
    shown.fields([("title", HOSTILE), ("text", None)])
    shown.note("warning", text=HOSTILE)
    shown.failure(Refused("no-such-file", file=HOSTILE))
    out, err = capsys.readouterr()
    assert is_safe(out)
    assert is_safe(err)
    assert out.count("⟨RLO⟩") == 3
    assert err.count("␛") == 2


@given(st.text())
def test_a_document_says_exactly_what_it_holds_and_commands_nothing(text: str) -> None:
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", stream)
        report(as_json=True).document({"title": text})
    assert json.loads(stream.getvalue()) == {"title": text}
    assert is_safe(stream.getvalue())
    assert stream.getvalue().count("\n") == 1


def test_with_a_document_on_stdout_sentences_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    report(as_json=True).say("written", file="x")
    report().say("written", file="y")
    out, err = capsys.readouterr()
    assert (out, err) == ("written: y\n", "written: x\n")


def test_a_failure_after_a_document_adds_no_second_one(capsys: pytest.CaptureFixture[str]) -> None:
    shown = report(as_json=True)
    shown.document({"verdict": "failed"})
    shown.failure(Refused("disk-full", file="x"))
    assert json.loads(capsys.readouterr().out) == {"verdict": "failed"}


def test_an_argument_cannot_add_a_field_to_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    report().failure(Refused("no-such-file", file="{0}{file.__class__}\nerror: second"))
    err = capsys.readouterr().err
    assert "{0}{file.__class__}␊error: second does not exist." in err


def test_a_reason_without_words_is_still_named(capsys: pytest.CaptureFixture[str]) -> None:
    report().failure(Refused("never-worded"))
    assert capsys.readouterr().err == "error: refused (never-worded)\n"


def test_a_sentence_whose_arguments_are_missing_is_shown_unfilled() -> None:
    assert report().sentence_of("no-such-file", {})[0] == "{file} does not exist."


def test_columns_stand_under_each_other_whatever_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    report().table(["ref", "title"], [["1", "x"], ["日本", "y"], ["e\u0301", "z"]])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["REFERENCE  TITLE", "1          x", "日本       y", "e\u0301          z"]


def test_a_table_has_its_titles_in_the_asked_language(capsys: pytest.CaptureFixture[str]) -> None:
    report(language=Language.FR).table(["due_at"], [["x"]])
    assert capsys.readouterr().out == "ÉCHÉANCE\nx\n"


def test_a_code_without_a_name_is_shown_as_it_is() -> None:
    assert report().code("kind", "never-named") == "never-named"
    assert report(language=Language.FR).code("kind", "wanted") == "Personne recherchée"


def test_progress_says_share_rate_and_time_left() -> None:
    bar = Progress("exporting", 200, io.StringIO(), "left")
    bar.to(50)
    assert bar.line(5.0) == "exporting [######------------------]  25%  10/s  0:15 left"


def test_progress_of_unknown_length_only_counts() -> None:
    bar = Progress("exporting", 0, None, "left")
    bar.to(30)
    assert bar.line(3.0) == "exporting 30  10/s"
    bar.to(30, 60)
    assert "50%" in bar.line(3.0)


def test_progress_takes_its_line_away_and_is_silent_when_piped() -> None:
    stream = io.StringIO()
    with Progress("exporting", 2, stream, "left") as bar:
        bar.to(1)
    assert stream.getvalue().endswith("\r\x1b[K")
    with Progress("exporting", 2, None, "left") as silent:
        silent.to(1)
