"""What handling codes and markings stop on the way out, with the reason.

- `H1` (not to be disclosed in judicial proceedings without the provider's permission): stopped toward
  a judicial or prosecution service, and in a `rogatory` request, until the owner's consent.
- `H2` (not to be disseminated without the provider's permission): stopped toward any service but the
  owner and the request's own requester and requested services, until the owner's consent.
- `H3` (other restrictions): never stops by itself; its text is shown and confirmed.
- `DR-SF` (Spécial France): stopped toward any service that isn't French, whatever the consent.

Where something isn't known of the recipient, what depends on it is stopped: nothing leaves on a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from exchange.codes import Handling, Kind, Marking, ServiceType, Side

_JUDICIAL = frozenset({ServiceType.JUDICIAL, ServiceType.PROSECUTION})


@dataclass(frozen=True)
class Recipient:
    """The service to which something would go; None where the directory doesn't say."""

    handle: str | None
    side: Side | None = None
    type: ServiceType | None = None


@dataclass(frozen=True)
class Circle:
    """The services within which H2 lets information move: its owner and the request's own."""

    owner: str | None
    requester: str | None
    requested: frozenset[str] = field(default_factory=frozenset)

    def holds(self, handle: str | None) -> bool:
        """Say whether the service `handle` is in the circle."""
        return handle is not None and (handle in (self.owner, self.requester) or handle in self.requested)


@dataclass(frozen=True)
class Stop:
    """Why something can't leave: a reason code; `consent` is the code whose lifting would let it go."""

    reason: str
    consent: Handling | None = None


def stops(
    handling: Handling | None,
    marking: Marking | None,
    recipient: Recipient,
    circle: Circle,
    kind: Kind | None,
    lifted: Collection[Handling] = (),
) -> tuple[Stop, ...]:
    """Return what stops information of that handling and marking on its way to `recipient`.

    `lifted` holds the codes that the owner's recorded consent lifts for it. Nothing returned: it may go.
    """
    found = []
    if marking is Marking.DR_SF and recipient.side is not Side.FRENCH:
        found.append(Stop("stopped-special-france"))
    if handling is Handling.H1 and Handling.H1 not in lifted:
        if kind is Kind.ROGATORY:
            found.append(Stop("stopped-h1-rogatory", Handling.H1))
        elif recipient.type is None or recipient.type in _JUDICIAL:
            found.append(Stop("stopped-h1-judicial", Handling.H1))
    if handling is Handling.H2 and Handling.H2 not in lifted and not circle.holds(recipient.handle):
        found.append(Stop("stopped-h2", Handling.H2))
    return tuple(found)


_STRICTER: Mapping[Marking, frozenset[Marking]] = {
    Marking.DR: frozenset({Marking.DR_SF}),
    Marking.DR_SF: frozenset(),
    Marking.TLP_RED: frozenset(),
    Marking.TLP_AMBER_STRICT: frozenset({Marking.TLP_RED}),
    Marking.TLP_AMBER: frozenset({Marking.TLP_RED, Marking.TLP_AMBER_STRICT}),
    Marking.TLP_GREEN: frozenset({Marking.TLP_RED, Marking.TLP_AMBER_STRICT, Marking.TLP_AMBER}),
}
"""What may replace a marking without loosening it; one that isn't here restricts nothing."""


def loosens(
    handling: tuple[Handling | None, Handling | None], marking: tuple[Marking | None, Marking | None]
) -> bool:
    """Say whether going from the first to the second of each lets through what was stopped before.

    `H1`, `H2` and `H3` forbid different things: each is loosened by any other.
    """
    (code, other), (mark, instead) = handling, marking
    if code in (Handling.H1, Handling.H2, Handling.H3) and other is not code:
        return True
    return mark is not None and mark in _STRICTER and instead is not mark and instead not in _STRICTER[mark]


def must_be_confirmed(handling: Handling | None) -> bool:
    """Say whether the text of the conditions must be shown and confirmed before something leaves."""
    return handling is Handling.H3
