"""Partners at the command line: age keys, cancelled departures, several files at once, four eyes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.founding import PostSetup
from keys.age import Identity
from keys.fingerprint import Fingerprint
from tests.exchange.transmission.correspondence import Pair, pair_in
from tests.exchange.transmission.test_receipts_between_posts import code_of
from tests.tui.clerk import Clerk
from tests.world import BOGOTA, OFFICER, World

ASKED = ("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Qui est-ce ?")


@pytest.fixture
def age() -> str:
    """Give a partner's age key."""
    return str(Identity.generate().recipient)


@pytest.fixture
def partners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[tuple[Clerk, Pair]]:
    """Give a clerk in Madrid, and the two posts that trust each other."""
    made = pair_in(tmp_path)
    yield Clerk(made.madrid.world, tmp_path, monkeypatch, capsys), made
    made.lock()


def test_a_compared_age_key_is_sealed_to_and_receipted_on_paper(
    clerk: Clerk, tmp_path: Path, age: str
) -> None:
    file = tmp_path / "key.txt"
    file.write_text(f"# created by the partner\n{age}\n", encoding="utf-8")
    digits = Fingerprint.of(age).digits
    told = clerk.run("service", "key", "interpol-co", "--age-file", file, "--fingerprint", digits)
    assert (told.code, f"fingerprint: {digits}\n" in told.out) == (0, True)
    assert "1.3" in told.err
    ref = clerk.ok(*ASKED)["ref"]
    sent = clerk.ok("transmission", "send", ref, "--to", "interpol-co", "--out", tmp_path)
    assert Path(sent["file"]).exists() and sent["sequence"] == 1
    paper = ("transmission", "receipt", str(sent["number"]), "--paper")
    assert clerk.refused(1, *paper, "XXXX-XXXX", "--at", "now") == "paper-code-wrong"
    code = code_of(clerk.world.desk(), ref, sent["number"])
    done = clerk.ok(*paper, code.lower(), "--at", "2026-11-19T14:00:00Z")
    assert (done["status"], done["leg"]) == ("acknowledged", 1)
    assert clerk.refused(7, *paper, code, "--at", "now") == "already-acknowledged"


@pytest.mark.parametrize(
    ("code", "reason", "more"),
    [
        (2, "one-or-the-other", ()),
        (2, "one-or-the-other", ("--age", "age1pq1x", "--age-file", "x")),
        (1, "age-key-form", ("--age", "age1qqqqq")),
        (1, "no-such-file", ("--age-file", "/nowhere/key.txt")),
    ],
)
def test_a_key_that_is_none_is_refused(clerk: Clerk, code: int, reason: str, more: tuple[str, ...]) -> None:
    assert clerk.refused(code, "service", "key", "interpol-co", *more) == reason


def test_a_key_is_shown_to_be_compared_before_it_is_trusted(clerk: Clerk, age: str) -> None:
    words = ("service", "key", "interpol-co", "--age", age)
    assert clerk.refused(1, *words) == "key-to-compare"
    assert Fingerprint.of(age).digits in clerk.run(*words).err
    assert clerk.refused(1, *words, "--fingerprint", "00000 " * 8) == "age-fingerprint-differs"
    assert clerk.refused(
        6, "service", "key", "nobody", *words[3:], "--fingerprint", Fingerprint.of(age).digits
    )


def test_a_file_with_two_keys_is_refused(clerk: Clerk, tmp_path: Path, age: str) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(f"{age}\n{age}\n", encoding="utf-8")
    assert clerk.refused(1, "service", "key", "interpol-co", "--age-file", file) == "age-key-form"


def test_a_departure_is_cancelled_with_its_reason(clerk: Clerk, tmp_path: Path) -> None:
    ref = clerk.ok(*ASKED)["ref"]
    words = (
        "transmission",
        "send",
        ref,
        "--to",
        "interpol-co",
        "--channel",
        "note-verbale",
        "--out",
        tmp_path,
    )
    number = str(clerk.ok(*words)["number"])
    assert clerk.refused(2, "transmission", "cancel", number) == "missing-option"
    assert clerk.refused(1, "transmission", "cancel", number, "--reason", " ") == "reason-missing"
    told = clerk.run("transmission", "cancel", f"D-{number}", "--reason", "Erreur", "--lang", "fr")
    assert "état : Annulée\n".replace(" :", "\u00a0:") in told.out
    assert "motif : Erreur\n".replace(" :", "\u00a0:") in told.out
    assert clerk.refused(1, "transmission", "cancel", number, "--reason", "x") == "cancel-too-late"


def test_several_files_are_taken_in_each_for_itself_and_all_are_told(
    partners: tuple[Clerk, Pair], tmp_path: Path
) -> None:
    clerk, pair = partners
    ref = pair.bogota.open()
    first, second = (pair.bogota.send(ref, "asi-madrid").file for _ in range(2))
    pair.bogota.world.lock_all()
    bad = tmp_path / "bad.dispatch.age"
    bad.write_bytes(Path(str(first)).read_bytes()[:-1])
    files = (str(first), str(tmp_path / "nowhere"), str(bad), str(second))
    told = clerk.run("transmission", "receive", *files, "--receipt-dir", tmp_path, "--json")
    one, missing, altered, two = json.loads(told.out)
    assert (told.code, one["sequence"], two["sequence"]) == (5, 1, 2)
    assert (missing["error"]["code"], altered["error"]["code"]) == ("file-not-read", "dispatch-altered")
    assert altered["file"] == str(bad)
    again = clerk.run("transmission", "receive", *files[:2], "--receipt-dir", tmp_path)
    assert (again.code, str(first) in again.err, str(tmp_path / "nowhere") in again.err) == (7, True, True)


def test_a_damaged_file_fails_its_own_line_of_a_batch_alone(
    partners: tuple[Clerk, Pair], tmp_path: Path
) -> None:
    clerk, pair = partners
    ref = pair.bogota.open()
    sent = Path(str(pair.bogota.send(ref, "asi-madrid").file))
    pair.bogota.world.lock_all()
    bad = tmp_path / "bad.dispatch.age"
    bad.write_bytes(sent.read_bytes()[:-1])
    receive = [f"transmission receive {file} --receipt-dir {tmp_path}" for file in (bad, sent)]
    told = clerk.run("batch", "-", "--json", "--keep-going", stdin="\n".join((*receive, "law list")))
    altered, received, laws = map(json.loads, told.out.splitlines())
    assert told.code == 1
    assert (altered["error"]["code"], received["sequence"]) == ("dispatch-altered", 1)
    assert laws["items"]
    assert "line 1:" in told.err


def test_a_bordereau_is_told_by_the_id_of_its_transmission(clerk: Clerk, tmp_path: Path) -> None:
    recorded = ("transmission", "record", "--in", "--channel", "phone", "--subject", "Appel")
    made = clerk.ok(*recorded)
    printed = clerk.ok("transmission", "bordereau", str(made["number"]), tmp_path / "b.pdf")
    assert printed["transmission"] == made["transmission"]


def test_numbers_that_have_not_come_are_named(partners: tuple[Clerk, Pair]) -> None:
    clerk, pair = partners
    ref = pair.bogota.open()
    sent = [pair.bogota.send(ref, "asi-madrid").file for _ in range(5)]
    pair.bogota.world.lock_all()
    clerk.ok("transmission", "receive", str(sent[1]))
    assert clerk.ok("transmission", "receive", str(sent[4]))["missing"] == ["1", "3-4"]
    pair.bogota.world.lock_all()
    told = clerk.run("transmission", "receive", str(sent[3]))
    assert "have not come: 1, 3." in told.err


def test_a_proposal_is_refused_where_the_post_asks_for_no_second_member(clerk: Clerk, age: str) -> None:
    words = ("service", "key", "interpol-co", "--age", age, "--fingerprint", Fingerprint.of(age).digits)
    assert clerk.refused(1, *words, "--proposed", "3") == "proposal-needless"


def test_under_four_eyes_one_member_proposes_a_key_and_another_trusts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], age: str
) -> None:
    setup = PostSetup(**{**vars(BOGOTA), "four_eyes": True})
    with World.new(tmp_path, setup) as world:
        world.add(OFFICER, "head")
        world.activate(OFFICER)
        clerk = Clerk(world, tmp_path, monkeypatch, capsys)
        words = ("service", "key", "interpol-co", "--age", age, "--fingerprint", Fingerprint.of(age).digits)
        n = clerk.ok(*words)["proposed"]
        assert clerk.ok("service", "show", "interpol-co")["trust"] == "none"
        assert clerk.refused(1, *words, "--proposed", str(n)) == "proposal-own"
        assert clerk.ok(*words, "--proposed", str(n), who=OFFICER)["trust"] == "trusted"
