"""What callers ask of the register, as typed: parsed and checked by the desk, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class NewTransmission:
    """What came or went without this program: any channel, either way.

    `from_` and `to` are handles of the directory, or words where nobody of it is meant. `eml` is a
    message file whose subject, text, date and sender are taken where they aren't given.
    """

    direction: str
    channel: str
    from_: str | None = None
    to: str | None = None
    at: str | None = None
    their_ref: str | None = None
    subject: str | None = None
    text: str | None = None
    eml: Path | None = None
    attach: Sequence[Path] = ()
    nature: str | None = None
    answers: str | None = None
    request: str | None = None
    leg: str | None = None
    compartment: str | None = None


@dataclass(frozen=True)
class Filing:
    """Where an arrival belongs."""

    request: str
    leg: str | None = None
    nature: str | None = None
    answers: str | None = None


@dataclass(frozen=True)
class NewDispatch:
    """A departure to make about a request: sealed, or as paper to carry, into the folder `out`.

    Outside the European Union and Schengen: its ground (`exchange.law.transfers`), the reason, the
    prior authorisation of the Member State that it came from, guarantees against the death penalty.
    """

    request: str
    to: str
    out: Path
    leg: str | None = None
    nature: str | None = None
    subject: str | None = None
    text: str | None = None
    attach: Sequence[Path] = ()
    channel: str | None = None
    phrase: bool = False
    transfer_basis: str | None = None
    transfer_reason: str | None = None
    transfer_authorisation: str | None = None
    guarantees: str | None = None


@dataclass(frozen=True)
class RegisterFilter:
    """Which transmissions a page of the register shows, newest first."""

    direction: str | None = None
    status: str | None = None
    channel: str | None = None
    service: str | None = None
    request: str | None = None
    limit: int = 50
    after: str | None = None
