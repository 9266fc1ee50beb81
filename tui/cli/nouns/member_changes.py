"""`exchange member revoke`, `role` and `renew`: leaving, other work, a lost passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.answer import answer
from tui.cli.grammar import Call, Verb, needed, value, word
from tui.cli.replaced import say_card, say_replaced
from tui.cli.session import new_passphrase_given, opened

if TYPE_CHECKING:
    from exchange.staffing.area import Change


def revoke(call: Call) -> None:
    """Take a member out of the post at once, and replace every key that he held."""
    with opened(call) as desk:
        with call.report.progress("progress.rekey", 0) as bar:
            done = desk.staffing.revoke(call.given.need("handle"), bar.to)
        _tell(call, done, "member.revoked")


def role(call: Call) -> None:
    """Give a member another role, with the keys that it holds and no other."""
    given = call.given
    with opened(call) as desk:
        with call.report.progress("progress.rekey", 0) as bar:
            done = desk.staffing.role(given.need("handle"), given.need("role"), bar.to)
        _tell(call, done, "member.role")


def renew(call: Call) -> None:
    """Give a member who lost his passphrase a provisional slot again, with all that he held."""
    handle, passphrase = call.given.need("handle"), new_passphrase_given(call)
    with opened(call) as desk:
        done = desk.staffing.renew(handle, passphrase)
        answer(call.report, done, lambda row: call.report.say("member.to-activate", handle=handle))


def _tell(call: Call, done: Change, said: str) -> None:
    report = call.report
    role_name = report.code("role", done.member.role)
    answer(report, done, lambda row: report.say(said, handle=done.member.handle, role=role_name))
    say_card(report, done.card)
    say_replaced(report, done.keys)


CHANGES = (
    Verb(
        "role",
        role,
        (word("handle", "HANDLE"), needed("role", "head|officer|investigator|auditor")),
        ("exchange member role p.leroy --role officer",),
        four_eyes=True,
    ),
    Verb(
        "renew",
        renew,
        (word("handle", "HANDLE"), value("new-passphrase-file", "FILE")),
        ("exchange member renew p.leroy --new-passphrase-file provisoire.txt",),
        four_eyes=True,
    ),
    Verb("revoke", revoke, (word("handle", "HANDLE"),), ("exchange member revoke p.leroy",)),
)
