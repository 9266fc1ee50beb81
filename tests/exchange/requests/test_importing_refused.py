"""What an import leaves out: each line told by its number, nothing of it kept, the others in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.errors import ExchangeError, Invalid, NotAuthorised, Refused
from exchange.importing.leftover import left_out
from exchange.requests.document_keys import FILES, KEYS
from exchange.requests.inputs import Search
from exchange.transmission.inputs import NewTransmission
from tests.exchange.requests.imports import WANTED, Imports, counts, refs
from tests.world import AUDITOR, INVESTIGATOR, OFFICER, Seat, World


@pytest.fixture
def imports(desk: Seat, tmp_path: Path) -> Iterator[Imports]:
    yield Imports(desk, tmp_path)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("{", "line-not-json"),
        ({"kind": "wanted", "from": "dnpj"}, "line-key-missing"),
        ({**WANTED, "titel": "x"}, "unknown-key"),
        ({**WANTED, "title": ["x"]}, "wrong-type"),
        ({**WANTED, "due": 1.5}, "wrong-type"),
        ({**WANTED, "kind": "wnated"}, "unknown-code"),
        ({**WANTED, "from": "nobody"}, "service-unknown"),
        ({**WANTED, "to": ["ofast", "nobody"]}, "service-unknown"),
        ({**WANTED, "persons": [{"famly": "x"}]}, "unknown-subject-field"),
        ({**WANTED, "person": "family"}, "not-a-pair"),
        ({**WANTED, "notes": [" "]}, "note-empty"),
        ({**WANTED, "marking": "SECRET"}, "classified-marking"),
        ({**WANTED, "compartment": "secret"}, "compartment-unknown"),
        ({**WANTED, "arrival": "99"}, "transmission-unknown"),
        ({**WANTED, "legal-basis": "nonsense"}, "unknown-code"),
        ({**WANTED, "text": "x" * (4 * 1024 * 1024 + 1)}, "text-too-long"),
        ({**WANTED, "attach": "/etc/passwd"}, "import-names-a-file"),
        ({**WANTED, "text-file": "-"}, "import-names-a-file"),
    ],
)
def test_a_bad_line_is_left_out_and_told_and_the_others_go_in(
    imports: Imports, wrong: object, reason: str
) -> None:
    assert counts(imports.lines(WANTED, wrong, WANTED)) == (2, 0, 1)
    assert imports.reasons == [(2, reason)]
    assert refs(imports.desk) == ["BOG-2026-00001", "BOG-2026-00002"]
    imports.desk.store.check()


def test_a_line_refused_after_rows_were_written_leaves_none_of_them(imports: Imports, world: World) -> None:
    wrong = {**WANTED, "text": "Zirconium", "to": ["ofast", "nobody"]}
    imports.lines(wrong, WANTED)
    (texts,) = world.sql("SELECT count(*) FROM request_text")
    assert texts == (1,)
    assert imports.desk.requests.search(Search("zirconium")).items == ()


def test_no_file_of_the_machine_is_read_for_a_line() -> None:
    assert set(FILES) & set(KEYS) == {"attach", "attachments"}


def test_the_report_is_imported_once_it_is_corrected(imports: Imports) -> None:
    assert counts(imports.lines(WANTED, {**WANTED, "from": "nobody"}, "{oops", WANTED)) == (2, 0, 2)
    report = imports.place / "left.jsonl"
    report.write_bytes(b"".join(left_out(line, "code", "message") for line in imports.left))
    assert counts(imports.of(report)) == (0, 0, 2)
    mended = (
        report.read_text(encoding="utf-8")
        .replace("nobody", "ofast")
        .replace("{oops", json.dumps({**WANTED, "title": "B"}))
    )
    report.write_text(mended, encoding="utf-8")
    assert counts(imports.of(report)) == (2, 0, 0)
    assert len(refs(imports.desk)) == 4


@pytest.mark.parametrize("row", ["wanted,dnpj,Avis", "wanted,dnpj,Avis,sur Dupont, Jean"])
def test_a_row_that_slipped_is_imported_only_once_its_cells_are_in_their_places(
    imports: Imports, row: str
) -> None:
    path = imports.place / "rows.csv"
    path.write_text(f"kind,from,title,text\n{row}\n", encoding="utf-8")
    assert counts(imports.of(path)) == (0, 0, 1)
    report = imports.place / "left.jsonl"
    report.write_bytes(b"".join(left_out(line, "line-cells", "message") for line in imports.left))
    for _ in range(2):
        assert (counts(imports.of(report)), imports.reasons) == ((0, 0, 1), [(1, "line-cells-left")])
        report.write_bytes(b"".join(left_out(line, "line-cells-left", "message") for line in imports.left))
    document = json.loads(report.read_bytes())
    assert document.pop("cells") == row.split(",")
    report.write_text(json.dumps({**document, "text": "sur Dupont, Jean"}), encoding="utf-8")
    assert counts(imports.of(report)) == (1, 0, 0)


@pytest.mark.parametrize("handle", [INVESTIGATOR, AUDITOR])
def test_who_may_open_no_request_may_import_none_and_it_is_logged(
    imports: Imports, world: World, handle: str
) -> None:
    other = Imports(world.desk(handle), imports.place)
    with pytest.raises(NotAuthorised):
        other.lines(WANTED)
    assert world.ops()[-1] == "access.refused"


def test_a_compartment_that_is_not_granted_refuses_the_line_and_is_logged_once(
    imports: Imports, world: World
) -> None:
    imports.desk.compartments.add("ouest")
    other = Imports(world.desk(OFFICER), imports.place)
    hidden = {**WANTED, "compartment": "ouest"}
    assert counts(other.lines(hidden, WANTED, hidden)) == (1, 0, 2)
    assert other.reasons == [(1, "no-grant"), (3, "no-grant")]
    assert world.ops()[-2:] == ["request.opened", "access.refused"]


def test_an_arrival_becomes_the_request_of_its_line(imports: Imports) -> None:
    arrived = imports.desk.transmissions.record(
        NewTransmission(direction="in", channel="email", subject="Objet", text="Reçu par courriel")
    )
    line = {**WANTED, "arrival": str(arrived.number)}
    assert counts(imports.lines(line, {**line, "title": "Encore"})) == (1, 0, 1)
    assert imports.reasons == [(2, "already-sorted")]
    assert imports.desk.requests.show("BOG-2026-00001")[0].text == "Reçu par courriel"
    assert counts(imports.lines(line)) == (0, 1, 0)


def test_a_desk_that_only_reads_imports_nothing(imports: Imports, world: World) -> None:
    imports.desk.session.read_only = True
    with pytest.raises(Refused) as refusal:
        imports.lines(WANTED, dry_run=True)
    assert refusal.value.reason == "read-only"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("x.json", "import-form"), ("none.jsonl", "file-not-read"), ("folder.csv", "file-not-regular")],
)
def test_what_is_no_file_of_lines_is_refused(imports: Imports, name: str, reason: str) -> None:
    (imports.place / "folder.csv").mkdir()
    with pytest.raises(ExchangeError) as refusal:
        imports.of(imports.place / name)
    assert refusal.value.reason == reason


def test_utf_16_that_was_cut_off_is_refused(imports: Imports) -> None:
    path = imports.place / "cut.jsonl"
    path.write_bytes(json.dumps(WANTED).encode("utf-16")[:-1])
    with pytest.raises(Invalid) as refusal:
        imports.of(path)
    assert refusal.value.reason == "import-cut-off"
