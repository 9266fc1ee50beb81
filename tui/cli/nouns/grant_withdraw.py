"""`exchange grant withdraw`: a compartment taken from a member, its keys replaced."""

from __future__ import annotations

from tui.cli.answer import answer
from tui.cli.grammar import Call, Verb, needed, word
from tui.cli.replaced import say_replaced
from tui.cli.session import opened


def withdraw(call: Call) -> None:
    """Take a compartment from a member, and replace its keys."""
    report, given = call.report, call.given
    handle, compartment = given.need("handle"), given.need("compartment")
    with opened(call) as desk:
        with report.progress("progress.rekey", 0) as bar:
            done = desk.staffing.withdraw(handle, compartment, bar.to)
        answer(
            report,
            {"handle": handle, "compartment": compartment, "keys": done},
            lambda row: report.say("grant.withdrawn", handle=handle, compartment=compartment),
        )
        say_replaced(report, done)


WITHDRAW = Verb(
    "withdraw",
    withdraw,
    (word("handle", "HANDLE"), needed("compartment", "NAME")),
    ("exchange grant withdraw p.leroy --compartment general",),
)
