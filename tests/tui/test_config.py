"""`config.toml`: what it may say, and that whatever else it says is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import Refused
from tui.config import Config, read_config


def read(folder: Path, text: str) -> Config:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return read_config(folder)


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    assert read_config(tmp_path) == Config()


def test_every_setting_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'backup_to = "/media/cle"\ntheme = "light"\nblank_after = 1\nlock_after = 1440\nspool = "~/spool"\n'
        '[keys]\n"requests.new" = "n,insert"\n[filters]\nlate = "waiting:us due:7d"\n',
    )
    assert found == Config(
        backup_to=Path("/media/cle"),
        theme="light",
        blank_after=1,
        lock_after=1440,
        spool=Path("~/spool").expanduser(),
        keys={"requests.new": "n,insert"},
        filters={"late": "waiting:us due:7d"},
    )


@pytest.mark.parametrize(
    "text",
    [
        "blank_after = 0",
        "blank_after = 1441",
        "blank_after = -5",
        "blank_after = true",
        "blank_after = 2.5",
        'blank_after = "5"',
        "lock_after = []",
        'theme = "blue"',
        "theme = 16",
        "theme = []",
        'backup_to = "media"',
        "backup_to = 1",
        'backup_to = ""',
        'spool = "./x"',
        'keys = "n"',
        '[keys]\n"requests.new" = 1',
        "[keys.requests]\nnew = 'n'",
        "filters = []",
        "[filters]\nlate = true",
    ],
)
def test_a_value_that_makes_no_sense_is_named(text: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, text)
    assert refused.value.reason == "config-value"
    assert str(refused.value.arguments["name"]) in text


def test_a_setting_that_nobody_knows_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, 'colour = "blue"')
    assert refused.value.reason == "config-unknown"
    assert refused.value.arguments["name"] == "colour"
    assert "theme" in str(refused.value.arguments["known"])


@pytest.mark.parametrize("data", [b"theme = ", b"\xff\xfe", b"theme = 'dark'\ntheme = 'dark'"])
def test_a_file_that_is_no_toml_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(data)
    with pytest.raises(Refused) as refused:
        read_config(tmp_path)
    assert refused.value.reason == "config-unreadable"


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(Refused) as refused:
        read_config(tmp_path)
    assert refused.value.reason == "config-unreadable"
