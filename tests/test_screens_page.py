"""The reference of the screens: what the table of actions and its words give, and every setting."""

from __future__ import annotations

from dataclasses import fields

from tests.docs import screens
from tests.docs.pages import SCREENS
from tui import config
from tui.actions import ACTIONS
from tui.config import Config


def test_the_page_is_what_the_actions_and_their_words_give() -> None:
    assert SCREENS.read_text(encoding="utf-8") == screens.page(), "run `make docs`"


def test_every_action_stands_on_the_page_once() -> None:
    page = screens.page()
    assert [one.id for one in ACTIONS if page.count(f"| `{one.id}` |") != 1] == []


def test_every_setting_is_told_where_it_is_read() -> None:
    told = [found["name"] for found in screens.SETTING.finditer(config.__doc__ or "")]
    assert told == [field.name for field in fields(Config)]
