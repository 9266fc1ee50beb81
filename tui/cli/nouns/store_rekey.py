"""`exchange store rekey`: a new key for the store's file, and whatever key is still to be replaced."""

from __future__ import annotations

from tui.cli.answer import answer
from tui.cli.grammar import Call, Verb
from tui.cli.replaced import say_replaced
from tui.cli.session import opened


def rekey(call: Call) -> None:
    """Finish replacing keys, and give the store's file a new one."""
    report = call.report
    with opened(call) as desk:
        with report.progress("progress.rekey", 0) as bar:
            done = desk.staffing.rekey(bar.to)
        answer(report, done, lambda row: report.say("store.rekeyed"))
        say_replaced(report, done)


REKEY = Verb("rekey", rekey, (), ("exchange store rekey",))
