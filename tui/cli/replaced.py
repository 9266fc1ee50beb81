"""What replacing keys came to, said to people: the new card, what was sealed anew, what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.report import Report

if TYPE_CHECKING:
    from exchange.staffing.area import NewCard, Replaced


def say_card(report: Report, card: NewCard | None) -> None:
    """Say that the card is a new one, and whether partners must compare it."""
    if card is not None:
        said = "rekey.card-compare" if card.compare else "rekey.card"
        report.note(said, serial=card.serial, fingerprint=card.fingerprint)


def say_replaced(report: Report, keys: Replaced) -> None:
    """Say how much was sealed anew, and what is left to do and by whom."""
    if keys.resealed:
        report.note("rekey.done", count=keys.resealed)
    if keys.left:
        report.note("rekey.left", count=keys.left)
    if keys.foreign:
        report.note("rekey.foreign", handles=", ".join(keys.foreign))
    if keys.store is not None:
        report.note("rekey.store" if keys.store else "rekey.store-later")
