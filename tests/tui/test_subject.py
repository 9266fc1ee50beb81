"""`exchange subject` and the fields of `request new`, as a person and as a script see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from exchange.codes import Kind, SubjectType
from exchange.codes.fields import KIND_FIELDS, SUBJECT_FIELDS
from tests.exchange.mrz.specimens import PASSPORT
from tests.exchange.requests.cases import DRUGS
from tests.tui.clerk import Clerk
from tui.cli.main import main

REF = "BOG-2026-00001"
NEW = ("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "T")


@pytest.fixture
def post(clerk: Clerk) -> Clerk:
    """Give a clerk at a post that has one request."""
    clerk.world.desk().requests.open(DRUGS)
    return clerk


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(("language", "words"), [("fr", "Champs propres"), ("en", "Fields of")])
def test_help_lists_every_field_of_a_kind_with_what_it_takes(
    capsys: pytest.CaptureFixture[str], kind: Kind, language: str, words: str
) -> None:
    assert main(["request", "new", f"--kind={kind}", "--help", "--lang", language]) == 0
    out = capsys.readouterr().out
    assert words in out
    for field in KIND_FIELDS[kind]:
        assert f"  {field.name} " in out
        assert all(subkind in out for subkind in field.subkinds)


def test_help_of_a_sub_kind_leaves_out_the_fields_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    line = ["request", "new", "--kind", "trafficking", "--type", "drugs", "--help", "--lang", "en"]
    assert main(line) == 0
    out = capsys.readouterr().out
    assert "  drug.substance " in out and "  species " not in out
    assert "one of: piece, package" in out


@pytest.mark.parametrize("type_", SubjectType)
def test_help_lists_every_field_of_a_type_of_subject(
    capsys: pytest.CaptureFixture[str], type_: SubjectType
) -> None:
    for language in ("fr", "en"):
        assert main(["subject", "add", "--type", type_, "--help", "--lang", language]) == 0
        out = capsys.readouterr().out
        assert [field.name for field in SUBJECT_FIELDS[type_] if f"  {field.name} " not in out] == []


def test_a_subject_is_added_from_a_zone_on_stdin_and_warns_in_words(post: Clerk) -> None:
    forged = PASSPORT.text.replace("C36UTO", "C35UTO") + "\n"
    found = post.ok(
        "subject", "add", REF, "--type", "document", "--mrz", "-", "--set", "note=x", stdin=forged
    )
    assert (found["ref"], found["subjects"][0]["number"]) == (REF, 1)
    assert found["subjects"][0]["fields"]["number"] == "L898902C3"
    assert found["subjects"][0]["warnings"] == ["mrz-number-digit", "mrz-composite-digit"]
    told = post.run("subject", "list", REF, "--lang", "fr")
    assert "Type\u00a0: Passeport" in told.out and "Nom\u00a0: ERIKSSON" in told.out
    assert "fiche 1\u00a0: zone de lecture automatique\u00a0: la clé du numéro est fausse." in told.err


def test_a_subject_is_added_from_a_document_and_listed_for_scripts(post: Clerk, tmp_path: Path) -> None:
    file = tmp_path / "person.json"
    said = {"type": "person", "role": "suspect", "fields": {"family": "\x1b[31mROSERO", "minor": "no"}}
    file.write_text(json.dumps(said), encoding="utf-8")
    told = post.run("subject", "add", REF, "--input", file)
    assert told.code == 0 and "\x1b" not in told.out
    assert "Family name: ␛[31mROSERO" in told.out and "Minor: no" in told.out
    (item,) = post.ok("subject", "list", REF)["items"]
    assert item == {"number": 1, "warnings": [], **said}


REFUSED = (
    (1, "unknown-subject-field", ("--type", "vehicle", "--set", "plat=X")),
    (1, "unknown-code", ("--type", "vehicul", "--set", "plate=X")),
    (1, "vin-form", ("--type", "vehicle", "--set", "vin=123")),
    (1, "subject-empty", ("--type", "vehicle")),
    (1, "role-of-thing", ("--type", "vehicle", "--set", "plate=X", "--role", "suspect")),
    (2, "missing-option", ("--set", "plate=X")),
    (2, "one-or-the-other", ("--type", "document", "--mrz", "-", "--set", "mrz=x")),
    (1, "mrz-length", ("--type", "document", "--mrz", "-")),
    (1, "half-character", ("--type", "online", "--set", "handle=x\udcff")),
)


@pytest.mark.parametrize(("code", "reason", "options"), REFUSED)
def test_what_is_wrong_is_refused_by_name_and_nothing_is_recorded(
    post: Clerk, code: int, reason: str, options: tuple[str, ...]
) -> None:
    assert post.refused(code, "subject", "add", REF, *options, stdin="P<UTO") == reason


def test_a_misspelt_field_is_answered_with_what_was_meant(post: Clerk) -> None:
    told = post.run("subject", "add", REF, "--type", "vehicle", "--set", "plat=X")
    assert "has no field “plat”" in told.err and "Try: plate" in told.err
    told = post.run(*NEW, "--set", "warrant.numbr=1", "--lang", "fr")
    assert told.code == 1 and "Essayez\u00a0: warrant.number" in told.err


@pytest.mark.parametrize("verb", ["matches", "decide"])
def test_matching_comes_later_and_says_so(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    assert main(["subject", verb, REF, "--lang", "en"]) == 2
    assert f"subject {verb}" in capsys.readouterr().err


def test_a_new_request_answers_with_its_subjects_and_says_what_is_doubtful(post: Clerk) -> None:
    person = f"mrz={PASSPORT.text};born=1974-08-13;role=wanted"
    found = post.ok(*NEW, "--person", person, "--set", "warrant.number=2024/118")
    assert found["subjects"][0]["fields"]["born"] == "1974-08-13"
    assert found["subjects"][0]["warnings"] == ["mrz-differs-birth"]
    assert found["warnings"] == []
    told = post.run("request", "show", found["ref"])
    assert "Warrant number: 2024/118" in told.out
    assert "subject 1: the birth date isn’t that of the machine-readable zone." in told.err
