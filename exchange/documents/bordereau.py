"""The bordereau d'envoi: all that a person must read of a transmission, on paper, in two languages.

`render` gives a PDF: letterhead, parties, references and time limit, conditions of use, message,
points, persons and objects, attachments with their digests, and the receipt to send back. The same
bordereau gives the same bytes: its hash stands in the log beside the transmission.
"""

from __future__ import annotations

from exchange.documents import sections
from exchange.documents.content import Bordereau
from exchange.documents.form import finish, letterhead, title
from exchange.documents.layout import Pages
from exchange.documents.paint import About, paint
from exchange.documents.words import PaperLanguage, words
from exchange.foreign_text import visible_line

_SECTIONS = (
    sections.parties,
    sections.references,
    sections.conditions,
    sections.message,
    sections.points,
    sections.details,
    sections.subjects,
    sections.attachments,
    sections.trace,
    sections.receipt,
)


def render(bordereau: Bordereau) -> bytes:
    """Return the bordereau as a PDF; same bordereau, same bytes."""
    pages = Pages()
    letterhead(pages, bordereau.sender, bordereau.language)
    title(pages, "title.bordereau", bordereau.language, bordereau.number)
    for section in _SECTIONS:
        section(pages, bordereau)
    name = words("short.bordereau", PaperLanguage.FR)
    about = About(
        title=visible_line(f"{name} {bordereau.number}"),
        author=visible_line(bordereau.sender.name),
        at=bordereau.at,
    )
    return paint(finish(pages, bordereau, "short.bordereau"), about)
