"""The worked examples of docs/formats.md: real bytes from fixed seeds, nonces and moments.

A seed is 32 equal bytes, a nonce is zero: so anyone can compute each value again. What a signature or
seal draws at random in the product (nonces, ML-DSA-44, HPKE) is fixed or left out here, and
`tests/test_docs.py` opens what is sealed through the product's own doors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from exchange.audit.guide import guide
from exchange.log.checkpoint import Checkpoint
from exchange.log.consistency import ConsistencyBlock
from exchange.log.entry import Entry, make_entry, sign
from exchange.log.merkle import EMPTY_ROOT, consistency_proof, inclusion_proof, leaf_hash, node_hash, root_at
from exchange.requests.keyholding import request_key_aad
from exchange.search.folding import Folder
from exchange.transmission.cover import Form, note_text
from exchange.transmission.message import Message, render_message
from exchange.transmission.parts import Part, Parts, render_parts
from keys.canonical import JSON, canonical
from keys.card import Card
from keys.cosignature import cosigned_message
from keys.encoding import b64
from keys.identity import CardKeys, LogKeys, MemberKeys, OfficeKeys, derive, origin_of
from keys.kdf import Argon2id, KdfParameters
from keys.recovery import sheet_of
from keys.seal import commitment
from keys.slot import Slot
from keys.wrap import kem_check, key_check
from tests.docs import verify_page

MEMBER_SEED, LOG_SEED, OFFICE_SEED, CARD_SEED = (bytes([n]) * 32 for n in (1, 2, 3, 4))
STORE_KEY, COMPARTMENT_KEY, REQUEST_KEY, SECRET = (bytes([n]) * 32 for n in (5, 6, 7, 8))
INDEX_KEY: Final = bytes([9]) * 32
NONCE: Final = bytes(12)
BLINDER: Final = b64(bytes(32))
POST: Final = "019ab000-0000-7000-8000-000000000001"
MEMBER: Final = "019ab000-0000-7000-8000-000000000002"
COMPARTMENT: Final = "019ab000-0000-7000-8000-000000000003"
REQUEST: Final = "019ab000-0000-7000-8000-000000000004"
NOTE: Final = "019ab000-0000-7000-8000-000000000005"
ATTACHMENT: Final = "019ab000-0000-7000-8000-000000000006"
TRANSMISSION: Final = "019ab000-0000-7000-8000-000000000007"
AT: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECONDS: Final = int(AT.timestamp())
ORIGIN: Final = origin_of("asi-bogota", LOG_SEED)
KEYS_OF_MEMBER: Final = MemberKeys.from_seed(MEMBER_SEED, MEMBER)
LOG: Final = LogKeys.from_seed(LOG_SEED, ORIGIN)
OFFICE: Final = OfficeKeys.from_seed(OFFICE_SEED, ORIGIN)
CARD: Final = CardKeys.from_seed(CARD_SEED, ORIGIN)
PASSPHRASE: Final = b"correct horse battery staple"
CHEAP: Final = KdfParameters(64, 1, 1)
REQUEST_KEY_AAD: Final = request_key_aad(POST, REQUEST, COMPARTMENT, 1)
NOTE_PLAIN: Final[dict[str, JSON]] = {"author": MEMBER, "at": 1795424400000, "log_index": 12}
ROW_AAD: Final = canonical(["exchange/v1/row", POST, "note", NOTE, REQUEST, 1, 1, 1, NOTE_PLAIN])
ROW_CONTENT: Final = canonical({"blinder": BLINDER, "text": "À vérifier."})
ROW_COMMITTED: Final = ROW_AAD + b"\n" + ROW_CONTENT
LINES: Final = (b"first", b"second", b"third")
_LONG: Final = 130


def sealed(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Return what AES-256-GCM makes under the nonce of the examples, which no program may fix."""
    return NONCE + AESGCM(key).encrypt(NONCE, plaintext, aad)


def entry() -> Entry:
    """Return the first entry of the examples' log."""
    return make_entry(
        n=0,
        root=EMPTY_ROOT,
        at=AT,
        by=MEMBER,
        op="post.created",
        on={"type": "post", "id": POST},
        x={
            "post": POST,
            "origin": ORIGIN,
            "member": MEMBER,
            "role": "head",
            "vkey": str(KEYS_OF_MEMBER.sign.vkey),
            "kem": kem_check(KEYS_OF_MEMBER.kem_public),
            "four_eyes": False,
            "keys": [{"kind": "store", "id": POST, "version": 1, "check": key_check(STORE_KEY)}],
        },
    )


def card() -> Card:
    """Return the examples' card."""
    return Card(
        handle="asi-bogota",
        prefix="BOG",
        type="liaison",
        origin=ORIGIN,
        name="Ambassade de France à Bogotá",
        country="FR",
        hosts=("CO", "EC"),
        languages=("fr", "es"),
        contact="",
        log_keys=LOG.vkeys,
        office_keys=OFFICE.vkeys,
        card_key=CARD.sign.vkey,
        recipient=OFFICE.age.recipient,
        valid_from=date(2026, 11, 23),
        serial=1,
    )


def slot() -> Slot:
    """Return the examples' slot: settings far below the floor, so that a test opens it at once."""
    empty = Slot(POST, MEMBER, "a.martin", Argon2id(CHEAP, bytes(16)), None, False, b"", bytes(1168))
    key = Argon2id(CHEAP, bytes(16)).key(PASSPHRASE, None)
    return Slot(**{**vars(empty), "sealed_seed": sealed(key, MEMBER_SEED, empty.aad())})


def parts() -> Parts:
    """Return the `parts.json` of a dispatch without attachments."""
    empty = b64(hashlib.sha256(b"").digest())
    members = tuple(Part(name=name, size=0, sha256=empty) for name in ("bordereau.pdf", "message.json"))
    return Parts(blinder=BLINDER, their_refs=("2026/118",), answers=None, members=members)


def _lookup(level: int, index: int) -> bytes:
    if level == 0:
        return leaf_hash(LINES[index])
    return node_hash(_lookup(level - 1, 2 * index), _lookup(level - 1, 2 * index + 1))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:60]}… ({len(text)} characters)"


def _facts(**values: str | bytes) -> str:
    shown = ((name, value.hex() if isinstance(value, bytes) else value) for name, value in values.items())
    return "\n".join(f"{name.replace('_', ' ')}: {_shortened(value)}" for name, value in shown)


def _keys() -> str:
    return _facts(
        member_sign=derive(MEMBER_SEED, "sign"),
        member_vkey=str(KEYS_OF_MEMBER.sign.vkey),
        member_kem_check=kem_check(KEYS_OF_MEMBER.kem_public),
        origin=ORIGIN,
        log_vkey=str(LOG.sign.vkey),
        log_cosigner_key_id=LOG.cosign.vkey.key_id,
        office_age_secret=derive(OFFICE_SEED, "age"),
        office_age_recipient_hash=hashlib.sha256(str(OFFICE.age.recipient).encode()).digest(),
        key_check_of_the_store_key=key_check(STORE_KEY),
    )


def _entry() -> str:
    line = sign(entry(), KEYS_OF_MEMBER.sign)
    return line.decode() + f"\n\nleaf: {leaf_hash(line).hex()}"


def _tree() -> str:
    roots = {f"root_{size}": root_at(size, _lookup) for size in range(4)}
    return _facts(leaf_0=leaf_hash(LINES[0]), leaf_1=leaf_hash(LINES[1]), leaf_2=leaf_hash(LINES[2]), **roots)


def _checkpoint() -> str:
    text = Checkpoint(ORIGIN, 3, root_at(3, _lookup)).text
    second = f"— {ORIGIN} {b64(LOG.cosign.vkey.key_id)[:5]}…"
    return f"{text}\n{LOG.sign.sign(text).render()}\n{second}"


def _cosigned() -> str:
    text = Checkpoint(ORIGIN, 3, root_at(3, _lookup)).text
    message = cosigned_message(ORIGIN, SECONDS, text).hex()
    return "\n".join(message[start : start + 96] for start in range(0, len(message), 96))


def _proof() -> str:
    hashes = "\n".join(map(b64, inclusion_proof(1, 3, _lookup)))
    return f"c2sp.org/tlog-proof@v1\nindex 1\n{hashes}\n\n…the checkpoint, byte for byte"


def _consistency() -> str:
    block = ConsistencyBlock(1, root_at(1, _lookup), consistency_proof(1, 3, _lookup))
    return block.render().rstrip("\n") + "\n"


def _card() -> str:
    lines = "\n".join(_shortened(line) for line in card().text.split("\n")[:-1])
    found = card().fingerprint
    told = _facts(SHA_256=found.digest, digits=found.digits, words=found.words("fr"))
    return f"{lines}\n\n{told}"


def _cover_note() -> str:
    text = note_text(Form.DISPATCH, ORIGIN, sign(entry(), KEYS_OF_MEMBER.sign))
    return f"{text}\n{OFFICE.sign.sign(text).render()}"


def _message() -> str:
    told = Message(transmission=UUID(TRANSMISSION), nature="request", subject="Objet", text="Texte.")
    return render_message(told).decode()


def _keyring() -> str:
    return f"aad: {slot().aad().decode()}\nsealed_seed: {b64(slot().sealed_seed)}"


def _request_key() -> str:
    wrapped = sealed(COMPARTMENT_KEY, REQUEST_KEY, REQUEST_KEY_AAD)
    return f"aad: {REQUEST_KEY_AAD.decode()}\nwrapped: {b64(wrapped)}"


def _row() -> str:
    return "\n".join(
        (
            f"aad: {ROW_AAD.decode()}",
            f"content: {ROW_CONTENT.decode()}",
            f"commitment: {commitment(ROW_COMMITTED)}",
            f"sealed: {b64(sealed(REQUEST_KEY, ROW_CONTENT, ROW_AAD))}",
        )
    )


def chunk_aad() -> bytes:
    """Return what binds the first and last chunk of the examples' attachment."""
    return canonical(["exchange/v1/chunk", ATTACHMENT, 0, True])


def _chunk() -> str:
    return f"aad: {chunk_aad().decode()}\nsealed: {b64(sealed(REQUEST_KEY, b'hello', chunk_aad()))}"


def words_aad() -> bytes:
    """Return what binds the first block of the examples' vocabulary."""
    return canonical(["exchange/v1/words", POST, COMPARTMENT, 1, 1])


def _words() -> str:
    words = Folder().words("L'enquête, ПЕТРЕНКО")
    token = hashlib.blake2b(words[1].encode(), key=INDEX_KEY, digest_size=8).hexdigest()
    block = sealed(INDEX_KEY, "\n".join(sorted(words)).encode(), words_aad())
    return "\n".join(
        (
            f"folded: {' '.join(words)}",
            f"token of {words[1]}: {token}",
            f"aad: {words_aad().decode()}",
            f"sealed: {b64(block)}",
        )
    )


EXAMPLES: Final[Mapping[str, Callable[[], str]]] = {
    "keys": _keys,
    "entry": _entry,
    "tree": _tree,
    "checkpoint": _checkpoint,
    "cosigned": _cosigned,
    "proof": _proof,
    "consistency": _consistency,
    "card": _card,
    "guide": lambda: f"{hashlib.sha256(guide()).hexdigest()}  VERIFY.md",
    "page": lambda: f"{hashlib.sha256(verify_page.page().encode()).hexdigest()}  verify.html",
    "cover-note": _cover_note,
    "parts": lambda: render_parts(parts()).decode(),
    "message": _message,
    "keyring": _keyring,
    "request-key": _request_key,
    "row": _row,
    "chunk": _chunk,
    "words": _words,
    "sheet": lambda: " ".join(sheet_of(SECRET, "fr").words),
}
"""Each worked example, by the name that its block in docs/formats.md bears."""
