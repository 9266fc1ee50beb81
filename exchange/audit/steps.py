"""The steps of a verification: each a function of the case, giving its lines or raising what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final, TypeAlias

from exchange.audit.case import Case
from exchange.audit.checks import Check, Step, ok, warning
from exchange.audit.contents import handles_of, key_at
from exchange.audit.eras import check_cards, verify_in_era
from exchange.audit.manifest import TIMESTAMP, check_hashes, check_members
from exchange.audit.older import first_difference
from exchange.audit.walk import Findings
from exchange.audit.witnesses import check_retired, check_witnessed, counted
from exchange.clock import to_text
from exchange.errors import Tampered
from exchange.log.checkpoint import verify_checkpoint
from keys.note import VerifierKey, cosignature_time

StepFunction: TypeAlias = Callable[[Case], list[Check]]

AHEAD: Final = timedelta(days=1)
"""How far an entry's time may be after the checkpoint that covers it before that is said."""
SIGNED_LINES: Final = 2


def check_container(case: Case) -> list[Check]:
    """1. The zip can be read in one way only, and holds an export's files and no other."""
    inventory = case.evidence.inventory
    check_members(case.evidence.container, case.evidence.manifest)
    code = "container-selection" if inventory.selection else "container-full"
    return [ok(Step.CONTAINER, code, files=len(case.evidence.container.names))]


def check_manifest(case: Case) -> list[Check]:
    """2. Each file has the hash that MANIFEST lists; the post and the exporting member signed it."""
    evidence = case.evidence
    check_hashes(evidence.container, evidence.manifest)
    member = key_at(evidence.members, evidence.exporter, max(evidence.head.size - 1, 0))
    evidence.manifest.check_signatures(evidence.card.log_keys[0], member)
    return [ok(Step.MANIFEST, "manifest-ok", files=len(evidence.manifest.hashes), member=evidence.exporter)]


def check_checkpoint(case: Case) -> list[Check]:
    """3. Both of the post's log keys signed the checkpoint, and nobody else."""
    evidence = case.evidence
    if len(evidence.note.lines) != SIGNED_LINES:
        raise Tampered("checkpoint-signatures")
    head = verify_checkpoint(evidence.note, evidence.card.log_keys)
    return [ok(Step.CHECKPOINT, "checkpoint-ok", size=head.size, origin=head.origin)]


def check_tree(case: Case) -> list[Check]:
    """4. The tree over the lines has the checkpoint's size and root; a selection's entries their proofs."""
    head, findings = case.evidence.head, case.findings
    _raise_wrong(findings, Step.TREE)
    if case.evidence.inventory.selection:
        return [ok(Step.TREE, "tree-selection", size=head.size)]
    if findings.size != head.size:
        raise Tampered("tree-size", expected=head.size, found=findings.size)
    if findings.root != head.root:
        raise Tampered("tree-root", size=head.size)
    return [ok(Step.TREE, "tree-ok", size=head.size)]


def check_entries(case: Case) -> list[Check]:
    """5. Each entry has its form, its index, the root of its past, and its signer's signature."""
    _raise_wrong(case.findings, Step.ENTRIES)
    _raise_unread(case.findings)
    return [ok(Step.ENTRIES, "entries-ok", size=case.findings.read), *_clock_warnings(case)]


def check_roles(case: Case) -> list[Check]:
    """6. Keys, roles and four eyes as the entries say; `members.json` says the same."""
    findings, rows = case.findings, case.evidence.members
    _raise_wrong(findings, Step.MEMBERS)
    _raise_unread(findings)
    if findings.roster.members_json(handles_of(rows)) != [dict(row) for row in rows]:
        raise Tampered("members-differ")
    code = "members-four-eyes" if findings.roster.four_eyes else "members-ok"
    return [ok(Step.MEMBERS, code, members=len(handles_of(rows)))]


def check_retired_keys(case: Case) -> list[Check]:
    """7. The log's keys lead from the origin to the card; retired ones signed nothing beyond their end."""
    findings, evidence = case.findings, case.evidence
    _raise_unread(findings)
    check_cards(findings.roster, evidence.card_file, evidence.retired_card_files, findings.cards)
    check_retired(evidence.retired, case.eras, case.changes)
    for seen in evidence.retired.values():
        seen.check_prefix(evidence.head, findings.roots)
    return [
        ok(Step.RETIRED_KEYS, "retired-ok" if case.changes else "retired-none", changes=len(case.changes))
    ]


def check_signer(case: Case) -> list[Check]:
    """3. The signer is the one whose card the verifier had by another way, or is said not to be pinned."""
    card = case.evidence.card
    given = [other for other in case.asked.cards if other.origin == card.origin]
    if given:
        known = {card.log_keys, *(era.pair for era in case.eras if era.origin == card.origin)}
        if any(other.log_keys not in known for other in given):
            raise Tampered("signer-other-keys", origin=card.origin)
        return [ok(Step.CHECKPOINT, "signer-pinned", origin=card.origin)]
    if case.asked.cards and not case.asked.witnesses:
        raise Tampered("signer-other-card", origin=card.origin)
    digits = card.fingerprint.digits
    return [warning(Step.CHECKPOINT, "signer-not-pinned", origin=card.origin, fingerprint=digits)]


def check_own_entry(case: Case) -> list[Check]:
    """8. The last entry is this export's own, by the member who signed MANIFEST."""
    _raise_unread(case.findings)
    last, exporter = case.findings.last, case.evidence.exporter
    if last is None or last.n != case.evidence.head.size - 1:
        raise Tampered("own-entry-missing")
    member = case.findings.roster.member(exporter)
    if last.op == "store.retired":
        return [warning(Step.OWN_ENTRY, "own-entry-retired", index=last.n, role=member.role.value)]
    if last.op != "log.exported":
        raise Tampered("own-entry-missing", index=last.n)
    if last.by != exporter:
        raise Tampered("own-entry-other", index=last.n, member=exporter)
    return [ok(Step.OWN_ENTRY, "own-entry-ok", index=last.n, role=member.role.value, member=exporter)]


def check_witnesses(case: Case) -> list[Check]:
    """9. What partners cosigned is a beginning of this log; enough of the given cards did."""
    evidence, checks = case.evidence, list[Check]()
    if len(evidence.services) != len(evidence.witnessed):
        raise Tampered("witness-cards", expected=len(evidence.witnessed), found=len(evidence.services))
    given = [card for card in case.asked.cards if card.origin != evidence.card.origin]
    keys: list[VerifierKey] = []
    for seen, card in zip(evidence.witnessed, evidence.services, strict=True):
        keys.append(check_witnessed(seen, card, case.eras))
        seen.check_prefix(evidence.head, case.findings.roots)
        pinned = [one.office_keys[1] for one in given if one.origin == card.origin]
        if keys[-1] in pinned:
            code = "witness-given"
        else:
            code = "witness-other-card" if pinned else "witness-claimed"
        checks.append(ok(Step.WITNESSES, code, origin=card.origin, size=seen.checkpoint.size))
    found = counted(keys, given)
    if found < case.asked.witnesses:
        raise Tampered("witnesses-too-few", expected=case.asked.witnesses, found=found)
    return checks or [ok(Step.WITNESSES, "witnesses-none")]


def check_timestamp(case: Case) -> list[Check]:
    """10. A time stamp is told apart from none; this version leaves checking it to `openssl ts`."""
    present = TIMESTAMP in case.evidence.container.names
    if case.asked.timestamp:
        raise Tampered("timestamp-not-checked" if present else "timestamp-missing")
    if present:
        return [warning(Step.TIMESTAMP, "timestamp-not-checked")]
    return [ok(Step.TIMESTAMP, "timestamp-none")]


def check_after(case: Case) -> list[Check]:
    """11. The older log is the beginning of this one."""
    older, findings = case.older, case.findings
    if case.evidence.inventory.selection:
        raise Tampered("after-needs-full")
    checkpoint = verify_in_era(older.note, case.eras)
    if checkpoint.size > case.evidence.head.size:
        raise Tampered("after-shorter", expected=checkpoint.size, found=case.evidence.head.size)
    if findings.roots.get(checkpoint.size) != checkpoint.root:
        index = first_difference(older.export, case.evidence.container) if older.export else None
        place: dict[str, int] = {} if index is None else {"index": index}
        raise Tampered("after-differs" if place else "after-other-root", size=checkpoint.size, **place)
    return [ok(Step.AFTER, "after-ok", size=checkpoint.size)]


def _raise_wrong(findings: Findings, step: Step) -> None:
    if findings.wrong is not None and findings.wrong.step is step:
        raise findings.wrong.error


def _raise_unread(findings: Findings) -> None:
    """Refuse to judge what stands after the first wrong entry: it was not read."""
    if findings.wrong is not None:
        raise Tampered("not-read-further", index=findings.wrong.error.index)


def _clock_warnings(case: Case) -> list[Check]:
    """Say which times can't be right: a time is its signer's claim, so it fails nothing."""
    clock, found = case.findings.clock, list[Check]()
    if clock.backwards:
        found.append(warning(Step.ENTRIES, "clock-back", count=clock.backwards, index=clock.first))
    quantum = case.evidence.card.log_keys[1]
    times = [cosignature_time(line) for line in case.evidence.note.lines if line.is_by(quantum)]
    if clock.latest is not None and times and clock.latest.timestamp() > max(times) + AHEAD.total_seconds():
        found.append(warning(Step.ENTRIES, "clock-ahead", at=to_text(clock.latest)))
    return found


STEPS: Final[tuple[tuple[Step, StepFunction], ...]] = (
    (Step.CONTAINER, check_container),
    (Step.MANIFEST, check_manifest),
    (Step.CHECKPOINT, check_checkpoint),
    (Step.CHECKPOINT, check_signer),
    (Step.TREE, check_tree),
    (Step.ENTRIES, check_entries),
    (Step.MEMBERS, check_roles),
    (Step.RETIRED_KEYS, check_retired_keys),
    (Step.OWN_ENTRY, check_own_entry),
    (Step.WITNESSES, check_witnesses),
    (Step.TIMESTAMP, check_timestamp),
)
"""The steps in the order of their numbers; an older log is compared when one was given."""
