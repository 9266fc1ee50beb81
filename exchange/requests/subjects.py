"""The verbs on subjects: the persons and things named in a request, recorded one by one and listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from exchange.codes import SubjectType, parse_code
from exchange.requests.access import editing, looking
from exchange.requests.model import Subject
from exchange.requests.subject_parsing import subject
from exchange.requests.viewing import subject_view, subject_views
from exchange.requests.views import SubjectView
from exchange.store.session import Session


@dataclass(frozen=True)
class Recorded:
    """A subject that was recorded: its request, its number in it, its entry in the log."""

    ref: str
    subject: SubjectView
    log_index: int


class Subjects:
    """The verbs on subjects."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, ref: str, type_: str, fields: Mapping[str, str], role: str | None = None) -> Recorded:
        """Name one more person or thing in a request; raise Invalid for what it can't be."""
        session = self._session
        session.authorise("subject.recorded")
        kind = parse_code(SubjectType, type_, "type")
        content = subject(kind, fields, session.clock().astimezone(ZoneInfo(session.post.zone)).date(), role)
        with editing(session, ref, "subject.recorded") as (journal, dossier):
            number = 1 + dossier.count(Subject)
            row = dossier.insert(journal, Subject, content, number=number, type=kind.value)
            n = dossier.save(journal, "subject.recorded", part=row, subject=row.id, kind=kind.value)
        return Recorded(ref, subject_view(row, content), n)

    def list(self, ref: str) -> tuple[SubjectView, ...]:
        """Return the subjects of a request; logged as a consultation."""
        with looking(self._session, ref) as (rows, dossier):
            found = subject_views(rows, dossier)
        with self._session.unit() as journal:
            dossier.consulted(journal)
        return found
