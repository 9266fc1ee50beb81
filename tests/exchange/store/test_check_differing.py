"""Rows of a request gone, added or put back past the program: each is named as far as it can be known."""

# ruff: noqa: S608  (the names of our own tables, in a test that writes past the program)
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.checking.area import StoreProblems
from exchange.requests.inputs import NewRequest
from exchange.requests.model import Leg
from tests.exchange.store.filled import FIRST, failure, filled_in, kept, put_back
from tests.world import World


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[World]:
    """Give a post whose desk wrote something of everything, and was locked."""
    with filled_in(tmp_path) as world:
        yield world


@pytest.mark.parametrize("table", ["leg", "leg_event", "note", "attachment"])
def test_a_row_deleted_from_a_request_is_named_where_an_entry_named_it(filled: World, table: str) -> None:
    ((ident,),) = filled.sql(f"SELECT min(id) FROM {table}")
    filled.sql(f"DELETE FROM {table} WHERE id = ?", str(ident))
    filled.sql("UPDATE service SET country = 'EC' WHERE handle = 'dijin'")
    error = failure(filled)
    assert isinstance(error, StoreProblems)
    assert [(one.reason, one.arguments) for one in error.problems] == [
        ("row-altered", error.arguments),
        ("request-part-gone", {"table": table, "id": ident, "ref": FIRST}),
    ]
    assert next(one.step for one in error.checks) == "pages"


@pytest.mark.parametrize(("table", "number"), [("request_text", 1), ("subject", 2)])
def test_a_row_deleted_from_a_request_is_told_by_the_number_that_is_left_out(
    filled: World, table: str, number: int
) -> None:
    persons = [{"family": name, "nationality": "COL"} for name in ("ROSERO", "OSPINA", "CUERO")]
    opened = filled.desk().requests.open(NewRequest("wanted", "dnpj", "Mandat", persons=persons))
    filled.lock_all()
    where = " AND number = 2" if table == "subject" else ""
    filled.sql(f"DELETE FROM {table} WHERE owner = ?{where}", opened.id)
    error = failure(filled)
    told = {"table": table, "number": number, "ref": opened.ref}
    assert (error.reason, error.arguments) == ("request-number-gone", told)


def test_a_file_that_came_with_an_opening_and_lost_its_row_is_named(filled: World, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("note")
    new = NewRequest("wanted", "dnpj", "Mandat", attach=(file,))
    ref = filled.desk().requests.open(new).ref
    filled.lock_all()
    ((ident,),) = filled.sql("SELECT max(id) FROM attachment")
    filled.sql("DELETE FROM attachment WHERE id = ?", str(ident))
    error = failure(filled)
    assert (error.reason, error.arguments) == (
        "request-part-gone",
        {"table": "attachment", "id": ident, "ref": ref},
    )


def test_what_cant_be_told_of_a_request_is_said_as_such(filled: World) -> None:
    filled.sql("DELETE FROM subject WHERE id = (SELECT min(id) FROM subject)")
    error = failure(filled)
    assert (error.reason, error.arguments) == ("request-rows-differ", {"ref": FIRST})


def test_a_row_of_a_request_put_back_to_an_earlier_state_is_named(filled: World) -> None:
    before = kept(filled, Leg, "number = 1 LIMIT 1")
    filled.desk().legs.status(FIRST, "1", "transmitted", "vu au dossier")
    filled.desk().legs.status(FIRST, "1", "answered", "vu au dossier")
    filled.lock_all()
    put_back(filled, Leg, {**before, "revision": 1})
    error = failure(filled)
    assert error.reason in ("request-part-older", "request-part-altered")
    assert (error.arguments["table"], error.arguments["id"]) == ("leg", before["id"])
