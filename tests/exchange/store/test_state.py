"""The state folder: what this machine saw, kept outside the store."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.errors import Tampered
from exchange.store.state import Seen, State

KEY = bytes(range(32))


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path, "post")


def test_a_new_machine_has_seen_nothing(state: State) -> None:
    assert (state.newest(), state.partners(), state.roster("m", KEY)) == (None, {}, None)


def test_the_newest_size_and_root_are_kept(state: State, tmp_path: Path) -> None:
    state.saw(3, b"r" * 32, {})
    state.saw(4, b"s" * 32, {})
    state.settle()
    assert State(tmp_path, "post").newest() == Seen(4, b"s" * 32)


def test_a_smaller_log_never_takes_the_place_of_a_greater_one(state: State, tmp_path: Path) -> None:
    state.saw(4, b"s" * 32, {})
    state.saw(3, b"r" * 32, {})
    state.settle()
    assert State(tmp_path, "post").newest() == Seen(4, b"s" * 32)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b'{"size":1}', b'{"size":"x","root":"AA=="}'])
@pytest.mark.parametrize("name", ["newest.json", "partners.json"])
def test_a_file_that_cant_be_read_is_told_never_taken_for_none(
    state: State, name: str, content: bytes
) -> None:
    (state.folder / name).write_bytes(content)
    with pytest.raises(Tampered, match="state-unreadable"):
        state.newest() if name == "newest.json" else state.partners()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.integers(0, 2**40), st.binary(min_size=32, max_size=32), max_size=5))
def test_every_pair_proven_of_a_partner_comes_back(tmp_path: Path, pairs: dict[int, bytes]) -> None:
    state = State(tmp_path / "pairs", "post")
    (state.folder / "partners.json").unlink(missing_ok=True)
    for size, root in pairs.items():
        state.saw_partner("asi/0", size, root)
    assert state.partners() == ({"asi/0": pairs} if pairs else {})


def test_a_kept_roster_is_believed_under_the_members_own_key_alone(state: State) -> None:
    state.keep_roster("m", KEY, {"size": 3, "root": "00", "roster": []})
    assert state.roster("m", KEY) == {"size": 3, "root": "00", "roster": []}
    assert state.roster("m", bytes(32)) is None
    assert state.roster("other", KEY) is None


@pytest.mark.parametrize("place", [0, 10, 64, 65, 70, -1])
def test_a_flipped_byte_of_a_kept_roster_is_not_believed(state: State, place: int) -> None:
    state.keep_roster("m", KEY, {"size": 3})
    path = state.folder / "m.roster"
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)
    assert state.roster("m", KEY) is None


def test_posts_on_one_machine_know_nothing_of_each_other(state: State, tmp_path: Path) -> None:
    state.saw(3, b"r" * 32, {})
    assert State(tmp_path, "another").newest() is None
