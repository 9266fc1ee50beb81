"""The note verbale: a transmission that goes by the diplomatic channel, as a letter on paper.

The opening and closing courtesies are in French and in the partner's language; what stands between
is the bordereau's own: references, conditions of use, message, points, subjects, annexes.
"""

from __future__ import annotations

from exchange.documents import sections
from exchange.documents.content import Bordereau
from exchange.documents.form import both, finish, letterhead, title
from exchange.documents.layout import LEFT, PLAIN, WIDTH, Cell, Pages, Style
from exchange.documents.paint import About, paint
from exchange.documents.words import PaperLanguage, words
from exchange.foreign_text import visible_line

_COURTESY = Style(10, 15)
_SECTIONS = (
    sections.references,
    sections.message,
    sections.points,
    sections.details,
    sections.subjects,
    sections.conditions,
    sections.attachments,
)


def render_note(note: Bordereau) -> bytes:
    """Return the note verbale as a PDF; same transmission, same bytes."""
    pages = Pages()
    letterhead(pages, note.sender, note.language)
    title(pages, "title.note-verbale", note.language, note.number)
    sections.parties(pages, note)
    _courtesy(pages, "note-verbale.opening", note.language)
    for section in _SECTIONS:
        section(pages, note)
    _courtesy(pages, "note-verbale.closing", note.language)
    sections.receipt(pages, note)
    name = words("short.note-verbale", PaperLanguage.FR)
    about = About(
        title=visible_line(f"{name} {note.number}"), author=visible_line(note.sender.name), at=note.at
    )
    return paint(finish(pages, note, "short.note-verbale"), about)


def _courtesy(pages: Pages, code: str, language: PaperLanguage) -> None:
    pages.skip(8)
    pages.row([Cell(LEFT + 5, WIDTH - 10, both(code, language, _COURTESY))], PLAIN)
