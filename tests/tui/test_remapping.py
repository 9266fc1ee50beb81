"""Other keys of `config.toml`: an unknown action and a clash are said at start."""

from __future__ import annotations

from collections import Counter

import pytest

from exchange.errors import Refused
from exchange.log.roles import Role
from tui.actions import ACTIONS, AREAS, areas_of, called, of
from tui.remapping import check_keys, keys_by_name


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"requests.new": "n,insert"},
        {"requests.new": "f", "requests.filter": "n"},  # two that change places
        {"app.lock": "f12"},
        {"register.receive": "ctrl+r"},
    ],
)
def test_keys_that_do_one_thing_each_are_taken(keys: dict[str, str]) -> None:
    check_keys(keys)


def test_an_unknown_action_is_said_with_the_nearest_ones() -> None:
    with pytest.raises(Refused) as refused:
        check_keys({"request.new": "n"})
    assert refused.value.reason == "keys-unknown"
    assert "requests.new" in str(refused.value.arguments["nearest"])


@pytest.mark.parametrize(("name", "near"), [("figures.zzzzzzzz", "figures.year"), ("zzzz", "desk.…")])
def test_where_none_is_near_those_of_the_same_screen_or_the_screens_are_named(name: str, near: str) -> None:
    with pytest.raises(Refused) as refused:
        check_keys({name: "n"})
    assert near in str(refused.value.arguments["nearest"]).split(", ")


@pytest.mark.parametrize(
    "keys",
    [
        {"requests.new": "f"},  # another verb of the same screen
        {"requests.new": "q"},  # one that works everywhere
        {"app.suspend": "n"},  # everywhere, so on that screen too
        {"requests.new": "f,insert"},
        {"requests.new": "j"},  # the list's own: it has the focus
        {"requests.new": "space"},  # marks the row
        {"rows.open": "n"},
    ],
    ids=str,
)
def test_a_key_that_would_do_two_things_in_one_place_is_refused(keys: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        check_keys(keys)
    assert refused.value.reason == "keys-clash"


@pytest.mark.parametrize("key", ["entree", "F10", "ctrl+", "n n", "maj+a", "ctrl+entree"])
def test_a_key_that_no_keyboard_has_is_said(key: str) -> None:
    with pytest.raises(Refused) as refused:
        check_keys(keys_by_name({"requests.new": key}))
    assert (refused.value.reason, refused.value.arguments["key"]) == ("keys-no-key", key)


@pytest.mark.parametrize("key", ["a", "é", "+", "plus", "space"])
def test_a_letter_is_refused_where_it_would_be_text(key: str) -> None:
    with pytest.raises(Refused) as refused:
        check_keys(keys_by_name({"form.save": key}))
    assert refused.value.reason == "keys-letter"


def test_signs_are_given_as_one_writes_them() -> None:
    keys = keys_by_name({"requests.new": "n, #,insert", "register.receive": "@", "request.leg": "+"})
    check_keys(keys)
    assert keys["request.leg"] == "plus"


@pytest.mark.parametrize("scope", [*AREAS, "request", "form"])
def test_no_key_as_shipped_does_two_things_in_one_place(scope: str) -> None:
    lists = of("rows") if scope not in ("form", "figures") else ()
    taken_back = of({"requests": "marks", "register": "filter", "log": "filter"}.get(scope, ""))
    everywhere = [one for one in of("app") if not (scope == "request" and one.id == "app.back")]
    keys = Counter(
        key for one in (*of(scope), *lists, *taken_back, *everywhere) for key in one.keys.split(",") if key
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_each_action_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(one.id for one in ACTIONS).items() if count > 1] == []


def test_an_action_is_found_by_what_textual_calls_it() -> None:
    found = called("app", "go('log')")
    assert found is not None and found.id == "app.go-log"
    assert called("app", "no_such") is None


@pytest.mark.parametrize(
    ("role", "first", "absent"),
    [
        (Role.HEAD, "desk", set()),
        (Role.OFFICER, "desk", set()),
        (Role.AUDITOR, "log", {"desk", "requests", "register"}),
        (Role.INVESTIGATOR, "requests", {"register", "figures"}),
    ],
)
def test_each_role_has_its_areas_and_its_first_one(role: Role, first: str, absent: set[str]) -> None:
    areas = list(areas_of(role))
    assert areas[0] == first
    assert set(AREAS) - set(areas) == absent
    assert len(areas) == len(set(areas))
