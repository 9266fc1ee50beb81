"""What an export holds, what it refuses to be, and how selections are proven."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.export import write_export
from exchange.audit.picking import KEY_OPERATIONS
from exchange.audit.report import html_report
from exchange.audit.selection import Selection
from exchange.audit.verify import verify_export
from exchange.errors import Refused, Tampered
from exchange.log.checkpoint import Checkpoint, sign_checkpoint
from exchange.log.entry import parse_line
from exchange.log.holdings import _CHANGES as GRANTS
from exchange.log.key_making import _MAKES
from exchange.log.merkle import Edge, leaf_hash
from exchange.log.roster import _CHANGES
from keys.canonical import JSON
from keys.encoding import b64
from tests.exchange.audit.attacker import files_of, packed, resigned
from tests.exchange.audit.ledger import Ledger, a_busy_ledger
from tests.exchange.log.book import Member, an_id


@pytest.fixture
def ledger() -> Ledger:
    return a_busy_ledger()


def failures(path: Path) -> set[str]:
    return {check.code for check in verify_export(path).checks if check.verdict is Verdict.FAILED}


def numbers(lines: bytes) -> list[int]:
    return [parse_line(line).entry.n for line in lines.splitlines()]


def test_a_full_export_holds_each_line_and_the_files_of_the_format(ledger: Ledger, tmp_path: Path) -> None:
    files = files_of(ledger.export(tmp_path / "x.zip"))
    assert files["entries.log"] == b"".join(line + b"\n" for line in ledger.entries)
    assert sorted(files) == sorted(
        ["MANIFEST", "VERIFY.md", "checkpoint", "entries.log", "keys/members.json", "keys/post.card",
         "keys/services.json", "report.csv", "report.html", "witnessed/0"]
    )  # fmt: skip
    rows = json.loads(files["keys/members.json"])
    assert [list(row) for row in rows] == [["id", "handle", "role", "vkey", "from", "to"]] * len(rows)
    assert {row["handle"] for row in rows} == {"a.martin", "b.durand", "c.petit", "d.audit"}


def test_the_same_job_gives_the_same_bytes(ledger: Ledger, tmp_path: Path) -> None:
    path = ledger.export(tmp_path / "x.zip")
    job = replace(ledger.job(ledger.head), checkpoint=files_of(path)["checkpoint"])
    assert ledger.write(tmp_path / "y.zip", job).read_bytes() == path.read_bytes()


def test_the_summary_tells_what_was_written(ledger: Ledger) -> None:
    ledger.add(ledger.head, "log.exported")
    summary = write_export(ledger.job(ledger.head), io.BytesIO())
    assert (summary.size, summary.entries, summary.files) == (ledger.size, ledger.size, 10)


def test_a_log_that_is_not_its_checkpoints_is_not_exported(ledger: Ledger) -> None:
    ledger.add(ledger.head, "log.exported")
    ledger.entries[3] = ledger.entries[4]
    with pytest.raises(Tampered, match="export-root"):
        write_export(ledger.job(ledger.head), io.BytesIO())


def test_a_checkpoint_of_another_size_is_not_exported(ledger: Ledger) -> None:
    ledger.add(ledger.head, "log.exported")
    job = ledger.job(ledger.head)
    ledger.consult(ledger.head, "one")
    with pytest.raises(Tampered, match="export-checkpoint"):
        write_export(job, io.BytesIO())


def test_an_export_that_was_not_logged_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Refused, match="export-size"):
        write_export(ledger.job(ledger.head), io.BytesIO())


@pytest.mark.parametrize("by", [Member("c.petit").keyed(), Member("ghost"), Member("b.durand")])
def test_who_holds_no_key_at_that_size_can_not_export(ledger: Ledger, by: Member) -> None:
    ledger.add(ledger.head, "log.exported")
    with pytest.raises((Refused, Tampered), match=r"export-signer|manifest-member"):
        write_export(ledger.job(by), io.BytesIO())


def test_a_retired_store_is_exported_without_an_entry_of_its_own(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add(ledger.head, "store.retired")
    path = ledger.write(tmp_path / "x.zip", ledger.job(ledger.head))
    report = verify_export(path, cards=[ledger.post.card_file])
    assert (report.verdict, "own-entry-retired" in {c.code for c in report.checks}) == (Verdict.WARNING, True)


SELECTIONS = {
    "request": Selection(requests=frozenset({an_id("one")})),
    "member": Selection(members=frozenset({Member("b.durand").id})),
    "indexes": Selection(first=3, last=9),
    "since": Selection(since=Ledger().at + timedelta(minutes=8)),
    "until": Selection(until=Ledger().at + timedelta(minutes=3)),
    "all": Selection(),
}


@pytest.mark.parametrize("name", SELECTIONS)
def test_a_selection_holds_what_was_asked_and_verifies(ledger: Ledger, tmp_path: Path, name: str) -> None:
    selection = SELECTIONS[name]
    path = ledger.export(tmp_path / "x.zip", selection=selection)
    files = files_of(path)
    expected = [n for n, line in enumerate(ledger.entries) if selection.takes(parse_line(line).entry)]
    assert numbers(files["entries.log"]) == expected != []
    for n in expected:
        assert files[f"proofs/{n}.tlog-proof"].startswith(f"c2sp.org/tlog-proof@v1\nindex {n}\n".encode())
    report = verify_export(path, cards=[ledger.post.card_file])
    assert (report.verdict, report.selection) == (Verdict.OK, True)
    read = next(line for line in report.checks if line.code == "entries-ok").arguments["size"]
    assert read == sum(".tlog-proof" in name for name in files)
    assert len(list(csv.reader(io.StringIO(files["report.csv"].decode())))) == len(expected) + 1


def test_a_selection_of_nothing_is_refused(ledger: Ledger) -> None:
    ledger.add(ledger.head, "log.exported")
    with pytest.raises(Refused, match="selection-empty"):
        write_export(ledger.job(ledger.head, Selection(requests=frozenset({an_id("none")}))), io.BytesIO())


def test_a_selection_after_rekeying_carries_the_proofs_of_older_checkpoints(
    ledger: Ledger, tmp_path: Path
) -> None:
    card = ledger.post.card_file
    ledger.rekey()
    path = ledger.export(tmp_path / "x.zip", selection=SELECTIONS["request"])
    assert verify_export(path, cards=[card]).verdict is Verdict.OK
    assert files_of(path)["witnessed/0"].count(b"\n\n") == 2


def test_a_selection_can_not_stand_for_the_newer_log(ledger: Ledger, tmp_path: Path) -> None:
    older = ledger.export(tmp_path / "older.zip")
    path = ledger.export(tmp_path / "x.zip", selection=SELECTIONS["all"])
    report = verify_export(path, after=older)
    assert "after-needs-full" in {c.code for c in report.checks if c.verdict is Verdict.FAILED}


def test_the_key_entries_of_a_selection_are_those_that_the_log_replays() -> None:
    assert {*_CHANGES, *GRANTS, *_MAKES} == KEY_OPERATIONS


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("line", "proof-root"), ("support", "log-member-unknown"), ("proof", "proof-root"),
        ("index", "proof-other-entry"), ("lone", "proof-without-entry"), ("drop", "entry-index"),
        ("members", "members-differ"), ("witness", "proof-length"), ("empty", "own-entry-missing"),
    ],
)  # fmt: skip
def test_a_selection_tampered_with_is_refused(ledger: Ledger, tmp_path: Path, change: str, code: str) -> None:
    files = files_of(ledger.export(tmp_path / "x.zip", selection=SELECTIONS["request"]))
    packed(tmp_path / "y.zip", resigned(tampered(files, change), ledger, ledger.head))
    assert code in failures(tmp_path / "y.zip")


def tampered(files: dict[str, bytes], change: str) -> dict[str, bytes]:
    support = files["keys/entries.log"].splitlines(keepends=True)
    proof = "proofs/8.tlog-proof"
    first, other = files[proof], files["proofs/13.tlog-proof"]
    edits: dict[str, dict[str, bytes]] = {
        "line": {"entries.log": files["entries.log"].replace(b'"rev":1', b'"rev":2', 1)},
        "support": {"keys/entries.log": b"".join([*support[:2], *support[4:]])},
        "proof": {proof: first.replace(first.split(b"\n")[2], b64(bytes(32)).encode())},
        "index": {proof: other},
        "lone": {"proofs/9.tlog-proof": first.replace(b"index 8", b"index 9")},
        "drop": {},
        "members": {"keys/members.json": files["keys/members.json"].replace(b'"officer"', b'"head"')},
        "witness": {"witnessed/0": files["witnessed/0"].rpartition(b"\n\n")[0] + b"\n\n"},
        "empty": {"keys/entries.log": b"".join(support[:-1])},
    }
    kept = {name: data for name, data in files.items() if change != "drop" or name != proof}
    if change == "support":
        kept = {name: data for name, data in kept.items() if name not in removed(support[2:4])}
    if change == "empty":
        kept = {name: data for name, data in kept.items() if name not in removed(support[-1:])}
    return kept | edits[change]


def removed(lines: list[bytes]) -> set[str]:
    return {f"keys/proofs/{n}.tlog-proof" for n in numbers(b"".join(lines))}


def test_a_selection_whose_effect_was_proposed_carries_the_proposal(tmp_path: Path) -> None:
    ledger = Ledger(four_eyes=True)
    officer = ledger.member("b.durand", "officer")
    ledger.open_request(officer, "one")
    target: dict[str, JSON] = {"type": "request", "id": an_id("one")}
    asked: dict[str, JSON] = {"op": "request.erased", "object": target, "args": {}}
    n = ledger.add(officer, "proposed", "request", an_id("one"), asked)
    x: dict[str, JSON] = {"ground": "retention-ended", "proposed": n}
    done = ledger.add(ledger.head, "request.erased", "request", an_id("one"), x)
    path = ledger.export(tmp_path / "x.zip", selection=Selection(first=done, last=done))
    assert n in numbers(files_of(path)["keys/entries.log"])
    assert verify_export(path, cards=[ledger.post.card_file]).verdict is Verdict.OK


class Page(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_page_runs_nothing_loads_nothing_and_shows_what_hides(ledger: Ledger) -> None:
    evil = {ledger.head.id: "<script>alert(1)</script><img src=x onerror=1>\u202e"}
    html = b"".join(html_report(ledger.lines(0, ledger.size), evil, "<b>x")).decode()
    page = Page()
    page.feed(html)
    assert not page.tags & {"script", "img", "link", "iframe", "object", "b", "a"}
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "scope"}
    assert "default-src &#x27;none&#x27;" in html
    assert "⟨RLO⟩" in html
    assert "\u202e" not in html
    assert html.count("<tr>") == ledger.size + 1


def test_a_long_log_is_exported_in_little_memory(ledger: Ledger) -> None:
    ledger.add(ledger.head, "log.exported")
    count, last = 8_000, ledger.entries[-1]
    edge = Edge.EMPTY
    line = ledger.entries[9]
    for _ in range(count - 1):
        edge, _ = edge.append(leaf_hash(line))
    edge, _ = edge.append(leaf_hash(last))

    class Long(Ledger):
        def __init__(self) -> None:
            self.__dict__.update(vars(ledger) | {"edge": edge})

        def lines(self, first: int, last_: int) -> Iterator[bytes]:
            return (last if n == count - 1 else line for n in range(first, last_))

        def node(self, level: int, index: int) -> bytes:
            return b""

    long = Long()
    honest = ledger.job(ledger.head)
    job = replace(honest, source=long, checkpoint=checkpoint_of(ledger, edge), witnessed=())
    tracemalloc.start()
    write_export(job, Nowhere())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000 < count * len(line)


def checkpoint_of(ledger: Ledger, edge: Edge) -> bytes:
    head = Checkpoint(ledger.origin, edge.size, edge.root())
    return sign_checkpoint(head, ledger.post.log, 1_800_000_000).render()


class Nowhere(io.BytesIO):
    """A sink that keeps nothing, and can't go back."""

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # bytes are what zipfile writes
        return len(data)

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError
