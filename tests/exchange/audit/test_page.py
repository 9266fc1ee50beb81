"""docs/verify.html gives each export the verdict of `exchange verify`: same steps, same first wrong entry.

Its script is run by node, once for all the exports of this file; the page around it needs a browser.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from exchange.audit.checks import Report, Step, Verdict
from exchange.audit.container import Container
from exchange.audit.selection import Selection
from exchange.audit.verify import verify_export
from exchange.errors import Tampered
from exchange.foreign_text import visible_line
from tests.exchange.audit.attacker import files_of, over, packed
from tests.exchange.audit.bench import Bench, has_node
from tests.exchange.audit.forgeries import FORGERIES, Scene
from tests.exchange.audit.ledger import Post, a_busy_ledger
from tests.exchange.audit.zips import FOLDERS, NAMES, TRICKS, a_zip
from tests.exchange.log.book import an_id
from tests.keys.small_order import ANY, POINTS

FORMS = {"entry-keys", "entry-duty", "entry-object", "entry-x"}
"""What the program tells of a body that has another form; the page tells that it has."""
TEXTS = [
    "a.martin",
    "\u202eevil",
    "a\x1b[31m",
    "z\u200bw",
    "e\u0301",
    "\u0301",
    "\u0645\u0631\u062d\u0628\u0627",
    "\t\n\u2028",
    "\ufeff",
]


def failures(report: Report) -> set[tuple[int, str]]:
    wrong = [check for check in report.checks if check.verdict is Verdict.FAILED]
    return {
        (int(check.number), "entry-another-form" if check.code in FORMS else check.code) for check in wrong
    }


def hostile() -> Iterator[tuple[str, bytes]]:
    honest = a_zip(("one", b"first"), ("two", b"second"))
    yield from ((f"trick {k}", edit(honest)) for k, (edit, _) in enumerate(TRICKS))
    yield from ((f"name {k}", a_zip(("first", b""), (name, b"x"))) for k, name in enumerate(NAMES))
    yield from ((f"folder {k}", a_zip(*members)) for k, members in enumerate(FOLDERS))
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield f"method {method}", a_zip(("x", b"data"), method=method)
    yield "two cases of a name", a_zip(("a", b"1"), ("A", b"2"))
    yield "a bomb", a_zip(("x", bytes(5_000_000)), method=zipfile.ZIP_DEFLATED)
    packed_text = a_zip(("x", b"text " * 100), method=zipfile.ZIP_DEFLATED)
    start = packed_text.index(b"x", 30) + 1
    yield "another stream", packed_text[:start] + b"\xff" + packed_text[start + 1 :]
    yield "empty", a_zip()


HOSTILE = dict(hostile())


def ask_honest(bench: Bench) -> None:
    """Ask about honest exports: full, selected, rekeyed, extended, packed by others, with cards."""
    ledger, folder = a_busy_ledger(), bench.folder
    card, partner = folder / "post.card", folder / "partner.card"
    card.write_bytes(ledger.post.card_file)
    partner.write_bytes(Post("asi-lisbon").card_file)
    full = ledger.export(folder / "full.zip")
    bench.ask("full", "verify", zip=str(full), wanted=WANTED)
    bench.ask("pinned", "verify", zip=str(full), cards=[str(card), str(partner)])
    later = folder / "later.card"
    later.write_bytes(Post("asi-lisbon").next().card_file)
    bench.ask("later card", "verify", zip=str(full), cards=[str(card), str(later)])
    bench.ask("partner alone", "verify", zip=str(full), cards=[str(partner)])
    bench.ask("no card", "verify", zip=str(full), cards=[str(full)])
    (folder / "checkpoint").write_bytes(files_of(full)["checkpoint"])
    (folder / "neither").write_bytes(b"neither")
    ask_repacked(bench, full)
    ledger.rekey()
    chosen = Selection(requests=frozenset({an_id("one")}))
    part = ledger.export(folder / "part.zip", selection=chosen)
    newer = ledger.export(folder / "newer.zip")
    bench.ask("part", "verify", zip=str(part), wanted={"all": {}})
    for name, older in (("after", full), ("after checkpoint", folder / "checkpoint"), ("after self", newer)):
        bench.ask(name, "verify", zip=str(newer), older=str(older), cards=[str(card)])
    fork = a_busy_ledger()
    fork.consult(fork.head, "two")
    forked = fork.export(folder / "fork.zip")
    bench.ask("part after", "verify", zip=str(part), older=str(full))
    bench.ask("after fork", "verify", zip=str(forked), older=str(full))
    bench.ask("after newer", "verify", zip=str(full), older=str(newer))
    bench.ask("after neither", "verify", zip=str(full), older=str(folder / "neither"))


def ask_long(bench: Bench) -> None:
    """Ask about a log that is read in several windows, whose edges older checkpoints stand at."""
    ledger, folder = a_busy_ledger(), bench.folder
    while ledger.size < LONG - 1:
        ledger.force(ledger.line(ledger.head, "request.consulted", "request", an_id("one"), {"rev": 1}))
    ledger.force(ledger.line(ledger.head, "log.exported"))
    path = ledger.write(folder / "long.zip", ledger.job(ledger.head))
    for size in EDGES:
        (folder / f"edge-{size}").write_bytes(ledger.checkpoint(size).render())
        bench.ask(f"edge {size}", "verify", zip=str(path), older=str(folder / f"edge-{size}"))
    wrong = [*ledger.entries]
    for place in (300, 301, 511):
        wrong[place] = wrong[place].partition(b"\t")[0] + b"\t" + b"A" * 86 + b"=="
    files = over(files_of(path), wrong, ledger, ledger.head)
    bench.ask("long and wrong", "verify", zip=str(packed(folder / "long-wrong.zip", files)))


def ask_repacked(bench: Bench, full: Path) -> None:
    """Ask about the same files as other programs pack them, and with a time stamp."""
    files = files_of(full)
    stored, folders = bench.folder / "stored.zip", bench.folder / "folders.zip"
    stored.write_bytes(a_zip(*sorted(files.items(), reverse=True)))
    folders.write_bytes(a_zip(("keys/", b""), *files.items(), method=zipfile.ZIP_STORED))
    stamped = packed(bench.folder / "stamped.zip", {**files, "timestamp.tsr": b"token"})
    for path in (stored, folders, stamped):
        bench.ask(path.stem, "verify", zip=str(path))


LONG, EDGES = 2 * 256 + 40, (256, 257)
"""A log beyond two windows of docs/verify/merkle.js, and sizes about their edges."""
WANTED: Mapping[str, Mapping[str, str]] = {
    "a request": {"request": "BOG-2026-00008"},
    "a request by id": {"request": an_id("one")},
    "a member": {"member": "c.petit"},
    "an operation": {"op": "request.opened"},
    "a day": {"since": "2026-11-23", "until": "2026-11-23", "op": "request.listed"},
    "the day before": {"until": "2026-11-22"},
    "nothing known": {"request": "BOG-2026-99999"},
}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def forged(scene: Scene) -> Mapping[str, Path]:
    return {name: scene.packed(name) for name in FORGERIES}


@pytest.fixture(scope="module")
def bench(forged: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Bench:
    if not has_node():
        pytest.skip("no node of 20.12 or later (tests/debian.sh)")
    bench = Bench(tmp_path_factory.mktemp("page"))
    ask_honest(bench)
    ask_long(bench)
    for name, path in forged.items():
        bench.ask(name, "verify", zip=str(path))
    for name, data in HOSTILE.items():
        (bench.folder / name.replace(" ", "-")).write_bytes(data)
        bench.ask(name, "files", zip=str(bench.folder / name.replace(" ", "-")))
    for name, point in POINTS.items():
        key, signature = (base64.b64encode(one).decode() for one in (point, ANY))
        bench.ask(name, "holds", key=key, data="", signature=signature)
    bench.ask("able", "able")
    bench.ask("visible", "visible", texts=TEXTS)
    bench.run()
    return bench


def test_an_honest_export_holds_in_every_step(bench: Bench) -> None:
    for name in ("full", "stored", "folders", "stamped", "part", "after self"):
        assert bench.failures(name) == set()
    assert bench.codes("full", "warning") == [(3, "signer-not-pinned")]
    steps = [one["step"] for one in bench.found("after")["checks"]]
    assert steps == sorted(steps)
    assert set(steps) == {int(step) for step in Step}


def test_what_the_page_can_not_check_is_said_where_it_stands(bench: Bench) -> None:
    said = [(3, "mldsa-not-checked"), (9, "witness-claimed-unchecked")]
    assert bench.codes("full", "unchecked") == said
    assert bench.codes("stamped", "unchecked") == [*said, (10, "timestamp-not-checked")]
    assert (7, "mldsa-not-checked") in bench.codes("part", "unchecked")
    assert (11, "mldsa-not-checked") in bench.codes("after", "unchecked")


def test_cards_pin_the_signer_and_name_a_witness_and_no_other_file_is_one(bench: Bench) -> None:
    assert bench.found("pinned")["verdict"] == "ok"
    assert (3, "signer-pinned") in bench.codes("pinned", "ok")
    assert (9, "witness-given-unchecked") in bench.codes("pinned", "unchecked")
    assert (9, "witness-other-card-unchecked") in bench.codes("later card", "unchecked")
    assert bench.failures("partner alone") == {(3, "signer-other-card")}
    assert bench.answers["no card"]["refused"] == "card-form"


def test_a_newer_log_extends_an_older_export_or_checkpoint_or_is_named(bench: Bench) -> None:
    for name in ("after", "after checkpoint"):
        assert (11, "after-ok") in bench.codes(name, "ok")
        assert bench.found(name)["verdict"] == "ok"
    assert bench.failures("after fork") == {(11, "after-differs")}
    assert bench.found("after fork")["firstWrong"] == 15
    assert bench.failures("part after") == {(11, "after-needs-full")}
    assert bench.failures("after neither") == {(11, "checkpoint-form")}
    assert bench.failures("after newer") <= {(11, "after-shorter"), (11, "checkpoint-retired-keys")}
    assert bench.found("after newer")["verdict"] == "failed"


@pytest.mark.parametrize("size", EDGES)
def test_a_log_of_several_windows_has_its_root_at_each_size(bench: Bench, size: int) -> None:
    assert bench.failures(f"edge {size}") == set()
    assert (11, "after-ok") in bench.codes(f"edge {size}", "ok")


def test_the_first_wrong_entry_of_a_long_log_is_named(bench: Bench) -> None:
    assert (5, "entry-signature") in bench.failures("long and wrong")
    assert bench.found("long and wrong")["firstWrong"] == 300


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_as_exchange_verify_refuses_it(
    bench: Bench, forged: Mapping[str, Path], name: str
) -> None:
    report = verify_export(forged[name])
    assert report.verdict is Verdict.FAILED
    assert bench.failures(name) == failures(report)
    assert bench.found(name)["firstWrong"] == report.first_wrong


@pytest.mark.parametrize("name", HOSTILE)
def test_a_zip_that_the_program_refuses_the_page_refuses(bench: Bench, name: str) -> None:
    with pytest.raises(Tampered) as raised:
        container = Container(io.BytesIO(HOSTILE[name]))
        for member in container.names:
            assert container.read(member, 10_000) is not None
    assert bench.answers[name]["refused"] == raised.value.reason


@pytest.mark.parametrize("name", POINTS)
def test_a_key_under_which_any_text_passes_signs_nothing(bench: Bench, name: str) -> None:
    assert bench.found("able") is True
    assert bench.found(name) is False


def test_the_entries_asked_for_are_those_that_the_program_gives(bench: Bench) -> None:
    assert bench.found("full")["entries"] == {
        "a request": [8, 13, 14],
        "a request by id": [8, 13, 14],
        "a member": [5, 11],
        "an operation": [8, 9, 10],
        "a day": [13],
        "the day before": [],
        "nothing known": [],
    }
    assert bench.found("part")["entries"] == {"all": [8, 13, 14]}


def test_each_line_is_said_whole_in_both_languages(bench: Bench) -> None:
    reports = [
        one["found"]
        for name, one in bench.answers.items()
        if bench.jobs[name]["job"] == "verify" and "found" in one
    ]
    for report in reports:
        for language in ("fr", "en"):
            for check, said in zip(report["checks"], report["sentences"][language], strict=True):
                assert "{" not in said
                assert said != check["code"]


def test_foreign_text_is_shown_as_the_program_shows_it(bench: Bench) -> None:
    assert bench.found("visible") == [visible_line(text) for text in TEXTS]
