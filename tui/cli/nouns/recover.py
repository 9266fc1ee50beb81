"""`exchange recover`: a head who lost his passphrase comes back by the recovery sheet."""

from __future__ import annotations

from exchange.errors import Usage
from tui.cli.answer import answer
from tui.cli.grammar import Call, Noun, Verb, flag, value
from tui.cli.passphrases import words_from_stdin
from tui.cli.session import new_passphrase_given, opened, store_named
from tui.cli.sheets import give_with_sheet, place_is_free


def recover(call: Call) -> None:
    """Use the sheet, rehearse its use, or replace it."""
    given, report = call.given, call.report
    place = given.text("recovery-out")
    place_is_free(place)
    if given.flag("new-sheet") and given.flag("rehearse"):
        raise Usage("one-or-the-other", one="--new-sheet", other="--rehearse")
    if given.flag("new-sheet"):
        with opened(call) as desk:
            sheet = desk.members.new_sheet(report.language)
        give_with_sheet(report, {"sheet": "new"}, sheet, place, lambda row: report.say("recover.new-sheet"))
    elif given.flag("rehearse"):
        _rehearse(call)
    else:
        _by_sheet(call, place)


def _rehearse(call: Call) -> None:
    from exchange.desk import Desk

    Desk.rehearse(store_named(call.given), _words(call), call.settings())
    answer(call.report, {"rehearsed": True}, lambda row: call.report.say("recover.rehearsed"))


def _by_sheet(call: Call, place: str | None) -> None:
    from exchange.desk import Desk

    report = call.report
    words = _words(call)
    passphrase = new_passphrase_given(call)
    store, settings = store_named(call.given), call.settings()
    sheet = Desk.recover(store, words, passphrase, settings, language=report.language)
    give_with_sheet(report, {"recovered": True}, sheet, place, lambda row: report.say("recover.done"))


def _words(call: Call) -> str:
    return words_from_stdin(call.report.words("prompt.sheet"))


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
            unlocks=False,  # by the sheet's words
        ),
    ),
)
