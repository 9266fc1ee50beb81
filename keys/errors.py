"""The errors of `keys`: what was refused, as a code with arguments, never a secret.

KeysError
├── CanonicalError      a value or text that has no canonical JSON form
├── FormatError         a note, card, keyring or wrapped key that is not in its one form
├── SignatureError      a known key with a signature that does not hold
├── SealError           a sealed row, chunk or wrap that does not open: altered, or another key
├── WrongPassphrase     the slot does not open with this passphrase (and key file)
├── SlotRefused         a keyring slot whose parameters are below the floor or above the bounds
├── WeakPassphrase      a new passphrase that is too short or too easily guessed
├── RecoveryError       words that are not a recovery sheet's
└── AgeError            in `keys.age`: NoMatch, HeaderError, MacError, PayloadError
"""

from __future__ import annotations

from typing import ClassVar


class KeysError(Exception):
    """Root of what `keys` refuses; `code` names the reason, `arguments` its particulars.

    Arguments are numbers, codes and public names only: they may be shown and logged.
    """

    code: ClassVar[str] = "keys"

    def __init__(self, reason: str, **arguments: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.arguments = arguments


class CanonicalError(KeysError):
    """A value or text that has no canonical JSON form."""

    code = "not-canonical"


class FormatError(KeysError):
    """A note, card, keyring or wrapped key that is not in its one documented form."""

    code = "bad-format"


class SignatureError(KeysError):
    """A known key whose signature does not hold over the text."""

    code = "bad-signature"


class SealError(KeysError):
    """A sealed value that does not open: altered, moved, or sealed under another key."""

    code = "bad-seal"


class WrongPassphrase(KeysError):
    """The slot does not open with this passphrase (and key file)."""

    code = "wrong-passphrase"


class SlotRefused(KeysError):
    """A keyring slot whose key-derivation settings are outside what is accepted."""

    code = "slot-refused"


class WeakPassphrase(KeysError):
    """A new passphrase that is too short or too easily guessed."""

    code = "weak-passphrase"


class RecoveryError(KeysError):
    """Words that are not those of a recovery sheet (count, list or checksum)."""

    code = "bad-recovery-words"
