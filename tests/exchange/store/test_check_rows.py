"""Rows changed past the program, with the store key at hand: each change is found and named."""

# ruff: noqa: S608  (the names of our own tables, in a test that writes past the program)
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.requests.inputs import NewImport, Search
from exchange.requests.model import Leg, Note, Request
from exchange.requests.transmissions import Transmission
from exchange.store.rows import columns_of
from tests.exchange.store.filled import FIRST, SECOND, failure, filled_in, kept, put_back
from tests.world import World


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[World]:
    """Give a post whose desk wrote something of everything, and was locked."""
    with filled_in(tmp_path) as world:
        yield world


def flipped(value: object) -> bytes:
    """Return bytes with one bit of the last byte changed."""
    assert isinstance(value, bytes)
    return value[:-1] + bytes([value[-1] ^ 1])


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("request", "urgency = 'flash'"),
        ("request", "handling = 'H1'"),
        ("request", "due_at = 1"),
        ("leg", "status = 'closed'"),
        ("leg", "due_at = 4102444800000"),
        ("leg_event", "code = 'arrested'"),
        ("note", "author = 'b.durand'"),
        ("subject", "type = 'vehicle'"),
        ("attachment", "size = size - 1"),
        ("transmission", "received_at = received_at - 1"),
        ("service", "country = 'PE'"),
        ("compartment", "created_at = 0"),
        ("request_text", "key_version = 2"),
    ],
)
def test_a_plain_column_changed_by_sql_is_found(filled: World, table: str, change: str) -> None:
    filled.sql(f"UPDATE {table} SET {change} WHERE id = (SELECT min(id) FROM {table})")
    error = failure(filled)
    assert error.arguments.get("table", table) == table
    assert error.reason in {"row-altered", "request-part-altered", "request-altered"}


@pytest.mark.parametrize(
    "table", ["request", "request_text", "leg", "leg_event", "note", "subject", "attachment", "transmission"]
)
def test_one_flipped_bit_of_a_seal_is_found_in_each_table(filled: World, table: str) -> None:
    ident, sealed = filled.sql(f"SELECT id, sealed FROM {table} ORDER BY id LIMIT 1")[0]
    filled.sql(f"UPDATE {table} SET sealed = ? WHERE id = ?", flipped(sealed), str(ident))
    error = failure(filled)
    reason = "row-altered" if table == "transmission" else "request-part-altered"
    assert (error.reason, error.arguments["table"]) == (reason, table)


def test_an_altered_row_of_a_request_is_named_with_its_reference(filled: World) -> None:
    filled.sql("UPDATE note SET at = at + 1")
    assert failure(filled).arguments["ref"] == FIRST


@pytest.mark.parametrize(
    ("table", "where", "name"),
    [
        ("request", f"ref = '{SECOND}'", SECOND),
        ("transmission", "status = 'to-sort'", "2026-1"),
        ("service", "handle = 'dijin'", None),
        ("member", "handle = 'd.leroy'", None),
    ],
)
def test_a_row_that_the_log_says_was_made_is_missed(
    filled: World, table: str, where: str, name: str | None
) -> None:
    ident = str(filled.sql(f"SELECT id FROM {table} WHERE {where}")[0][0])
    filled.sql(f"DELETE FROM {table} WHERE {where}")
    error = failure(filled)
    assert (error.reason, error.arguments) == ("row-missing", {"table": table, "name": name or ident})


def test_a_request_put_back_to_an_earlier_state_is_found(filled: World) -> None:
    before = kept(filled, Request, f"ref = '{SECOND}'")
    filled.desk().requests.note(SECOND, "Ce que l'on voudrait cacher.")
    filled.lock_all()
    put_back(filled, Request, before)
    filled.sql("DELETE FROM note WHERE owner = ?", str(before["id"]))
    assert failure(filled).arguments == {"ref": SECOND}


def test_hiding_the_newest_commitment_from_the_index_is_found(filled: World) -> None:
    before = kept(filled, Request, f"ref = '{SECOND}'")
    filled.desk().requests.note(SECOND, "Ce que l'on voudrait cacher.")
    filled.lock_all()
    last = len(filled.entries()) - 1
    put_back(filled, Request, before)
    filled.sql("DELETE FROM note WHERE owner = ?", str(before["id"]))
    filled.sql("UPDATE log_entry SET commits = 0 WHERE n = ?", last)
    error = failure(filled)
    assert (error.reason, error.arguments) == ("log-index-altered", {"index": last})


def test_a_leg_put_back_to_an_earlier_state_is_found(filled: World) -> None:
    owner = f"owner = (SELECT id FROM request WHERE ref = '{SECOND}')"
    before = kept(filled, Leg, owner)
    filled.desk().legs.follow_up(SECOND, "1", "2027-01-15")
    filled.lock_all()
    put_back(filled, Leg, before)
    assert failure(filled).arguments == {"ref": SECOND}


def test_an_arrival_put_back_to_an_earlier_state_is_found(filled: World) -> None:
    before = kept(filled, Transmission, "status = 'to-sort'")
    filled.desk().transmissions.set_aside(str(before["id"]), "rien pour nous")
    filled.lock_all()
    put_back(filled, Transmission, before)
    error = failure(filled)
    assert (error.reason, error.arguments["table"]) == ("row-altered", "transmission")


def test_two_notes_that_changed_places_are_found(filled: World) -> None:
    first, second = (str(ident) for (ident,) in filled.sql("SELECT id FROM note ORDER BY id"))
    one, other = kept(filled, Note, f"id = '{first}'"), kept(filled, Note, f"id = '{second}'")
    put_back(filled, Note, {**other, "id": first})
    put_back(filled, Note, {**one, "id": second})
    assert failure(filled).arguments["ref"] == FIRST


def test_a_note_added_to_a_request_is_found(filled: World) -> None:
    columns = ", ".join(columns_of(Note)).replace("id,", "'01a1f41b-6b7f-7233-bc25-650d1ebf1d59',", 1)
    filled.sql(f"INSERT INTO note SELECT {columns} FROM note LIMIT 1")
    error = failure(filled)
    told = {"table": "note", "id": "01a1f41b-6b7f-7233-bc25-650d1ebf1d59", "ref": FIRST}
    assert (error.reason, error.arguments) == ("request-part-added", told)


def test_a_row_that_belongs_to_nothing_is_found(filled: World) -> None:
    ident = "01a1f41b-6b7f-7233-bc25-650d1ebf1d59"
    columns = ", ".join(columns_of(Note)).replace("id, owner", f"'{ident}', '{ident}'", 1)
    filled.sql(f"INSERT INTO note SELECT {columns} FROM note LIMIT 1")
    error = failure(filled)
    assert (error.reason, error.arguments) == ("row-without-owner", {"table": "note", "id": ident})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE imported SET request = (SELECT min(id) FROM request)", "import-mark-altered"),
        ("UPDATE imported SET token = zeroblob(16)", "import-mark-altered"),
        ("UPDATE imported SET file = zeroblob(16)", "import-mark-altered"),
        ("DELETE FROM imported", "import-mark-altered"),
        ("INSERT INTO imported SELECT zeroblob(16), file, request FROM imported", "import-mark-altered"),
        ("INSERT INTO imported SELECT zeroblob(16), file, 'x' FROM imported", "row-without-owner"),
    ],
)
def test_the_mark_of_an_imported_line_changed_or_gone_or_added_is_found(
    filled: World, tmp_path: Path, change: str, reason: str
) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text('{"kind": "wanted", "from": "dnpj", "title": "Mandat"}\n', encoding="utf-8")
    filled.desk().requests.import_file(NewImport(path), lambda line: None)
    filled.desk().store.check()
    filled.sql(change)
    assert failure(filled).reason == reason


def test_a_chunk_of_a_file_altered_or_gone_or_added_is_found(filled: World) -> None:
    ((ident, sealed),) = filled.sql("SELECT attachment, sealed FROM chunk WHERE number = 1")
    whole = flipped(flipped(sealed))  # as it was
    changes = (
        ("UPDATE chunk SET sealed = ? WHERE number = 1", flipped(sealed)),
        ("DELETE FROM chunk WHERE number = ?", 1),
        ("INSERT INTO chunk SELECT attachment, 9, sealed FROM chunk WHERE number = ?", 0),
    )
    for statement, value in changes:
        filled.sql(statement, value)
        error = failure(filled)
        assert (error.reason, error.arguments["ref"]) == ("attachment-altered", FIRST)
        filled.sql("DELETE FROM chunk WHERE number IN (1, 9)")
        filled.sql("INSERT INTO chunk VALUES (?, 1, ?)", str(ident), whole)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            "DELETE FROM key_wrap WHERE kind = 'log' AND member != (SELECT min(id) FROM member)",
            "wrap-missing",
        ),
        ("UPDATE key_wrap SET wrapped = zeroblob(1200) WHERE kind = 'compartment'", "key-not-opened"),
        ("UPDATE key_wrap SET version = 2 WHERE kind = 'index'", "key-not-vouched"),
        (
            "UPDATE key_wrap SET entry = entry + 1 WHERE member != (SELECT min(id) FROM member)",
            "key-not-vouched",
        ),
        ("UPDATE transmission SET key_version = 7 WHERE owner = compartment", "key-missing"),
        (
            "UPDATE key_wrap SET member = 'x' WHERE kind = 'office' AND rowid > 8",
            "key-not-vouched",
        ),
    ],
)
def test_wraps_changed_or_gone_are_found(filled: World, change: str, reason: str) -> None:
    filled.sql(change)
    assert failure(filled).reason == reason


def test_the_key_of_what_was_searched_changed_by_sql_is_found(filled: World) -> None:
    filled.desk().requests.search(Search("conteneur"))
    filled.sql("UPDATE searched SET key_version = 7")
    assert failure(filled).reason == "key-missing"


def test_a_role_changed_by_sql_is_found(filled: World) -> None:
    filled.sql("UPDATE member SET role = 'head' WHERE handle = 'd.leroy'")
    error = failure(filled)
    assert (error.reason, error.arguments["table"]) == ("row-altered", "member")


@pytest.mark.parametrize("series", ["reference-2026", "register-2026", "reference-2027"])
def test_the_next_number_of_a_series_changed_is_found(filled: World, series: str) -> None:
    filled.sql("UPDATE log_head SET counters = json_set(counters, ?, 7)", f'$."{series}"')
    error = failure(filled)
    assert (error.reason, error.arguments["series"], error.arguments["found"]) == (
        "counter-altered",
        series,
        7,
    )
