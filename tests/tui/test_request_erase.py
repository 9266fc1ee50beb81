"""`exchange request review`, `erase` and `list --review`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

from tests.tui.clerk import Clerk
from tests.world import OFFICER

OPEN = ("request", "new", "--kind", "wanted", "--from", "dnpj", "--title", "Dossier clos")


def opened(clerk: Clerk) -> str:
    """Open a request and close it; return its reference."""
    ref = clerk.run(*OPEN).out.split()[0]
    assert clerk.run("request", "close", ref, "--outcome", "withdrawn", "--reason", "sans suite").code == 0
    return ref


def test_a_request_is_reviewed_then_erased_and_every_verb_says_so(clerk: Clerk) -> None:
    ref = opened(clerk)
    kept = clerk.run("request", "review", ref, "--reason", "en cours")
    assert kept.code == 0 and ref in kept.out and "2029" in kept.out
    clerk.world.clock.advance(days=4 * 366)
    listed = clerk.run("request", "list", "--review", "--json")
    assert [(item["ref"], item["review_at"][:4]) for item in json.loads(listed.out)["items"]] == [
        (ref, "2029")
    ]
    assert "Retention to review" in clerk.run("due").out
    asked = clerk.run("request", "review", ref, "--ground", "retention-ended", "--json", who=OFFICER)
    assert json.loads(asked.out)["erasure"] == "retention-ended"
    noted = clerk.run("request", "note", ref, "--text", "du nouveau")
    assert noted.code == 0 and "erasure" in noted.err and ref in noted.err
    refused = clerk.run("request", "erase", ref)
    assert refused.code == 1 and "retention-ended" in refused.err
    done = clerk.run("request", "erase", ref, "--ground", "retention-ended", "--json")
    assert done.code == 0
    document = json.loads(done.out)
    assert (document["ref"], document["status"], document["left"]) == (ref, "erased", [])
    for words in (("show", ref), ("history", ref), ("erase", ref, "--ground", "court-order")):
        shown = clerk.run("request", *words)
        assert shown.code == 6 and "a.martin" in shown.err and "Retention period ended" in shown.err
    assert clerk.run("store", "check").code == 0
    assert clerk.run("log", "verify").code == 0


def test_an_erased_request_is_told_with_the_moment_of_the_post(clerk: Clerk) -> None:
    ref = opened(clerk)
    clerk.world.clock.advance(hours=14)  # the 19th in Bogotá, the 20th in UTC
    assert clerk.run("request", "erase", ref, "--ground", "court-order").code == 0
    told = clerk.run("request", "show", ref)
    assert (told.code, "on Thu 2026-11-19" in told.err, "2026-11-20" in told.err) == (6, True, False), (
        told.err
    )


def test_a_paper_that_goes_with_its_request_is_named(clerk: Clerk, tmp_path: Path) -> None:
    ref = clerk.run(*OPEN, "--to", "ofast").out.split()[0]
    words = ("transmission", "send", ref, "--to", "ofast", "--channel", "note-verbale", "--out", tmp_path)
    paper = Path(clerk.ok(*words)["file"])
    assert paper.exists()
    done = clerk.run("request", "erase", ref, "--ground", "court-order")
    assert done.code == 0 and str(paper) in done.out and not paper.exists()


def test_only_a_head_erases_by_the_command_line(clerk: Clerk) -> None:
    ref = opened(clerk)
    assert clerk.run("request", "erase", ref, "--ground", "court-order", who=OFFICER).code == 4
    assert clerk.run("request", "show", ref).code == 0


def test_the_export_of_an_erased_request_still_proves_what_was_done(clerk: Clerk, tmp_path: Path) -> None:
    ref = opened(clerk)
    clerk.run("request", "erase", ref, "--ground", "court-order")
    file = tmp_path / "journal.zip"
    assert clerk.run("log", "export", file, "--request", ref).code == 0
    assert clerk.run("card", "export", "--out", tmp_path / "bogota.card").code == 0
    assert clerk.run("verify", file, "--card", tmp_path / "bogota.card", "--request", ref).code == 0


def test_a_destroyed_medium_is_said_with_its_reason_as_it_is_typed(clerk: Clerk, tmp_path: Path) -> None:
    ref, medium = opened(clerk), tmp_path / "cle"
    medium.mkdir()
    clerk.world.desk().backups.automatic(medium)
    clerk.world.lock_all()
    medium.rename(tmp_path / "ailleurs")
    done = clerk.ok("request", "erase", ref, "--ground", "court-order")
    assert [(one["what"], one["where"]) for one in done["left"]] == [("backup", str(medium))]
    assert clerk.refused(2, "request", "erase", ref, "--destroyed", str(medium)) == "missing-option"
    assert clerk.refused(2, "request", "erase", ref, "--reason", "x") == "missing-option"
    both = ("--destroyed", str(medium), "--reason", "x", "--ground", "court-order")
    assert clerk.refused(2, "request", "erase", ref, *both) == "one-or-the-other"
    told = clerk.run("request", "erase", ref, "--destroyed", str(medium), "--reason", "broyée")
    assert told.code == 0 and ref in told.out and str(medium) in told.err.replace("\n", "")
    assert clerk.ok("store", "info")["left"] == []
    found = ("--found", str(medium), "--ground", "court-order")
    assert clerk.refused(2, "request", "erase", ref, *found) == "one-or-the-other"
    assert clerk.refused(6, "request", "erase", ref, "--found", str(medium)) == "nothing-found-there"
    (tmp_path / "ailleurs").rename(medium)
    told = clerk.run("request", "erase", ref, "--found", str(medium))
    assert told.code == 0 and ref in told.out and str(medium) in told.err.replace("\n", "")
    assert clerk.ok("store", "info")["left"] == []
