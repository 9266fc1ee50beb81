"""Writing an export: what an auditor needs to verify the log alone, as one zip, streamed.

The desk has logged the export already: its own entry is the last that the checkpoint covers. Memory
stays bounded by a selection's indexes, whatever the log's size; the same job gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO, Final, Protocol

from exchange.audit import contents
from exchange.audit.container import ContainerWriter
from exchange.audit.contents import MemberRow, handles_of, key_at, render_members, render_services
from exchange.audit.guide import guide
from exchange.audit.manifest import MANIFEST, sign_manifest
from exchange.audit.picking import Picked, lines_of, pick
from exchange.audit.report import csv_report, html_report
from exchange.audit.selection import Selection
from exchange.audit.walk import EVERY, Progress
from exchange.audit.witnesses import parse_full
from exchange.errors import Refused, Tampered
from exchange.log.checkpoint import Checkpoint, parse_checkpoint, parse_checkpoint_note
from exchange.log.merkle import Edge, consistency_proof, inclusion_proof, leaf_hash
from exchange.log.proof import LogProof
from keys.identity import LogKeys
from keys.note import Ed25519Signer

CLOSING: Final = (b',"op":"log.exported"', b',"op":"store.retired"')
"""What the last entry of an export must be: its own, or the end of a retired store."""


class LogSource(Protocol):
    """A consistent snapshot of a log, as the store gives it."""

    @property
    def origin(self) -> str:
        """The log's origin at that size."""

    @property
    def size(self) -> int:
        """How many entries the snapshot holds."""

    def lines(self, first: int, last: int) -> Iterator[bytes]:
        """Give the lines of entries `first` to `last` (excluded), in order."""

    def node(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree (`exchange.log.merkle.Lookup`)."""


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint of ours with a partner's cosignature line under it, and that partner's card."""

    checkpoint: bytes
    card: bytes


@dataclass(frozen=True)
class Retired:
    """What a retired pair of log keys left: its last checkpoint, and the card that it stood on.

    The checkpoint is None where a restore closed the origin.
    """

    checkpoint: bytes | None
    card: bytes


@dataclass(frozen=True)
class ExportJob:
    """All that an export is made of.

    `members`: the rows of `Roster.members_json` at this size; `retired`: by the index of the entry
    that changed the post's keys; `keys` and `member` sign MANIFEST.
    """

    source: LogSource
    checkpoint: bytes
    card: bytes
    members: Sequence[MemberRow]
    keys: LogKeys
    member: Ed25519Signer
    witnessed: Sequence[Witnessed] = ()
    retired: Mapping[int, Retired] = field(default_factory=dict)
    selection: Selection | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class ExportSummary:
    """What was written: the log's size, how many entries of it, how many files, MANIFEST's SHA-256."""

    size: int
    entries: int
    files: int
    manifest: str


def write_export(job: ExportJob, sink: BinaryIO) -> ExportSummary:
    """Write the export to `sink`; raise Refused for what can't be exported, Tampered for a wrong log."""
    head = _checked(job)
    picked = None if job.selection is None else pick(job.source, job.selection)
    with ContainerWriter(sink) as writer:
        _write_keys(job, writer)
        _write_seen(job, head, picked, writer)
        entries = head.size if picked is None else len(picked.selected)
        if picked is None:
            writer.stream(contents.ENTRIES, _whole_log(job, head))
        else:
            _write_picked(job, picked, writer)
        handles = handles_of(job.members)
        writer.stream(contents.REPORT_CSV, csv_report(_reported(job, picked), handles))
        writer.stream(contents.REPORT_HTML, html_report(_reported(job, picked), handles, head.origin))
        manifest = sign_manifest(writer.hashes, job.keys.sign, job.member)
        writer.add(MANIFEST, manifest)
        writer.finish()
    return ExportSummary(head.size, entries, len(writer.hashes), sha256(manifest).hexdigest())


def _checked(job: ExportJob) -> Checkpoint:
    """Refuse what no verifier would accept, before a byte is written."""
    head = parse_checkpoint(parse_checkpoint_note(job.checkpoint).text)
    if (head.size, head.origin) != (job.source.size, job.source.origin) or not head.size:
        raise Tampered("export-checkpoint", size=head.size)
    if key_at(job.members, _member_id(job), head.size - 1) != job.member.vkey:
        raise Refused("export-signer", size=head.size)
    last = b"".join(job.source.lines(head.size - 1, head.size))
    if not any(mark in last for mark in CLOSING):
        raise Refused("export-size", size=head.size)
    return head


def _member_id(job: ExportJob) -> str:
    return job.member.vkey.name.rpartition("/")[2]


def _write_keys(job: ExportJob, writer: ContainerWriter) -> None:
    writer.add(contents.GUIDE, guide())
    writer.add(contents.CHECKPOINT, job.checkpoint)
    writer.add(contents.POST_CARD, job.card)
    writer.add(contents.MEMBERS, render_members(job.members))
    writer.add(contents.SERVICES, render_services([item.card for item in job.witnessed]))
    for n, retired in sorted(job.retired.items()):
        writer.add(f"keys/retired/{n}.card", retired.card)


def _write_seen(job: ExportJob, head: Checkpoint, picked: Picked | None, writer: ContainerWriter) -> None:
    notes = {f"witnessed/{k}": item.checkpoint for k, item in enumerate(job.witnessed)}
    for n, retired in sorted(job.retired.items()):
        if retired.checkpoint is not None:
            notes[f"checkpoints/{n}"] = retired.checkpoint
    for name, note in notes.items():
        seen = parse_full(note)
        if seen.checkpoint.size > head.size:
            raise Refused("export-seen-later", size=seen.checkpoint.size)
        if picked is not None:
            seen = seen.proven(consistency_proof(seen.checkpoint.size, head.size, job.source.node))
        writer.add(name, seen.render())


def _whole_log(job: ExportJob, head: Checkpoint) -> Iterator[bytes]:
    """Give all lines, and refuse at the end a log that isn't the checkpoint's."""
    edge = Edge.EMPTY
    for line in job.source.lines(0, head.size):
        edge, _ = edge.append(leaf_hash(line))
        yield line + b"\n"
        if job.progress is not None and edge.size % EVERY == 0:
            job.progress(edge.size, head.size)
    if (edge.size, edge.root()) != (head.size, head.root):
        raise Tampered("export-root", size=edge.size)


def _write_picked(job: ExportJob, picked: Picked, writer: ContainerWriter) -> None:
    parts = ((contents.ENTRIES, "proofs", picked.selected), (contents.SUPPORT, "keys/proofs", picked.support))
    done, expected = 0, len(picked.selected) + len(picked.support)
    for name, folder, numbers in parts:
        writer.stream(name, (line + b"\n" for line in lines_of(job.source, numbers)))
        for n in numbers:
            proof = LogProof(n, inclusion_proof(n, job.source.size, job.source.node), job.checkpoint)
            writer.add(f"{folder}/{n}.tlog-proof", proof.render())
            done += 1
            if job.progress is not None and done % EVERY == 0:
                job.progress(done, expected)


def _reported(job: ExportJob, picked: Picked | None) -> Iterator[bytes]:
    if picked is None:
        return job.source.lines(0, job.source.size)
    return lines_of(job.source, picked.selected)
