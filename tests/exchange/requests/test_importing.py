"""Many requests from a file: in whole batches, with all that they say, none twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.errors import Interrupted, Tampered
from exchange.importing.lines import Line
from exchange.requests import importing
from exchange.requests.dossier import open_dossier
from exchange.requests.indexing import forget_request
from exchange.requests.inputs import Filter, NewImport, Search
from exchange.requests.opening import open_ready
from tests.exchange.requests.cases import KINDS, PASSPORT, ROSERO
from tests.exchange.requests.imports import WANTED, Imports, counts, refs
from tests.world import OFFICER, Seat, World


@pytest.fixture
def imports(desk: Seat, tmp_path: Path) -> Iterator[Imports]:
    yield Imports(desk, tmp_path)


def test_each_line_becomes_a_request_with_its_own_entry(imports: Imports, world: World) -> None:
    before = len(world.entries())
    done = imports.lines(WANTED, {**WANTED, "title": "Autre"}, WANTED)
    assert counts(done) == (3, 0, 0)
    assert done.encoding == "UTF-8"
    assert [entry.op for entry in world.entries()[before:]] == ["request.opened"] * 3
    assert refs(imports.desk) == [f"BOG-2026-{n:05d}" for n in (1, 2, 3)]


def test_zero_bytes_in_a_cell_are_kept_as_they_came(imports: Imports) -> None:
    path = imports.file("kind,from,title,text", "wanted,dnpj,Titre,a\0b", name="rows.csv")
    assert counts(imports.of(path)) == (1, 0, 0)
    assert imports.desk.requests.show("BOG-2026-00001")[0].text == "a\0b"


def test_what_is_imported_is_what_request_new_opens(imports: Imports) -> None:
    desk = imports.desk
    desk.services.add("dijin", "DIJIN", "CO", "police")
    line = {
        **WANTED,
        "to": ["dijin", "ofast"],
        "text": "Faits\n‮ exposés\x1b[2J\0",
        "their_ref": 118,
        "points": ["Qui ?", "Où ?"],
        "persons": [{**ROSERO, "given": None}],
        "documents": PASSPORT,
        "fields": {"warrant.number": "2024/118"},
        "set": "offence=drugs",
        "notes": ["Vu au courrier.", "=1+1"],
        "agent": "Cap. Roux",
        "arrested-at": "2026-11-18",
    }
    assert counts(imports.lines(line)) == (1, 0, 0)
    view, _ = desk.requests.show("BOG-2026-00001")
    assert [leg.to for leg in view.legs] == ["dijin", "ofast"]
    assert view.text == "Faits\n‮ exposés\x1b[2J\0"
    assert view.their_refs == ("118",)
    assert [text for _, text, _ in view.points] == ["Qui ?", "Où ?"]
    assert [note.text for note in view.notes] == ["Vu au courrier.", "=1+1"]
    assert view.fields["warrant.number"] == "2024/118"
    assert {subject.type for subject in view.subjects} == {"person", "document"}
    assert [item.ref for item in desk.requests.search(Search("exposes courrier")).items] == ["BOG-2026-00001"]
    assert [item.ref for item in desk.requests.list(Filter(service="dijin")).items] == ["BOG-2026-00001"]
    desk.store.check()


def test_every_kind_is_imported_with_what_it_needs(imports: Imports) -> None:
    lines = []
    for new in KINDS:
        line: dict[str, object] = {"kind": new.kind, "from": new.requester, "title": new.title}
        line |= {
            "type": new.type,
            "fields": dict(new.fields),
            "documents": [dict(one) for one in new.documents],
        }
        lines.append(line)
    assert counts(imports.lines(*lines)) == (5, 0, 0)
    assert {item.kind for item in imports.desk.requests.list().items} == {new.kind for new in KINDS}


def test_a_file_imported_again_opens_nothing_twice(imports: Imports, world: World) -> None:
    path = imports.file(WANTED, {**WANTED, "title": "Autre"}, WANTED)
    assert counts(imports.of(path)) == (3, 0, 0)
    before = len(world.entries())
    assert counts(imports.of(path)) == (0, 3, 0)
    assert len(world.entries()) == before


def test_lines_are_known_again_in_another_encoding_form_and_order(imports: Imports) -> None:
    line = {**WANTED, "to": ["ofast"], "persons": [ROSERO]}
    assert counts(imports.lines(line)) == (1, 0, 0)
    path = imports.place / "again.csv"
    person = "born=1980-05-17;family=ROSERO;nationality=COL"
    path.write_bytes(
        f'title;from;kind;to;person\nMandat d\'arrêt;dnpj;wanted;ofast;"{person}"\n'.encode("utf-16")
    )
    assert counts(imports.of(path)) == (0, 0, 1)
    assert imports.reasons == [(2, "imported-before")]


def test_the_same_line_in_a_file_of_another_name_is_left_out_and_told_with_its_request(
    imports: Imports, world: World
) -> None:
    other = {**WANTED, "title": "Autre"}
    imports.lines(WANTED, other)
    before = len(world.entries())
    assert counts(imports.of(imports.file(other, name="décembre.jsonl"))) == (0, 0, 1)
    (left,) = imports.left
    assert left.refusal is not None and left.refusal.arguments == {"ref": "BOG-2026-00002"}
    assert len(world.entries()) == before
    told_apart = imports.file({**other, "their-ref": "2026/12"}, name="décembre.refused.jsonl")
    assert counts(imports.of(told_apart)) == (1, 0, 0)


def test_a_file_that_moved_is_the_same_file(imports: Imports) -> None:
    path = imports.file(WANTED)
    imports.of(path)
    elsewhere = imports.place / "ailleurs"
    elsewhere.mkdir()
    assert counts(imports.of(path.rename(elsewhere / path.name))) == (0, 1, 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE imported SET request = (SELECT max(id) FROM request)", "import-mark-altered"),
        ("UPDATE imported SET file = zeroblob(16)", "import-mark-altered"),
        ("UPDATE imported SET request = 'x'", "row-without-owner"),
    ],
)
def test_no_line_counts_as_imported_on_the_word_of_a_mark_that_somebody_changed(
    imports: Imports, world: World, change: str, reason: str
) -> None:
    path = imports.file(WANTED)
    imports.of(path)
    imports.of(imports.file({**WANTED, "title": "Autre"}, name="autre.jsonl"))
    world.sql("DELETE FROM imported WHERE request = (SELECT max(id) FROM request)")
    world.sql(change)
    with pytest.raises(Tampered, match=reason):
        imports.of(path)


def test_the_same_line_twice_in_a_file_is_two_requests(imports: Imports) -> None:
    assert counts(imports.lines(WANTED, WANTED)) == (2, 0, 0)
    assert counts(imports.lines(WANTED, WANTED, WANTED)) == (1, 2, 0)


def test_another_member_goes_on_where_one_stopped(imports: Imports, world: World) -> None:
    path = imports.file(WANTED)
    imports.of(path)
    other = Imports(world.desk(OFFICER), imports.place)
    assert counts(other.of(path)) == (0, 1, 0)


def test_a_dry_run_tells_the_same_and_leaves_nothing(imports: Imports, world: World) -> None:
    before = len(world.entries())
    done = imports.lines(WANTED, {**WANTED, "from": "nobody"}, dry_run=True)
    assert (counts(done), done.dry_run) == ((1, 0, 1), True)
    assert imports.reasons == [(2, "service-unknown")]
    assert len(world.entries()) == before
    assert world.sql("SELECT count(*) FROM imported") == [(0,)]
    assert counts(imports.lines(WANTED)) == (1, 0, 0)
    assert refs(imports.desk) == ["BOG-2026-00001"]


def test_a_batch_goes_in_whole_or_not_at_all(
    imports: Imports, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    path = imports.file(*({**WANTED, "title": f"Demande {n}"} for n in range(8)))
    opened = iter(range(1, 100))

    def interrupted_at_the_fifth(*arguments: object) -> object:
        if next(opened) == 5:
            raise KeyboardInterrupt
        return open_ready(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched, pytest.raises(Interrupted) as stopped:
        patched.setattr("exchange.requests.importing.open_ready", interrupted_at_the_fifth)
        imports.of(path)
    assert (stopped.value.exit, stopped.value.arguments["count"]) == (130, 3), "the first batch stands"
    assert len(refs(imports.desk)) == 3
    assert counts(imports.of(path)) == (5, 3, 0)
    titles = [item.title for item in reversed(imports.desk.requests.list(Filter(limit=50)).items)]
    assert titles == [f"Demande {n}" for n in range(8)]


def test_a_heavy_batch_ends_early(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "HEAVY", 150)
    sizes: list[int] = []
    take = importing._Import.take

    def counted(self: importing._Import, batch: list[Line]) -> None:
        sizes.append(len(batch))
        take(self, batch)

    monkeypatch.setattr(importing._Import, "take", counted)
    assert counts(imports.lines(*[WANTED] * 7)) == (7, 0, 0)
    assert max(sizes) < 7
    assert sum(sizes) == 7


def test_progress_is_told_in_bytes_up_to_the_whole(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    path = imports.file(*[WANTED] * 5)
    told: list[tuple[int, int]] = []
    imports.desk.requests.import_file(NewImport(path), imports.left.append, lambda *now: told.append(now))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert len(told) == 3


def test_loose_moments_are_said_back_a_few_times_only(imports: Imports) -> None:
    imports.lines(*({**WANTED, "received-at": f"{day}/10 14h"} for day in range(1, 20)))
    assert 0 < len(imports.desk.understood) <= 5


def test_the_marks_of_lines_tell_nothing_and_go_with_the_request(imports: Imports, world: World) -> None:
    imports.lines(WANTED, WANTED)
    assert world.sql("SELECT count(DISTINCT token), min(length(token)) FROM imported") == [(2, 16)]
    with imports.desk.session.unit() as journal:
        dossier = open_dossier(imports.desk.session, journal.rows, "BOG-2026-00001")
        forget_request(imports.desk.session, journal, dossier)
    assert world.sql("SELECT count(*) FROM imported") == [(1,)]
