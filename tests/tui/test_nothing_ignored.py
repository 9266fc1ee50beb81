"""Nothing that was typed is ignored: each option does what it says, or is refused with the reason."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.tui.clerk import Clerk
from tests.world import HEAD, INVESTIGATOR, OFFICER, first_passphrase_of

WANTED = ("request", "new", "--kind", "wanted", "--from", "dnpj", "--to", "ofast", "--title", "Recherche")
POLICE = ("service", "add", "x", "--country", "CO", "--type", "police")
PHONE = ("transmission", "record", "--in", "--channel", "phone")


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        (1, "proposal-needless", (*WANTED, "--proposed", "3")),
        (1, "proposal-needless", ("law", "list", "--proposed", "3")),
        (2, "unknown-language", ("law", "list", "--lang", "de")),
        (1, "unknown-code", (*WANTED, "--nature", "answer")),
        (1, "arrest-moment-missing", (*WANTED, "--place", "Quito")),
        (1, "arrest-moment-missing", (*WANTED, "--arrested-in", "EC")),
        (1, "unknown-country", (*WANTED, "--arrested-at", "hier", "--arrested-in", "ZZ")),
        (1, "unknown-subject-field", (*WANTED, "--person", "famly=Roux")),
        (2, "not-an-assignment", (*WANTED, "--set", "warrant.number")),
        (1, "half-character", (*WANTED, "--agent", "a\udcff")),
        (1, "half-character", ("request", "new", "--kind", "wanted", "--from", "dn\udcff", "--title", "x")),
        (1, "limit-range", ("request", "list", "--limit", "0")),
        (1, "limit-range", ("transmission", "list", "--limit", "0")),
        (1, "leg-without-request", (*PHONE, "--leg", "1")),
        (6, "transmission-unknown", (*PHONE, "--answers", "99")),
        (1, "recipient-missing", ("transmission", "record", "--out", "--channel", "phone")),
        (2, "missing-option", ("transmission", "receipt", "1", "--at", "hier")),
        (2, "one-or-the-other", ("transmission", "receipt", "1", "--paper", "x", "--out", ".")),
        (2, "comes-later", ("log", "export", "x.zip", "--tsa", "http://tsa")),
        (2, "comes-later", ("verify", "x.zip", "--timestamp")),
        (2, "comes-later", ("due", "--out", "x.pdf")),
        (3, "no-sheet-words", ("recover", "--rehearse")),
        (2, "given-twice", ("card", "export", "a.card", "--out", "b.card")),
        (2, "missing-option", ("card", "export")),
        (1, "range-crossed", ("log", "export", "x.zip", "--since", "2026-12-01", "--until", "2026-01-01")),
        (1, "range-crossed", ("log", "export", "x.zip", "--first", "9", "--last", "3")),
        (2, "range-crossed", ("verify", "x.zip", "--since", "2026-12-01", "--until", "2026-01-01")),
        (1, "unknown-code", ("service", "add", "x", "--name", "n", "--country", "CO", "--type", "bordr")),
        (1, "name-missing", (*POLICE, "--name", " ")),
        (1, "text-too-long", (*POLICE, "--name", "n" * 201)),
        (1, "name-with-controls", (*POLICE, "--name", "a\x1bb")),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_changed(
    clerk: Clerk, code: int, reason: str, words: tuple[str, ...]
) -> None:
    assert clerk.refused(code, *words) == reason


@pytest.mark.parametrize("reference", ["MAD-2026-00001", "BOG-2026-00000", "BOG-2026-00099"])
def test_a_reference_that_was_never_given_out_is_not_found(clerk: Clerk, reference: str) -> None:
    clerk.ok(*WANTED)
    assert clerk.refused(6, "request", "show", reference) == "request-unknown"


def test_a_reference_is_found_however_it_is_typed(clerk: Clerk) -> None:
    ref = clerk.ok(*WANTED)["ref"]
    assert clerk.ok("request", "show", f" {ref.lower()} ")["ref"] == ref


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("18/11", "“18/11” is taken as Wed 2026-11-18 (America/Bogota, the post’s zone)."),
        ("hier 14h", "“hier 14h” is taken as Wed 2026-11-18 14:00 (America/Bogota, the post’s zone)."),
        ("2026-11-18 14:00", "“2026-11-18 14:00” is taken as Wed 2026-11-18 14:00 (America/Bogota"),
        ("2 hours ago", "“2 hours ago” is taken as Thu 2026-11-19 07:00 (America/Bogota)."),
        ("18/11 20:00 +01:00", "“18/11 20:00 +01:00” is taken as Wed 2026-11-18 20:00 (+01:00)."),
        ("18/11 20:00Z", "“18/11 20:00Z” is taken as Wed 2026-11-18 20:00 (UTC)."),
        ("18/11 20:00 Europe/Paris", "is taken as Wed 2026-11-18 20:00 (Europe/Paris)."),
        ("2026-11-18T14:00:00-05:00", ""),
        ("2026-11-18", ""),
    ],
)
def test_a_moment_typed_loosely_is_said_as_it_was_understood(clerk: Clerk, typed: str, said: str) -> None:
    told = clerk.run(*PHONE, "--at", typed)
    assert told.code == 0
    assert (said in told.err) if said else "taken as" not in told.err
    assert "taken as" not in told.out


def test_how_a_deadline_was_understood_is_said_also_where_it_is_refused(clerk: Clerk) -> None:
    told = clerk.run(*WANTED, "--due", "01/11")
    assert told.code == 1
    assert "“01/11” is taken as Sun 2026-11-01 24:00 (America/Bogota, the post’s zone)." in told.err


def test_several_attachments_are_added_all_or_none(clerk: Clerk, tmp_path: Path) -> None:
    ref = clerk.ok(*WANTED)["ref"]
    one, two = tmp_path / "un.txt", tmp_path / "deux.txt"
    one.write_bytes(b"1")
    assert clerk.refused(1, "attachment", "add", ref, one, two) == "file-not-read"
    assert clerk.ok("attachment", "list", ref)["items"] == []
    two.write_bytes(b"2")
    added = clerk.ok("attachment", "add", ref, one, two)["items"]
    assert [item["number"] for item in added] == [1, 2]


@pytest.mark.parametrize("words", [("own.card",), ("--out", "own.card"), ("--json", "own.card")])
def test_an_output_file_is_given_in_its_place_or_by_option(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert clerk.run("card", "export", *words).code == 0
    assert (tmp_path / "own.card").read_bytes().startswith(b"exchange-card: v1\n")


def test_a_file_that_cannot_be_written_names_the_folder_that_is_missing(clerk: Clerk, tmp_path: Path) -> None:
    told = clerk.run("card", "export", tmp_path / "nowhere" / "own.card")
    assert (told.code, told.err.splitlines()[0]) == (1, f"error: {tmp_path / 'nowhere'} does not exist.")


def test_the_letter_of_a_register_number_must_be_its_directions(clerk: Clerk) -> None:
    clerk.ok(*PHONE)
    assert clerk.ok("transmission", "show", "A-0001")["number"] == 1
    assert clerk.refused(6, "transmission", "show", "D-0001") == "transmission-unknown"


def test_an_arrival_that_answers_proposes_the_request_that_was_answered(clerk: Clerk) -> None:
    ref = clerk.ok(*WANTED)["ref"]
    sent = clerk.ok("transmission", "record", "--out", "--channel", "phone", ref, "--leg", "1")
    assert sent["to"] == "ofast"
    came = clerk.ok(*PHONE, "--answers", str(sent["number"]))
    assert (came["proposed"]["request"], came["answers"]) == (ref, sent["transmission"])


def test_why_an_arrival_was_set_aside_is_shown(clerk: Clerk) -> None:
    clerk.ok(*PHONE)
    clerk.ok("transmission", "set-aside", "1", "--reason", "Diffusion générale")
    assert "reason: Diffusion générale\n" in clerk.run("transmission", "show", "1").out


def test_a_departure_gets_no_receipt_of_ours(clerk: Clerk, tmp_path: Path) -> None:
    clerk.ok("transmission", "record", "--out", "--channel", "phone", "--to", "ofast")
    assert clerk.refused(1, "transmission", "receipt", "1", "--out", tmp_path) == "not-an-arrival"


def test_figures_are_for_those_who_may_read_the_log(clerk: Clerk) -> None:
    assert clerk.refused(4, "stats", who=INVESTIGATOR) == "role-may-not"
    assert clerk.refused(4, "stats", "--art-18", "2026", who=INVESTIGATOR) == "role-may-not"
    assert clerk.run("stats", who=OFFICER).code == 0


def test_a_member_activates_with_another_passphrase_than_the_one_he_was_given(clerk: Clerk) -> None:
    clerk.phrases["e.neuf"] = first_passphrase_of("e.neuf")
    given = clerk.phrase("e.neuf")
    clerk.ok(
        *("member", "add", "e.neuf", "--name", "Eve", "--role", "officer"),
        *("--until", "demain", "--new-passphrase-file", given),
    )
    words = ("member", "activate", "--new-passphrase-file", given)
    assert clerk.refused(1, *words, who="e.neuf") == "passphrase-same"
    told = clerk.run("member", "list")
    assert "Provisional  Fri 2026-11-20" in told.out


def test_a_passphrase_is_changed_for_another_one(clerk: Clerk) -> None:
    words = ("member", "passphrase", "--new-passphrase-file", clerk.phrase(HEAD))
    assert clerk.refused(1, *words) == "passphrase-same"
    assert clerk.refused(1, *words, "--new-seed") == "passphrase-same"


def test_a_last_day_that_is_past_is_refused(clerk: Clerk) -> None:
    words = ("member", "add", "x", "--name", "X", "--role", "officer", "--until", "hier")
    assert clerk.refused(1, *words, "--new-passphrase-file", clerk.phrase(HEAD)) == "past-date"


@pytest.mark.parametrize("name", ["", "a\x1bb", "x" * 201])
def test_a_post_without_a_name_that_can_stand_in_its_card_is_not_made(
    clerk: Clerk, tmp_path: Path, name: str
) -> None:
    store = tmp_path / "new"
    told = clerk.run(
        *("init", "--post", "asi-x", "--prefix", "XYZ", "--name", name, "--country", "FR", "--host", "CO"),
        *("--head", "a", "--head-name", "A", "--recovery-out", tmp_path / "sheet"),
        store=store,
    )
    assert told.code == 1
    assert told.err.startswith("error: ")
    assert not store.exists()


def test_the_entries_that_a_verifier_asks_for_are_shown_to_people(clerk: Clerk, tmp_path: Path) -> None:
    ref = clerk.ok(*WANTED)["ref"]
    clerk.ok("log", "export", tmp_path / "log.zip")
    told = clerk.run("verify", tmp_path / "log.zip", "--request", ref)
    assert "Request opened" in told.out
    assert HEAD in told.out
    assert "No entry answers" in clerk.run("verify", tmp_path / "log.zip", "--member", "nobody").out
    assert "Request opened" not in clerk.run("verify", tmp_path / "log.zip").out


def test_a_language_of_the_environment_that_there_is_not_is_refused_too(clerk: Clerk) -> None:
    clerk.monkeypatch.setenv("EXCHANGE_LANG", "de")
    told = clerk.run("law", "list")
    assert (told.code, "EXCHANGE_LANG" in told.err) == (2, True)
    assert clerk.run("law", "list", "--lang", "en").code == 0


def test_an_export_of_the_log_goes_to_stdout_too(clerk: Clerk, tmp_path: Path) -> None:
    file = tmp_path / "log.zip"
    with pytest.MonkeyPatch.context() as patch, file.open("w", encoding="utf-8") as stdout:
        patch.setattr(sys, "stdout", stdout)
        assert clerk.run("log", "export", "-").code == 0
    assert clerk.run("verify", file).code == 0
    assert not Path("-").exists()


def test_a_directory_is_read_in_the_language_of_its_reader(clerk: Clerk) -> None:
    assert "NCB Colombia (INTERPOL)" in clerk.run("service", "list").out
    assert "BCN Colombie (INTERPOL)" in clerk.run("service", "list", "--lang", "fr").out


def test_a_leg_named_by_a_service_that_several_legs_ask_is_to_be_numbered(clerk: Clerk) -> None:
    ref = clerk.ok(*WANTED)["ref"]
    clerk.ok("leg", "add", ref, "--to", "ofast")
    assert clerk.refused(1, "leg", "refuse", ref, "ofast", "--ground", "form") == "leg-ambiguous"


def test_a_date_asked_before_the_receipt_is_refused_for_a_leg_too(clerk: Clerk) -> None:
    ref = clerk.ok(*WANTED)["ref"]
    assert clerk.refused(1, "leg", "add", ref, "--to", "dcis", "--due", "2020-01-01") == "due-before-received"


def test_a_basis_that_does_not_bind_names_those_that_do(clerk: Clerk) -> None:
    ref = clerk.ok(*WANTED)["ref"]
    words = ("leg", "add", ref, "--to", "interpol-co", "--legal-basis", "eu-2023-977")
    assert clerk.refused(1, *words) == "basis-not-binding"
    assert "reciprocity" in clerk.run(*words).err


@pytest.mark.parametrize(("language", "source"), [("fr", "CPP, art.\u00a0694 et s."), ("en", "CPP 694 ff.")])
def test_a_limit_names_its_source_in_the_language_of_its_reader(
    clerk: Clerk, language: str, source: str
) -> None:
    ref = clerk.ok(*WANTED)["ref"]
    assert source in clerk.run("leg", "list", ref, "--lang", language).out
    assert source in clerk.run("law", "show", "reciprocity", "--lang", language).out
    assert clerk.ok("leg", "list", ref, "--lang", language)["items"][0]["source"] == "CPP 694 ff."


def test_people_are_shown_all_of_a_request_that_its_document_says(clerk: Clerk) -> None:
    ref = clerk.ok(
        *(*WANTED, "--agent", "Cne Roux", "--their-ref", "PJ-7", "--via", "email"),
        *("--set", "warrant.number=2024/118", "--due", "2026-12-24T12:00:00Z"),
    )["ref"]
    clerk.ok("request", "assign", ref, INVESTIGATOR)
    clerk.ok(
        "leg", "event", ref, "1", "acknowledged", "--at", "2026-11-19T14:00:00Z", "--note", "par téléphone"
    )
    closing = ("--outcome", "withdrawn", "--reason", "Retirée", "--result", "seizures=2 kilogram")
    clerk.ok("request", "close", ref, *closing)
    told = clerk.run("request", "show", ref).out
    for line in ("outcome: Withdrawn", "agent: Cne Roux", "their references: PJ-7", "came by: E-mail"):
        assert f"\n{line}\n" in told, line
    for words in ("Warrant number: 2024/118", "seizures.kilogram=2", f"assigned to: {INVESTIGATOR}"):
        assert words in told, words
    assert "Events\n" in told and "par téléphone" in told


@pytest.mark.parametrize(
    ("held", "reason"), [(b"", "no-new-passphrase"), (b"\xff\xfe\n", "new-passphrase-not-text")]
)
def test_a_new_passphrase_that_is_none_is_refused_and_locks_nobody_out(
    clerk: Clerk, held: bytes, reason: str
) -> None:
    file = clerk.place / "nouvelle.txt"
    file.write_bytes(held)
    assert clerk.refused(1, "member", "passphrase", "--new-passphrase-file", file) == reason


def test_new_keys_of_a_head_come_with_a_new_sheet(clerk: Clerk) -> None:
    new, place = clerk.place / "neuve.txt", clerk.place / "fiche.txt"
    new.write_text("une phrase toute neuve", encoding="utf-8")
    words = ("member", "passphrase", "--new-passphrase-file", new, "--recovery-out", place)
    assert clerk.run(*words).code == 2
    told = clerk.run(*words, "--new-seed", "--lang", "en")
    assert (told.code, "new recovery sheet" in told.out) == (0, True), told.err
    assert len(place.read_text(encoding="utf-8").split()) > 20


@pytest.mark.parametrize(("language", "said"), [("en", "to be revoked"), ("fr", "à révoquer")])
def test_a_head_is_told_at_each_verb_whose_last_day_is_over(clerk: Clerk, language: str, said: str) -> None:
    clerk.world.add("p.stage", "officer", "2026-11-20")
    clerk.world.clock.advance(days=2)
    told = clerk.run("request", "list", "--lang", language)
    assert (told.code, said in told.err, "p.stage" in told.err) == (0, True, True)
