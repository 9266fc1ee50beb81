"""What exchange refuses: one small tree, each class with its exit code, each reason with a sentence.

ExchangeError
├── Refused        1   not done, nothing changed: the request itself can't be carried out
│   └── Invalid    1   a value that isn't acceptable; says which field, and what would be
├── Usage          2   the command was not understood
├── Locked         3   the store could not be unlocked
├── NotAuthorised  4   the member lacks the role, the grant or the key (logged)
├── Tampered       5   tampering or corruption found; nothing is repaired silently
│   └── Carried    5   found in a file that was brought: the store and its log stand
├── NotFound       6   no such request, leg, member, service…
├── Conflict       7   changed meanwhile, a duplicate, a replay
├── Unshown        8   done, but its result could not be shown
├── Interrupted  130   stopped from the keyboard; what was confirmed stands
└── Proposed       0   no error: under four eyes the act waits for another member

An error carries a `reason` (a code in `locale/*/errors.po`: `<reason>` and `<reason>.hint`) and
named arguments: numbers, codes, references, days, moments; never content, never a passphrase. Who tells
it to a person says a code by its name, and a moment in the zone of the post.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import ClassVar

Argument = str | int | date
"""What an error says of its case; a moment is a `datetime`, in any zone."""


class Exit(IntEnum):
    """The exit codes of the command line; other programs rely on them (docs/errors.md)."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    LOCKED = 3
    NOT_AUTHORISED = 4
    INTEGRITY = 5
    NOT_FOUND = 6
    CONFLICT = 7
    UNSHOWN = 8
    INTERRUPTED = 130


class ExchangeError(Exception):
    """Root of the tree; `reason` is the code of its sentence, `arguments` fill it."""

    exit: ClassVar[Exit] = Exit.REFUSED

    def __init__(self, reason: str, **arguments: Argument) -> None:
        super().__init__(reason)
        self.reason = reason
        self.arguments = arguments


class Refused(ExchangeError):
    """Not done, nothing changed."""

    exit = Exit.REFUSED


class Invalid(Refused):
    """A value that isn't acceptable; the arguments say which field and what would be."""


class Usage(ExchangeError):
    """The command was not understood."""

    exit = Exit.USAGE


class Locked(ExchangeError):
    """The store could not be unlocked."""

    exit = Exit.LOCKED


class NotAuthorised(ExchangeError):
    """The member lacks the role, the grant or the key."""

    exit = Exit.NOT_AUTHORISED


class Tampered(ExchangeError):
    """Tampering or corruption found: nothing goes on, nothing is repaired silently."""

    exit = Exit.INTEGRITY


class Carried(Tampered):
    """Tampering or corruption in what was brought (a dispatch, a card, an export): the store stands."""


class NotFound(ExchangeError):
    """No such thing in what this member may see."""

    exit = Exit.NOT_FOUND


class Interrupted(ExchangeError):
    """Stopped from the keyboard: what was not committed was never done."""

    exit = Exit.INTERRUPTED


class Proposed(ExchangeError):
    """No error: four eyes are asked for, so the act was proposed (entry `n`) and another member does it."""

    exit = Exit.DONE

    def __init__(self, n: int) -> None:
        super().__init__("proposed", n=n)
        self.n = n


class Conflict(ExchangeError):
    """Changed meanwhile, a duplicate, a replay."""

    exit = Exit.CONFLICT


class Unshown(ExchangeError):
    """Done, but stdout took no result: repeated, it would be done twice."""

    exit = Exit.UNSHOWN
