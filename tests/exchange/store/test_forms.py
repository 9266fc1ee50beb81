"""A column added later: older rows open as they were sealed, and only while they hold nothing in it."""

from __future__ import annotations

import pytest
from sqlmodel import Field, MetaData

from exchange.errors import Tampered
from exchange.store import sealed
from exchange.store.rows import SealedRow, changed
from exchange.store.sealed import Content, new_row, seal, unseal
from keys.seal import RowKey


class Grown(SealedRow, table=True):
    """A table whose second column came with form 2."""

    __tablename__ = "grown_in_form_two"
    metadata = MetaData()
    first: str
    later: str | None = Field(default=None, sa_column_kwargs={"info": {"form": 2}})


class Words(Content):
    """What the row seals."""

    text: str


POST, KEY = "post", RowKey(bytes(32))


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Grown:
    """Give a row that was sealed before the column existed, read by a program that knows it."""
    row = seal(POST, KEY, new_row(Grown, "a", "b", first="x"), Words(text="kept"))
    monkeypatch.setattr(sealed, "FORM", 2)
    return row


def test_a_row_of_an_older_form_still_opens(old: Grown) -> None:
    assert unseal(POST, KEY, old, Words).text == "kept"


def test_a_value_slipped_into_the_later_column_of_an_old_row_is_refused(old: Grown) -> None:
    with pytest.raises(Tampered):
        unseal(POST, KEY, changed(old, later="slipped in"), Words)


def test_a_row_sealed_anew_covers_the_later_column(old: Grown) -> None:
    new = seal(POST, KEY, changed(old, later="y"), Words(text="kept"))
    assert new.form == 2
    with pytest.raises(Tampered):
        unseal(POST, KEY, changed(new, later="z"), Words)
