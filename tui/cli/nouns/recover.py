"""`exchange recover`: a head who lost his passphrase comes back by the recovery sheet."""

from __future__ import annotations

from exchange.errors import Usage
from tui.cli.answer import answer
from tui.cli.grammar import Call, Noun, Verb, flag, value
from tui.cli.passphrases import words_from_stdin
from tui.cli.session import new_passphrase_given, opened, state_folder, store_named
from tui.cli.sheets import give_sheet, place_is_free


def recover(call: Call) -> None:
    """Use the sheet, rehearse its use, or replace it."""
    given = call.given
    place_is_free(given.text("recovery-out"))
    if given.flag("new-sheet") and given.flag("rehearse"):
        raise Usage("one-or-the-other", one="--new-sheet", other="--rehearse")
    if given.flag("new-sheet"):
        with opened(call) as desk:
            sheet = desk.members.new_sheet()
        answer(call.report, {"sheet": "new"}, lambda row: call.report.say("recover.new-sheet"))
        give_sheet(call.report, sheet, given.text("recovery-out"))
    else:
        _by_sheet(call)


def _by_sheet(call: Call) -> None:
    from exchange.desk import Desk

    store = store_named(call.given)
    words = words_from_stdin(call.report.words("prompt.sheet"))
    if call.given.flag("rehearse"):
        Desk.rehearse_recovery(store, words, state=state_folder())
        answer(call.report, {"rehearsed": True}, lambda row: call.report.say("recover.rehearsed"))
        return
    passphrase = new_passphrase_given(call)
    sheet = Desk.recover(store, words, passphrase, state=state_folder())
    answer(call.report, {"recovered": True}, lambda row: call.report.say("recover.done"))
    give_sheet(call.report, sheet, call.given.text("recovery-out"))


NOUN = Noun(
    "recover",
    (
        Verb(
            "",
            recover,
            (
                flag("new-sheet"),
                flag("rehearse"),
                value("new-passphrase-file", "FILE"),
                value("recovery-out", "FILE|-"),
            ),
            ("exchange recover", "exchange recover --rehearse", "exchange recover --new-sheet"),
        ),
    ),
)
