"""New keys for the post: its log's, its office's, its card's.

Once somebody who left knows the present ones: `rekey_post`.

The entry `post.rekeyed` names the new ones; a last checkpoint under the log's old keys covers it and
nothing after. A new card follows at once: under the same card key partners take it as it comes, under
a new one they compare its fingerprint again. Retired office seeds stay wrapped to those who held them,
for opening what is under way.

Once a newer past was lost, or may have been: `restart_post`. A log that went on under the same origin
would be two logs of one, which partners take for a forgery; so it gets a new origin, which new keys
give, and the entry `backup.restored` says where the old one ended (design of the log, *Rekeying*).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from exchange.directory.cards import Seals, card_check, issue_card, own_card_in
from exchange.directory.new_keys import NewKey, give_to_roles
from exchange.errors import NotAuthorised
from exchange.ids import new_id
from exchange.log.checkpoint import Checkpoint, sign_checkpoint
from exchange.store.journal import Journal
from exchange.store.model import KeyWrap, Post, PostContent, RetiredLog, RetiredLogContent
from exchange.store.rows import Reader, changed
from exchange.store.sealed import new_row, seal, unseal
from exchange.store.session import Session
from keys.canonical import JSON
from keys.card import Card
from keys.identity import CardKeys, LogKeys, OfficeKeys, origin_of

SEEDS = ("log", "office", "card")


@dataclass(frozen=True)
class RetiredKeys:
    """What a retired pair of log keys left: its last checkpoint, and the card that it stood on.

    A restore closes an origin without a last checkpoint: what came after the backup may have had one.
    """

    n: int
    checkpoint: bytes | None
    card: bytes


@dataclass(frozen=True)
class Lost:
    """What a restore can't bring back: the newest head known of it, references and numbers given out.

    `numbers` is the last register number known of each year, by the year's digits; `erased` are requests
    that the backup held and that were erased since: what it brought back of them is removed again.
    """

    newest: Mapping[str, JSON] | None = None
    refs: Sequence[str] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    erased: Sequence[str] = ()


def restart_post(session: Session, journal: Journal, lost: Lost) -> Card:
    """Let a restored log go on under a new origin, with new keys and a new card, in the caller's unit.

    Raise NotAuthorised where the member doesn't hold the card's key.
    """
    post, old, card = session.post, _seals(session), own_card_in(session, journal.rows)
    drawn = [NewKey.next(journal.roster, kind, post.id) for kind in SEEDS]
    origin = origin_of(post.handle, next(key.key for key in drawn if key.kind == "log"))
    seals = _with(old, drawn, origin)
    said: dict[str, JSON] = {
        "old_origin": post.origin,
        "size": journal.size,
        "newest": lost.newest,
        "refs": list(lost.refs),
        "numbers": dict(lost.numbers),
        "origin": origin,
        "vkeys": [str(vkey) for kind in SEEDS for vkey in _vkeys(seals, kind)],
        "keys": [key.check for key in drawn],
    }
    if lost.erased:
        said["erased"] = list(lost.erased)
    n = journal.enter("backup.restored", said, on={"type": "post", "id": post.id})
    _insert_retired(session, journal, n, RetiredLogContent(card=card.decode()))
    _give_instead(session, journal, drawn, n)
    session.post, session.vault.origin = replace(post, origin=origin), origin
    return _issue(session, journal, seals)


def rekey_post(session: Session, journal: Journal, kinds: Collection[str]) -> Card:
    """Draw new seeds of these kinds and issue the card with their keys, in the caller's unit."""
    post, roster = session.post, journal.roster
    old, card = _seals(session), own_card_in(session, journal.rows)
    drawn = [NewKey.next(roster, kind, post.id) for kind in SEEDS if kind in kinds]
    seals = _with(old, drawn, post.origin)
    on = {"type": "post", "id": post.id}
    vkeys = [str(vkey) for kind in SEEDS if kind in kinds for vkey in _vkeys(seals, kind)]
    n = journal.append("post.rekeyed", on=on, vkeys=list(vkeys), keys=[key.check for key in drawn])
    if "log" in kinds:
        _keep_retired(session, journal, n, old.log, card)
    _give_instead(session, journal, drawn, n)
    return _issue(session, journal, seals)


def retired_keys(session: Session, rows: Reader) -> tuple[RetiredKeys, ...]:
    """Return what each retired pair of log keys left, the oldest first."""
    key, found = session.vault.store_row_key(), rows.find(RetiredLog, order=("n",))
    contents = [(row.n, unseal(session.post.id, key, row, RetiredLogContent)) for row in found]
    return tuple(RetiredKeys(n, _encoded(one.checkpoint), one.card.encode()) for n, one in contents)


def _seals(session: Session) -> Seals:
    vault = session.vault
    if vault.card is None or vault.office is None:
        raise NotAuthorised("card-key-missing")
    return Seals(vault.log, vault.office, vault.card)


def _with(old: Seals, drawn: list[NewKey], origin: str) -> Seals:
    new = {key.kind: key.key for key in drawn}
    return Seals(
        LogKeys.from_seed(new["log"], origin) if "log" in new else old.log,
        OfficeKeys.from_seed(new["office"], origin) if "office" in new else old.office,
        CardKeys.from_seed(new["card"], origin) if "card" in new else old.card,
    )


def _give_instead(session: Session, journal: Journal, drawn: list[NewKey], n: int) -> None:
    """Wrap new seeds to those whose role holds them, in place of the seeds before."""
    for key in drawn:
        if key.kind != "office":  # what was sealed to a retired office still has to be opened
            journal.rows.delete(KeyWrap, kind=key.kind, object_id=key.object_id)
    give_to_roles(session, journal, drawn, n)


def _vkeys(seals: Seals, kind: str) -> tuple[object, ...]:
    known = {"log": seals.log.vkeys, "office": seals.office.vkeys, "card": (seals.card.sign.vkey,)}
    return known[kind]


def _keep_retired(session: Session, journal: Journal, n: int, keys: LogKeys, card: bytes) -> None:
    """Keep the last checkpoint under the old keys, which covers the entry that retires them."""
    checkpoint = Checkpoint(session.post.origin, journal.size, journal.edge.root())
    note = sign_checkpoint(checkpoint, keys, int(session.clock().timestamp()))
    content = RetiredLogContent(checkpoint=note.render().decode(), card=card.decode())
    _insert_retired(session, journal, n, content)


def _insert_retired(session: Session, journal: Journal, n: int, content: RetiredLogContent) -> None:
    row = new_row(RetiredLog, new_id(session.clock()), session.post.id, n=n)
    journal.rows.insert(seal(session.post.id, session.vault.store_row_key(), row, content))


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _issue(session: Session, journal: Journal, seals: Seals) -> Card:
    rows, key = journal.rows, session.vault.store_row_key()
    [row] = rows.find(Post, id=session.post.id)
    serial = row.card_serial + 1
    card = issue_card(session, serial, seals)
    content = unseal(session.post.id, key, row, PostContent).model_copy(update={"card": card.decode()})
    row = changed(row, revision=row.revision + 1, card_serial=serial, origin=session.post.origin)
    row = seal(session.post.id, key, row, content)
    rows.replace(row)
    on = {"type": "post", "id": session.post.id}
    journal.append("card.issued", on=on, c=row.commitment, serial=serial, card=card_check(card))
    return Card.parse(card)
