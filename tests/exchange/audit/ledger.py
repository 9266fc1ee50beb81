"""A post's log in memory, with its keys, as a store would give it to an export: `LogSource`.

`add` appends as the desk would, judged by the log's own replay; `force` appends whatever it is told,
as somebody with raw keys and a modified program could.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from exchange.audit.export import ExportJob, Retired, Witnessed, write_export
from exchange.audit.selection import Selection
from exchange.log.checkpoint import Checkpoint, sign_checkpoint
from exchange.log.entry import make_entry, sign
from exchange.log.merkle import Edge, leaf_hash, root_at
from exchange.log.replay import Replay
from exchange.log.roster import possession
from keys.canonical import JSON
from keys.card import Card
from keys.encoding import b64
from keys.identity import CardKeys, LogKeys, OfficeKeys, origin_of
from keys.note import Note
from tests.exchange.log.book import START, Member, a_check, an_id


class Post:
    """A post's own keys, of one generation; the origin is that of the first."""

    def __init__(self, handle: str, origin: str = "", generation: int = 0) -> None:
        seeds = {
            name: sha256(f"{handle} {name} {generation}".encode()).digest()
            for name in ("log", "office", "card")
        }
        self.handle = handle
        self.generation = generation
        self.origin = origin or origin_of(handle, seeds["log"])
        self.log = LogKeys.from_seed(seeds["log"], self.origin)
        self.office = OfficeKeys.from_seed(seeds["office"], self.origin)
        self.card_keys = CardKeys.from_seed(seeds["card"], self.origin)

    def next(self, origin: str = "") -> Post:
        """Return the same post with its next keys, under its origin or a new one."""
        return Post(self.handle, origin or self.origin, self.generation + 1)

    @property
    def card(self) -> Card:
        """The card with these keys."""
        return Card(
            handle=self.handle, prefix="BOG", type="asi", origin=self.origin,
            name="Ambassade de France à Bogotá", country="FR", hosts=("CO",), languages=("fr", "es"),
            contact="", log_keys=self.log.vkeys, office_keys=self.office.vkeys,
            card_key=self.card_keys.sign.vkey, recipient=self.office.age.recipient,
            valid_from=date(2026, 11, 1), serial=self.generation + 1,
        )  # fmt: skip

    @property
    def card_file(self) -> bytes:
        """The card as a file."""
        return self.card.render(self.card_keys.sign)


class Ledger:
    """A log under way, with all that an export of it needs."""

    def __init__(self, handle: str = "asi-bogota", *, four_eyes: bool = False) -> None:
        self.post = Post(handle)
        self.entries: list[bytes] = []
        self.edge = Edge.EMPTY
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.replay = Replay()
        self.at = START
        self.handles: dict[str, str] = {}
        self.witnessed: list[Witnessed] = []
        self.retired: dict[int, Retired] = {}
        self.head = self._known(Member("a.martin"))
        self.id = an_id(handle)
        founding: Mapping[str, JSON] = {
            "post": self.id, "origin": self.post.origin, "member": self.head.id, "role": "head",
            "vkey": self.head.vkey, "kem": self.head.kem, "four_eyes": four_eyes,
            "keys": [a_check("store", "store"), a_check("log", "log")],
        }  # fmt: skip
        self.add(self.head, "post.created", "post", self.id, founding)
        self.issue_card()

    @property
    def origin(self) -> str:
        """The origin under which the log stands."""
        return self.post.origin

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self.edge.size

    def lines(self, first: int, last: int) -> Iterator[bytes]:
        """Give the lines of entries `first` to `last`, excluded."""
        return iter(self.entries[first:last])

    def node(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree."""
        return self.nodes[level, index]

    def line(
        self, by: Member, op: str, kind: str | None = None, object_id: str = "",
        x: Mapping[str, JSON] | None = None, ref: str = "",
    ) -> bytes:  # fmt: skip
        """Return the next entry, signed, judged by nobody."""
        on = None if kind is None else {"type": kind, "id": object_id} | ({"ref": ref} if ref else {})
        root = self.edge.root()
        return sign(make_entry(n=self.size, root=root, at=self.at, by=by.id, op=op, on=on, x=x), by.signer)

    def add(
        self, by: Member, op: str, kind: str | None = None, object_id: str = "",
        x: Mapping[str, JSON] | None = None, ref: str = "",
    ) -> int:  # fmt: skip
        """Append an entry that the log's rules allow; return its index."""
        line = self.line(by, op, kind, object_id, x, ref)
        self.replay.step(line)
        return self.force(line)

    def force(self, line: bytes) -> int:
        """Append any line; return its index."""
        self.entries.append(line)
        self.edge, nodes = self.edge.append(leaf_hash(line))
        self.nodes.update({(node.level, node.index): node.hash for node in nodes})
        self.at += timedelta(minutes=1)
        return self.size - 1

    def issue_card(self) -> int:
        """Log the card with the present keys."""
        x: dict[str, JSON] = {
            "serial": self.post.card.serial,
            "card": b64(sha256(self.post.card_file).digest()),
        }
        return self.add(self.head, "card.issued", "post", self.id, x)

    def provisional(self, handle: str, role: str, proposed: int | None = None) -> Member:
        """Let the head add a member with a provisional key."""
        new = self._known(Member(handle))
        x: dict[str, JSON] = {
            "member": new.id, "role": role, "vkey": new.vkey, "kem": new.kem, "keys": [],
            "proposed": proposed,
        }  # fmt: skip
        self.add(self.head, "member.added", "member", new.id, x)
        return new

    def activate(self, member: Member) -> Member:
        """Let a member replace his key by his own."""
        own = self._known(member.keyed())
        proof = own.signer.sign_bytes(possession(self.origin, own.id, self.size, own.vkey, own.kem))
        x: dict[str, JSON] = {"vkey": own.vkey, "kem": own.kem, "pop": b64(proof)}
        self.add(member, "member.keyed", "member", own.id, x)
        return own

    def member(self, handle: str, role: str, proposed: int | None = None) -> Member:
        """Add a member with a key of his own."""
        return self.activate(self.provisional(handle, role, proposed))

    def revoke(self, member: Member) -> int:
        """Let the head revoke a member."""
        return self.add(self.head, "member.revoked", "member", member.id, {"member": member.id, "keys": []})

    def open_request(self, by: Member, name: str) -> int:
        """Open a request; its reference is made of the index."""
        x: dict[str, JSON] = {"keys": [a_check("request", name)], "rev": 1}
        return self.add(by, "request.opened", "request", an_id(name), x, f"BOG-2026-{self.size:05d}")

    def consult(self, by: Member, name: str) -> int:
        """Consult a request."""
        return self.add(by, "request.consulted", "request", an_id(name), {"rev": 1})

    def rekey(self, old: Post | None = None) -> int:
        """Give the post its next keys; the old ones sign a last checkpoint."""
        old, new = old or self.post, self.post.next()
        keys = [a_check("log", "log", new.generation + 1)]
        vkeys = [str(key) for key in new.log.vkeys]
        n = self.add(self.head, "post.rekeyed", "post", self.id, {"vkeys": vkeys, "keys": keys})
        self.retired[n] = Retired(self.checkpoint().render(), old.card_file)
        self.post = new
        self.issue_card()
        return n

    def checkpoint(self, size: int | None = None) -> Note:
        """Sign a checkpoint under the present keys, of the present or an earlier size."""
        size = self.size if size is None else size
        head = Checkpoint(self.origin, size, root_at(size, self.node))
        return sign_checkpoint(head, self.post.log, int(self.at.timestamp()))

    def witness(self, partner: Post) -> None:
        """Let a partner cosign the present checkpoint."""
        note = self.checkpoint()
        line = partner.office.cosign.cosign(note.text, int(self.at.timestamp()))
        signed = Note(note.text, (*note.lines, line)).render()
        self.witnessed.append(Witnessed(signed, partner.card_file))

    def job(self, by: Member, selection: Selection | None = None) -> ExportJob:
        """Return what an export of the present log is made of; its own entry must stand already."""
        return ExportJob(
            source=self,
            checkpoint=self.checkpoint().render(),
            card=self.post.card_file,
            members=self.replay.roster.members_json(self.handles),
            keys=self.post.log,
            member=by.signer,
            witnessed=tuple(self.witnessed),
            retired=dict(self.retired),
            selection=selection,
        )

    def export(self, path: Path, by: Member | None = None, selection: Selection | None = None) -> Path:
        """Log an export and write it, as the desk does."""
        by = by or self.head
        self.add(by, "log.exported", x={"size": self.size + 1})
        return self.write(path, self.job(by, selection))

    def write(self, path: Path, job: ExportJob) -> Path:
        """Write an export."""
        sink = BytesIO()
        write_export(job, sink)
        path.write_bytes(sink.getvalue())
        return path

    def _known(self, member: Member) -> Member:
        self.handles[member.id] = member.handle
        return member


def a_busy_ledger(*, four_eyes: bool = False) -> Ledger:
    """Return a log with each kind of member, requests, a revoked member and a witness."""
    ledger = Ledger(four_eyes=four_eyes)
    officer = ledger.member("b.durand", "officer")
    gone = ledger.member("c.petit", "officer")
    ledger.member("d.audit", "auditor")
    for name in ("one", "two", "three"):
        ledger.open_request(officer, name)
    ledger.witness(Post("asi-lisbon"))
    ledger.consult(gone, "two")
    ledger.revoke(gone)
    ledger.add(officer, "request.listed", x={"requests": [an_id("one"), an_id("three")]})
    ledger.consult(ledger.head, "one")
    return ledger
