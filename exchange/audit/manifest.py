"""MANIFEST: the SHA-256 of each file of an export, as a note signed by the post and by who exported.

The text is what `sha256sum` prints, sorted by name, so that `sha256sum -c` reads it; the signatures
under it (c2sp.org/signed-note) are by the post's log key and by the member's own. The time stamp
alone is not listed, since it is made over MANIFEST afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from exchange.audit.container import Container
from exchange.errors import Tampered
from keys.errors import KeysError
from keys.note import Ed25519Signer, Note, VerifierKey, parse_note, verified

MANIFEST: Final = "MANIFEST"
TIMESTAMP: Final = "timestamp.tsr"
LIMIT: Final = 32 * 1024 * 1024
_LINE = re.compile("([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._/-]*)")


@dataclass(frozen=True)
class Manifest:
    """What MANIFEST says: each listed file's hash in hex, and the note that says it."""

    hashes: Mapping[str, str]
    note: Note

    def check_signatures(self, post: VerifierKey, member: VerifierKey) -> None:
        """Check both signatures, and that nobody else signed; raise Tampered."""
        if len(self.note.lines) != 2:
            raise Tampered("manifest-signers", found=len(self.note.lines))
        try:
            signers = verified(self.note, (post, member))
        except KeysError:
            raise Tampered("manifest-signature") from None
        if set(signers) != {post, member}:
            raise Tampered("manifest-signature")


def manifest_text(hashes: Mapping[str, str]) -> str:
    """Return the lines of `sha256sum`, by name."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))


def sign_manifest(hashes: Mapping[str, str], post: Ed25519Signer, member: Ed25519Signer) -> bytes:
    """Return MANIFEST, signed by the post and by the member who exports."""
    text = manifest_text(hashes)
    return Note(text, (post.sign(text), member.sign(text))).render()


def parse_manifest(data: bytes) -> Manifest:
    """Read MANIFEST in its one form: sorted, no name twice, neither itself nor the time stamp."""
    try:
        note = parse_note(data, LIMIT)
    except KeysError:
        raise Tampered("manifest-form") from None
    found = [_LINE.fullmatch(line) for line in note.text.split("\n")[:-1]]
    hashes = {match[2]: match[1] for match in found if match}
    if manifest_text(hashes) != note.text or not hashes.keys().isdisjoint((MANIFEST, TIMESTAMP)):
        raise Tampered("manifest-form")
    return Manifest(hashes, note)


def check_members(container: Container, manifest: Manifest) -> None:
    """Check that the files are those listed, none more, none fewer; raise Tampered with the first."""
    present = set(container.names) - {MANIFEST, TIMESTAMP}
    for name in sorted(present.symmetric_difference(manifest.hashes)):
        raise Tampered("export-file-unlisted" if name in present else "export-file-missing", name=name)


def check_hashes(container: Container, manifest: Manifest) -> None:
    """Check each listed file's hash; raise Tampered with the first that differs."""
    for name, expected in manifest.hashes.items():
        digest = sha256()
        for piece in container.chunks(name):
            digest.update(piece)
        if digest.hexdigest() != expected:
            raise Tampered("manifest-hash", name=name)
