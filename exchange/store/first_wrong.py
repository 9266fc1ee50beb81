"""The first wrong entry of a log, whoever met the tampering first.

An unlock reads the newest word on each row, a list other entries again: each meets an altered log at
another place. So that the same tampering is always told in the same words, the log is verified whole
once anything of it doesn't hold, and the lowest wrong index is what is told.
"""

from __future__ import annotations

from typing import Final

from exchange.errors import Tampered
from exchange.log.entry import EntryError
from exchange.log.members import RosterError
from exchange.log.merkle import ProofError
from exchange.log.replay import ReplayError
from exchange.store.check import verify_log
from exchange.store.engine import Database
from exchange.store.journal import head_of

_OF_THE_LOG: Final = (EntryError, ProofError, ReplayError, RosterError)
_REASONS: Final = frozenset(
    {
        "entry-another-form",
        "entry-missing",
        "entry-signature",
        "key-not-vouched",
        "log-head-altered",
        "log-index-altered",
        "log-node-missing",
        "log-rows-added",
        "store-rewritten",
    }
)


def first_wrong(database: Database, error: Tampered) -> Tampered:
    """Return what is first wrong with the log that `error` is about; `error` itself where the log holds."""
    if not isinstance(error, _OF_THE_LOG) and error.reason not in _REASONS:
        return error
    try:
        with database.reading() as rows:
            verify_log(rows, head_of(rows))
    except Tampered as first:
        return first
    return error
