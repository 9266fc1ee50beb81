"""A title is one line, by every door: each end of line that was typed becomes a space, nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.tui.clerk import Clerk

TYPED = "Recherche\nde\r\nROSERO"
KEPT = "Recherche de ROSERO"
NEW = {"kind": "wanted", "from": "dnpj", "title": TYPED}
REF = "BOG-2026-00001"


def new(clerk: Clerk) -> None:
    clerk.ok("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", TYPED)


def new_from_a_document(clerk: Clerk) -> None:
    clerk.ok("request", "new", "--input", "-", stdin=json.dumps(NEW))


def batch(clerk: Clerk) -> None:
    clerk.ok("batch", "-", stdin=json.dumps({"verb": "request new", **NEW}))


def lines(clerk: Clerk) -> None:
    file = clerk.place / "lines.jsonl"
    file.write_text(json.dumps(NEW), encoding="utf-8")
    clerk.ok("request", "import", file)


def sheet(clerk: Clerk) -> None:
    file = clerk.place / "lines.csv"
    file.write_bytes(f'kind,from,title\r\nwanted,dnpj,"{TYPED}"\r\n'.encode())
    clerk.ok("request", "import", file)


def amended(clerk: Clerk) -> None:
    opened(clerk)
    clerk.ok("request", "amend", REF, "--title", TYPED)


def amended_from_a_document(clerk: Clerk) -> None:
    opened(clerk)
    clerk.ok("request", "amend", REF, "--input", "-", stdin=json.dumps({"title": TYPED}))


def amended_in_a_batch(clerk: Clerk) -> None:
    opened(clerk)
    clerk.ok("batch", "-", stdin=json.dumps({"verb": "request amend", "ref": REF, "title": TYPED}))


def opened(clerk: Clerk) -> None:
    clerk.ok("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Autre")


DOORS = (
    new, new_from_a_document, batch, lines, sheet, amended, amended_from_a_document, amended_in_a_batch,
)  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_the_ends_of_lines_in_a_title_become_spaces(clerk: Clerk, door: Callable[[Clerk], None]) -> None:
    door(clerk)
    shown = clerk.ok("request", "show", REF)
    listed = clerk.ok("request", "list")["items"]
    assert (shown["title"], [item["title"] for item in listed]) == (KEPT, [KEPT])
    assert KEPT in clerk.run("request", "list").out


@pytest.mark.parametrize("title", ["\n", " \r\n\u2028"])
def test_a_title_of_nothing_but_ends_of_lines_is_no_title(clerk: Clerk, title: str) -> None:
    opened(clerk)
    words = ("--kind", "wanted", "--from", "dnpj", "--title", title)
    assert clerk.refused(1, "request", "new", *words) == "title-missing"
    assert clerk.refused(1, "request", "amend", REF, "--title", title) == "title-missing"
