"""The code lists: every code that the store, the command line, JSON and the log use, in one place.

A code is lower-case English with hyphens; official ones stay as they are (`H0`, `DR`, `TLP:RED`).
Their names for people stand in `locale/*/codes.po`, as `<list>.<code>`. One module a subject:
`cases` (requests and legs), `subjects` (persons and objects), `messages` (the register),
`conditions` (handling, markings, purposes), `people` (services, members), and `parsing`, the one
way from text to a code.
"""

from exchange.codes.cases import (
    SUBKINDS,
    UNITS,
    Access,
    EventCode,
    Kind,
    LegStatus,
    Move,
    Outcome,
    PointState,
    RequestDirection,
    Result,
    SubKind,
    Unit,
    Urgency,
    UrgencyReason,
    WaitsFor,
    parse_subkind,
)
from exchange.codes.conditions import (
    CLASSIFIED,
    Accuracy,
    Handling,
    Marking,
    Reliability,
    parse_marking,
)
from exchange.codes.messages import (
    ORAL,
    UNFILED,
    Channel,
    Direction,
    Nature,
    TransmissionStatus,
)
from exchange.codes.parsing import nearest_codes, parse_code
from exchange.codes.people import ServiceType, Side
from exchange.codes.retention import ErasureGround, ErasureStatus, Leftover, ReviewOutcome
from exchange.codes.subjects import DocumentResult, DocumentType, PersonRole, Sex, SubjectType
from exchange.log.operations import Purpose
from exchange.log.roles import Role

__all__ = [
    "CLASSIFIED",
    "ORAL",
    "SUBKINDS",
    "UNFILED",
    "UNITS",
    "Access",
    "Accuracy",
    "Channel",
    "Direction",
    "DocumentResult",
    "DocumentType",
    "ErasureGround",
    "ErasureStatus",
    "EventCode",
    "Handling",
    "Kind",
    "Leftover",
    "LegStatus",
    "Marking",
    "Move",
    "Nature",
    "Outcome",
    "PersonRole",
    "PointState",
    "Purpose",
    "Reliability",
    "RequestDirection",
    "Result",
    "ReviewOutcome",
    "Role",
    "ServiceType",
    "Sex",
    "Side",
    "SubKind",
    "SubjectType",
    "TransmissionStatus",
    "Unit",
    "Urgency",
    "UrgencyReason",
    "WaitsFor",
    "nearest_codes",
    "parse_code",
    "parse_marking",
    "parse_subkind",
]
