"""Each value of a request from the text that was given for it: for opening and for amending alike."""

from __future__ import annotations

from exchange.codes import (
    Access,
    Channel,
    Handling,
    Kind,
    Nature,
    Purpose,
    Urgency,
    UrgencyReason,
    parse_code,
    parse_marking,
    parse_subkind,
)
from exchange.codes.parsing import find_code
from exchange.errors import Invalid
from exchange.requests import parsing


def subkind(kind: Kind, text: str) -> str:
    """Return the code of a sub-kind; raise Invalid for one that the kind doesn't have."""
    return parse_subkind(kind, text).value


def access(text: str) -> str:
    """Return how the requested service reaches the information."""
    return parse_code(Access, text, "access").value


def nature(text: str) -> str:
    """Return whether something is asked, or told unasked."""
    return parse_code(Nature, text, "nature").value


def urgency(text: str) -> str:
    """Return how urgent a request is."""
    return parse_code(Urgency, text, "urgency").value


def urgency_reason(text: str) -> str | None:
    """Return one of the law's codes, or the words given: the basis says later whether words will do."""
    kept = parsing.optional(text, "urgency-reason")
    return (find_code(kept, UrgencyReason) or kept) if kept else None


def via(text: str) -> str:
    """Return the channel by which a request came."""
    return parse_code(Channel, text, "via").value


def purpose(text: str) -> str:
    """Return the purpose that looks at the request are logged with."""
    return parse_code(Purpose, text, "purpose").value


def handling(text: str) -> str:
    """Return a handling code."""
    return parse_code(Handling, text, "handling").value


def marking(text: str) -> str:
    """Return a marking; raise Refused for a classification."""
    return parse_marking(text).value


def agent(text: str) -> str | None:
    """Return who asks, in the requesting service."""
    return parsing.optional(text, "agent")


def conditions(text: str) -> str | None:
    """Return the conditions of use in full."""
    return parsing.optional(text, "conditions")


def check_conditions(handling: str | None, conditions: str | None) -> None:
    """Raise Invalid where the handling code means nothing without the text of its conditions."""
    if handling == Handling.H3 and not conditions:
        raise Invalid("conditions-needed", handling=handling)
