"""Codes of requests: kinds, legs and what moves them, outcomes and results."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from exchange.codes.parsing import find_code, unknown_code


class Kind(StrEnum):
    """What a request is about."""

    TRAFFICKING = "trafficking"
    WANTED = "wanted"
    DOCUMENT_FRAUD = "document-fraud"
    ILLEGAL_IMMIGRATION = "illegal-immigration"
    ROGATORY = "rogatory"


class SubKind(StrEnum):
    """What a request is about, more closely; `SUBKINDS` says which belong to a kind."""

    DRUGS = "drugs"
    HUMAN_BEINGS = "human-beings"
    FIREARMS = "firearms"
    STOLEN_VEHICLES = "stolen-vehicles"
    CULTURAL_GOODS = "cultural-goods"
    ENDANGERED_SPECIES = "endangered-species"
    COUNTERFEIT_GOODS = "counterfeit-goods"
    TOBACCO = "tobacco"
    WASTE = "waste"
    ORGANS = "organs"
    OTHER = "other"
    ARREST = "arrest"
    LOCATION = "location"
    IDENTIFICATION = "identification"
    MISSING = "missing"
    WITNESS = "witness"
    FUGITIVE_INTELLIGENCE = "fugitive-intelligence"
    AUTHENTICITY_CHECK = "authenticity-check"
    COUNTERFEIT = "counterfeit"
    FORGED = "forged"
    FRAUDULENTLY_OBTAINED = "fraudulently-obtained"
    IMPOSTOR = "impostor"
    STOLEN_BLANK = "stolen-blank"
    BREEDER_DOCUMENT = "breeder-document"
    SMUGGLING_NETWORK = "smuggling-network"
    IDENTIFICATION_FOR_READMISSION = "identification-for-readmission"
    VISA_FRAUD = "visa-fraud"
    ROUTE_INTELLIGENCE = "route-intelligence"
    DOCUMENT_SUPPORT = "document-support"
    CRI = "cri"
    MLA = "mla"
    EIO = "eio"


SUBKINDS: Mapping[Kind, tuple[SubKind, ...]] = MappingProxyType(
    {
        Kind.TRAFFICKING: (
            SubKind.DRUGS,
            SubKind.HUMAN_BEINGS,
            SubKind.FIREARMS,
            SubKind.STOLEN_VEHICLES,
            SubKind.CULTURAL_GOODS,
            SubKind.ENDANGERED_SPECIES,
            SubKind.COUNTERFEIT_GOODS,
            SubKind.TOBACCO,
            SubKind.WASTE,
            SubKind.ORGANS,
            SubKind.OTHER,
        ),
        Kind.WANTED: (
            SubKind.ARREST,
            SubKind.LOCATION,
            SubKind.IDENTIFICATION,
            SubKind.MISSING,
            SubKind.WITNESS,
            SubKind.FUGITIVE_INTELLIGENCE,
        ),
        Kind.DOCUMENT_FRAUD: (
            SubKind.AUTHENTICITY_CHECK,
            SubKind.COUNTERFEIT,
            SubKind.FORGED,
            SubKind.FRAUDULENTLY_OBTAINED,
            SubKind.IMPOSTOR,
            SubKind.STOLEN_BLANK,
            SubKind.BREEDER_DOCUMENT,
        ),
        Kind.ILLEGAL_IMMIGRATION: (
            SubKind.SMUGGLING_NETWORK,
            SubKind.IDENTIFICATION_FOR_READMISSION,
            SubKind.VISA_FRAUD,
            SubKind.ROUTE_INTELLIGENCE,
            SubKind.DOCUMENT_SUPPORT,
        ),
        Kind.ROGATORY: (SubKind.CRI, SubKind.MLA, SubKind.EIO),
    }
)
"""The sub-kinds of each kind, in the order in which a form offers them."""


def parse_subkind(kind: Kind, text: str, field: str = "type") -> SubKind:
    """Return the sub-kind of `kind` that `text` is; raise Invalid("unknown-code") with the kind's own."""
    found = find_code(text, SUBKINDS[kind])
    if found is None:
        raise unknown_code(text, SUBKINDS[kind], field)
    return found


class RequestDirection(StrEnum):
    """Which way a request goes; derived from who asks."""

    TO_FOREIGN = "to-foreign"
    TO_FRENCH = "to-french"


class Urgency(StrEnum):
    """How pressing a request is, in the law's sense."""

    ROUTINE = "routine"
    URGENT = "urgent"


class UrgencyReason(StrEnum):
    """Why a request is urgent (Directive (EU) 2023/977 Art. 2(6) and 4; CPP R. 49-35)."""

    PUBLIC_SECURITY = "public-security"
    LIFE = "life"
    LIBERTY = "liberty"
    LOSING_INTEREST = "losing-interest"


class Access(StrEnum):
    """Whether the requested service reaches the information itself, or must ask for it."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class LegStatus(StrEnum):
    """Where a leg stands; `exchange.requests.machine` says what moves it."""

    RECEIVED = "received"
    TRANSMITTED = "transmitted"
    ACKNOWLEDGED = "acknowledged"
    CLARIFICATION = "clarification"
    PARTLY_ANSWERED = "partly-answered"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    CLOSED = "closed"


class Move(StrEnum):
    """What moves a leg's status: messages recorded or sent, receipts, reported events, verbs."""

    TRANSMITTED = "transmitted"
    ACKNOWLEDGED = "acknowledged"
    CLARIFICATION_ASKED = "clarification-asked"
    CLARIFICATION_ANSWERED = "clarification-answered"
    PARTLY_ANSWERED = "partly-answered"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    CLOSED = "closed"
    REOPENED = "reopened"


class EventCode(StrEnum):
    """What people report on a leg: it moves its status, starts or stops its clocks, or both."""

    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"
    CLARIFICATION_ASKED = "clarification-asked"
    CLARIFICATION_ANSWERED = "clarification-answered"
    AUTHORISATION_NEEDED = "authorisation-needed"
    AUTHORISATION_GIVEN = "authorisation-given"
    DELAY_NOTIFIED = "delay-notified"
    RECOGNISED = "recognised"
    CONSENTED = "consented"
    DECIDED = "decided"
    ARRESTED = "arrested"
    PAPERS_PRESENTED = "papers-presented"
    SURRENDER_FIXED = "surrender-fixed"
    SURRENDERED = "surrendered"
    RELEASED = "released"
    CONFIRMED_IN_WRITING = "confirmed-in-writing"


class WaitsFor(StrEnum):
    """Whose turn it is on a leg."""

    US = "us"
    THEM = "them"


class PointState(StrEnum):
    """Whether a point asked still awaits its answer."""

    OPEN = "open"
    ANSWERED = "answered"


class Outcome(StrEnum):
    """What a leg, and from its legs a request, came to."""

    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly-fulfilled"
    NEGATIVE = "negative"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    OUT_OF_COMPETENCE = "out-of-competence"


class Result(StrEnum):
    """What the ministry counts."""

    ARRESTS = "arrests"
    PERSONS_LOCATED = "persons-located"
    SEIZURES = "seizures"
    DOCUMENTS_CONFIRMED_FALSE = "documents-confirmed-false"
    NETWORKS_DISMANTLED = "networks-dismantled"
    VICTIMS_PROTECTED = "victims-protected"
    READMISSIONS = "readmissions"


class Unit(StrEnum):
    """In what a result is counted."""

    PERSON = "person"
    DOCUMENT = "document"
    NETWORK = "network"
    PIECE = "piece"
    GRAM = "gram"
    KILOGRAM = "kilogram"
    LITRE = "litre"
    EURO = "euro"


UNITS: Mapping[Result, tuple[Unit, ...]] = MappingProxyType(
    {
        Result.ARRESTS: (Unit.PERSON,),
        Result.PERSONS_LOCATED: (Unit.PERSON,),
        Result.SEIZURES: (Unit.PIECE, Unit.GRAM, Unit.KILOGRAM, Unit.LITRE, Unit.EURO),
        Result.DOCUMENTS_CONFIRMED_FALSE: (Unit.DOCUMENT,),
        Result.NETWORKS_DISMANTLED: (Unit.NETWORK,),
        Result.VICTIMS_PROTECTED: (Unit.PERSON,),
        Result.READMISSIONS: (Unit.PERSON,),
    }
)
"""The units in which each result may be counted; the first is meant where none is said."""
