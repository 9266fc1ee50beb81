"""`request import` at the command line: what it says, where the report is, its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.clerk import Clerk
from tui.cli.nouns import request_import

GOOD = {"kind": "wanted", "from": "dnpj", "title": "Mandat d'arrêt"}
BAD = {**GOOD, "from": "nobody\x1b[2J"}


def lines(clerk: Clerk, *documents: object, name: str = "demandes.jsonl") -> Path:
    path = clerk.place / name
    path.write_text("".join(json.dumps(one) + "\n" for one in documents), encoding="utf-8")
    return path


def test_a_file_of_good_lines_is_imported_and_leaves_no_report(clerk: Clerk) -> None:
    path = lines(clerk, GOOD, GOOD)
    told = clerk.run("request", "import", path)
    assert (told.code, told.out) == (0, "requests imported: 2\n")
    assert "encoding found: UTF-8" in told.err
    assert list(clerk.place.glob("*.refused*")) == []
    found = clerk.ok("request", "import", path)
    assert (found["imported"], found["already"], found["refused"], found["report"]) == (0, 2, [], None)


def test_bad_lines_are_told_by_number_and_kept_in_a_report_that_can_be_imported(clerk: Clerk) -> None:
    path = lines(clerk, GOOD, BAD, {**GOOD, "titel": 1})
    told = clerk.run("request", "import", path, "--json")
    assert told.code == 1
    found = json.loads(told.out)
    report = Path(found["report"])
    assert found["imported"] == 1
    assert [(one["line"], one["code"]) for one in found["refused"]] == [
        (2, "service-unknown"),
        (3, "unknown-key"),
    ]
    assert all(set(one) == {"line", "code", "message"} for one in found["refused"])
    assert "line 2: " in told.err
    assert "\x1b" not in told.err + told.out
    assert report == clerk.place / "demandes.refused.jsonl"
    assert report.stat().st_mode & 0o777 == 0o600
    report.write_text(
        report.read_text(encoding="utf-8").replace("nobody\\u001b[2J", "ofast"), encoding="utf-8"
    )
    again = clerk.run("request", "import", report)
    assert again.code == 1
    assert (clerk.place / "demandes.refused.refused.jsonl").exists()


def test_a_dry_run_says_what_would_be_left_out_and_that_nothing_is_in(clerk: Clerk) -> None:
    path = lines(clerk, GOOD, BAD)
    told = clerk.run("request", "import", path, "--dry-run")
    assert told.code == 1
    assert "lines would be left out: 1." in told.err and "Nothing was imported." in told.err
    assert "are in" not in told.err
    assert clerk.ok("request", "list")["items"] == []


def test_a_report_never_takes_the_place_of_another(clerk: Clerk) -> None:
    path = lines(clerk, BAD)
    assert clerk.run("request", "import", path).code == 1
    told = clerk.run("request", "import", path, "--json")
    assert json.loads(told.out)["report"].endswith("demandes.refused-2.jsonl")
    assert (
        clerk.refused(1, "request", "import", path, "--out", clerk.place / "demandes.jsonl") == "file-exists"
    )


def test_a_report_that_can_not_be_written_is_told_before_anything_is_imported(clerk: Clerk) -> None:
    path = lines(clerk, GOOD, BAD)
    for out, reason in (
        (clerk.place / "none" / "left.jsonl", "no-such-file"),
        (path / "left.jsonl", "no-such-file"),
        (clerk.place / ("x" * 300), "system-refused"),
    ):
        assert clerk.refused(1, "request", "import", path, "--out", out) == reason
    assert clerk.refused(1, "request", "import", "") == "import-form"
    assert clerk.ok("request", "list")["items"] == []
    long = path.rename(clerk.place / f"{'é' * 120}.jsonl")
    told = clerk.run("request", "import", long, "--json")
    assert Path(json.loads(told.out)["report"]).exists()


def test_rows_with_wrong_quotes_stand_in_the_report_and_are_refused_again(clerk: Clerk) -> None:
    path = clerk.place / "demandes.csv"
    path.write_text('kind,from,title\nwanted,dnpj,T\nwanted,dnpj,"a" b\n', encoding="utf-8")
    report = Path(json.loads(clerk.run("request", "import", path, "--json").out)["report"])
    assert 'wanted,dnpj,"a" b\n' in report.read_text(encoding="utf-8")
    again = json.loads(clerk.run("request", "import", report, "--json").out)
    assert [(one["line"], one["code"]) for one in again["refused"]] == [(2, "line-not-json")]


def test_a_dry_run_writes_a_report_only_where_it_is_asked_to(clerk: Clerk) -> None:
    path, out = lines(clerk, GOOD, BAD), clerk.place / "left.jsonl"
    told = clerk.run("request", "import", path, "--dry-run")
    assert told.code == 1
    assert told.out == "rehearsed, nothing was written; requests that would be imported: 1\n"
    assert list(clerk.place.glob("*.refused*")) == []
    assert clerk.run("request", "import", path, "--dry-run", "--out", out).code == 1
    assert json.loads(out.read_text(encoding="utf-8"))["refused"]["line"] == 2
    assert clerk.ok("request", "list")["items"] == []


def test_a_table_of_foreign_columns_is_imported_by_its_map(clerk: Clerk) -> None:
    table, names = clerk.place / "export.csv", clerk.place / "colonnes.toml"
    table.write_bytes("Objet;Demandeur\nÉvasion;dnpj\n".encode("latin-1"))
    names.write_text('[columns]\nObjet = "title"\nDemandeur = "from"\n[constants]\nkind = "wanted"\n')
    found = clerk.ok("request", "import", table, "--map", names)
    assert (found["imported"], found["encoding"]) == (1, "Latin-1")
    assert clerk.ok("request", "list")["items"][0]["title"] == "Évasion"
    assert clerk.refused(1, "request", "import", table) == "import-column-unknown"


def test_many_bad_lines_are_listed_up_to_a_limit_and_all_kept(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_import, "LISTED", 5)
    told = clerk.run("request", "import", lines(clerk, *[BAD] * 30), "--json")
    found = json.loads(told.out)
    assert (len(found["refused"]), found["left_out"]) == (5, 30)
    assert told.err.count("line ") == request_import.TOLD
    assert Path(found["report"]).read_text(encoding="utf-8").count("\n") == 30


def test_in_french_the_same_is_said_in_french(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXCHANGE_LANG", "fr")
    told = clerk.run("request", "import", lines(clerk, GOOD, BAD))
    assert told.out == "demandes importées\u00a0: 1\n"
    assert "ligne 2\u00a0: " in told.err
    assert "des lignes ont été écartées\u00a0: 1." in told.err


def test_request_new_takes_the_notes_of_its_document_too(clerk: Clerk) -> None:
    made = clerk.ok("request", "new", "--input", "-", stdin=json.dumps({**GOOD, "notes": ["Vu."]}))
    assert [note["text"] for note in clerk.ok("request", "show", made["ref"])["notes"]] == ["Vu."]
