"""`exchange store check`, as it is typed: what holds and what doesn't, each named."""

from __future__ import annotations

import json
from pathlib import Path

from tests.tui.clerk import Clerk


def test_a_check_names_what_is_wrong_and_lists_what_holds_all_the_same(clerk: Clerk, tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"photo")
    ref = clerk.run("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Avis").out.split()[0]
    added = clerk.ok("attachment", "add", ref, file)
    clerk.world.sql("DELETE FROM attachment")
    shown = clerk.run("request", "show", ref)
    assert shown.code == 5 and "store check" in shown.err
    told = clerk.run("store", "check")
    assert told.code == 5 and "store check" not in told.err
    assert "every page of the file is whole" in told.out and "tree of the log" in told.out
    assert f"WRONG: a row of request {ref} was removed: attachment" in told.out
    document = json.loads(clerk.run("store", "check", "--json").out)
    assert document["error"]["code"] == "request-part-gone"
    assert [one["code"] for one in document["problems"]] == ["request-part-gone"]
    assert {one["verdict"] for one in document["checks"]} <= {"ok", "warning"}
    assert added
