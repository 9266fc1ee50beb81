"""The verbs on the law: its bases, each with its limits, grounds and sources; a head adds others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from exchange.clock import to_moment
from exchange.law.counting import day_of
from exchange.law.model import Basis, Period, Row, Words
from exchange.lawbook.adding import add_text, parse_given
from exchange.lawbook.model import LawText, LawTextContent
from exchange.lawbook.reading import added, basis_in, law_of
from exchange.lawbook.treaty import Treaty, text_of
from exchange.locale import Language, text
from exchange.store.journal import Journal
from exchange.store.model import LogEntry, Member
from exchange.store.rows import Reader
from exchange.store.session import Session

_Text = tuple[str, date | None]


@dataclass(frozen=True)
class CheckedBy:
    """Who added a text to the book, and so vouches for it: when, and where the log says so."""

    by: str
    at: str
    log_index: int
    sha256: str


@dataclass(frozen=True)
class BasisView:
    """A legal basis, in a line; `cited` is its source by language."""

    code: str
    name: str
    source: str
    cited: Words
    valid_from: str | None
    valid_to: str | None
    to_check: bool
    checked_by: str | None = None
    checked_at: str | None = None


@dataclass(frozen=True)
class LimitView:
    """One limit of a basis: how long, from which event to which, on which conditions."""

    code: str
    limit: str
    extended_to: str | None
    extended_by: tuple[str, ...]
    from_: str
    until: tuple[str, ...]
    urgency: str | None
    access: str | None
    only_after: tuple[str, ...]
    replaced_by: tuple[str, ...]
    arrested_in: tuple[str, ...]
    not_arrested_in: tuple[str, ...]
    suspended: bool
    source: str
    cited: Words
    text: str


@dataclass(frozen=True)
class GroundView:
    """A ground on which the basis lets a request be refused."""

    code: str
    source: str
    cited: Words
    text: str


@dataclass(frozen=True)
class LawView:
    """A legal basis, whole, as it is today; `earlier` stood under its code before, `coming` will."""

    code: str
    name: str
    source: str
    cited: Words
    valid_from: str | None
    valid_to: str | None
    to_check: bool
    instrument: bool
    note: str | None
    states: tuple[str, ...]
    channels: tuple[str, ...]
    review_months: int
    limits: tuple[LimitView, ...]
    grounds: tuple[GroundView, ...]
    checked: CheckedBy | None
    earlier: tuple[BasisView, ...]
    coming: tuple[BasisView, ...]


@dataclass(frozen=True)
class AddedLaw:
    """A text that was added: its entry, and how many open legs were counted anew by it."""

    code: str
    log_index: int
    sha256: str
    legs: int


Recount = Callable[[Journal, str], int]
"""Count the open legs under a basis anew, in the caller's unit; return how many there were."""


class LawTables:
    """The verbs on the law."""

    def __init__(self, session: Session, recount: Recount) -> None:
        self._session = session
        self._recount = recount

    def list(self, language: str) -> tuple[BasisView, ...]:
        """Return every basis, by code, those that heads added with who checked them."""
        with self._session.reading() as rows:
            law, checked = law_of(self._session, rows), self._checked(rows)
        words, today = Language(language), self._today()
        found = (law.present(code, today) for code in sorted(law.bases))
        return tuple(_line(basis, words, checked.get(_text(basis))) for basis in found)

    def show(self, code: str, language: str) -> LawView:
        """Return one basis; raise Invalid with the nearest codes."""
        with self._session.reading() as rows:
            law, checked = law_of(self._session, rows), self._checked(rows)
        words, today = Language(language), self._today()
        basis, coming = law.present(code, today), law.coming(code, today)
        return _whole(
            basis,
            words,
            checked.get(_text(basis)),
            earlier=tuple(_line(one, words, checked.get(_text(one))) for one in law.ended(code, today)),
            coming=tuple(_line(one, words, checked.get(_text(one))) for one in coming if one is not basis),
        )

    def add(self, data: bytes) -> AddedLaw:
        """Add the basis of a file; raise Invalid with the line and reason, Refused for an older one."""
        session = self._session
        session.authorise("law.added")
        given = parse_given(data)
        with session.unit() as journal:
            row = add_text(session, journal, given)
            n = journal.size - 1
            legs = self._recount(journal, row.code)
        return AddedLaw(row.code, n, given.sha256, legs)

    def treaty(self, treaty: Treaty) -> AddedLaw:
        """Add an extradition treaty by its days and their source; raise as `add` does."""
        return self.add(text_of(treaty))

    def _today(self) -> date:
        return day_of(self._session.clock(), self._session.post.zone)

    def _checked(self, rows: Reader) -> Mapping[_Text, CheckedBy]:
        found = added(self._session, rows)
        if not found:
            return {}
        handles = {member.id: member.handle for member in rows.find(Member)}
        return {
            _text(basis_in(content.text)): _vouched(rows, handles, row, content) for row, content in found
        }


def _text(basis: Basis) -> _Text:
    """Return what tells a text of the book from the others: its basis, and since when it stands."""
    return basis.code, basis.valid_from


def _vouched(rows: Reader, handles: Mapping[str, str], row: LawText, content: LawTextContent) -> CheckedBy:
    entry = rows.find(LogEntry, order=("-n",), limit=1, about=row.id, commits=1)[0]
    at = to_moment(row.added_at).isoformat()[:19] + "Z"
    return CheckedBy(handles.get(content.by, content.by), at, entry.n, content.sha256)


def _line(basis: Basis, language: Language, checked: CheckedBy | None) -> BasisView:
    return BasisView(
        basis.code,
        basis.words[language],
        basis.source,
        basis.cited,
        _day(basis.valid_from),
        _day(basis.valid_to),
        basis.to_check,
        checked.by if checked else None,
        checked.at if checked else None,
    )


def _whole(
    basis: Basis,
    language: Language,
    checked: CheckedBy | None,
    *,
    earlier: tuple[BasisView, ...],
    coming: tuple[BasisView, ...],
) -> LawView:
    return LawView(
        code=basis.code,
        name=basis.words[language],
        source=basis.source,
        cited=basis.cited,
        valid_from=_day(basis.valid_from),
        valid_to=_day(basis.valid_to),
        to_check=basis.to_check,
        instrument=basis.instrument,
        note=basis.note[language] if basis.note else None,
        states=tuple(sorted(basis.states or ())),
        channels=tuple(sorted(channel.value for channel in basis.channels or ())),
        review_months=basis.review_months,
        limits=tuple(_limit(row, language) for row in basis.limits),
        grounds=tuple(
            GroundView(
                ground,
                basis.grounds_source,
                basis.grounds_cited,
                text("codes", f"ground.{ground}", language),
            )
            for ground in basis.grounds
        ),
        checked=checked,
        earlier=earlier,
        coming=coming,
    )


def _limit(row: Row, language: Language) -> LimitView:
    return LimitView(
        code=row.code,
        limit=_length(row.period),
        extended_to=_length(row.extended_to) if row.extended_to else None,
        extended_by=row.extended_by,
        from_=row.starts,
        until=row.ends,
        urgency=row.urgency,
        access=row.access,
        only_after=row.only_after,
        replaced_by=row.replaced_by,
        arrested_in=tuple(sorted(row.arrested_in or ())),
        not_arrested_in=tuple(sorted(row.not_arrested_in)),
        suspended=row.suspended,
        source=row.source,
        cited=row.cited,
        text=row.words[language],
    )


def _length(period: Period) -> str:
    return f"{period.count} {period.unit.value}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
