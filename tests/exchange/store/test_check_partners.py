"""What two posts keep of each other's logs and covers is checked with the rest of the store."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.verify import verify_export
from exchange.errors import Exit, Tampered
from tests.exchange.store.filled import log_of, store_of
from tests.exchange.transmission.correspondence import Pair, Post, pair_in


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = pair_in(tmp_path, receipted)
    yield made
    made.lock()


def receipted(pair: Pair) -> None:
    """Send a dispatch, which is received, and receive its receipt."""
    _, _, received = pair.exchange()
    pair.bogota.receive(received.receipt)


def failure(post: Post) -> Tampered:
    """Return what checking the post's store fails with, once it was unlocked again."""
    post.world.lock_all()
    with pytest.raises(Tampered) as caught:
        store_of(post.world.desk()).check()
    assert caught.value.exit is Exit.INTEGRITY
    return caught.value


def test_both_posts_hold_after_an_exchange(pair: Pair) -> None:
    for post in (pair.bogota, pair.madrid):
        report = store_of(post.seat).check()
        assert {line.verdict for line in report.checks} == {Verdict.OK}
        sent = next(line for line in report.checks if line.step == "sent")
        assert sent.arguments == {"count": 1}


def test_what_madrid_cosigned_is_kept_shown_and_exported(pair: Pair, tmp_path: Path) -> None:
    log = log_of(pair.bogota.seat)
    steps = {line.step: line.arguments for line in log.verify().checks}
    assert steps["witnesses"] == {"count": 1, "size": log.witnessed().size}
    assert log.witnessed().note.count("\n— ") == 3
    with (tmp_path / "log.zip").open("wb") as sink:
        log.export(sink)
    cards = tuple(post.seat.cards.export().data for post in (pair.bogota, pair.madrid))
    report = verify_export(tmp_path / "log.zip", cards=cards, witnesses=1)
    assert (report.verdict, report.witnessed) == (Verdict.OK, log.witnessed().size)
    assert store_of(pair.bogota.seat).info().witnessed == log.witnessed().size


@pytest.mark.parametrize("table", ["sent_cover", "transmission"])
def test_a_departure_deleted_from_the_register_is_missed(pair: Pair, table: str) -> None:
    pair.bogota.world.sql(f"DELETE FROM {table}")  # noqa: S608  (our own tables)
    assert failure(pair.bogota).reason == "row-missing"


def test_an_arrival_whose_cover_was_deleted_is_missed(pair: Pair) -> None:
    pair.madrid.world.sql("DELETE FROM received_cover")
    error = failure(pair.madrid)
    assert (error.reason, error.arguments["table"]) == ("row-missing", "received_cover")


def test_a_partner_s_log_forgotten_by_the_store_is_missed(pair: Pair) -> None:
    pair.madrid.world.sql("DELETE FROM partner_head")
    assert failure(pair.madrid).reason == "state-differs"


def test_a_cosignature_forgotten_by_the_store_is_missed(pair: Pair) -> None:
    (n,) = (entry.n for entry in pair.bogota.world.entries() if entry.op == "log.witnessed")
    pair.bogota.world.sql("DELETE FROM witness")
    error = failure(pair.bogota)
    assert (error.reason, error.arguments) == ("row-missing", {"table": "witness", "name": str(n)})
    log = log_of(pair.bogota.seat)
    for look in (log.witnessed, log.verify, lambda: log.export(BytesIO())):
        with pytest.raises(Tampered, match="row-missing"):
            look()


@pytest.mark.parametrize(
    ("table", "change"),
    [("sent_cover", "size = 1"), ("witness", "size = 1"), ("sent_cover", "service = 'x'")],
)
def test_a_plain_column_of_what_was_exchanged_is_sealed_too(pair: Pair, table: str, change: str) -> None:
    pair.bogota.world.sql(f"UPDATE {table} SET {change}")  # noqa: S608  (our own tables)
    error = failure(pair.bogota)
    assert (error.reason, error.arguments["table"]) == ("row-altered", table)
