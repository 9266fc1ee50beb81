"""A partner's log goes on from all that we saw of it, or it is an incident with its evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.errors import ExchangeError, Exit
from exchange.log.consistency import ConsistencyBlock, parse_blocks, render_blocks
from exchange.transmission.build import Outgoing
from exchange.transmission.incident import Incident, IncidentKind
from exchange.transmission.known import SeenLog
from tests.exchange.transmission.post import Post, sealed, two_posts, uuid


def refusal(data: bytes, post: Post) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        post.receive(data)
    return caught.value


def incident(data: bytes, post: Post) -> Incident:
    refused = refusal(data, post)
    assert isinstance(refused, Incident), refused.reason
    assert refused.exit is Exit.INTEGRITY
    return refused


def with_blocks(outgoing: Outgoing, blocks: list[ConsistencyBlock]) -> Outgoing:
    return replace(outgoing, cover=replace(outgoing.cover, consistency=render_blocks(blocks)))


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(5)))
def test_a_carrier_may_reorder_everything(order: list[int]) -> None:
    bogota, quito = two_posts()
    files = [quito.send(bogota) for _ in range(5)]
    for place in order:
        received = bogota.receive(files[place])
    seen = {place + 1 for place in order}
    assert seen == set(range(1, 6))
    assert received.missing == ()
    assert bogota.memories[quito.origin].newest == 6


def test_a_carrier_may_lose_dispatches_and_their_number_is_named() -> None:
    bogota, quito = two_posts()
    files = [quito.send(bogota) for _ in range(5)]
    assert bogota.receive(files[0]).missing == ()
    assert bogota.receive(files[4]).missing == (range(2, 5),)
    assert bogota.receive(files[2]).missing == (range(2, 3),)


def test_every_checkpoint_proven_on_the_way_is_remembered() -> None:
    bogota, quito = two_posts()
    files = [quito.send(bogota) for _ in range(3)]
    bogota.receive(files[2])
    assert bogota.memories[quito.origin].roots == {size: quito.root(size) for size in (2, 3, 4)}


def test_a_fork_of_the_same_size_is_an_incident() -> None:
    bogota, quito = two_posts()
    twin = quito.copy()
    twin.append("transmission.sent", {"transmission": uuid(5)})
    quito.append("store.checked")
    bogota.receive(quito.send(bogota))
    found = incident(twin.send(bogota), bogota)
    assert (found.kind, found.origin) == (IncidentKind.FORK, quito.origin)
    assert found.evidence == (twin.checkpoint_bytes(), quito.checkpoint_bytes())
    assert found.authentic


def test_a_lost_receipt_then_a_forked_sender_is_named_at_the_next_dispatch() -> None:
    bogota, quito = two_posts()
    yesterday = quito.copy()
    received = bogota.receive(quito.send(bogota))
    bogota.receipt(quito, received)
    for _ in range(3):
        yesterday.append("store.checked")
    found = incident(yesterday.send(bogota), bogota)
    assert found.kind is IncidentKind.FORK
    assert found.evidence == (yesterday.checkpoint_bytes(), quito.checkpoint_bytes())


def test_yesterdays_log_put_back_is_a_rollback() -> None:
    bogota, quito = two_posts()
    yesterday = quito.copy()
    quito.append("store.checked")
    bogota.receive(quito.send(bogota))
    assert incident(yesterday.send(bogota), bogota).kind is IncidentKind.ROLLBACK


def test_a_forked_log_that_knows_the_newest_checkpoint_can_not_lead_to_it() -> None:
    bogota, quito = two_posts()
    liar = quito.copy()
    bogota.receive(quito.send(bogota))
    true_root = quito.root(2)
    liar.append("store.checked")
    liar.append("store.checked")
    draft = liar.draft(bogota)
    forged = with_blocks(draft, [ConsistencyBlock(2, true_root, (b"\x00" * 32, b"\x01" * 32))])
    assert incident(sealed(forged, bogota), bogota).kind is IncidentKind.FORK


def test_leaving_out_the_newest_checkpoint_is_a_fork() -> None:
    bogota, quito = two_posts()
    bogota.receive(quito.send(bogota))
    assert incident(sealed(with_blocks(quito.draft(bogota), []), bogota), bogota).kind is IncidentKind.FORK


def test_another_root_for_an_older_size_that_we_know_is_a_fork() -> None:
    bogota, quito = two_posts()
    bogota.receive(quito.send(bogota))
    bogota.receive(quito.send(bogota))
    draft = quito.draft(bogota)
    older, newest = parse_blocks(draft.cover.consistency)
    forged = with_blocks(draft, [replace(older, old_root=b"\x07" * 32), newest])
    assert incident(sealed(forged, bogota), bogota).kind is IncidentKind.FORK


def test_a_wrong_proof_of_a_size_that_we_never_saw_is_refused() -> None:
    bogota, quito = two_posts()
    quito.send(bogota)
    draft = quito.draft(bogota)
    (block,) = parse_blocks(draft.cover.consistency)
    forged = with_blocks(draft, [replace(block, old_root=b"\x07" * 32)])
    assert refusal(sealed(forged, bogota), bogota).reason == "consistency-wrong"


def test_a_checkpoint_that_we_know_passes_without_a_block() -> None:
    bogota, quito = two_posts()
    first, second = quito.draft(bogota), quito.draft(bogota)
    bogota.receive(sealed(second, bogota))
    assert parse_blocks(first.cover.consistency) == ()
    assert bogota.receive(sealed(first, bogota)).missing == ()


def test_evidence_that_was_not_kept_is_left_out() -> None:
    bogota, quito = two_posts()
    yesterday = quito.copy()
    quito.append("store.checked")
    bogota.receive(quito.send(bogota))
    bogota.memories[quito.origin].notes.clear()
    file = yesterday.send(bogota)
    assert incident(file, bogota).evidence == (yesterday.checkpoint_bytes(),)


def test_what_was_seen_holds_the_root_of_its_newest() -> None:
    with pytest.raises(ValueError, match="newest"):
        SeenLog({}, 3)
