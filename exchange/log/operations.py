"""The one table of operations: each one's logging duty, its roles, its object and its fields.

The desk obeys it, the verifier replays it, the export's VERIFY.md prints it. An operation is added
here in one line: code, duty (Directive (EU) 2016/680, Art. 25), roles by their initials (`+` = also
an officer who acts for an absent head), types of the object (`-` = none, `*` = any or none), fields
(`exchange.log.shapes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from exchange.log.roles import Role
from exchange.log.shapes import Shape


class Duty(StrEnum):
    """The logging duties of Directive (EU) 2016/680, Art. 25(1)."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


class Purpose(StrEnum):
    """Why it was done: the purposes of Directive (EU) 2016/680, Art. 1(1), then those of the system."""

    PREVENTION = "prevention"
    DETECTION = "detection"
    INVESTIGATION = "investigation"
    PROSECUTION = "prosecution"
    EXECUTION = "execution"
    PUBLIC_SECURITY = "public-security"
    SUPERVISION = "supervision"
    DATA_SUBJECT = "data-subject"
    MAINTENANCE = "maintenance"
    TRAINING = "training"


@dataclass(frozen=True)
class Operation:
    """One row of the table."""

    code: str
    duty: Duty | None
    roles: frozenset[Role]
    acting: bool
    objects: frozenset[str]
    shape: Shape

    def takes(self, object_type: str | None) -> bool:
        """Say whether an entry of this operation may be on an object of that type (None: on none)."""
        return "*" in self.objects or (object_type or "-") in self.objects


FOUR_EYES = frozenset(
    {
        "request.erased",
        "service.trusted",
        "member.added",
        "member.renewed",
        "member.role",
        "absence.set",
        "release.given",
    }
)
"""Effects that take two members, in a post that chose so: one proposes, another does."""

_TABLE = """
post.created | - | H | post | post:id origin:origin member:id role:role vkey:vkey kem:hash four_eyes:bool keys:keys
post.rekeyed | - | H | post | vkeys:vkeys keys:keys
card.issued | - | H | post | serial:int card:hash
member.added | - | H | member | member:id role:role vkey:vkey kem:hash keys:keys proposed?:int
member.keyed | - | HOIA | member | vkey:vkey kem:hash pop:signature
member.passphrase | - | HOIA | member |
member.role | - | H | member | member:id role:role proposed?:int
member.renewed | - | H | member | old:id member:id role:role vkey:vkey kem:hash proposed?:int
member.revoked | - | H | member | member:id keys:keys
recovery.used | - | H | member |
compartment.added | - | H | compartment | keys:keys
compartment.rekeyed | - | H | compartment | keys:keys
grant.given | - | H | compartment | member:id keys?:keys
grant.withdrawn | - | H | compartment | member:id keys:keys
absence.set | - | H | member | member:id deputy:id from:when to:when proposed?:int
absence.ended | - | HO | member | set:int
service.added | - | HO | service | service:id
service.amended | - | HO | service | service:id card?:hash age?:hash
service.trusted | - | H+ | service | service:id card?:hash age?:hash proposed?:int
service.distrusted | - | H+ | service | service:id
contact.changed | alteration | HO | contact service | service?:id
affair.changed | combination | HO | affair | requests?:ids
arrival.registered | collection | HO | arrival transmission | transmission:id year:int number:int channel:code @
arrival.filed | alteration | HO | arrival transmission request | transmission:id request:id leg?:id nature?:code answers?:id @
arrival.rekeyed | - | HO | arrival transmission | transmission:id @
arrival.set-aside | alteration | HO | arrival transmission | transmission:id reason:code @
request.opened | collection | HO | request | keys:keys arrival?:id kind?:code @
request.amended | alteration | HO | request | keys?:keys @
request.noted | collection | HOI | request | note?:id @
request.assigned | alteration | HO | request | member:id keys?:keys @
request.unassigned | alteration | HO | request | member:id keys:keys @
request.rekeyed | - | HO | request | keys:keys @
request.consulted | consultation | HOI | request | @
request.listed | consultation | HOI | - | requests:ids arrivals?:ids view?:code @
request.searched | consultation | HOI | - | requests:ids arrivals?:ids view?:code @
searches.forgotten | erasure | HOI | - | count:int
request.related | combination | HO | request | other:id @
request.merged | combination | HO | request | other:id @
request.unmerged | alteration | HO | request | other:id @
request.closed | alteration | HO | request | outcome?:code @
request.reopened | alteration | HO | request | @
request.reviewed | alteration | HO | request | outcome?:code until?:when @
request.erased | erasure | H | request | ground:code proposed?:int @
medium.destroyed | erasure | H | medium | requests:ids backups:int
medium.found | erasure | H | medium | requests:ids backups:int
leg.added | alteration | HO | request | leg:id number?:int service?:id basis?:code channel?:code @
leg.event | alteration | HO | request | leg:id number?:int code:code at?:when status?:code withdrawn?:bool @
leg.corrected | alteration | HO | request | leg:id number?:int status:code was?:code reason?:code @
leg.closed | alteration | HO | request | leg:id number?:int status?:code outcome?:code ground?:code @
leg.followed-up | alteration | HO | request | leg:id number?:int at?:when @
subject.recorded | collection | HO | request | subject:id kind?:code @
match.viewed | consultation | HO | request - | requests?:ids subjects?:ids @
match.decided | combination | HO | request | other?:id decision:code @
check.recorded | collection | HO | request | check:id source?:code result?:code @
attachment.added | collection | HOI | request arrival transmission | attachment:id sha256:hash size:int @
attachment.read | consultation | HOI | request arrival transmission | attachment:id sha256?:hash size?:int @
consent.asked | disclosure | HO | request | service?:id @
consent.recorded | collection | HO | request | consent?:id service?:id outcome?:code until?:when @
release.asked | - | HO | request transmission | transmission?:id grounds?:codes @
release.given | - | H+ | request transmission | transmission?:id proposed?:int @
release.refused | - | H+ | request transmission | transmission?:id reason?:code proposed?:int @
transmission.recorded | collection | HO | request transmission arrival | transmission:id direction:code channel:code @message
transmission.sent | disclosure | HO | request transmission | transmission:id direction?:code channel?:code transfer?:code instrument?:code guarantees?:code @message
transmission.received | collection | HO | request transmission arrival | transmission:id direction?:code channel?:code cover?:hash @message
transmission.cancelled | alteration | HO | request transmission | transmission:id reason?:code @
receipt.sent | disclosure | HO | * | cover:hash received_at:moment verdict:code reason?:code role:role transmission?:id origin?:origin sequence?:int recipient?:hash @
receipt.received | collection | HO | * | transmission:id cover?:hash verdict?:code reason?:code channel?:code at?:moment size?:int @
reminder.sent | disclosure | HO | request | transmission:id leg?:id number?:int @
correction.prepared | alteration | H+ | request transmission | transmission?:id @
commission.step | alteration | HO | request | step:code at?:when @
act.recorded | alteration | HOI | request | act:id number?:int state?:code type?:code @
mission.recorded | alteration | HOI | request | mission:id number?:int state?:code @
exhibit.recorded | alteration | HOI | request | exhibit:id number?:int state?:code @
document.made | consultation | HOI | request transmission - | kind:code language?:code sha256?:hash transmission?:id @
person.reported | consultation | H | - request | requests?:ids kind?:code @
data.exported | disclosure | HO | request - | kind?:code requests?:ids sha256?:hash @
law.added | - | H | law - | law:code sha256:hash number?:int
access.refused | - | HOIA | * | op:code reason?:code
proposed | - | HO | * | op:code object:object args:args rev?:int
log.exported | disclosure | HOA | - request | size?:int first?:int last?:int since?:when until?:when request?:id member?:id members?:ids selection?:code
log.witnessed | - | HOA | service - | service?:id size:int root?:hash
incident.opened | - | HOA | * | incident:id kind:code origin?:origin number?:int
incident.decided | - | H | * | incident:id outcome:code origin?:origin number?:int
store.checked | - | HOA | store post - | size?:int problems?:int
store.rekeyed | - | H | store post - | keys:keys
store.retired | - | H | store post - | size?:int
backup.made | - | HOIA | store post - | size?:int root?:hash sha256?:hash
backup.restored | - | H+ | store post - | old_origin:origin size:int newest?:head refs:refs numbers:numbers origin:origin vkeys:vkeys keys:keys erased?:ids
"""  # noqa: E501  (one row a line, as it is printed)

_ABBREVIATIONS = {
    "@message": (
        "year?:int number?:int nature?:code service?:id leg?:id answers?:id origin?:origin recipient?:hash"
        " sequence?:int ref?:ref kind?:code urgency?:code handling?:code marking?:code due_at?:when"
        " parts?:hash at?:when size?:int sha256?:hash attachments?:ids phrase?:bool release?:int @"
    ),
    "@": "part?:object rev?:int",
}
"""What many rows end with; `@` is what an entry on a request, or on a part of it, may say."""

_INITIALS = {"H": Role.HEAD, "O": Role.OFFICER, "I": Role.INVESTIGATOR, "A": Role.AUDITOR}


def _parse_row(row: str) -> Operation:
    code, duty, roles, objects, fields = (cell.strip() for cell in row.split("|"))
    for short, full in _ABBREVIATIONS.items():
        fields = fields.replace(short, full)
    return Operation(
        code=code,
        duty=None if duty == "-" else Duty(duty),
        roles=frozenset(_INITIALS[initial] for initial in roles.removesuffix("+")),
        acting=roles.endswith("+"),
        objects=frozenset(objects.split()),
        shape=Shape.parse(fields),
    )


OPERATIONS: Mapping[str, Operation] = {
    operation.code: operation for operation in map(_parse_row, _TABLE.strip().splitlines())
}
"""Every operation, by its code: the closed list."""

PURPOSES = frozenset(Purpose)


def may(role: Role, op: str) -> bool:
    """Say whether a member of `role` may sign an entry of `op`; KeyError for an unknown operation."""
    return role in OPERATIONS[op].roles


def may_acting(op: str) -> bool:
    """Say whether an officer who acts for an absent head may sign an entry of `op`."""
    return OPERATIONS[op].acting
