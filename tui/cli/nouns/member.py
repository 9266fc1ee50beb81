"""`exchange member`: who works at the post; provisional slots, activation, passphrases, changes."""

from __future__ import annotations

from exchange.errors import Usage
from tui.cli.answer import Column, Row, answer, fields, rows, table
from tui.cli.grammar import Call, Noun, Verb, flag, needed, value, word
from tui.cli.nouns.member_changes import CHANGES
from tui.cli.report import Report
from tui.cli.session import new_passphrase_given, opened, zone_of
from tui.cli.sheets import give_with_sheet, place_is_free

_COLUMNS = (
    Column("handle"),
    Column("name"),
    Column("role", "code:role"),
    Column("status", "code:member-status"),
    Column("until", "day"),
)


def add(call: Call) -> None:
    """Add a member with a provisional slot; he activates it with a passphrase of his own."""
    given = call.given
    passphrase = new_passphrase_given(call)
    with opened(call) as desk:
        zone = zone_of(desk)
        done = desk.members.add(
            given.need("handle"), given.need("name"), given.need("role"), passphrase, given.text("until")
        )

        def for_people(row: Row) -> None:
            fields(call.report, row, _COLUMNS, zone)
            call.report.note("member.to-activate", handle=given.need("handle"))

        answer(call.report, done, for_people)


def activate(call: Call) -> None:
    """Draw one's own keys and take a passphrase that nobody else knows."""
    passphrase = new_passphrase_given(call)
    with opened(call) as desk:
        done = desk.members.activate(passphrase)
        answer(call.report, done, lambda row: call.report.say("member.activated", handle=str(row["handle"])))


def list_members(call: Call) -> None:
    """Show the members, and which of them have not activated yet."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.members.list()}
        answer(call.report, found, lambda row: table(call.report, rows(row, "items"), _COLUMNS, zone))


def passphrase(call: Call) -> None:
    """Change one's passphrase; with --new-seed one's keys too, and the recovery sheet of who has one."""
    given, report = call.given, call.report
    place = given.text("recovery-out")
    if place is not None and not given.flag("new-seed"):
        raise Usage("missing-option", option="--new-seed")
    place_is_free(place)
    new = new_passphrase_given(call)
    with opened(call) as desk:
        if not given.flag("new-seed"):
            answer(report, desk.members.passphrase(new), lambda row: report.say("member.passphrase"))
            return
        done = desk.members.renew_seed(new, report.language)
        if done.sheet is None:
            answer(report, done.member, lambda row: report.say("member.new-seed"))
            return
    give_with_sheet(report, vars(done.member), done.sheet, place, lambda row: _say_sheet(report))


def _say_sheet(report: Report) -> None:
    report.say("member.new-seed")
    report.say("recover.new-sheet")


_NEW = value("new-passphrase-file", "FILE")

NOUN = Noun(
    "member",
    (
        Verb(
            "add",
            add,
            (
                word("handle", "HANDLE"),
                needed("name", "NAME"),
                needed("role", "head|officer|investigator|auditor"),
                _NEW,
                value("until", "DATE"),
            ),
            (
                'exchange member add p.leroy --name "Paul Leroy" --role officer '
                "--new-passphrase-file provisoire.txt",
            ),
            four_eyes=True,
        ),
        Verb(
            "activate",
            activate,
            (_NEW,),
            ("exchange --as p.leroy --passphrase-file provisoire.txt member activate",),
        ),
        Verb("list", list_members, (), ("exchange member list",)),
        Verb(
            "passphrase",
            passphrase,
            (_NEW, flag("new-seed"), value("recovery-out", "FILE|-")),
            ("exchange member passphrase", "exchange member passphrase --new-seed"),
        ),
        *CHANGES,
    ),
)
