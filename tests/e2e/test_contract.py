"""The contract of the command line, driven from outside as other programs rely on it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.shell import Shell, found


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shell, Shell]:
    """Two posts that trust each other's card."""
    place = tmp_path_factory.mktemp("posts")
    bogota, madrid = (
        found(place / "bogota", "asi-bogota", "CO,EC"),
        found(place / "madrid", "asi-madrid", "ES"),
    )
    for shell, other, handle in ((bogota, madrid, "asi-madrid"), (madrid, bogota, "asi-bogota")):
        card = other.place / "own.card"
        if not card.exists():
            other.ok("card", "export", "--out", str(card))
        shown = shell.ok("card", "show", str(card))
        assert shown["handle"] == handle
        assert shell.refused(1, "service", "trust", str(card), "--fingerprint", "00000 " * 8)
        trusted = shell.ok("service", "trust", str(card), "--fingerprint", shown["fingerprint"])
        assert trusted["handle"] == handle
    return bogota, madrid


def test_the_installed_command_founds_a_post_and_works_in_it(tmp_path: Path) -> None:
    shell = found(tmp_path / "bogota", "asi-bogota", "CO", Shell.installed)
    opened = shell.installed("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "x", "--json")
    assert opened.returncode == 0, opened.stderr
    assert json.loads(opened.stdout)["ref"].startswith("BOG-")
    assert (
        json.loads((shell.store / "keyring.json").read_text(encoding="utf-8"))["slots"][0]["kdf"]["m"]
        == 262144
    )


@pytest.fixture(scope="module")
def staffed(posts: tuple[Shell, Shell]) -> Shell:
    """Add an officer, an investigator and an auditor in Bogotá, each with keys of his own."""
    bogota, _ = posts
    for handle, role in (("b.durand", "officer"), ("c.petit", "investigator"), ("d.leroy", "auditor")):
        bogota.ok(
            *("member", "add", handle, "--name", handle, "--role", role),
            *("--new-passphrase-file", bogota.phrase("provisional")),
        )
        assert bogota.run("request", "list", who=handle, phrase="provisional").returncode == 4
        done = bogota.run(
            *("member", "activate", "--new-passphrase-file", bogota.phrase(handle)),
            who=handle,
            phrase="provisional",
        )
        assert done.returncode == 0, done.stderr
        assert bogota.run("store", "info", who=handle, phrase="provisional").returncode == 3
    bogota.ok("grant", "give", "b.durand", "--compartment", "general")
    return bogota


def test_a_request_goes_sealed_to_a_partner_and_comes_back_receipted(
    posts: tuple[Shell, Shell], tmp_path: Path
) -> None:
    bogota, madrid = posts
    scan = tmp_path / "scan.txt"
    scan.write_bytes(b"page 1" * 100_000)
    opened = bogota.ok(
        *("request", "new", "--kind", "wanted", "--type", "location", "--from", "dnpj", "--to", "asi-madrid"),
        *("--title", "ROSERO Milton, à localiser", "--text", "Texte", "--attach", str(scan)),
        *("--person", "family=ROSERO;given=Milton;born=1984-03-12;nationality=ECU", "--point", "adresse ?"),
    )
    assert opened["ref"].startswith("BOG-") and opened["legs"][0]["to"] == "asi-madrid"
    out = tmp_path / "out"
    out.mkdir()
    sent = bogota.ok("transmission", "send", opened["ref"], "--to", "asi-madrid", "--out", str(out))
    assert sent["sequence"] == 1 and Path(sent["file"]).parent == out
    received = madrid.ok("transmission", "receive", sent["file"], "--receipt-dir", str(out))
    assert Path(received["receipt"]).exists()
    assert madrid.refused(7, "transmission", "receive", sent["file"], "--receipt-dir", str(out))
    bogota.ok("transmission", "receive", received["receipt"])
    shown = bogota.ok("transmission", "show", str(sent["number"]))
    assert shown["status"] == "acknowledged" and shown["witnessed"] > sent["log_index"]
    theirs = madrid.ok("transmission", "show", str(received["number"]))
    assert theirs["status"] == "to-sort" and theirs["from"] == "asi-bogota"
    flipped = bytearray(Path(sent["file"]).read_bytes())
    flipped[-1] ^= 0xFF
    bad = tmp_path / "bad.dispatch.age"
    bad.write_bytes(flipped)
    assert madrid.run("transmission", "receive", str(bad)).returncode == 5


def test_an_answer_travels_back_and_moves_the_leg(posts: tuple[Shell, Shell], tmp_path: Path) -> None:
    bogota, madrid = posts
    ref = bogota.ok(
        *("request", "new", "--kind", "trafficking", "--from", "ofast", "--to", "asi-madrid"),
        *("--title", "Conteneur MSKU 731204"),
    )["ref"]
    sent = bogota.ok("transmission", "send", ref, "--to", "asi-madrid", "--out", str(tmp_path))
    got = madrid.ok("transmission", "receive", sent["file"], "--receipt-dir", str(tmp_path))
    theirs = madrid.ok(
        *("request", "new", "--kind", "trafficking", "--from", "asi-bogota", "--to", "dnpj"),
        *("--title", "Conteneur", "--arrival", str(got["number"])),
    )["ref"]
    answer = madrid.ok(
        *("transmission", "send", theirs, "--to", "asi-bogota", "--nature", "answer", "--text", "Vu."),
        *("--out", str(tmp_path)),
    )
    bogota.ok("transmission", "receive", answer["file"], "--receipt-dir", str(tmp_path))
    assert bogota.ok("request", "show", ref)["legs"][0]["status"] in {"answered", "transmitted"}


def test_arrivals_are_registered_filed_and_set_aside(posts: tuple[Shell, Shell]) -> None:
    bogota, _ = posts
    ref = bogota.ok("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Une recherche")["ref"]
    arrival = bogota.ok(
        *("transmission", "record", "--in", "--channel", "email", "--from", "interpol-co"),
        *("--subject", f"Re: {ref}", "--text", "¿Puerto?"),
    )
    assert arrival["status"] == "to-sort" and arrival["proposed"]["request"] == ref
    filed = bogota.ok(
        "transmission", "file", str(arrival["number"]), ref, "--nature", "clarification-question"
    )
    assert filed["status"] == "filed" and filed["request"] == ref
    other = bogota.ok("transmission", "record", "--input", "-", stdin='{"in": true, "channel": "phone"}')
    assert other["number"] == arrival["number"] + 1
    aside = bogota.ok("transmission", "set-aside", str(other["number"]), "--reason", "erreur de numéro")
    assert aside["status"] == "set-aside"
    assert bogota.refused(6, "transmission", "file", "999", ref) == "transmission-unknown"


def test_roles_are_kept_by_keys_and_refusals_are_logged(staffed: Shell) -> None:
    ref = staffed.ok(
        "request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Secret", who="b.durand"
    )["ref"]
    for handle in ("c.petit", "d.leroy"):
        assert staffed.refused(4, "request", "show", ref, who=handle)
    staffed.ok("request", "assign", ref, "c.petit")
    assert staffed.ok("request", "show", ref, who="c.petit")["title"] == "Secret"
    assert staffed.refused(
        4, "request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "x", who="d.leroy"
    )
    refused = [
        row for row in staffed.ok("log", "show", who="d.leroy")["items"] if row["op"] == "access.refused"
    ]
    assert len(refused) >= 3


def test_the_log_is_exported_and_proved_without_the_store(
    posts: tuple[Shell, Shell], staffed: Shell, tmp_path: Path
) -> None:
    _, madrid = posts
    export = tmp_path / "log.zip"
    staffed.ok("log", "export", str(export), who="d.leroy")
    card = staffed.place / "own.card"
    verdict = madrid.ok("verify", str(export), "--card", str(card))
    assert verdict
    staffed.ok("log", "verify")
    broken = bytearray(export.read_bytes())
    broken[len(broken) // 2] ^= 0xFF
    (tmp_path / "broken.zip").write_bytes(broken)
    assert madrid.run("verify", str(tmp_path / "broken.zip"), "--card", str(card)).returncode == 5


def test_yesterdays_store_put_back_is_noticed(posts: tuple[Shell, Shell], tmp_path: Path) -> None:
    _, madrid = posts
    copy = tmp_path / "yesterday"
    shutil.copytree(madrid.store, copy)
    madrid.ok("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Perdue demain")
    today = tmp_path / "today"
    madrid.store.rename(today)
    shutil.copytree(copy, madrid.store)
    assert madrid.refused(5, "request", "list") == "store-rolled-back"
    shutil.rmtree(madrid.store)
    today.rename(madrid.store)
    madrid.ok("request", "list")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, ["request", "new", "--kind", "wantd", "--from", "dnpj", "--title", "x"]),
        (6, ["request", "new", "--kind", "wanted", "--from", "dnpx", "--title", "x"]),
        (1, ["request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "x" * 2001]),
        (1, ["request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "x", "--marking", "SECRET"]),
        (
            1,
            [
                "request",
                "new",
                "--kind",
                "wanted",
                "--from",
                "dnpj",
                "--title",
                "x",
                "--received-at",
                "31/02/2026",
            ],
        ),
        (1, ["request", "new", "--kind", "document-fraud", "--from", "dnpj", "--title", "x"]),
        (6, ["request", "show", "BOG-2026-99999"]),
        (2, ["request", "nwe"]),
        (2, ["requst", "new"]),
    ],
)
def test_bad_input_gets_one_sentence_and_its_exit_code(
    posts: tuple[Shell, Shell], code: int, words: list[str]
) -> None:
    posts[0].refused(code, *words)
