"""What somebody with keys could make of an honest export, by name: each is refused by every verifier."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from exchange.audit.contents import MemberRow
from exchange.audit.selection import Selection
from exchange.log.entry import parse_line, sign
from exchange.log.merkle import Edge, leaf_hash
from keys.canonical import JSON
from keys.encoding import b64
from tests.exchange.audit.attacker import files_of, over, packed, resigned, with_members
from tests.exchange.audit.ledger import Ledger, Post, a_busy_ledger
from tests.exchange.log.book import Member, a_check, a_hash, an_id

Files = Mapping[str, bytes]
GHOST: Final = Member("ghost")


@dataclass
class Scene:
    """An honest export by the auditor, and what he has to forge another."""

    folder: Path
    ledger: Ledger = field(default_factory=a_busy_ledger)
    auditor: Member = field(default_factory=lambda: Member("d.audit").keyed())
    officer: Member = field(default_factory=lambda: Member("b.durand").keyed())
    gone: Member = field(default_factory=lambda: Member("c.petit").keyed())

    def __post_init__(self) -> None:
        self.path = self.ledger.export(self.folder / "honest.zip", self.auditor)
        self.files = files_of(self.path)
        self.lines = list(self.ledger.entries)
        self.rows = self.ledger.replay.roster.members_json(self.ledger.handles)

    def relogged(self, lines: list[bytes]) -> Files:
        """Return an export of other lines, that fits them."""
        return over(self.files, lines, self.ledger, self.auditor)

    def forged(self) -> Ledger:
        """Return the honest log, to be gone on with."""
        forged = Ledger.__new__(Ledger)
        forged.__dict__.update(vars(self.ledger) | {"entries": list(self.lines)})
        return forged

    def appended(
        self, by: Member, op: str, kind: str | None, target: str = "", x: Mapping[str, JSON] | None = None
    ) -> Files:
        """Return the honest log with one more entry, then one for the export, its witness dropped."""
        forged = self.forged()
        forged.force(forged.line(by, op, kind, target, x))
        forged.force(forged.line(self.auditor, "log.exported"))
        return self.relogged(forged.entries)

    def packed(self, name: str) -> Path:
        """Return the forged export of that name."""
        return packed(self.folder / f"{sha256(name.encode()).hexdigest()[:16]}.zip", FORGERIES[name](self))


def rebuilt(lines: list[bytes], start: int, by: Member) -> list[bytes]:
    """Sign all from `start` on again as `by`, over the roots that the lines now have."""
    edge, found = Edge.EMPTY, list[bytes]()
    for place, line in enumerate(lines):
        if place >= start:
            entry = parse_line(line).entry
            line = sign(entry._replace(n=place, root=edge.root()), by.signer)
        edge, _ = edge.append(leaf_hash(line))
        found.append(line)
    return found


def a_byte(seed: int) -> Callable[[Scene], Files]:
    """Alter one byte of one line."""

    def make(scene: Scene) -> Files:
        draw, lines = random.Random(seed), list(scene.lines)
        index = draw.randrange(len(lines))
        line = bytearray(lines[index])
        line[draw.randrange(len(line))] ^= 0xFF
        return scene.relogged([*lines[:index], bytes(line), *lines[index + 1 :]])

    return make


def misformed(old: bytes, new: bytes) -> Callable[[Scene], Files]:
    """Append an entry that only its form betrays: signed as it stands, over the roots of all before it."""

    def make(scene: Scene) -> Files:
        forged = scene.forged()
        body = forged.line(scene.officer, "request.consulted", "request", _ONE, {"rev": 1}).partition(b"\t")[
            0
        ]
        assert old in body
        body = body.replace(old, new, 1)
        forged.force(body + b"\t" + b64(scene.officer.signer.sign_bytes(body)).encode())
        forged.force(forged.line(scene.auditor, "log.exported"))
        return scene.relogged(forged.entries)

    return make


def a_column(key: str, value: str | int | None) -> Callable[[Scene], Files]:
    """Let members.json say otherwise of one member."""

    def make(scene: Scene) -> Files:
        rows: list[MemberRow] = [*scene.rows[:2], {**scene.rows[2], key: value}, *scene.rows[3:]]
        return with_members(scene.files, rows, scene.ledger, scene.auditor)

    return make


def a_file(name: str) -> Callable[[Scene], Files]:
    """Alter a file without its MANIFEST."""

    def make(scene: Scene) -> Files:
        data = bytearray(scene.files[name])
        data[len(data) // 2] ^= 0x01
        return {**scene.files, name: bytes(data)}

    return make


def cut_below_a_witness(scene: Scene) -> Files:
    """Drop the newest entries, though a partner cosigned them."""
    cut = Ledger.__new__(Ledger)
    cut.__dict__.update(vars(a_busy_ledger()) | {"entries": [], "edge": Edge.EMPTY, "nodes": {}})
    for line in scene.lines[:9]:
        cut.force(line)
    cut.force(cut.line(scene.auditor, "log.exported"))
    return scene.relogged(cut.entries)


def without_a_retired_checkpoint(scene: Scene) -> Files:
    """Leave out what the old keys signed last."""
    ledger = a_busy_ledger()
    n = ledger.rekey()
    files = files_of(ledger.export(scene.folder / "rekeyed.zip"))
    del files[f"checkpoints/{n}"]
    return resigned(files, ledger, ledger.head)


def beyond_retired_keys(scene: Scene) -> Files:
    """Let a partner cosign what retired keys signed beyond their end."""
    ledger = a_busy_ledger()
    old = ledger.post
    ledger.rekey()
    new, ledger.post = ledger.post, old
    ledger.witness(Post("asi-madrid"))
    ledger.post = new
    return files_of(ledger.export(scene.folder / "beyond.zip"))


def alone_under_four_eyes(scene: Scene) -> Files:
    """Let a head do alone what takes two."""
    ledger = Ledger(four_eyes=True)
    officer = ledger.member("b.durand", "officer")
    ledger.open_request(officer, "one")
    ledger.force(
        ledger.line(ledger.head, "request.erased", "request", an_id("one"), {"ground": "retention-ended"})
    )
    ledger.force(ledger.line(ledger.head, "log.exported"))
    return files_of(ledger.write(scene.folder / "alone.zip", ledger.job(ledger.head)))


def a_selection(change: Callable[[dict[str, bytes]], None]) -> Callable[[Scene], Files]:
    """Alter a selection, and sign MANIFEST again."""

    def make(scene: Scene) -> Files:
        ledger = a_busy_ledger()
        chosen = Selection(requests=frozenset({an_id("one")}))
        files = files_of(ledger.export(scene.folder / "part.zip", selection=chosen))
        change(files)
        return resigned(files, ledger, ledger.head)

    return make


def another_proof(files: dict[str, bytes]) -> None:
    """Give one entry the proof of another."""
    first, second, *_ = sorted(name for name in files if name.startswith("proofs/"))
    files[first] = files[second]


def a_lone_proof(files: dict[str, bytes]) -> None:
    """Add a proof of an entry that isn't there."""
    files["proofs/999.tlog-proof"] = next(data for name, data in files.items() if name.startswith("proofs/"))


def an_altered_line(files: dict[str, bytes]) -> None:
    """Alter one of the selected lines."""
    files["entries.log"] = files["entries.log"].replace(b'"rev":1', b'"rev":2', 1)


def fewer_keys(files: dict[str, bytes]) -> None:
    """Leave out the first of the entries that keys rest on, with its proof."""
    first, _, rest = files["keys/entries.log"].partition(b"\n")
    files["keys/entries.log"] = rest
    del files[f"keys/proofs/{parse_line(first).entry.n}.tlog-proof"]


_ONE: Final = an_id("one")
_HEAD_OF: Final[dict[str, JSON]] = {
    "member": GHOST.id, "role": "head", "vkey": GHOST.vkey, "kem": GHOST.kem, "keys": [],
}  # fmt: skip

FORGERIES: Final[Mapping[str, Callable[[Scene], Files]]] = {
    **{f"byte {seed}": a_byte(seed) for seed in range(4)},
    "removed": lambda scene: scene.relogged([*scene.lines[:6], *scene.lines[7:]]),
    "doubled": lambda scene: scene.relogged([*scene.lines[:6], scene.lines[5], *scene.lines[6:]]),
    "swapped": lambda scene: scene.relogged(
        [*scene.lines[:6], *reversed(scene.lines[6:8]), *scene.lines[8:]]
    ),
    "truncated": lambda scene: scene.relogged(scene.lines[:-2]),
    "past rewritten": lambda scene: scene.relogged(
        rebuilt([*scene.lines[:9], *scene.lines[10:]], 9, scene.auditor)
    ),
    "signed by another": lambda scene: scene.relogged(
        [*scene.lines[:8], sign(parse_line(scene.lines[8]).entry, scene.gone.signer), *scene.lines[9:]]
    ),
    "cut below a witness": cut_below_a_witness,
    "ghost head": lambda scene: scene.appended(scene.auditor, "member.added", "member", GHOST.id, _HEAD_OF),
    "unknown member": lambda scene: scene.appended(GHOST, "request.consulted", "request", _ONE),
    "revoked member": lambda scene: scene.appended(scene.gone, "request.consulted", "request", _ONE),
    "role lacks it": lambda scene: scene.appended(scene.auditor, "request.consulted", "request", _ONE),
    "replaced key": lambda scene: scene.appended(Member("b.durand"), "request.consulted", "request", _ONE),
    "another's key": lambda scene: scene.appended(
        scene.ledger.head, "request.amended", "request", _ONE, {"keys": [a_check("request", "two", 2)]}
    ),
    "key of a compartment not held": lambda scene: scene.appended(
        scene.ledger.head, "compartment.rekeyed", "compartment", _ONE,
        {"keys": [a_check("compartment", "one")]},
    ),
    "new head at once": lambda scene: scene.appended(
        scene.officer, "member.role", "member", scene.auditor.id, {"member": scene.auditor.id, "role": "head"}
    ),
    "last head revoked": lambda scene: scene.appended(
        scene.ledger.head, "member.revoked", "member", scene.ledger.head.id,
        {"member": scene.ledger.head.id, "keys": []},
    ),
    "card of an older serial": lambda scene: scene.appended(
        scene.ledger.head, "card.issued", "post", scene.ledger.id, {"serial": 1, "card": a_hash("card")}
    ),
    "absence of nobody": lambda scene: scene.appended(
        scene.ledger.head, "absence.ended", "member", scene.officer.id, {"set": 3}
    ),
    "possession unproven": lambda scene: scene.appended(
        scene.officer, "member.keyed", "member", scene.officer.id,
        {"vkey": scene.officer.keyed().vkey, "kem": a_hash("kem"), "pop": b64(bytes(64))},
    ),
    "free text": misformed(b'"rev":1', b'"name":"Durand"'),
    "another order": misformed(b'"lg":"consultation","on"', b'"on"'),
    "a day that no calendar shows": misformed(b'"at":"2026-11-23', b'"at":"2026-02-30'),
    "a number beyond what all keep": misformed(b'"rev":1', b'"rev":9007199254740993'),
    "another duty": misformed(b'"lg":"consultation"', b'"lg":"alteration"'),
    **{
        f"members.json {key}": a_column(key, value)
        for key, value in (
            ("id", an_id("x")), ("role", "investigator"), ("vkey", Member("x").vkey), ("from", 1), ("to", 14),
        )
    },
    "member left out": lambda scene: with_members(
        scene.files, [*scene.rows[:1], *scene.rows[2:]], scene.ledger, scene.auditor
    ),
    "another checkpoint": lambda scene: resigned(
        {**scene.files, "checkpoint": Ledger().checkpoint().render()}, scene.ledger, scene.auditor
    ),
    "taken over": lambda scene: resigned(scene.files, scene.ledger, scene.officer),
    "another's log keys": lambda scene: resigned(
        {**scene.files, "keys/post.card": Post("asi-bogota", scene.ledger.origin, generation=7).card_file},
        scene.ledger,
        scene.auditor,
    ),
    **{f"altered {name}": a_file(name) for name in ("entries.log", "report.html", "VERIFY.md", "MANIFEST")},
    "unlisted file": lambda scene: {**scene.files, "notes.txt": b"hello"},
    "missing file": lambda scene: {n: data for n, data in scene.files.items() if n != "report.csv"},
    "retired checkpoint left out": without_a_retired_checkpoint,
    "beyond retired keys": beyond_retired_keys,
    "alone under four eyes": alone_under_four_eyes,
    "selection: another proof": a_selection(another_proof),
    "selection: a lone proof": a_selection(a_lone_proof),
    "selection: an altered line": a_selection(an_altered_line),
    "selection: fewer keys": a_selection(fewer_keys),
}  # fmt: skip
"""Each with what makes its files."""
