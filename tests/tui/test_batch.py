"""`exchange batch`: verbs one a line under one unlock, as they are typed or as JSON; what ends it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from exchange.desk import Desk
from exchange.errors import ExchangeError, Invalid
from tests.tui.clerk import Clerk, Told
from tui.cli.batch_lines import lines_of, words_of

NEW = {"verb": "request new", "kind": "wanted", "from": "dnpj", "title": "Recherche"}


def batch(clerk: Clerk, *lines: object, options: tuple[str, ...] = ()) -> Told:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return clerk.run("batch", "-", *options, stdin=text + "\n")


def documents(told: Told) -> list[dict[str, object]]:
    return [json.loads(line) for line in told.out.splitlines()]


@pytest.mark.parametrize(
    "line",
    [
        "request note BOG-2026-00042 --text 'Vu au courrier'",
        "exchange request note BOG-2026-00042 --text 'Vu au courrier'",
        '["request", "note", "BOG-2026-00042", "--text", "Vu au courrier"]',
    ],
)
def test_a_line_is_typed_as_in_a_shell_or_as_a_list_of_words(line: str) -> None:
    assert words_of(line) == ("request", "note", "BOG-2026-00042", "--text", "Vu au courrier")


def test_an_object_names_the_words_and_options_of_its_verb() -> None:
    line = {
        "verb": "leg event",
        "leg": 1,
        "ref": "BOG-2026-00042",
        "code": "acknowledged",
        "at": "-x",
        "withdraw": True,
    }
    assert words_of(json.dumps(line)) == (
        *("leg", "event", "--at=-x", "--withdraw"),
        *("--", "BOG-2026-00042", "1", "acknowledged"),
    )
    line = {**NEW, "to": ["a", "b"], "their_ref": 7, "text": None}
    assert words_of(json.dumps(line))[-3:] == ("--to=a", "--to=b", "--their-ref=7")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("request note 'x", "batch-quotes"),
        ("{", "line-not-json"),
        ("[1.5]", "batch-value"),
        ("{}", "batch-value"),
        ('{"verb": "requst list"}', "unknown-noun"),
        ('{"verb": "request"}', "missing-verb"),
        ('{"verb": "request list", "kind": {}}', "batch-value"),
        ('["\\ud800"]', "half-character"),
        ('{"verb": "due", "within": "\\udfff"}', "half-character"),
        ('["store", "backup", "a\\u0000b"]', "nul-character"),
        ('{"verb": "store backup", "file": "a\\u0000b"}', "nul-character"),
        ("store backup a\0b", "nul-character"),
    ],
)
def test_a_line_that_says_no_verb_is_refused(line: str, reason: str) -> None:
    with pytest.raises(ExchangeError) as refusal:
        words_of(line)
    assert refusal.value.reason == reason


def test_lines_are_numbered_and_empty_ones_and_remarks_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "batch"
    file.write_bytes("\ufeffdue\n\n# remarque\n\xe9".encode() + b"\n\xff\n")
    with file.open("rb") as source:
        found = list(lines_of(source))
    assert found[:2] == [(1, "due"), (4, "é")]
    number, refusal = found[2]
    assert number == 5
    assert isinstance(refusal, Invalid)


def test_an_objects_words_are_words_whatever_they_begin_with() -> None:
    line = {"verb": "transmission receive", "file": ["--json", "-x.age"], "json": True}
    assert words_of(json.dumps(line)) == ("transmission", "receive", "--json", "--", "--json", "-x.age")


def test_verbs_are_done_in_order_under_one_unlock(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked: list[object] = []
    unlock = Desk.unlock.__func__  # type: ignore[attr-defined]

    def counted(cls: type[Desk], /, *arguments: object, **named: object) -> object:
        unlocked.append(arguments)
        return unlock(cls, *arguments, **named)

    monkeypatch.setattr(Desk, "unlock", classmethod(counted))
    told = batch(
        clerk,
        NEW,
        "request note BOG-2026-00001 --text Vu",
        "request show BOG-2026-00001",
        options=("--json",),
    )
    assert told.code == 0
    made, noted, shown = documents(told)
    assert (made["ref"], noted["ref"]) == ("BOG-2026-00001", "BOG-2026-00001")
    assert [note["text"] for note in shown["notes"]] == ["Vu"]  # type: ignore[attr-defined]
    assert len(unlocked) == 1
    assert "verbs done: 3" in told.err


def test_a_batch_stops_at_the_first_that_fails_and_what_was_done_stays(clerk: Clerk) -> None:
    told = batch(clerk, NEW, "request show BOG-2026-00099", NEW, options=("--json",))
    assert told.code == 1
    made, failed = documents(told)
    assert made["ref"] == "BOG-2026-00001"
    assert failed["error"]["code"] == "request-unknown"  # type: ignore[index]
    assert "line 2:" in told.err
    assert len(clerk.ok("request", "list")["items"]) == 1


def test_a_batch_that_keeps_going_answers_for_each_line(clerk: Clerk) -> None:
    lines = ("nonsense", NEW, "request list --limit x", "{", NEW)
    told = batch(clerk, *lines, options=("--json", "--keep-going"))
    assert told.code == 1
    found = documents(told)
    assert ["error" in one for one in found] == [True, False, True, True, False]
    assert "verbs that failed: 3; done: 2." in told.err


def test_a_damaged_store_ends_a_batch_that_keeps_going_after_its_line_is_told(clerk: Clerk) -> None:
    clerk.ok("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Recherche")
    clerk.world.sql("UPDATE request SET kind = 'rogatory'")
    told = batch(clerk, "law list", "request show BOG-2026-00001", NEW, options=("--json", "--keep-going"))
    assert told.code == 5
    listed, damaged = documents(told)
    assert "error" not in listed
    assert damaged["error"]["message"] in told.err.replace("\n", " ")  # type: ignore[index]
    assert "the batch ends with line 2:" in told.err


def test_for_people_each_verb_says_what_it_says_alone(clerk: Clerk) -> None:
    told = batch(clerk, NEW, "request note BOG-2026-00001 --text Vu", "law list --limitt 3")
    assert told.code == 1
    assert told.out.startswith("BOG-2026-00001\n")
    assert "Note added to BOG-2026-00001." in told.out
    assert "--limitt" in told.err


def test_a_line_says_why_for_itself_alone(clerk: Clerk) -> None:
    told = batch(clerk, NEW, "request show BOG-2026-00001 --why prevention", "request show BOG-2026-00001")
    assert told.code == 0, told
    looks = [entry.why for entry in clerk.world.entries() if entry.op == "request.consulted"]
    assert looks == ["prevention", "investigation"]


def test_moments_typed_loosely_are_said_back_by_their_own_line_alone(clerk: Clerk) -> None:
    told = batch(clerk, {**NEW, "received-at": "hier 14h"}, NEW)
    assert told.err.count("hier 14h") == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("init --post x", "batch-verb-apart"),
        ("store restore x", "batch-verb-apart"),
        ("batch -", "batch-verb-apart"),
        ("request list --as b.durand", "batch-option-apart"),
        ("request list --read-only", "batch-option-apart"),
        ("request note BOG-2026-00001 --text-file -", "batch-stdin-taken"),
        ("due --proposed 3", "proposal-needless"),
        ("request list --help", "unknown-option"),
    ],
)
def test_what_can_not_be_a_line_is_refused(clerk: Clerk, line: str, reason: str) -> None:
    told = batch(clerk, line, options=("--json",))
    assert told.code == 1
    (found,) = documents(told)
    assert found["error"]["code"] == reason  # type: ignore[index]


def test_a_batch_that_only_reads_changes_nothing(clerk: Clerk) -> None:
    told = batch(clerk, "request list", NEW, options=("--json", "--read-only"))
    assert documents(told)[1]["error"]["code"] == "read-only"  # type: ignore[index]


def test_a_batch_is_read_from_a_file_too(clerk: Clerk) -> None:
    file = clerk.place / "verbes.jsonl"
    file.write_text(json.dumps(NEW) + "\n", encoding="utf-8")
    assert clerk.ok("batch", file)["ref"] == "BOG-2026-00001"
    assert clerk.refused(1, "batch", clerk.place / "none") == "no-such-file"
    assert clerk.refused(1, "batch", clerk.place) == "is-a-folder"


def test_a_wrong_passphrase_is_the_batchs_own_failure(clerk: Clerk) -> None:
    clerk.phrases["a.martin"] = "une autre phrase que la sienne"
    told = batch(clerk, NEW, options=("--json",))
    assert told.code == 3
    assert [one["error"]["code"] for one in documents(told)] == ["wrong-passphrase"]  # type: ignore[index]


class Feeding(io.BytesIO):
    """A stdin that is asked for line after line; it notes how much stdout had passed on by then."""

    def __init__(self, given: bytes, shown: io.BytesIO) -> None:
        super().__init__(given)
        self.shown, self.seen = shown, list[int]()

    def readline(self, size: int | None = -1, /) -> bytes:
        self.seen.append(len(self.shown.getvalue()))
        return super().readline(size)


@pytest.mark.parametrize("options", [(), ("--keep-going",)])
def test_each_answer_is_passed_on_before_the_next_line_is_read(
    clerk: Clerk, options: tuple[str, ...]
) -> None:
    shown = io.BytesIO()
    wrong = ("request show BOG-2026-00099",) if options else ()
    fed = Feeding("\n".join((json.dumps(NEW), *wrong, "request list", "")).encode(), shown)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(shown), "utf-8"))
        clerk.run("batch", "-", "--json", *options, stdin=fed)
    assert fed.seen == sorted(set(fed.seen)) and len(fed.seen) == 3 + len(wrong)
