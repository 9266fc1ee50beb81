"""The parts of a bordereau, one function each, in the order in which they are read."""

from __future__ import annotations

from exchange.documents.content import Attachment, Bordereau, Field, Subject
from exchange.documents.form import (
    LABEL,
    PARTNER_LABEL,
    SMALL,
    STRONG,
    VALUE,
    band,
    both,
    both_values,
    labelled,
)
from exchange.documents.layout import LEFT, WIDTH, Block, Cell, Dress, Pages, Side, Style
from exchange.documents.paint import Ink
from exchange.documents.words import (
    PaperLanguage,
    country_name,
    field_words,
    languages_of,
    limit_words,
    moment_words,
    value_words,
)

_URGENT = Style(bold=True, ink=Ink.RED)
_BODY = Style(10, 14.5)
_MACHINE_READABLE = Style(7.5, 11)  # its lines of 44 characters must not break
_WARNING = Dress(tint=Ink.WARM, bar=Ink.RED)


def parties(pages: Pages, bordereau: Bordereau) -> None:
    """Say who writes to whom, when, and by which way."""
    language, sender = bordereau.language, bordereau.sender
    band(pages, "section.parties", language)
    countries = dict.fromkeys(country_name(sender.country, each) for each in languages_of(language))
    whose = [Block(each) for each in countries] if sender.country else []
    labelled(pages, "label.from", language, [Block(sender.name, STRONG), *whose])
    labelled(pages, "label.to", language, [Block(bordereau.recipient, STRONG)])
    dates = (moment_words(bordereau.at, bordereau.zone, each) for each in languages_of(language))
    labelled(pages, "label.date", language, [Block(each) for each in dates])
    labelled(pages, "label.channel", language, both_values("channel", bordereau.channel, language))


def references(pages: Pages, bordereau: Bordereau) -> None:
    """Give the references, what it is, its urgency, and until when it is to be answered."""
    language = bordereau.language
    band(pages, "section.references", language)
    labelled(pages, "label.our-reference", language, [Block(bordereau.our_reference, STRONG)])
    theirs = [Block(each) for each in bordereau.their_references]
    labelled(pages, "label.their-references", language, theirs or both("label.none", language))
    if bordereau.answers:
        labelled(pages, "label.answers", language, [Block(bordereau.answers)])
    labelled(pages, "label.nature", language, both_values("nature", bordereau.nature, language))
    if bordereau.kind:
        labelled(pages, "label.kind", language, both_values("kind", bordereau.kind, language))
    _urgency(pages, bordereau)
    _due(pages, bordereau)


def _urgency(pages: Pages, bordereau: Bordereau) -> None:
    language, urgent = bordereau.language, bordereau.urgency == "urgent"
    style, dress = (_URGENT, _WARNING) if urgent else (VALUE, Dress())
    labelled(
        pages, "label.urgency", language, both_values("urgency", bordereau.urgency, language, style), dress
    )
    if bordereau.urgency_reason:
        reason = both_values("urgency-reason", bordereau.urgency_reason, language)
        labelled(pages, "label.urgency-reason", language, reason, dress)


def _due(pages: Pages, bordereau: Bordereau) -> None:
    if bordereau.due is None:
        return
    due, language = bordereau.due, bordereau.language
    texts = (limit_words(due.at, due.zone, each) for each in languages_of(language))
    labelled(pages, "label.due", language, [Block(each, STRONG) for each in texts])
    if due.sources:
        labelled(pages, "label.due-source", language, [Block(each) for each in due.sources])


def conditions(pages: Pages, bordereau: Bordereau) -> None:
    """Say what the reader may do with what he reads."""
    given, language = bordereau.conditions, bordereau.language
    if not (given.marking or given.handling or given.restrictions):
        return
    band(pages, "section.handling", language)
    if given.marking:
        labelled(
            pages,
            "label.marking",
            language,
            both_values("marking", given.marking, language, STRONG),
            _WARNING,
        )
    if given.handling:
        official = [Block(given.handling, STRONG), *(Block(each) for each in given.handling_words)]
        labelled(pages, "label.handling", language, official, _WARNING)
    if given.restrictions:
        labelled(pages, "label.conditions", language, [Block(given.restrictions)], _WARNING)
    pages.row(
        [Cell(LEFT + 5, WIDTH - 10, both("section.conditions-all", language, SMALL))], Dress(hairline=False)
    )


def message(pages: Pages, bordereau: Bordereau) -> None:
    """Give the subject line and the whole text."""
    language = bordereau.language
    band(pages, "section.message", language)
    labelled(pages, "label.subject", language, [Block(bordereau.subject, STRONG)])
    pages.skip(4)
    pages.row([Cell(LEFT + 5, WIDTH - 10, (Block(bordereau.text, _BODY),))], Dress(hairline=False))


def points(pages: Pages, bordereau: Bordereau) -> None:
    """List the points asked by number, so that an answer can name them."""
    if not bordereau.points:
        return
    band(pages, "section.points", bordereau.language)
    for number, point in enumerate(bordereau.points, start=1):
        pages.row(_numbered(number, (Block(point),)))


def _numbered(number: int, blocks: tuple[Block, ...]) -> list[Cell]:
    return [
        Cell(LEFT + 5, 26, (Block(f"{number}.", Style(bold=True, ink=Ink.BLUE, side=Side.LEFT)),)),
        Cell(LEFT + 33, WIDTH - 38, blocks),
    ]


def details(pages: Pages, bordereau: Bordereau) -> None:
    """Give the fields that belong to this kind of request."""
    if bordereau.details:
        band(pages, "section.details", bordereau.language)
        _fields(pages, bordereau.details, bordereau.language)


def subjects(pages: Pages, bordereau: Bordereau) -> None:
    """Give each person and object with its role and fields."""
    if not bordereau.subjects:
        return
    band(pages, "section.subjects", bordereau.language, following=80)
    for number, subject in enumerate(bordereau.subjects, start=1):
        _subject(pages, number, subject, bordereau.language)


def _subject(pages: Pages, number: int, subject: Subject, language: PaperLanguage) -> None:
    def head(each: PaperLanguage) -> str:
        kind = value_words("type", subject.type, each)
        return f"{kind} – {value_words('role', subject.role, each)}" if subject.role else kind

    pages.keep(56)
    cells = [Cell(LEFT + 5, WIDTH / 2, (Block(f"{number}. {head(PaperLanguage.FR)}", LABEL),))]
    if language is not PaperLanguage.FR:
        half = WIDTH / 2 - 10
        cells.append(Cell(LEFT + WIDTH / 2 + 5, half, (Block(head(language), PARTNER_LABEL),)))
    pages.row(cells, Dress(above=2, below=2, tint=Ink.TINT))
    _fields(pages, subject.fields, language)


def _fields(pages: Pages, fields: tuple[Field, ...], language: PaperLanguage) -> None:
    for field in fields:
        style = _MACHINE_READABLE if field.name == "mrz" else VALUE
        texts = dict.fromkeys(field_words(field.name, field.value, each) for each in languages_of(language))
        if field.name == "mrz":
            texts = dict.fromkeys(field.value.split())
        labelled(pages, f"field.{field.name}", language, [Block(text, style) for text in texts])


def attachments(pages: Pages, bordereau: Bordereau) -> None:
    """List the files with what proves that they are the ones that were sent."""
    language = bordereau.language
    band(pages, "section.attachments", language)
    count = len(bordereau.attachments)
    if not count:
        pages.row([Cell(LEFT + 5, WIDTH - 10, both("label.none", language))], Dress(hairline=False))
        return
    for number, attachment in enumerate(bordereau.attachments, start=1):
        pages.row(_numbered(number, _attachment(attachment, language)))
    pages.row(
        [Cell(LEFT + 5, WIDTH - 10, both("attachments.count", language, SMALL, count=count))],
        Dress(hairline=False),
    )


def _attachment(attachment: Attachment, language: PaperLanguage) -> tuple[Block, ...]:
    size = f"{attachment.size:,}".replace(",", "\u202f")
    return (
        Block(attachment.name, STRONG),
        *both("size.bytes", language, SMALL, count=size),
        Block(f"SHA-256\u00a0: {attachment.sha256}", SMALL),
    )


def trace(pages: Pages, bordereau: Bordereau) -> None:
    """Say where the transmission stands in the sender's log, and by which card that is checked."""
    language, sender = bordereau.language, bordereau.sender
    band(pages, "section.trace", language)
    labelled(pages, "label.handle", language, [Block(sender.handle)])
    if bordereau.log_index is not None:
        labelled(pages, "label.log-index", language, [Block(str(bordereau.log_index))])
    if sender.fingerprint:
        labelled(pages, "label.fingerprint", language, [Block(sender.fingerprint)])


def receipt(pages: Pages, bordereau: Bordereau) -> None:
    """Leave room to sign, and give the code to say back."""
    language = bordereau.language
    pages.keep(190)
    band(pages, "section.receipt", language)
    pages.skip(2)
    pages.row([Cell(LEFT + 5, WIDTH - 10, both("receipt.text", language))], Dress(hairline=False))
    if bordereau.return_code:
        code = Block(bordereau.return_code, Style(16, 22, bold=True, side=Side.CENTRE))
        small = Style(8, 12, ink=Ink.GREY, side=Side.CENTRE)
        heads = both("label.return-code", language, small)
        pages.row([Cell(LEFT, WIDTH, (*heads, code))], Dress(tint=Ink.TINT, hairline=False))
    third = WIDTH / 3
    places = ("label.received-on", "label.received-by", "label.signature")
    small = Style(8, 12, ink=Ink.GREY, side=Side.LEFT)
    cells = [
        Cell(LEFT + 6 + third * place, third - 12, both(code, language, small))
        for place, code in enumerate(places)
    ]
    pages.skip(4)
    pages.row(cells, Dress(below=48, hairline=False, frame=Ink.HAIRLINE))
