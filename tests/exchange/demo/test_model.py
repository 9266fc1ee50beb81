"""What a demo is remembered by: read back as it was written, wherever its folder went since."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.demo.model import STORY, Made, MadeMember, MadePost, keep, kept
from exchange.errors import Refused

MADE = Made(
    folder="/somewhere",
    fresh=True,
    posts=(
        MadePost(
            "asi-bogota",
            "asi-bogota/00",
            "12345 67890",
            (MadeMember("a.martin", "head", "passphrases/x.txt"),),
            10,
            100,
            90,
        ),
    ),
    to_sort=8,
    arrests=("BOG-2026-00001", "BOG-2026-00002"),
    dispatches=4,
    receipts=4,
    waiting="to-receive/0011.dispatch.age",
    export="log.zip",
    example="BOG-2025-00001",
)


def test_a_demo_is_remembered_as_it_was_but_no_longer_fresh(tmp_path: Path) -> None:
    keep(tmp_path, MADE)
    found = kept(tmp_path)
    assert found is not None
    assert not found.fresh
    assert {**vars(found), "fresh": True, "folder": "/somewhere"} == vars(MADE)


def test_a_demo_that_was_moved_names_its_new_folder(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    keep(tmp_path / "old", MADE)
    (tmp_path / "old").rename(tmp_path / "new")
    found = kept(tmp_path / "new")
    assert found is not None
    assert found.folder == str(tmp_path / "new")


def test_no_demo_is_remembered_where_none_was_finished(tmp_path: Path) -> None:
    assert kept(tmp_path) is None
    assert kept(tmp_path / "missing") is None
    (tmp_path / STORY).mkdir()
    assert kept(tmp_path) is None


def test_what_is_remembered_holds_no_passphrase_and_is_private(tmp_path: Path) -> None:
    keep(tmp_path, MADE)
    assert (tmp_path / STORY).stat().st_mode & 0o777 == 0o600
    assert set(json.loads((tmp_path / STORY).read_text())["posts"][0]["members"][0]) == {
        "handle",
        "role",
        "passphrase_file",
    }


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '{"folder": "/x"}', "\x00", '{"posts": 3}'])
def test_what_is_no_account_of_a_demo_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / STORY).write_text(text)
    with pytest.raises(Refused, match="demo-folder-taken"):
        kept(tmp_path)


@pytest.mark.parametrize("name", sorted(set(vars(MADE)) - {"folder", "fresh"}))
def test_an_account_without_one_of_its_facts_is_refused(tmp_path: Path, name: str) -> None:
    keep(tmp_path, MADE)
    found = json.loads((tmp_path / STORY).read_text())
    del found[name]
    (tmp_path / STORY).write_text(json.dumps(found))
    with pytest.raises(Refused, match="demo-folder-taken"):
        kept(tmp_path)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_account_are_refused_and_nothing_worse(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / STORY).write_bytes(data)
        with pytest.raises(Refused, match="demo-folder-taken"):
            kept(Path(place))
