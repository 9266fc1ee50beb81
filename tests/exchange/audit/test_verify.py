"""What a verification says beyond the log itself: the signer, witnesses, older logs, rekeying, reading."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from exchange.audit.checks import Check, Report, Step, Verdict
from exchange.audit.selection import Reading
from exchange.audit.verify import verify_export
from exchange.audit.walk import walk_log
from exchange.errors import Invalid
from exchange.log.checkpoint import Checkpoint
from keys.canonical import JSON
from keys.note import Note
from tests.exchange.audit.attacker import files_of, packed, resigned
from tests.exchange.audit.ledger import Ledger, Post, a_busy_ledger
from tests.exchange.log.book import Member, an_id

LISBON, MADRID = Post("asi-lisbon"), Post("asi-madrid")


def failures(report: Report) -> set[str]:
    return {check.code for check in report.checks if check.verdict is Verdict.FAILED}


def said(report: Report, step: Step) -> list[Check]:
    return [check for check in report.checks if check.number is step]


@pytest.fixture
def ledger() -> Ledger:
    return a_busy_ledger()


def test_each_step_says_one_line_at_least_in_the_order_of_verify_md(ledger: Ledger, tmp_path: Path) -> None:
    path = ledger.export(tmp_path / "x.zip")
    numbers = [int(check.number) for check in verify_export(path, after=path).checks]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 12))


def test_without_a_card_the_fingerprint_to_compare_is_given(ledger: Ledger, tmp_path: Path) -> None:
    report = verify_export(ledger.export(tmp_path / "x.zip"))
    assert (report.verdict, report.pinned) == (Verdict.WARNING, False)
    assert report.fingerprint == ledger.post.card.fingerprint.digits
    (line,) = [check for check in report.checks if check.code == "signer-not-pinned"]
    assert line.arguments["fingerprint"] == report.fingerprint


def test_the_card_of_the_post_pins_the_signer(ledger: Ledger, tmp_path: Path) -> None:
    report = verify_export(ledger.export(tmp_path / "x.zip"), cards=[ledger.post.card_file])
    assert (report.verdict, report.pinned) == (Verdict.OK, True)
    assert (report.origin, report.size, report.root) == (ledger.origin, ledger.size, ledger.edge.root())


def test_the_card_of_another_post_refuses_the_export(ledger: Ledger, tmp_path: Path) -> None:
    report = verify_export(ledger.export(tmp_path / "x.zip"), cards=[LISBON.card_file])
    assert failures(report) == {"signer-other-card"}


def test_a_card_of_this_origin_with_other_log_keys_refuses_the_export(ledger: Ledger, tmp_path: Path) -> None:
    path = ledger.export(tmp_path / "x.zip")
    impostor = Post(ledger.post.handle, ledger.origin, generation=3)
    assert failures(verify_export(path, cards=[impostor.card_file])) == {"signer-other-keys"}


def test_what_is_no_card_is_told_before_anything_is_read(ledger: Ledger, tmp_path: Path) -> None:
    card = bytearray(ledger.post.card_file)
    card[40] ^= 0xFF
    with pytest.raises(Invalid, match="verify-card-given"):
        verify_export(tmp_path / "absent.zip", cards=[bytes(card)])


def test_a_witness_counts_only_by_a_card_that_the_verifier_gave(ledger: Ledger, tmp_path: Path) -> None:
    path, ours = ledger.export(tmp_path / "x.zip"), ledger.post.card_file
    claimed = verify_export(path, cards=[ours])
    assert [check.code for check in said(claimed, Step.WITNESSES)] == ["witness-claimed"]
    assert claimed.witnessed is None
    given = verify_export(path, cards=[ours, LISBON.card_file], witnesses=1)
    assert (given.verdict, given.witnessed) == (Verdict.OK, 11)
    assert failures(verify_export(path, cards=[ours], witnesses=1)) == {"witnesses-too-few"}


def test_a_witness_of_another_card_than_the_one_given_is_told_apart(ledger: Ledger, tmp_path: Path) -> None:
    path, ours = ledger.export(tmp_path / "x.zip"), ledger.post.card_file
    found = verify_export(path, cards=[ours, LISBON.next().card_file])
    assert [check.code for check in said(found, Step.WITNESSES)] == ["witness-other-card"]
    assert (found.verdict, found.witnessed) == (Verdict.OK, None)
    cards = [ours, LISBON.next().card_file, LISBON.card_file]
    assert verify_export(path, cards=cards, witnesses=1).witnessed == 11


def test_one_partner_counts_once_however_often_he_cosigned(ledger: Ledger, tmp_path: Path) -> None:
    ledger.witness(LISBON)
    path = ledger.export(tmp_path / "x.zip")
    cards = [ledger.post.card_file, LISBON.card_file, LISBON.card_file]
    assert failures(verify_export(path, cards=cards, witnesses=2)) == {"witnesses-too-few"}
    ledger.witness(MADRID)
    cards.append(MADRID.card_file)
    assert verify_export(ledger.export(path), cards=cards, witnesses=2).verdict is Verdict.OK


def test_a_post_is_no_witness_of_itself(ledger: Ledger, tmp_path: Path) -> None:
    ledger.witness(ledger.post)
    report = verify_export(ledger.export(tmp_path / "x.zip"))
    assert "witness-lines" in failures(report)


def test_a_cosignature_that_does_not_hold_refuses_the_export(ledger: Ledger, tmp_path: Path) -> None:
    files = files_of(ledger.export(tmp_path / "x.zip"))
    stranger = Post("asi-rome").card_file.decode()
    services = files["keys/services.json"].decode()
    assert stranger not in services
    ledger.witnessed[0] = type(ledger.witnessed[0])(ledger.witnessed[0].checkpoint, stranger.encode())
    assert failures(verify_export(ledger.export(tmp_path / "y.zip"))) == {"witness-signature"}


def test_a_witnessed_checkpoint_of_a_forked_log_is_not_a_prefix(ledger: Ledger, tmp_path: Path) -> None:
    fork = a_busy_ledger()
    fork.at += timedelta(days=1)
    fork.consult(fork.head, "two")
    fork.witness(MADRID)
    ledger.witnessed.append(fork.witnessed[-1])
    ledger.consult(ledger.head, "three")
    assert failures(verify_export(ledger.export(tmp_path / "x.zip"))) == {"checkpoint-not-prefix"}


def test_a_newer_log_extends_the_older_export_and_checkpoint(ledger: Ledger, tmp_path: Path) -> None:
    older = ledger.export(tmp_path / "older.zip")
    (tmp_path / "checkpoint").write_bytes(files_of(older)["checkpoint"])
    ledger.consult(ledger.head, "two")
    newer = ledger.export(tmp_path / "newer.zip")
    for after in (older, tmp_path / "checkpoint"):
        assert not failures(verify_export(newer, after=after))
    assert failures(verify_export(older, after=newer)) == {"after-shorter"}


def test_a_rewritten_log_is_named_from_its_first_other_entry(ledger: Ledger, tmp_path: Path) -> None:
    older = ledger.export(tmp_path / "older.zip")
    fork = a_busy_ledger()
    fork.consult(fork.head, "two")
    report = verify_export(fork.export(tmp_path / "newer.zip"), after=older)
    assert failures(report) == {"after-differs"}
    assert report.first_wrong == 15


@pytest.mark.parametrize("data", [b"", b"neither", bytes(2_000_000)])
def test_what_is_neither_export_nor_checkpoint_is_no_older_log(
    ledger: Ledger, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "older").write_bytes(data)
    report = verify_export(ledger.export(tmp_path / "x.zip"), after=tmp_path / "older")
    assert failures(report) <= {"after-form", "checkpoint-form"}
    assert report.verdict is Verdict.FAILED


def test_new_log_keys_are_vouched_for_by_the_old_ones(ledger: Ledger, tmp_path: Path) -> None:
    first = ledger.post.card_file
    older = ledger.export(tmp_path / "older.zip")
    ledger.rekey()
    ledger.rekey()
    path = ledger.export(tmp_path / "x.zip")
    report = verify_export(path, cards=[first], after=older)
    assert (report.verdict, report.pinned) == (Verdict.OK, True)


def test_a_checkpoint_by_retired_keys_beyond_their_end_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    old = ledger.post
    ledger.rekey()
    new, ledger.post = ledger.post, old
    ledger.witness(LISBON)
    ledger.post = new
    assert failures(verify_export(ledger.export(tmp_path / "x.zip"))) == {"checkpoint-retired-keys"}


@pytest.mark.parametrize("name", ["checkpoints/15", "keys/retired/15.card", "witnessed/0"])
def test_a_file_left_out_though_manifest_fits_is_missed(ledger: Ledger, tmp_path: Path, name: str) -> None:
    assert ledger.rekey() == 15
    files = files_of(ledger.export(tmp_path / "x.zip"))
    del files[name]
    path = packed(tmp_path / "less.zip", resigned(files, ledger, ledger.head))
    assert failures(verify_export(path)) & {"retired-checkpoints", "retired-cards", "witness-cards"}


def test_a_card_that_the_log_did_not_issue_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    files = files_of(ledger.export(tmp_path / "x.zip"))
    other = files["keys/post.card"].replace("à Bogotá".encode(), "à Bogota".encode())
    text = other.decode().partition("\n\n")[0] + "\n"
    forged = Note(text, (ledger.post.card_keys.sign.sign(text),)).render()
    path = packed(tmp_path / "y.zip", resigned({**files, "keys/post.card": forged}, ledger, ledger.head))
    assert failures(verify_export(path)) == {"card-not-issued"}


def test_a_time_stamp_is_told_and_left_to_openssl(ledger: Ledger, tmp_path: Path) -> None:
    path, ours = ledger.export(tmp_path / "x.zip"), [ledger.post.card_file]
    assert [c.code for c in said(verify_export(path, cards=ours), Step.TIMESTAMP)] == ["timestamp-none"]
    assert failures(verify_export(path, timestamp=True)) == {"timestamp-missing"}
    packed(path, {**files_of(path), "timestamp.tsr": b"token"})
    assert verify_export(path, cards=ours).verdict is Verdict.WARNING
    assert failures(verify_export(path, cards=ours, timestamp=True)) == {"timestamp-not-checked"}


def test_clocks_that_step_back_or_run_ahead_are_said_and_fail_nothing(ledger: Ledger, tmp_path: Path) -> None:
    ledger.at -= timedelta(days=3)
    index = ledger.consult(ledger.head, "one")
    ledger.at += timedelta(days=400)
    ledger.consult(ledger.head, "one")
    ledger.at -= timedelta(days=390)
    report = verify_export(ledger.export(tmp_path / "x.zip"), cards=[ledger.post.card_file])
    assert report.verdict is Verdict.WARNING
    warned = {check.code: check.arguments for check in said(report, Step.ENTRIES)[1:]}
    assert warned["clock-back"] == {"count": 2, "index": index}
    assert "clock-ahead" in warned


def test_a_request_is_read_by_reference_or_id_lists_included(ledger: Ledger, tmp_path: Path) -> None:
    path = ledger.export(tmp_path / "x.zip")
    for wanted in ("BOG-2026-00008", an_id("one")):
        report = verify_export(path, reading=Reading(request=wanted))
        assert [entry.op for entry in report.entries] == [
            "request.opened", "request.listed", "request.consulted",
        ]  # fmt: skip
    assert verify_export(path, reading=Reading(request="BOG-2026-99999")).entries == ()


def test_a_members_deeds_are_read_by_handle_or_id_between_two_moments(ledger: Ledger, tmp_path: Path) -> None:
    path, gone = ledger.export(tmp_path / "x.zip"), Member("c.petit")
    for wanted in ("c.petit", gone.id):
        report = verify_export(path, reading=Reading(member=wanted))
        assert [entry.op for entry in report.entries] == ["member.keyed", "request.consulted"]
    first, second = report.entries
    later = Reading(member=gone.id, since=first.at + timedelta(seconds=1))
    assert verify_export(path, reading=later).entries == (second,)
    earlier = Reading(member=gone.id, until=second.at)
    assert verify_export(path, reading=earlier).entries == (first,)


def test_an_effect_without_its_proposal_is_refused_where_four_eyes_were_chosen(tmp_path: Path) -> None:
    ledger = Ledger(four_eyes=True)
    officer = ledger.member("b.durand", "officer")
    ledger.open_request(officer, "one")
    path = ledger.export(tmp_path / "x.zip")
    codes = [check.code for check in said(verify_export(path), Step.MEMBERS)]
    assert codes == ["members-four-eyes"]
    x: dict[str, JSON] = {"ground": "retention-ended"}
    index = ledger.force(ledger.line(ledger.head, "request.erased", "request", an_id("one"), x))
    ledger.force(ledger.line(ledger.head, "log.exported"))
    report = verify_export(ledger.write(path, ledger.job(ledger.head)))
    assert "log-proposal-missing" in failures(report)
    assert report.first_wrong == index


def test_the_live_log_is_read_by_the_same_walk(ledger: Ledger) -> None:
    findings = walk_log(ledger.lines(0, ledger.size), ledger.size, sizes=[3])
    assert (findings.root, findings.wrong) == (ledger.edge.root(), None)
    assert findings.roster == ledger.replay.roster
    assert Checkpoint(ledger.origin, 3, findings.roots[3]).text == ledger.checkpoint(3).text


def test_a_large_log_is_read_by_several_processes_with_the_same_end() -> None:
    ledger = Ledger()
    for _ in range(9_000):
        ledger.force(ledger.line(ledger.head, "request.consulted", "request", an_id("one"), {"rev": 1}))
    told: list[int] = []
    findings = walk_log(ledger.lines(0, ledger.size), ledger.size, progress=lambda done, _: told.append(done))
    assert (findings.wrong, findings.root) == (None, ledger.edge.root())
    assert told[-1] == ledger.size
    for place in (8_000, 4_321):
        ledger.entries[place] = ledger.entries[place].partition(b"\t")[0] + b"\t" + b"A" * 86 + b"=="
    found = walk_log(ledger.lines(0, ledger.size), ledger.size).wrong
    assert found is not None and (found.error.index, found.error.reason) == (4_321, "entry-signature")
