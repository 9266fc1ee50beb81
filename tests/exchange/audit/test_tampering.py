"""Every alteration is found, by this program and by an independent reader, though MANIFEST fits it."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from exchange.audit.checks import Report, Verdict
from exchange.audit.contents import MemberRow
from exchange.audit.verify import verify_export
from exchange.log.entry import parse_line, sign
from exchange.log.merkle import Edge
from keys.canonical import JSON
from tests.exchange.audit import independent
from tests.exchange.audit.attacker import files_of, over, packed, resigned, with_members
from tests.exchange.audit.forgeries import rebuilt
from tests.exchange.audit.ledger import Ledger, Post, a_busy_ledger
from tests.exchange.log.book import Member, an_id

SEEDS = range(40)


class Scene:
    """An honest export by the auditor, and what he could make of it."""

    def __init__(self, folder: Path) -> None:
        self.ledger = a_busy_ledger()
        self.auditor = Member("d.audit").keyed()
        self.officer = Member("b.durand").keyed()
        self.gone = Member("c.petit").keyed()
        self.path = self.ledger.export(folder / "honest.zip", self.auditor)
        self.files = files_of(self.path)
        self.lines = list(self.ledger.entries)
        self.folder = folder

    def judged(self, files: dict[str, bytes]) -> Report:
        """Pack the files, and have both readers judge them; both must refuse."""
        path = packed(self.folder / "forged.zip", files)
        with pytest.raises(ValueError):  # Wrong, or what is not text, JSON or base64
            independent.read(path)
        report = verify_export(path)
        assert report.verdict is Verdict.FAILED
        return report

    def relogged(self, lines: list[bytes]) -> Report:
        """Judge an export of other lines."""
        return self.judged(over(self.files, lines, self.ledger, self.auditor))

    def appended(self, make: Callable[[Ledger], bytes]) -> Report:
        """Judge an honest log to which the auditor added a line, and then his export's own."""
        ledger = SimpleNamespace(at=self.ledger.at)
        forged = Ledger.__new__(Ledger)
        forged.__dict__.update(vars(self.ledger) | {"entries": list(self.lines), "at": ledger.at})
        index = forged.force(make(forged))
        forged.force(forged.line(self.auditor, "log.exported"))
        report = self.relogged(forged.entries)
        assert report.first_wrong == index
        return report


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("tampering"))


def codes(report: Report) -> set[str]:
    return {check.code for check in report.checks if check.verdict is Verdict.FAILED}


def test_the_honest_export_holds_for_both_readers(scene: Scene) -> None:
    assert verify_export(scene.path).verdict is Verdict.WARNING
    assert verify_export(scene.path, cards=[scene.ledger.post.card_file]).verdict is Verdict.OK
    assert len(independent.read(scene.path)) == len(scene.lines)


def test_the_independent_reader_shares_no_code_with_the_program() -> None:
    tree = ast.parse(Path(independent.__file__).read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not {module.split(".")[0] for module in modules} & {"exchange", "keys", "tui", "tests"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_byte_altered_in_the_log_is_named_by_its_entry(scene: Scene, seed: int) -> None:
    draw = random.Random(seed)
    index = draw.randrange(len(scene.lines))
    line = bytearray(scene.lines[index])
    line[draw.randrange(len(line))] ^= 0xFF
    lines = [*scene.lines[:index], bytes(line), *scene.lines[index + 1 :]]
    if b"\n" in line:  # pragma: no cover  (0xF5 never occurs in UTF-8)
        return
    assert scene.relogged(lines).first_wrong == index


@pytest.mark.parametrize("seed", SEEDS)
def test_an_entry_removed_doubled_or_moved_is_named_by_its_place(scene: Scene, seed: int) -> None:
    draw = random.Random(seed)
    index = draw.randrange(len(scene.lines) - 1)
    lines = list(scene.lines)
    deed = draw.choice(("remove", "double", "swap"))
    if deed == "remove":
        del lines[index]
    elif deed == "double":
        lines.insert(index + 1, lines[index])
    else:
        lines[index], lines[index + 1] = lines[index + 1], lines[index]
    assert scene.relogged(lines).first_wrong == (index + 1 if deed == "double" else index)


@pytest.mark.parametrize("index", range(2, 16))
def test_an_entry_signed_again_by_another_member_is_refused(scene: Scene, index: int) -> None:
    entry = parse_line(scene.lines[index]).entry
    by = scene.gone if entry.by != scene.gone.id else scene.officer
    lines = [*scene.lines[:index], sign(entry, by.signer), *scene.lines[index + 1 :]]
    report = scene.relogged(lines)
    assert (codes(report) & {"entry-signature"}, report.first_wrong) == ({"entry-signature"}, index)


@pytest.mark.parametrize("index", range(1, 14))
def test_a_past_rewritten_by_one_member_fails_by_the_signatures_of_the_others(
    scene: Scene, index: int
) -> None:
    lines = rebuilt([*scene.lines[:index], *scene.lines[index + 1 :]], index, scene.auditor)
    assert scene.relogged(lines).first_wrong == index


def test_the_newest_entry_dropped_by_who_exports_is_found_by_an_older_checkpoint(scene: Scene) -> None:
    # Nobody else signed after it and no witness saw it: only a checkpoint kept outside knows it.
    older = scene.folder / "older"
    older.write_bytes(scene.ledger.checkpoint(15).render())
    lines = rebuilt([*scene.lines[:14], scene.lines[15]], 14, scene.auditor)
    path = packed(scene.folder / "dropped.zip", over(scene.files, lines, scene.ledger, scene.auditor))
    assert codes(verify_export(path, after=older)) == {"after-other-root"}


@pytest.mark.parametrize("count", range(1, 6))
def test_a_truncated_log_lacks_the_entry_of_its_own_export(scene: Scene, count: int) -> None:
    report = scene.relogged(scene.lines[:-count])
    assert {"own-entry-missing"} & codes(report)


def test_a_truncated_log_with_a_new_export_on_top_fails_its_witness(scene: Scene) -> None:
    ledger = a_busy_ledger()
    cut = Ledger.__new__(Ledger)
    cut.__dict__.update(vars(ledger) | {"entries": [], "edge": Edge.EMPTY, "nodes": {}})
    for line in scene.lines[:9]:
        cut.force(line)
    cut.force(cut.line(scene.auditor, "log.exported"))
    report = scene.relogged(cut.entries)
    assert {"checkpoint-not-prefix"} & codes(report)


def test_a_ghost_head_added_by_the_auditor_is_refused(scene: Scene) -> None:
    ghost = Member("ghost")
    x: dict[str, JSON] = {
        "member": ghost.id, "role": "head", "vkey": ghost.vkey, "kem": ghost.kem, "keys": [],
    }  # fmt: skip
    report = scene.appended(lambda log: log.line(scene.auditor, "member.added", "member", ghost.id, x))
    assert "log-role-may-not" in codes(report)


def test_an_entry_of_a_member_whom_nobody_added_is_refused(scene: Scene) -> None:
    report = scene.appended(
        lambda log: log.line(Member("ghost"), "request.consulted", "request", an_id("one"))
    )
    assert "log-member-unknown" in codes(report)


def test_an_entry_by_a_revoked_key_is_refused(scene: Scene) -> None:
    report = scene.appended(lambda log: log.line(scene.gone, "request.consulted", "request", an_id("one")))
    assert "log-member-revoked" in codes(report)


@pytest.mark.parametrize(
    "op", ["request.consulted", "request.reviewed", "service.distrusted", "person.reported"]
)
def test_an_operation_that_the_role_lacks_is_refused(scene: Scene, op: str) -> None:
    kind = op.partition(".")[0] if op != "person.reported" else "request"
    x: dict[str, JSON] = {"service": an_id("one")} if kind == "service" else {}
    report = scene.appended(lambda log: log.line(scene.auditor, op, kind, an_id("one"), x))
    assert "log-role-may-not" in codes(report)


def test_a_key_that_its_holder_replaced_signs_no_more(scene: Scene) -> None:
    old = Member("b.durand")
    report = scene.appended(lambda log: log.line(old, "request.consulted", "request", an_id("one")))
    assert "entry-signature" in codes(report)


@pytest.mark.parametrize("key", ["id", "role", "vkey", "from", "to"])
def test_each_column_of_members_json_must_agree_with_the_entries(scene: Scene, key: str) -> None:
    others: dict[str, str | int | None] = {
        "id": an_id("x"), "role": "investigator", "vkey": Member("x").vkey, "from": 1, "to": 14,
    }  # fmt: skip
    rows = scene.ledger.replay.roster.members_json(scene.ledger.handles)
    honest = rows[2]
    assert honest[key] != others[key]
    forged: list[MemberRow] = [*rows[:2], {**honest, key: others[key]}, *rows[3:]]
    report = scene.judged(with_members(scene.files, forged, scene.ledger, scene.auditor))
    assert "members-differ" in codes(report)


@pytest.mark.parametrize("place", range(4))
def test_a_row_missing_from_members_json_is_refused(scene: Scene, place: int) -> None:
    rows = scene.ledger.replay.roster.members_json(scene.ledger.handles)
    report = scene.judged(
        with_members(scene.files, rows[:place] + rows[place + 1 :], scene.ledger, scene.auditor)
    )
    assert "members-differ" in codes(report)


def test_a_checkpoint_for_another_root_is_refused(scene: Scene) -> None:
    other = files_of(scene.path) | {"checkpoint": Ledger().checkpoint().render()}
    report = scene.judged(resigned(other, scene.ledger, scene.auditor))
    assert {"tree-size", "own-entry-missing"} & codes(report)


def test_the_export_of_another_member_can_not_be_taken_over(scene: Scene) -> None:
    report = scene.judged(resigned(scene.files, scene.ledger, scene.officer))
    assert codes(report) == {"own-entry-other"}


def test_log_keys_of_another_post_on_the_card_are_refused(scene: Scene) -> None:
    other = Post(scene.ledger.post.handle, scene.ledger.origin, generation=7)
    files = {**scene.files, "keys/post.card": other.card_file}
    report = scene.judged(resigned(files, scene.ledger, scene.auditor))
    assert {"manifest-signature", "checkpoint-signatures"} <= codes(report)


@pytest.mark.parametrize(
    "name", ["entries.log", "keys/members.json", "report.html", "VERIFY.md", "checkpoint"]
)
def test_any_file_altered_without_its_manifest_is_refused(scene: Scene, name: str) -> None:
    data = bytearray(scene.files[name])
    data[len(data) // 2] ^= 0xFF
    report = scene.judged({**scene.files, name: bytes(data)})
    assert {"manifest-hash"} <= codes(report)
