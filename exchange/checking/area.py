"""The verbs on the store: what it is, and whether every page, seal, digest and entry of it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from exchange.audit.checks import Verdict
from exchange.audit.export import Witnessed
from exchange.audit.live import CheckLine, LogReport, verify_live
from exchange.audit.witnesses import parse_full
from exchange.backup.missing import missing_backups
from exchange.checking.above import above
from exchange.checking.rows import Pass
from exchange.checking.trace import Trace
from exchange.clock import to_moment, to_text
from exchange.codes import ErasureStatus
from exchange.errors import Tampered
from exchange.requests.erasures import Erasure
from exchange.requests.model import Request
from exchange.store.check import Progress, check_file, count_of
from exchange.store.folder import StoreFolder
from exchange.store.journal import head_of
from exchange.store.keyring_check import keyring_problems
from exchange.store.model import Member, Post
from exchange.store.rows import Reader
from exchange.store.schema import version_of
from exchange.store.session import Session
from keys.encoding import b64

OPERATION = "store.checked"


@dataclass(frozen=True)
class StoreInfo:
    """A store at a glance: where it is, whose, how long its log is, what it was opened with."""

    store: Path
    post: str
    id: str
    origin: str
    schema: str
    size: int
    root: str
    requests: int
    members: int
    bytes: int
    created_at: str
    witnessed: int | None
    erasing: tuple[str, ...]
    sqlite: str
    sqlcipher: str


@dataclass(frozen=True)
class StoreReport:
    """A store that holds: the log's checks, then the rows'; `log_index` is the check's own entry.

    A retired store appends nothing: its check has no entry.
    """

    log: LogReport
    checks: tuple[CheckLine, ...]
    log_index: int | None


class StoreProblems(Tampered):
    """Rows that don't hold: the first gives its reason and arguments, all stand in `problems`.

    `checks` are those that held all the same.
    """

    def __init__(self, problems: tuple[Tampered, ...], checks: tuple[CheckLine, ...] = ()) -> None:
        super().__init__(problems[0].reason, **problems[0].arguments)
        self.problems = problems
        self.checks = checks


class Store:
    """The verbs on the store."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def info(self) -> StoreInfo:
        """Return what the store is; nothing of it is content."""
        session = self._session
        post, path = session.post, session.database.path
        with session.reading() as rows:
            head = head_of(rows)
            row = rows.get(Post, id=post.id)
            if row is None:
                raise Tampered("member-missing")
            erasing = rows.find(Erasure, order=("log_index",), status=ErasureStatus.ERASING.value)
            cosigned = above(session).witnessed(rows, head.size)
            rows.cursor.execute("PRAGMA cipher_version")
            cipher = rows.cursor.fetchone()
            return StoreInfo(
                store=path.parent,
                post=post.handle,
                id=post.id,
                origin=post.origin,
                schema=str(version_of(session.database)),
                size=head.size,
                root=b64(head.root),
                requests=count_of(rows, Request),
                members=count_of(rows, Member),
                bytes=path.stat().st_size,
                created_at=to_text(to_moment(row.created_at)),
                witnessed=max(map(_size_of, cosigned), default=None),
                erasing=tuple(one.ref for one in erasing),
                sqlite=dbapi2.sqlite_version,
                sqlcipher=str(cipher[0]) if cipher else "",
            )

    def check(self, progress: Progress | None = None) -> StoreReport:
        """Check file, log and every row that this member may open; raise Tampered, naming what is wrong.

        A check that ran to its end is logged, whatever it found; one that finds the log itself
        broken appends nothing to it.
        """
        session = self._session
        session.authorise(OPERATION)
        session.catch_up()
        log, found = examine(session, progress or nobody)
        n = None
        if not session.retired:
            with session.unit() as journal:
                n = journal.append(OPERATION, size=log.size, problems=len(found.problems))
        held = (CheckLine("pages", Verdict.OK), *log.checks)
        if found.problems:
            raise StoreProblems(tuple(found.problems), held)
        return StoreReport(log, (*held, *_lines(found)), n)


def examine(session: Session, tell: Progress) -> tuple[LogReport, Pass]:
    """Check pages, log and rows, and append nothing; raise Tampered where the log itself is broken."""
    check_file(session.database)
    with session.reading() as rows:
        size, total = head_of(rows).size, head_of(rows).size + count_of(rows, Request)
        trace, found = Trace(rows), Pass(session, rows)
        log = verify_live(session, rows, above(session), lambda done, _: tell(done, total), trace.take)
        found.problems.extend(trace.problems())
        found.problems.extend(missing_backups(rows))
        found.problems.extend(_keyring_problems(session, rows))
        found.run(lambda done: tell(size + done, total))
    return log, found


def _keyring_problems(session: Session, rows: Reader) -> Iterator[Tampered]:
    keyring = StoreFolder(session.database.path.parent).keyring()
    return keyring_problems(keyring, session.roster, {row.id: row.handle for row in rows.find(Member)})


def nobody(done: int, total: int) -> None:
    """Tell nobody how far the work is."""


def _size_of(item: Witnessed) -> int:
    return parse_full(item.checkpoint).checkpoint.size


def _lines(found: Pass) -> list[CheckLine]:
    lines = [CheckLine("rows", Verdict.OK, {"count": found.opened})]
    if found.closed:
        lines.append(CheckLine("rows-closed", Verdict.WARNING, {"count": found.closed}))
    return lines
