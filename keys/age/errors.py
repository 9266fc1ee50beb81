"""The errors of `keys.age`: which part of a sealed file was refused.

AgeError
├── HeaderError     not an age v1 header, or a stanza of ours in the wrong shape
├── NoMatch         a valid header with no stanza that these identities open
├── MacError        a stanza opened, and the header was altered
└── PayloadError    a chunk altered, missing, moved or added
"""

from __future__ import annotations

from typing import ClassVar

from keys.errors import KeysError


class AgeError(KeysError):
    """Root of what the reader and the writer of age files refuse."""

    code: ClassVar[str] = "age"


class HeaderError(AgeError):
    """The header is not one that c2sp.org/age allows, or not one that the caller accepts."""

    code = "age-header"


class NoMatch(AgeError):
    """None of the identities opens any stanza: the file is addressed to somebody else."""

    code = "age-no-match"


class MacError(AgeError):
    """The header's MAC does not hold under the file key: the header was altered."""

    code = "age-mac"


class PayloadError(AgeError):
    """A chunk of the payload does not open: altered, cut, reordered, or followed by more."""

    code = "age-payload"
