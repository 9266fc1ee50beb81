"""Every verb on many requests, on keys and on the whole store, typed by each role that it isn't for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.clerk import Clerk
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, first_passphrase_of

CANARY = "Canarienvogel"
FIRST, SECOND = "BOG-2026-00001", "BOG-2026-00002"
Verbs = dict[str, tuple[str, ...]]

HEADS: Verbs = {
    "law.added": ("law", "add", "law.toml"),
    "compartment.added": ("compartment", "add", "secret", "--to", OFFICER),
    "grant.given": ("grant", "give", INVESTIGATOR, "--compartment", "general"),
    "grant.withdrawn": ("grant", "withdraw", OFFICER, "--compartment", "general"),
    "member.role": ("member", "role", INVESTIGATOR, "--role", "officer"),
    "member.renewed": ("member", "renew", HEAD, "--new-passphrase-file", "phrase"),
    "member.revoked": ("member", "revoke", HEAD),
    "request.erased": ("request", "erase", FIRST, "--ground", "entered-in-error"),
    "store.retired": ("store", "retire", "retired"),
    "store.rekeyed": ("store", "rekey"),
    "member.passphrase": ("recover", "--new-sheet", "--recovery-out", "sheet"),
}
OFFICERS: Verbs = {
    "request.opened": ("request", "import", "lines.jsonl"),
    "request.amended": ("request", "amend", FIRST, "--title", "Autre"),
    "request.related": ("request", "relate", FIRST, SECOND),
    "request.merged": ("request", "merge", FIRST, SECOND),
    "subject.added": ("subject", "add", FIRST, "--type", "person", "--set", "family=Autre"),
    "request.assigned": ("request", "assign", FIRST, INVESTIGATOR),
    "request.reviewed": ("request", "review", FIRST, "--reason", "Autre"),
}
READS: Verbs = {
    "history": ("request", "history", FIRST),
    "subjects": ("subject", "list", FIRST),
    "attachments": ("attachment", "list", FIRST),
    "legs": ("leg", "list", FIRST),
    "show": ("request", "show", FIRST),
}
LISTS: Verbs = {
    "search": ("request", "search", CANARY),
    "list": ("request", "list"),
    "review": ("request", "list", "--review"),
    "due": ("due",),
}
REFUSED: dict[str, Verbs] = {
    OFFICER: HEADS,
    INVESTIGATOR: {**HEADS, **OFFICERS, **READS},
    AUDITOR: {**HEADS, **OFFICERS, **READS, **LISTS},
}


@pytest.fixture
def post(clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clerk]:
    """Give two requests that hold a word, and the files that the verbs name."""
    monkeypatch.chdir(tmp_path)
    line = {"kind": "wanted", "from": "dnpj", "title": CANARY, "persons": [{"family": CANARY}]}
    Path("lines.jsonl").write_text(json.dumps(line), encoding="utf-8")
    Path("law.toml").write_text("[bases]\n", encoding="utf-8")
    Path("phrase").write_text(first_passphrase_of(HEAD), encoding="utf-8")
    for _ in range(2):
        clerk.ok("request", "new", "--input", "-", stdin=json.dumps(line))
    yield clerk


@pytest.mark.parametrize("who", REFUSED)
def test_what_is_not_of_a_role_is_refused_logged_and_says_nothing(post: Clerk, who: str) -> None:
    there = sorted(path.name for path in Path().iterdir() if path.is_file())
    for verb in REFUSED[who].values():
        before = len(post.world.entries())
        told = post.run(*verb, "--json", who=who)
        assert told.code == 4, (verb, told)
        assert CANARY.lower() not in (told.out + told.err).lower()
        added = [entry for entry in post.world.entries()[before:] if entry.op != "store.opened"]
        assert [entry.op for entry in added] == ["access.refused"], verb
        assert added[0].by == post.world.opened(who).slot.member
    assert sorted({path.name for path in Path().iterdir() if path.is_file()} - set(there)) in (
        [],
        [f"{who}.phrase"],
    )


def test_an_investigators_lists_and_searches_are_empty_of_what_is_not_his(post: Clerk) -> None:
    for verb in LISTS.values():
        assert post.ok(*verb, who=INVESTIGATOR)["items"] == [], verb
    post.ok("request", "assign", SECOND, INVESTIGATOR)
    found = post.ok("request", "search", CANARY, who=INVESTIGATOR)["items"]
    assert [item["ref"] for item in found] == [SECOND]
