"""Somebody with the post's log keys, which every member holds, and one member's own: what he can pack."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from exchange.audit.contents import MemberRow, render_members
from exchange.audit.manifest import MANIFEST, sign_manifest
from exchange.log.checkpoint import Checkpoint, sign_checkpoint
from exchange.log.merkle import Edge, leaf_hash
from tests.exchange.audit.ledger import Ledger
from tests.exchange.log.book import Member


def files_of(path: Path) -> dict[str, bytes]:
    """Return the files of an export, in their order."""
    with zipfile.ZipFile(path) as export:
        return {name: export.read(name) for name in export.namelist()}


def packed(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write files as a zip, as any program would."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as export:
        for name, data in files.items():
            export.writestr(name, data)
    return path


def resigned(files: Mapping[str, bytes], ledger: Ledger, by: Member) -> dict[str, bytes]:
    """Return the files with a MANIFEST that fits them, signed by the post's log key and by `by`."""
    rest = {name: data for name, data in files.items() if name != MANIFEST}
    hashes = {name: sha256(data).hexdigest() for name, data in rest.items() if name != "timestamp.tsr"}
    return {**rest, MANIFEST: sign_manifest(hashes, ledger.post.log.sign, by.signer)}


def over(files: Mapping[str, bytes], lines: list[bytes], ledger: Ledger, by: Member) -> dict[str, bytes]:
    """Return an export of other lines, with a checkpoint and a MANIFEST that fit them."""
    edge = Edge.EMPTY
    for line in lines:
        edge, _ = edge.append(leaf_hash(line))
    head = Checkpoint(ledger.origin, edge.size, edge.root())
    note = sign_checkpoint(head, ledger.post.log, int(ledger.at.timestamp()))
    entries = b"".join(line + b"\n" for line in lines)
    return resigned({**files, "entries.log": entries, "checkpoint": note.render()}, ledger, by)


def with_members(
    files: Mapping[str, bytes], rows: Sequence[MemberRow], ledger: Ledger, by: Member
) -> dict[str, bytes]:
    """Return an export with other rows in members.json, and a MANIFEST that fits them."""
    return resigned({**files, "keys/members.json": render_members(rows)}, ledger, by)
