"""`exchange request search`: what a query finds, the words found marked, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.answer import Column, Row, answer, fields, rows
from tui.cli.grammar import Call, Verb, terms, value
from tui.cli.inputs import text_from
from tui.cli.session import opened, zone_of

if TYPE_CHECKING:
    from exchange.desk import Desk
    from exchange.requests.searching import Results
    from tui.cli.report import Report

_HIT = (
    Column("status", "code:leg-status|transmission-status"),
    Column("requester"),
    Column("received_at", "moment"),
    Column("due_at", "limit"),
)


def search(call: Call) -> None:
    """Show a page of what a query finds."""
    typed = call.given.many("terms")
    query = text_from("-") if typed == ("-",) else " ".join(typed)
    with opened(call) as desk:
        found = _results(call, desk, query)
        zone = zone_of(desk)

        def for_people(row: Row) -> None:
            for hit in rows(row, "items"):
                _show(call.report, hit, zone)
            if not rows(row, "items"):
                call.report.say("search.nothing")
            for one in rows(row, "did_you_mean"):
                call.report.say("search.did-you-mean", word=str(one["word"]), nearest=_counted(one))
            if row["instead"]:
                call.report.say("search.instead", query=str(row["instead"]))
            if row["next"]:
                call.report.note("list.next", cursor=str(row["next"]))

        answer(call.report, found, for_people)
        _remarks(call.report, found)


def _results(call: Call, desk: Desk, query: str) -> Results:
    from exchange.requests.inputs import Search
    from exchange.search.query import QueryError

    limit = call.given.number("limit")
    asked = Search(query, 20 if limit is None else limit, call.given.text("after"))
    try:
        with call.report.progress("progress.index", 0) as bar:
            return desk.requests.search(asked, bar.to)
    except QueryError as error:
        call.report.pointed(error.query, error.start, error.end)
        raise


def _remarks(report: Report, found: Results) -> None:
    for cut in found.cut:
        report.note("search.cut", prefix=cut.prefix, words=cut.words, of=cut.of)
    if found.unindexed:
        report.note("search.unindexed", count=found.unindexed)


def _show(report: Report, hit: Row, zone: str) -> None:
    """Print one hit: what it is, its title, then where the words stand."""
    from tui.cli.answer import register_number

    marked = [(str(one["where"]), _marked(one)) for one in rows(hit, "snippets")]
    title = next((text for where, text in marked if where == "title"), str(hit["title"]))
    name = hit["ref"] or register_number(hit)
    report.text(f"{name}  {title}".rstrip())
    fields(report, hit, _HIT, zone)
    for where, text in marked:
        if where != "title":
            report.text(report.words("field", name=report.code("place", where), value=text))
    report.text("")


def _marked(snippet: Row) -> str:
    """Return a snippet with the words found in brackets: a sign that every terminal and reader has."""
    text, marks = str(snippet["text"]), snippet["marks"]
    for start, end in reversed(marks if isinstance(marks, list) else []):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def _counted(suggestion: Row) -> str:
    """Return the words that may have been meant, each with how many texts have it."""
    nearest, texts = suggestion["nearest"], suggestion["texts"]
    if not isinstance(nearest, list) or not isinstance(texts, list):
        return ""
    return ", ".join(f"{word} ({count})" for word, count in zip(nearest, texts, strict=True))


SEARCH = Verb(
    "search",
    search,
    (terms("terms", "TERMS|-"), value("limit", "N"), value("after", "CURSOR")),
    (
        "exchange request search - < termes.txt",
        "exchange request search conteneur buenaven* -extradition",
        "exchange request search 'kind:wanted to:dijin \"mandat d’arrêt\" -extradition after:2026-01-01'",
    ),
    lambda arguments, say: say("help.search"),
)
