"""An auditor, or an investigator on another case, with his own keys and raw access to everything."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.inputs import Selection
from exchange.audit.verify import verify_export
from exchange.errors import NotAuthorised, Tampered
from exchange.log.merkle import EMPTY_ROOT
from exchange.requests.inputs import NewRequest
from exchange.requests.model import Request
from exchange.store.model import KeyWrap, LogEntry, LogHead, LogNode
from exchange.store.rows import changed
from exchange.transmission.inputs import NewDispatch, NewTransmission
from keys.canonical import JSON
from keys.errors import SealError
from keys.identity import MemberKeys
from keys.seal import RowKey
from keys.wrap import kem_check, unwrap, unwrap_under
from tests.attacks.intruder import Intruder, append_line
from tests.attacks.test_stale_sessions import refused
from tests.exchange.store.filled import FIRST, filled_in, log_of, store_of
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, Seat, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a store with something of everything."""
    with filled_in(tmp_path) as made:
        yield made


CLOSED: tuple[Callable[[Seat], object], ...] = (
    lambda desk: desk.requests.show(FIRST),
    lambda desk: desk.requests.note(FIRST, "?"),
    lambda desk: desk.requests.assign(FIRST, INVESTIGATOR),
    lambda desk: desk.attachments.get(FIRST, 1),
    lambda desk: desk.legs.list(FIRST),
    lambda desk: desk.transmissions.show("1"),
    lambda desk: desk.transmissions.record(NewTransmission(direction="in", channel="email", subject="?")),
    lambda desk: desk.transmissions.send(NewDispatch(FIRST, "dijin", Path("out"))),
    lambda desk: desk.transmissions.receive(Path(__file__)),
    lambda desk: desk.requests.open(NewRequest(kind="wanted", requester="dnpj", title="?")),
    lambda desk: desk.grants.give(AUDITOR, "general"),
    lambda desk: desk.members.add("x.y", "X", "head", "peu importe"),
)


@pytest.mark.parametrize("verb", CLOSED)
@pytest.mark.parametrize("handle", [AUDITOR, INVESTIGATOR])
def test_without_a_grant_no_verb_opens_and_each_refusal_is_logged(
    world: World, handle: str, verb: Callable[[Seat], object]
) -> None:
    desk = world.desk(handle)
    size = len(world.entries())
    assert isinstance(refused(lambda: verb(desk)), NotAuthorised)
    added = world.entries()[size:]
    assert [entry.op for entry in added] == ["access.refused"]
    assert added[0].by == Intruder(world, handle).id


@pytest.mark.parametrize("handle", [AUDITOR, INVESTIGATOR])
def test_no_key_within_his_reach_opens_a_request(world: World, handle: str) -> None:
    """The store's key, his own wraps, and every wrap of others under his own key."""
    spy = Intruder(world, handle)
    with spy.rows() as rows:
        request = rows.get(Request, ref=FIRST)
        wraps = rows.find(KeyWrap)
    assert request is not None
    for row in wraps:
        if row.member == spy.id:
            assert row.kind == "log"
        else:
            with pytest.raises(SealError):
                unwrap(
                    spy.keys, row.wrapped, post=spy.post, kind=row.kind, object_id=row.object_id,
                    version=row.version,
                )  # fmt: skip
    for key in (spy.store_key, spy.seed):
        with pytest.raises(SealError):
            RowKey(key).open(request.sealed, b"")
        with pytest.raises(SealError):
            unwrap_under(RowKey(key), request.wrapped_key, b"")


def _ghost_head(spy: Intruder) -> None:
    member = "01a00000-0000-7000-8000-00000000dead"
    keys = MemberKeys.from_seed(bytes(32), member)
    vkey, kem = str(keys.sign.vkey), kem_check(keys.kem_public)
    on = {"type": "member", "id": member}
    spy.append("member.added", on, member=member, role="head", vkey=vkey, kem=kem, keys=[])


def _own_role(spy: Intruder) -> None:
    spy.append("member.role", {"type": "member", "id": spy.id}, member=spy.id, role="head")


def _as_the_head(spy: Intruder) -> None:
    head = Intruder(spy.world, HEAD).id
    spy.append("member.role", {"type": "member", "id": spy.id}, by=head, member=spy.id, role="head")


def _own_trust(spy: Intruder) -> None:
    ((service,),) = spy.world.sql("SELECT id FROM service WHERE handle = 'dijin'")
    spy.append(
        "service.trusted", {"type": "service", "id": str(service)}, service=str(service), card="A" * 43 + "="
    )


def _own_keys(spy: Intruder) -> None:
    ((place,),) = spy.world.sql("SELECT id FROM compartment")
    check: JSON = {"kind": "compartment", "id": str(place), "version": 2, "check": "A" * 43 + "="}
    spy.append("grant.given", {"type": "compartment", "id": str(place)}, member=spy.id, keys=[check])


FORGERIES = (_ghost_head, _own_role, _as_the_head, _own_trust, _own_keys)


@pytest.mark.parametrize("forge", FORGERIES)
@pytest.mark.parametrize("handle", [AUDITOR, INVESTIGATOR])
def test_an_entry_that_his_role_lacks_is_named_by_live_desks_checks_and_new_unlocks(
    world: World, handle: str, forge: Callable[[Intruder], None]
) -> None:
    live, checker = world.desk(OFFICER), world.desk()
    wrong = len(world.entries())
    forge(Intruder(world, handle))
    for verb in (
        live.requests.list,
        lambda: log_of(checker).verify(),
        lambda: store_of(checker).check(),
        lambda: log_of(checker).export(io.BytesIO(), Selection()),
        lambda: world.desk(AUDITOR),
    ):
        error = refused(verb)
        assert isinstance(error, Tampered)
        assert error.arguments["index"] == wrong


def test_a_fork_cut_short_and_continued_is_refused_beside_what_was_seen(world: World, tmp_path: Path) -> None:
    """Alone it verifies, as an old export would: whoever kept anything newer sees the fork."""
    auditor, whole = world.desk(AUDITOR), tmp_path / "whole.zip"
    with whole.open("wb") as sink:
        log_of(auditor).export(sink, Selection())
    world.lock_all()
    fork = World(tmp_path / "fork", tmp_path / "empty", world.founded, world.clock)
    shutil.copytree(world.folder, fork.folder)
    cut_short(Intruder(fork, AUDITOR), world.ops().index("request.opened"))
    cut = tmp_path / "cut.zip"
    with fork:
        desk = fork.desk(AUDITOR)
        with cut.open("wb") as sink:
            log_of(desk).export(sink, Selection())
    assert verify_export(cut).verdict is not Verdict.FAILED
    assert verify_export(cut, after=whole).verdict is Verdict.FAILED
    fork.state = world.state
    assert refused(lambda: fork.desk(AUDITOR)).exit == 5


def cut_short(spy: Intruder, size: int) -> None:
    """Leave the first entries of the log alone, everything else of it made to fit."""
    with spy.rows() as rows:
        lines = [(row.n, row.line) for row in rows.find(LogEntry, order=("n",)) if row.n < size]
        head = rows.get(LogHead, id=1)
        assert head is not None
        for kind in (LogEntry, LogNode):
            rows.cursor.execute(f"DELETE FROM {kind.__tablename__}")  # noqa: S608
        rows.replace(changed(head, size=0, root=EMPTY_ROOT, edge=b""))
        for _, line in lines:
            append_line(rows, line)


def test_a_store_whose_log_was_cut_short_misses_the_requests_it_told_of(world: World) -> None:
    cut_short(Intruder(world, AUDITOR), world.ops().index("request.opened"))
    fresh = world.folder.parent / "another machine"
    head = world.desk(HEAD, state=fresh)
    assert refused(lambda: head.requests.show(FIRST)).exit == 5
    assert refused(lambda: world.desk(HEAD)).reason in ("store-rolled-back", "store-rewritten")
