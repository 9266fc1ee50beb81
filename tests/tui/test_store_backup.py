"""`exchange store backup`, `retire`, `restore`, and the day's backup, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.requests.inputs import NewRequest
from tests.world import HEAD, World, passphrase_of
from tui.cli.main import main


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Give a store that the command line opens as the head, with settings of its own."""
    with World.bogota(tmp_path) as world:
        phrase = tmp_path / "phrase.txt"
        phrase.write_text(passphrase_of(HEAD), encoding="utf-8")
        monkeypatch.setenv("EXCHANGE_STORE", str(world.folder))
        monkeypatch.setenv("EXCHANGE_MEMBER", HEAD)
        monkeypatch.setenv("EXCHANGE_PASSPHRASE_FILE", str(phrase))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        yield world


def test_a_backup_is_made_and_restored_by_the_command_line(
    post: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, again = str(tmp_path / "b"), str(tmp_path / "again")
    assert main(["store", "backup", "--out", file, "--json"], post.settings) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["file"], Path(file).stat().st_size) == (file, made["bytes"])
    assert main(["store", "restore", file, "--into", again, "--json"], post.settings) == 0
    restored = json.loads(capsys.readouterr().out)
    assert restored["store"] == again and restored["size"] > made["size"]
    assert main(["request", "list", "--store", again], post.settings) == 0


def test_a_retired_store_says_where_its_log_goes_on(
    post: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "retire", str(tmp_path / "b"), "--lang", "fr"], post.settings) == 0
    assert "store restore" in capsys.readouterr().out
    assert (
        main(
            ["request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "x", "--lang", "en"],
            post.settings,
        )
        == 1
    )
    assert "retired" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "anew", "skipped"), [("en", "new origin", "skipped"), ("fr", "nouvelle origine", "sautées")]
)
def test_an_older_backup_begins_anew_and_says_what_to_do(
    post: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, anew: str, skipped: str
) -> None:
    file, speak = str(tmp_path / "b"), ("--lang", language)
    assert main(["store", "backup", file], post.settings) == 0
    assert main(["request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "x"], post.settings) == 0
    capsys.readouterr()
    assert main(["store", "restore", file, "--rehearsal", *speak], post.settings) == 0
    assert anew in capsys.readouterr().out
    assert main(["store", "restore", file, *speak], post.settings) == 2
    assert "--rehearsal" in capsys.readouterr().err
    assert main(["store", "restore", file, "--into", str(tmp_path / "again"), *speak], post.settings) == 0
    out, err = capsys.readouterr()
    assert anew in out and skipped in out and "BOG-2026-00001" in out
    assert "--last-ref" not in err and ".gone.json" not in err  # this machine saw that past


def test_what_the_folder_of_automatic_backups_says_was_erased_stays_so(
    post: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, medium, config = tmp_path / "drawer" / "b", tmp_path / "medium", tmp_path / "config" / "exchange"
    for folder in (file.parent, medium, config):
        folder.mkdir(parents=True)
    with post.desk() as desk:
        ref = desk.requests.open(NewRequest("wanted", "dnpj", "Mandat")).ref
        desk.backups.make(file)
        desk.backups.automatic(medium)
        desk.erasing.erase(ref, "court-order")
    (config / "config.toml").write_text(f'backup_to = "{medium}"\n', encoding="utf-8")
    asked = ["store", "restore", str(file), "--into", str(tmp_path / "again"), "--json", "--lang", "en"]
    assert main(asked, lambda: post.settings(tmp_path / "fresh")) == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert len(document["erased"]) == 1 and document["warnings"] == ["restore-numbers-unknown"]
    assert "--last-ref" in told.err and ".gone.json" not in told.err


@pytest.mark.parametrize("form", [["--json"], []])
def test_what_nothing_tells_of_a_lost_past_is_warned_of_in_every_form(
    post: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: list[str]
) -> None:
    assert main(["store", "backup", str(tmp_path / "b")], post.settings) == 0
    capsys.readouterr()
    asked = ["store", "restore", str(tmp_path / "b"), "--into", str(tmp_path / "again"), "--lang", "fr"]
    assert main([*asked, *form], lambda: post.settings(tmp_path / "fresh")) == 0
    told = capsys.readouterr()
    assert "--last-ref" in told.err and ".gone.json" in told.err
    if form:
        unknown = ["restore-numbers-unknown", "restore-erasures-unknown"]
        assert json.loads(told.out)["warnings"] == unknown


def test_the_days_backup_is_told_and_one_that_fails_changes_no_result(
    post: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, config = tmp_path / "key", tmp_path / "config" / "exchange"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(f'backup_to = "{place}"\n', encoding="utf-8")
    assert main(["member", "list", "--lang", "en"], post.settings) == 0
    assert "not made" in capsys.readouterr().err
    place.mkdir()
    assert main(["member", "list", "--lang", "en"], post.settings) == 0
    assert len(list(place.glob("asi-bogota-*.exchange-backup"))) == 1
    assert "Backup made" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["backup_to = 3", 'backup_to = "relative"', "other = 1", "=", '"\x00"'])
def test_a_setting_that_cannot_be_is_told_and_the_verb_is_done(
    post: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    config = tmp_path / "config" / "exchange"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(text, encoding="utf-8")
    assert main(["member", "list", "--lang", "en"], post.settings) == 0
    printed = capsys.readouterr()
    assert "config.toml" in printed.err and HEAD in printed.out
