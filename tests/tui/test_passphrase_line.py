"""The passphrase as the first line of stdin, read before whatever else a verb reads there."""

from __future__ import annotations

import io
import json
import sys

import pytest

from tests.tui.clerk import Clerk, Told
from tests.world import HEAD, passphrase_of
from tui.cli.main import main

NEW = {"kind": "wanted", "from": "dnpj", "title": "Recherche"}


def typed(clerk: Clerk, *words: str, stdin: str) -> Told:
    """Type a verb whose passphrase is the first line of stdin."""
    clerk.world.lock_all()
    clerk.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
    common = ("--store", str(clerk.world.folder), "--as", HEAD, "--passphrase-file", "-")
    code = main([*words, *common], clerk.world.settings)
    return Told(code, *clerk.capsys.readouterr())


def test_what_follows_the_passphrase_is_the_verbs_own(clerk: Clerk) -> None:
    first = f"{passphrase_of(HEAD)}\n"
    made = typed(clerk, "request", "new", "--input", "-", "--json", stdin=first + json.dumps(NEW))
    assert made.code == 0, made
    ref = json.loads(made.out)["ref"]
    noted = typed(clerk, "request", "note", ref, "--text-file", "-", stdin=f"{first}Vu\nau courrier\n")
    assert noted.code == 0, noted
    assert clerk.ok("request", "show", ref)["notes"][0]["text"] == "Vu\nau courrier\n"
    found = typed(clerk, "request", "search", "-", "--json", stdin=f"{first}courrier")
    assert [one["ref"] for one in json.loads(found.out)["items"]] == [ref]
    batch = typed(clerk, "batch", "-", "--json", stdin=f"{first}request show {ref}\n")
    assert json.loads(batch.out)["ref"] == ref


def test_a_new_passphrase_is_the_line_after_the_one_that_unlocks(clerk: Clerk) -> None:
    new = "une phrase de passe toute neuve"
    lines = f"{passphrase_of(HEAD)}\n{new}\n"
    assert typed(clerk, "member", "passphrase", "--new-passphrase-file", "-", stdin=lines).code == 0
    assert typed(clerk, "request", "list", stdin=f"{new}\n").code == 0


@pytest.mark.parametrize("words", [("request", "search", "-"), ("request", "list"), ("batch", "-")])
def test_an_empty_stdin_unlocks_nothing(clerk: Clerk, words: tuple[str, ...]) -> None:
    told = typed(clerk, *words, stdin="")
    assert (told.code, "there is no passphrase" in told.err) == (3, True)


def test_a_verb_that_unlocks_nothing_leaves_stdin_as_it_is(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXCHANGE_PASSPHRASE_FILE", "-")
    told = typed(clerk, "recover", "--new-passphrase-file", "-", stdin="abaisser abandon\n")
    assert (told.code, "no words of a recovery sheet" in told.err) == (1, False)


def test_a_new_passphrase_that_nobody_can_be_asked_for_is_wanted_by_its_own_option(clerk: Clerk) -> None:
    assert clerk.refused(1, "member", "passphrase") == "no-new-passphrase"
    assert "Give --new-passphrase-file FILE" in clerk.run("member", "passphrase").err
    added = clerk.run("member", "add", "f.neuf", "--name", "Nom", "--role", "auditor")
    assert (added.code, "Give --new-passphrase-file FILE" in added.err) == (1, True)
