"""What stands in files: texts, JSON documents, pairs; each refused with what is wrong with it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from exchange.errors import ExchangeError, Invalid, Refused, Usage
from exchange.pairs import assignments, pairs
from tui.cli.grammar import many, value
from tui.cli.inputs import Asked, document_from, text_from, text_given
from tui.cli.parser import parse
from tui.cli.words import noun_named, verb_named

PARTS = (value("title", "TEXT"), value("their-ref", "REF"), many("to", "HANDLE"), many("point", "TEXT"))


def asked(document: object, *line: str) -> Asked:
    given = parse(verb_named(noun_named("request"), "new"), line)
    assert isinstance(document, dict)
    return Asked(given, PARTS, document, ("persons", "fields", "points"))


def reason_of(document: object, *line: str) -> str:
    with pytest.raises(ExchangeError) as refusal:
        asked(document, *line)
    return refusal.value.reason


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "input.json"


def test_options_and_a_document_make_one_request() -> None:
    found = asked({"title": "T", "to": ["a", "b"], "their_ref": 12}, "--point", "p")
    assert found.need("title") == "T"
    assert found.many("to") == ("a", "b")
    assert found.text("their-ref") == "12"
    assert found.many("point") == ("p",)


def test_one_value_does_for_a_list_of_one() -> None:
    assert asked({"to": "dijin"}).many("to") == ("dijin",)
    assert asked({"points": "one"}).texts("points") == ("one",)


def test_null_is_the_same_as_absent() -> None:
    assert asked({"title": None, "to": None}, "--title", "T").text("title") == "T"


def test_objects_keep_their_fields_as_text() -> None:
    found = asked(
        {"persons": [{"family": "Roux", "born": 1980, "given": None}], "fields": {"warrant.number": "7"}}
    )
    assert found.objects("persons") == ({"family": "Roux", "born": "1980"},)
    assert found.object("fields") == {"warrant.number": "7"}
    assert found.objects("documents") == ()


@pytest.mark.parametrize(
    ("document", "line", "reason"),
    [
        ({"titel": "T"}, (), "unknown-key"),
        ({"title": ["T"]}, (), "wrong-type"),
        ({"title": True}, (), "wrong-type"),
        ({"title": 1.5}, (), "wrong-type"),
        ({"to": [["a"]]}, (), "wrong-type"),
        ({"title": "T"}, ("--title", "U"), "given-twice"),
    ],
)
def test_a_wrong_document_is_refused_with_its_key(
    document: object, line: tuple[str, ...], reason: str
) -> None:
    assert reason_of(document, *line) == reason


@pytest.mark.parametrize("wrong", [["Roux"], [{"family": ["Roux"]}], "Roux", [{"family": True}]])
def test_a_person_that_is_no_flat_object_is_refused(wrong: object) -> None:
    with pytest.raises(Invalid) as refusal:
        asked({"persons": wrong}).objects("persons")
    assert refusal.value.reason == "wrong-type"


def test_a_document_is_read_from_a_file_or_stdin(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(json.dumps({"title": "é"}), encoding="utf-8")
    assert document_from(str(file)) == {"title": "é"}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"title": "x"}')))
    assert document_from("-") == {"title": "x"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[1]", "not-an-object"),
        (b'"x"', "not-an-object"),
        (b'{"a":1,"a":2}', "duplicate-key"),
        (b"\xff\xfe", "not-utf-8"),
        (b"[" * 100_000, "not-json"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not-json"),
        (b'{"their-ref": "1", "their_ref": "2"}', "duplicate-key"),
    ],
)
def test_what_is_not_one_json_object_is_refused(file: Path, content: bytes, reason: str) -> None:
    file.write_bytes(content)
    with pytest.raises(Invalid) as refusal:
        document_from(str(file))
    assert refusal.value.reason == reason


def test_a_text_that_is_not_utf_8_is_refused_with_the_place(file: Path) -> None:
    file.write_bytes(b"abc\xe9")
    with pytest.raises(Invalid) as refusal:
        text_from(str(file))
    assert refusal.value.arguments["place"] == 3


def test_a_file_that_is_not_there_is_refused_by_its_name(file: Path) -> None:
    for path, reason in ((file, "no-such-file"), (file.parent, "is-a-folder")):
        with pytest.raises(Refused) as refusal:
            text_from(str(path))
        assert (refusal.value.reason, refusal.value.arguments["file"]) == (reason, str(path))


def test_a_byte_order_mark_is_no_part_of_a_text(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfbonjour")
    assert text_from(str(file)) == "bonjour"


def test_text_and_text_file_are_one_or_the_other(file: Path) -> None:
    file.write_text("du fichier", encoding="utf-8")
    verb = verb_named(noun_named("request"), "note")
    assert text_given(parse(verb, ["R", "--text", "t"])) == "t"
    assert text_given(parse(verb, ["R", "--text-file", str(file)])) == "du fichier"
    assert text_given(parse(verb, ["R"])) is None
    with pytest.raises(Usage):
        text_given(parse(verb, ["R", "--text", "t", "--text-file", str(file)]))


def test_pairs_and_assignments_are_read_as_written() -> None:
    assert pairs("family=Roux; given=Anne;; Marie ;born=1980-05-17;", "--person") == {
        "family": "Roux",
        "given": "Anne; Marie",
        "born": "1980-05-17",
    }
    assert assignments(("warrant.number=2024/118=a", "offence="), "--set") == {
        "warrant.number": "2024/118=a",
        "offence": "",
    }


@pytest.mark.parametrize("text", ["family", "=Roux", "family=a;family=b", "family=a;b"])
def test_pairs_that_are_none_or_stand_twice_are_refused(text: str) -> None:
    with pytest.raises(Usage) as refusal:
        pairs(text, "--person")
    assert refusal.value.reason in ("not-a-pair", "given-twice")
    with pytest.raises(Usage):
        assignments(("a=1", "a=2"), "--set")
    with pytest.raises(Usage):
        assignments(("a",), "--set")
