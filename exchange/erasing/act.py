"""The act of erasing: in one transaction the key of a request goes, with its rows, words and entry.

What stands outside the database (our files, older pages, automatic backups) comes after it, as often as
it takes (`finishing`): until then the request shows as being erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exchange.backup.removing import remove
from exchange.clock import to_millis
from exchange.codes import ErasureGround, parse_code
from exchange.errors import Invalid, Refused
from exchange.requests.access import reading, working
from exchange.requests.dossier import Dossier, open_dossier
from exchange.requests.erasures import OPERATION
from exchange.store.session import Session
from keys.canonical import JSON


@dataclass(frozen=True)
class Done:
    """A request whose key is destroyed: by which entry, and whether its period was still running.

    `files` are ours that hold it and are still there: sealed files, and papers that anybody can read.
    """

    id: str
    ref: str
    ground: str
    log_index: int
    early: bool
    files: tuple[str, ...]


def destroy(session: Session, ref: str, ground: str | None) -> Done:
    """Destroy a request's key and rows; raise Proposed where it takes two, NotAuthorised, Tampered."""
    session.catch_up()
    proposing = session.proposal is None and session.roster.needs_proposal(OPERATION)
    with reading(session, "proposed" if proposing else OPERATION) as rows:
        dossier = open_dossier(session, rows, ref)
        chosen = _ground(session, dossier, ground)
    proposal = session.seconded(OPERATION, dossier.on, ground=chosen.value)
    with working(session, OPERATION) as journal:
        dossier = open_dossier(session, journal.rows, ref)
        kept = remove(session, journal, dossier)
        said: dict[str, JSON] = {"ground": chosen.value}
        if proposal is not None:
            said["proposed"] = proposal
        n = journal.enter(OPERATION, said, on=dossier.on, why=dossier.why)
    due = dossier.request.review_at
    early = due is None or due > to_millis(session.clock())
    files = tuple(file for file in kept.files if Path(file).exists())
    return Done(dossier.request.id, dossier.request.ref, chosen.value, n, early, files)


def _ground(session: Session, dossier: Dossier, given: str | None) -> ErasureGround:
    """Return the ground that was given, proposed, or found by a review; raise Invalid without any."""
    proposed = session.roster.proposal(session.proposal)
    if session.proposal is not None and proposed is None and session.roster.needs_proposal(OPERATION):
        raise Refused("proposal-gone", n=session.proposal)
    said = proposed.args.get("ground") if proposed else dossier.content.erasure
    if given is None and not isinstance(said, str):
        raise Invalid("ground-missing", known=", ".join(ErasureGround))
    ground = parse_code(ErasureGround, given or str(said), "ground")
    if proposed is not None and said != ground:
        raise Refused("proposal-other", n=proposed.n)
    return ground
