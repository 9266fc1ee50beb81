"""`exchange grant`: who needs to know what; a grant is the key to a compartment."""

from __future__ import annotations

from tui.cli.answer import Column, answer, rows, table
from tui.cli.grammar import Call, Noun, Verb, needed, word
from tui.cli.nouns.grant_withdraw import WITHDRAW
from tui.cli.session import opened, zone_of

_COLUMNS = (Column("compartment"), Column("handle"), Column("role", "code:role"))


def give(call: Call) -> None:
    """Give a member the key to a compartment."""
    given = call.given
    handle, compartment = given.need("handle"), given.need("compartment")
    with opened(call) as desk:
        done = desk.grants.give(handle, compartment)
        answer(
            call.report,
            done,
            lambda row: call.report.say("grant.given", handle=handle, compartment=compartment),
        )


def list_grants(call: Call) -> None:
    """Show who holds which compartment."""
    with opened(call) as desk:
        zone = zone_of(desk)
        found = {"items": desk.grants.list()}
        answer(call.report, found, lambda row: table(call.report, rows(row, "items"), _COLUMNS, zone))


NOUN = Noun(
    "grant",
    (
        Verb(
            "give",
            give,
            (word("handle", "HANDLE"), needed("compartment", "NAME")),
            ("exchange grant give p.leroy --compartment general",),
        ),
        WITHDRAW,
        Verb("list", list_grants, (), ("exchange grant list",)),
    ),
)
