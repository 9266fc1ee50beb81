"""The look of our papers: letterhead, bands, rows with a label in each language, header and footer.

French stands on the left and the partner's language on the right, the value between them; a text
that has words in both is given in both, each in a paragraph of its own, so that no right-to-left
text ever stands inside a left-to-right sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from exchange.documents.content import Bordereau, Sender
from exchange.documents.layout import (
    LEFT,
    PLAIN,
    RIGHT,
    WIDTH,
    Block,
    Cell,
    Dress,
    Pages,
    Side,
    Style,
    one_line,
)
from exchange.documents.paint import PAGE_HEIGHT, Box, Frame, Ink, Mark, Rule
from exchange.documents.words import PaperLanguage, country_name, languages_of, value_words, words

_LABEL = 104.0
_GAP = 11.0

LABEL = Style(8, 13.5, bold=True, ink=Ink.BLUE)
PARTNER_LABEL = Style(8, 13.5, ink=Ink.GREY, side=Side.RIGHT)
VALUE = Style()
STRONG = Style(bold=True)
SMALL = Style(7.5, 11, ink=Ink.GREY)
BAND = Style(9.5, 14, bold=True, ink=Ink.BLUE, side=Side.LEFT)
PARTNER_BAND = Style(9.5, 14, ink=Ink.BLUE, side=Side.RIGHT)


def both(
    code: str, language: PaperLanguage, style: Style = VALUE, /, **arguments: str | int
) -> tuple[Block, ...]:
    """Return the words of `code` in French, then in the partner's language where they differ."""
    texts = dict.fromkeys(words(code, each, **arguments) for each in languages_of(language))
    return tuple(Block(text, style) for text in texts)


def both_values(family: str, code: str, language: PaperLanguage, style: Style = VALUE) -> tuple[Block, ...]:
    """Return the words of a value's code in both languages; a code without words as it is."""
    texts = dict.fromkeys(value_words(family, code, each) for each in languages_of(language))
    return tuple(Block(text, style) for text in texts)


def band(pages: Pages, code: str, language: PaperLanguage, following: float = 44) -> None:
    """Begin a section; its heading stays with the `following` points of what comes after it."""
    pages.skip(9)
    pages.keep(26 + following)
    cells = [Cell(LEFT, WIDTH / 2, (Block(words(code, PaperLanguage.FR), BAND),))]
    if language is not PaperLanguage.FR:
        cells.append(Cell(LEFT + WIDTH / 2, WIDTH / 2, (Block(words(code, language), PARTNER_BAND),)))
    pages.row(cells, Dress(above=1, below=2, hairline=False))
    pages.page.append(Rule(LEFT, pages.y, RIGHT, pages.y, 1.1, Ink.BLUE))


def labelled(
    pages: Pages, code: str, language: PaperLanguage, blocks: Sequence[Block], dress: Dress | None = None
) -> None:
    """Set one row: the label of `code` in both languages, and what it is worth between them."""
    right = 0.0 if language is PaperLanguage.FR else _LABEL + _GAP
    cells = [
        Cell(LEFT + 5, _LABEL, (Block(value_label(code, PaperLanguage.FR), LABEL),)),
        Cell(LEFT + 5 + _LABEL + _GAP, WIDTH - 10 - _LABEL - _GAP - right, tuple(blocks)),
    ]
    if right:
        cells.append(Cell(RIGHT - 5 - _LABEL, _LABEL, (Block(value_label(code, language), PARTNER_LABEL),)))
    pages.row(cells, dress or Dress())


def value_label(code: str, language: PaperLanguage) -> str:
    """Return the words of a label; a field's name without words is shown as it stands."""
    found = words(code, language)
    return code.removeprefix("field.") if found == code else found


def letterhead(pages: Pages, sender: Sender, language: PaperLanguage) -> None:
    """Set whose service writes, on the left, and which one it is, on the right."""
    name = Style(10, 14, bold=True, side=Side.RIGHT)
    where = Style(8.5, 12, ink=Ink.GREY, side=Side.RIGHT)
    places = [
        sender.handle,
        *(country_name(sender.host, each) for each in languages_of(language) if sender.host),
    ]
    pages.y = 58
    pages.row(
        [
            Cell(LEFT, 220, _state(sender.country)),
            Cell(
                LEFT + 230, WIDTH - 230, (Block(sender.name, name), *(Block(each, where) for each in places))
            ),
        ],
        PLAIN,
    )
    pages.skip(8)


def _state(country: str) -> tuple[Block, ...]:
    title = Style(13, 14.5, bold=True, side=Side.LEFT)
    if country.upper() != "FR":
        return (Block(country_name(country, PaperLanguage.FR).upper(), title),)
    motto = Style(7.5, 9.5, side=Side.LEFT)
    return (
        Block("RÉPUBLIQUE\nFRANÇAISE", title),
        Block("\u00a0", Style(3, 3)),
        Block("Liberté\nÉgalité\nFraternité", motto),
    )


def title(pages: Pages, code: str, language: PaperLanguage, number: str) -> None:
    """Set what the paper is, in both languages, and its number."""
    french = Style(17, 22, bold=True, ink=Ink.BLUE, side=Side.CENTRE)
    partner = Style(11, 16, ink=Ink.BLUE, side=Side.CENTRE)
    blocks = [Block(words(code, PaperLanguage.FR), french)]
    if language is not PaperLanguage.FR:
        blocks.append(Block(words(code, language), partner))
    blocks.append(Block(f"n°\u00a0{number}", Style(11, 17, bold=True, side=Side.CENTRE)))
    pages.row([Cell(LEFT, WIDTH, tuple(blocks))], PLAIN)
    pages.skip(4)


def finish(pages: Pages, bordereau: Bordereau, code: str) -> list[list[Mark]]:
    """Return the pages with the marking above and below, and their numbers, on each."""
    total = len(pages.pages)
    return [
        [*marks, *_margins(bordereau, code, number, total)]
        for number, marks in enumerate(pages.pages, start=1)
    ]


def _margins(bordereau: Bordereau, code: str, number: int, total: int) -> list[Mark]:
    small = Style(7.5, 10, ink=Ink.GREY, side=Side.LEFT)
    right = Style(7.5, 10, ink=Ink.GREY, side=Side.RIGHT)
    foot = PAGE_HEIGHT - 32
    page = words("label.page", PaperLanguage.FR, page=number, pages=total)
    marks: list[Mark] = [
        Rule(LEFT, foot - 16, RIGHT, foot - 16, 0.5, Ink.HAIRLINE),
        one_line(f"{bordereau.number} · {bordereau.our_reference}", LEFT, foot, 150, small),
        one_line(page, RIGHT - 150, foot, 150, right),
    ]
    if number > 1:
        running = f"{words(code, PaperLanguage.FR)} n°\u00a0{bordereau.number}"
        marks.append(one_line(running, LEFT, 58, 170, small))
        marks.append(one_line(bordereau.sender.handle, RIGHT - 230, 58, 230, right))
        marks.append(Rule(LEFT, 63, RIGHT, 63, 0.5, Ink.HAIRLINE))
    return [
        *marks,
        *_marking(bordereau.conditions.marking, 22),
        *_marking(bordereau.conditions.marking, foot - 11),
    ]


def _marking(marking: str, y: float) -> list[Mark]:
    if not marking:
        return []
    style = Style(9, 12, bold=True, ink=Ink.RED, side=Side.CENTRE)
    words_of = one_line(
        value_words("marking", marking, PaperLanguage.FR), LEFT + 160, y + 11.3, WIDTH - 320, style
    )
    width = words_of.line.width * words_of.size / 1000 + 20
    x = LEFT + (WIDTH - width) / 2
    return [Box(x, y, width, 16, Ink.WARM), Frame(x, y, width, 16, Ink.RED), words_of]
