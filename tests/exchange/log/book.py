"""A post's log for tests: members with fixed keys, who append through the product's own doors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from exchange.log.entry import SignedEntry, make_entry, sign
from exchange.log.replay import Replay
from exchange.log.roster import possession
from keys.canonical import JSON
from keys.encoding import b64
from keys.note import Ed25519Signer

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ORIGIN = "asi-bogota/0123456789abcdef"
POST = "0192f0c1-0000-7000-8000-00000000a51b"


def an_id(name: str) -> str:
    """Return the same UUID for the same name."""
    digest = sha256(name.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-7{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def a_hash(name: str) -> str:
    """Return the same base64 hash for the same name."""
    return b64(sha256(name.encode()).digest())


def a_check(kind: str, name: str, version: int = 1, key: str = "") -> dict[str, JSON]:
    """Return a row of `keys` for the key of that name."""
    return {"kind": kind, "id": an_id(name), "version": version, "check": a_hash(f"key {name}{version}{key}")}


class Member:
    """A member with the key of a seed; `keyed` gives the same one with his next key."""

    def __init__(self, handle: str, generation: int = 0) -> None:
        self.handle = handle
        self.generation = generation
        self.id = an_id(handle)
        seed = sha256(f"{handle} {generation}".encode()).digest()
        self.signer = Ed25519Signer(f"exchange/member/{self.id}", seed)
        self.kem = a_hash(f"kem {handle} {generation}")

    @property
    def vkey(self) -> str:
        """The verifier key of the key that he holds now."""
        return str(self.signer.vkey)

    def keyed(self) -> Member:
        """Return the same member with his next key."""
        return Member(self.handle, self.generation + 1)


class Book:
    """A log under way; each verb appends one entry and replays it."""

    def __init__(self, *, four_eyes: bool = False) -> None:
        self.replay = Replay()
        self.lines: list[bytes] = []
        self.at = START
        self.head = Member("a.martin")
        founding: Mapping[str, JSON] = {
            "post": POST,
            "origin": ORIGIN,
            "member": self.head.id,
            "role": "head",
            "vkey": self.head.vkey,
            "kem": self.head.kem,
            "four_eyes": four_eyes,
            "keys": [a_check(kind, kind) for kind in ("store", "log", "office", "card")],
        }
        self.add(self.head, "post.created", "post", POST, founding)

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return self.replay.edge.size

    def line(
        self,
        by: Member,
        op: str,
        kind: str | None = None,
        object_id: str = "",
        x: Mapping[str, JSON] | None = None,
        *,
        to: tuple[str, ...] = (),
    ) -> bytes:
        """Return the next entry's line, signed, without appending it."""
        on = None if kind is None else {"type": kind, "id": object_id}
        entry = make_entry(
            n=self.size, root=self.replay.edge.root(), at=self.at, by=by.id, op=op, on=on, to=to, x=x
        )
        return sign(entry, by.signer)

    def take(self, line: bytes) -> SignedEntry:
        """Replay a line; it is kept when it holds."""
        signed = self.replay.step(line)
        self.lines.append(line)
        self.at += timedelta(minutes=1)
        return signed

    def force(self, line: bytes) -> None:
        """Take a line whatever its signature, as somebody would who writes past the program."""
        signed, _ = self.replay.read(line)
        self.replay.settle(signed)
        self.lines.append(line)

    def add(
        self,
        by: Member,
        op: str,
        kind: str | None = None,
        object_id: str = "",
        x: Mapping[str, JSON] | None = None,
    ) -> int:
        """Append an entry and return its index."""
        return self.take(self.line(by, op, kind, object_id, x)).entry.n

    def provisional(self, handle: str, role: str, *, proposed: int | None = None) -> Member:
        """Let the head add a member, whose key is provisional."""
        new = Member(handle)
        x: dict[str, JSON] = {
            "member": new.id,
            "role": role,
            "vkey": new.vkey,
            "kem": new.kem,
            "keys": [],
            "proposed": proposed,
        }
        self.add(self.head, "member.added", "member", new.id, x)
        return new

    def activate(self, member: Member) -> Member:
        """Let the member replace his key by his own; return him with it."""
        own = member.keyed()
        proof = own.signer.sign_bytes(possession(ORIGIN, own.id, self.size, own.vkey, own.kem))
        x: dict[str, JSON] = {"vkey": own.vkey, "kem": own.kem, "pop": b64(proof)}
        self.add(member, "member.keyed", "member", own.id, x)
        return own

    def member(self, handle: str, role: str, *, proposed: int | None = None) -> Member:
        """Add a member and activate his key."""
        return self.activate(self.provisional(handle, role, proposed=proposed))

    def consult(self, by: Member, request: str = "request") -> int:
        """Let a member consult a request."""
        return self.add(by, "request.consulted", "request", an_id(request), {"rev": 1})

    def propose(self, by: Member, op: str, kind: str, object_id: str, **args: JSON) -> int:
        """Let a member propose an act for another to do."""
        x: dict[str, JSON] = {"op": op, "object": {"type": kind, "id": object_id}, "args": args}
        return self.add(by, "proposed", kind, object_id, x)
