"""Exports of a live store: logged first, verified without it, repeated by their size."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.audit.area import Log
from exchange.audit.checks import Verdict
from exchange.audit.export import Witnessed
from exchange.audit.exporting import Exported
from exchange.audit.inputs import Selection
from exchange.audit.verify import verify_export
from exchange.checking.above import above
from exchange.clock import to_text
from exchange.errors import Invalid, NotAuthorised, NotFound, Refused, Tampered
from exchange.log.checkpoint import parse_checkpoint_note
from keys.identity import OfficeKeys
from keys.note import Note
from tests.exchange.requests.cases import ask
from tests.exchange.store.filled import FIRST, filled_in, log_of
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, Seat, World


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[World]:
    """Give a post whose desk wrote something of everything."""
    with filled_in(tmp_path) as world:
        yield world


def exported(desk: Seat, place: Path, wanted: Selection | None = None) -> Exported:
    """Write an export to `place`."""
    with place.open("wb") as sink:
        return log_of(desk).export(sink, wanted or Selection())


def files(place: Path) -> dict[str, bytes]:
    """Return the files of an export."""
    with zipfile.ZipFile(place) as container:
        return {name: container.read(name) for name in container.namelist()}


@pytest.mark.parametrize("handle", [HEAD, OFFICER, AUDITOR])
def test_who_may_read_the_log_exports_it_and_anyone_verifies(
    filled: World, tmp_path: Path, handle: str
) -> None:
    desk, place = filled.desk(handle), tmp_path / "log.zip"
    done = exported(desk, place)
    card = files(place)["keys/post.card"]
    report = verify_export(place, cards=(card,))
    assert report.verdict is Verdict.OK
    assert (report.size, report.pinned) == (done.size, True)
    assert done.log_index == done.size - 1 == len(filled.entries()) - 1
    assert filled.entries()[-1].op == "log.exported"
    assert done.summary()["entries"] == done.size


def test_an_investigator_exports_nothing_and_his_try_is_logged(filled: World) -> None:
    sink = io.BytesIO()
    with pytest.raises(NotAuthorised):
        log_of(filled.desk(INVESTIGATOR)).export(sink)
    assert sink.getvalue() == b""
    assert filled.entries()[-1].x == {"op": "log.exported"}


def test_a_selection_by_request_says_so_in_its_own_entry(filled: World, tmp_path: Path) -> None:
    place = tmp_path / "log.zip"
    done = exported(filled.desk(), place, Selection(request=FIRST))
    report = verify_export(place)
    assert report.verdict is Verdict.WARNING  # the signer isn't pinned
    assert report.selection and done.entries < done.size
    last = filled.entries()[-1]
    assert last.on is not None and last.on["ref"] == FIRST


def test_a_selection_by_days_indexes_and_member_holds_what_was_asked(filled: World, tmp_path: Path) -> None:
    place = tmp_path / "log.zip"
    wanted = Selection(since="2026-11-19", until="2026-11-19", first=2, last=200, member=AUDITOR)
    exported(filled.desk(), place, wanted)
    lines = files(place)["entries.log"].splitlines()
    by = {entry.by for entry in filled.entries() if entry.op == "member.keyed"}
    assert lines and all(any(member.encode() in line for member in by) for line in lines)
    said = filled.entries()[-1].x
    assert said["since"] == "2026-11-19T05:00:00.000Z"  # midnight in Bogotá
    assert said["until"] == "2026-11-20T05:00:00.000Z"
    assert (said["first"], said["last"]) == (2, 200)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Selection(request="BOG-2026-00099"), NotFound),
        (Selection(member="nobody"), NotFound),
        (Selection(since="soon"), Invalid),
        (Selection(until="2026-11-01"), Refused),
        (Selection(size=3), Refused),
        (Selection(size=0), Refused),
        (Selection(size=99999), Refused),
        (Selection(size=3, first=1), Invalid),
    ],
)
def test_what_cannot_be_exported_is_refused_before_it_is_logged(
    filled: World, wanted: Selection, error: type[Exception]
) -> None:
    size = len(filled.entries())
    with pytest.raises(error):
        log_of(filled.desk()).export(io.BytesIO(), wanted)
    assert len(filled.entries()) == size


@pytest.mark.parametrize("wanted", [Selection(), Selection(request=FIRST), Selection(first=4, last=30)])
def test_an_export_is_repeated_by_its_size_but_for_times(
    filled: World, tmp_path: Path, wanted: Selection
) -> None:
    desk = filled.desk()
    done = exported(desk, tmp_path / "one.zip", wanted)
    desk.requests.note(FIRST, "entre-temps")
    again = exported(desk, tmp_path / "two.zip", Selection(size=done.size))
    assert (again.size, again.entries, again.files) == (done.size, done.entries, done.files)
    one, two = files(tmp_path / "one.zip"), files(tmp_path / "two.zip")
    signed = {name for name in one if one[name] != two[name]}
    timed = {name for name in one if name.endswith(".tlog-proof")}
    assert signed <= {"checkpoint", "MANIFEST"} | timed
    assert verify_export(tmp_path / "two.zip").verdict is Verdict.WARNING
    assert filled.entries()[-1].x["size"] == done.size


def test_only_who_made_an_export_repeats_it(filled: World, tmp_path: Path) -> None:
    done = exported(filled.desk(AUDITOR), tmp_path / "one.zip")
    with pytest.raises(Refused) as caught:
        log_of(filled.desk()).export(io.BytesIO(), Selection(size=done.size))
    assert caught.value.reason == "export-signer"


def test_an_older_export_is_the_beginning_of_a_newer_one(filled: World, tmp_path: Path) -> None:
    desk = filled.desk()
    exported(desk, tmp_path / "one.zip")
    desk.requests.note(FIRST, "entre-temps")
    exported(desk, tmp_path / "two.zip")
    report = verify_export(tmp_path / "two.zip", after=tmp_path / "one.zip")
    assert report.verdict is Verdict.WARNING
    assert any(check.code == "after-ok" for check in report.checks)


def test_a_log_altered_in_the_store_is_not_exported(filled: World) -> None:
    desk = filled.desk()
    filled.sql("UPDATE log_entry SET line = replace(line, 'a', 'b') || x'' WHERE n = 9")
    with pytest.raises(Tampered):
        log_of(desk).export(io.BytesIO())


def witnessed_by_madrid(desk: Seat, madrid: Seat) -> Witnessed:
    """Return a checkpoint of the desk's log with Madrid's cosignature, as a receipt would bring it."""
    note = parse_checkpoint_note(log_of(desk).checkpoint().note.encode())
    office = madrid.session.vault.office
    assert isinstance(office, OfficeKeys)
    line = office.cosign.cosign(note.text, int(desk.session.clock().timestamp()))
    return Witnessed(Note(note.text, (*note.lines, line)).render(), madrid.cards.export().data)


def test_what_a_partner_cosigned_goes_into_exports_and_is_compared(filled: World, tmp_path: Path) -> None:
    with World.madrid(tmp_path / "madrid") as other:
        desk, madrid = filled.desk(), other.desk()
        seen = witnessed_by_madrid(desk, madrid)
        log = Log(desk.session, replace(above(desk.session), witnessed=lambda rows, size: (seen,)))
        assert log.witnessed().note.encode() == seen.checkpoint
        steps = {line.step: line.arguments for line in log.verify().checks}
        assert steps["witnesses"] == {"count": 1, "size": log.witnessed().size}
        with (tmp_path / "log.zip").open("wb") as sink:
            log.export(sink)
        cards = (desk.cards.export().data, seen.card)
        report = verify_export(tmp_path / "log.zip", cards=cards, witnesses=1)
        assert (report.verdict, report.witnessed) == (Verdict.OK, log.witnessed().size)


def test_entries_that_are_dated_ahead_are_said_and_fail_nothing(filled: World) -> None:
    assert all(line.verdict is not Verdict.WARNING for line in filled.desk().log.verify().checks[:3])
    filled.clock.advance(days=400)
    ask(filled.desk())
    at = to_text(filled.entries()[-1].at)
    filled.clock.advance(days=-400)
    warned = {line.step: line.arguments for line in filled.desk().log.verify().checks}
    assert warned["clock-ahead"] == {"at": at}


def test_a_cosignature_of_somebody_else_is_refused(filled: World, tmp_path: Path) -> None:
    with World.madrid(tmp_path / "madrid") as other:
        desk, madrid = filled.desk(), other.desk()
        seen = witnessed_by_madrid(desk, madrid)
        forged = replace(seen, checkpoint=seen.checkpoint[:-9] + b"AAAAAAA=\n")
        log = Log(desk.session, replace(above(desk.session), witnessed=lambda rows, size: (forged,)))
        with pytest.raises(Tampered):
            log.verify()
