"""An export as opened for verification: its files, read and parsed on demand, nothing believed yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from exchange.audit import contents
from exchange.audit.container import Container
from exchange.audit.contents import Inventory, MemberRow
from exchange.audit.excerpt import PROOF_LIMIT, Series, walk_excerpt
from exchange.audit.manifest import LIMIT, MANIFEST, Manifest, parse_manifest
from exchange.audit.walk import Findings, Progress, walk_log
from exchange.audit.witnesses import Seen, parse_excerpted, parse_full
from exchange.errors import ExchangeError, Tampered
from exchange.log.checkpoint import Checkpoint, parse_checkpoint, parse_checkpoint_note
from exchange.log.entry import MAX_LINE, Entry
from keys.card import Card
from keys.errors import KeysError
from keys.note import Note

MEMBER_NAME = "exchange/member/"


@dataclass
class Evidence:
    """What an export holds; each property raises Tampered where its file is missing or out of form."""

    container: Container

    @cached_property
    def inventory(self) -> Inventory:
        """The numbered files."""
        return contents.inventory(self.container.names)

    @cached_property
    def manifest(self) -> Manifest:
        """MANIFEST, its signatures not checked."""
        return parse_manifest(self.container.read(MANIFEST, LIMIT))

    @cached_property
    def checkpoint_bytes(self) -> bytes:
        """The file `checkpoint`."""
        return self.container.read(contents.CHECKPOINT, contents.SMALL)

    @cached_property
    def note(self) -> Note:
        """The checkpoint's note, its signatures not checked."""
        return parse_checkpoint_note(self.checkpoint_bytes)

    @cached_property
    def head(self) -> Checkpoint:
        """What the checkpoint says, its signatures not checked."""
        return parse_checkpoint(self.note.text)

    @cached_property
    def card(self) -> Card:
        """The post's card, signed by itself alone."""
        return contents.parse_card(self.card_file)

    @cached_property
    def card_file(self) -> bytes:
        """The bytes of the post's card."""
        return self.container.read(contents.POST_CARD, contents.SMALL)

    @cached_property
    def members(self) -> tuple[MemberRow, ...]:
        """The rows of `members.json`, to be compared with the entries."""
        return contents.parse_members(self.container.read(contents.MEMBERS, contents.LIST_LIMIT))

    @cached_property
    def services(self) -> tuple[Card, ...]:
        """The cards of the partners in `witnessed/`."""
        return contents.parse_services(self.container.read(contents.SERVICES, contents.LIST_LIMIT))

    @cached_property
    def retired_cards(self) -> Mapping[int, Card]:
        """The cards that held before the post's keys changed."""
        return {n: contents.parse_card(file) for n, file in self.retired_card_files.items()}

    @cached_property
    def retired_card_files(self) -> Mapping[int, bytes]:
        """The bytes of those cards."""
        names = {n: f"keys/retired/{n}.card" for n in self.inventory.retired_cards}
        return {n: self.container.read(name, contents.SMALL) for n, name in names.items()}

    @cached_property
    def witnessed(self) -> tuple[Seen, ...]:
        """The checkpoints that partners cosigned, in the order of their files."""
        return tuple(self._seen(f"witnessed/{k}") for k in self.inventory.witnessed)

    @cached_property
    def retired(self) -> Mapping[int, Seen]:
        """The last checkpoint under each retired pair, by the entry that retired it."""
        return {n: self._seen(f"checkpoints/{n}") for n in self.inventory.retired}

    @cached_property
    def exporter(self) -> str:
        """The id of the member whose signature stands under MANIFEST."""
        names = [line.name for line in self.manifest.note.lines if line.name.startswith(MEMBER_NAME)]
        if len(names) != 1:
            raise Tampered("manifest-signers", found=len(names))
        return names[0].removeprefix(MEMBER_NAME)

    def sizes(self) -> set[int]:
        """Return the sizes at which the log's root will be asked for, as far as the files say."""
        try:
            seen = (*self.witnessed, *self.retired.values())
        except (ExchangeError, KeysError):
            return set()  # told by the step that these files belong to
        return {item.checkpoint.size for item in seen}

    def walk(
        self, sizes: set[int], wanted: Callable[[Entry], bool] | None, progress: Progress | None
    ) -> Findings:
        """Read all entries, a full export's or a selection's."""
        if self.inventory.selection:
            return walk_excerpt(
                self._series(contents.ENTRIES, "proofs", self.inventory.proofs),
                self._series(contents.SUPPORT, "keys/proofs", self.inventory.support_proofs),
                self.checkpoint_bytes,
                self.head,
                wanted=wanted,
                progress=progress,
            )
        lines = self.container.lines(contents.ENTRIES, MAX_LINE)
        return walk_log(lines, self.head.size, sizes=sizes, wanted=wanted, progress=progress)

    def _series(self, name: str, folder: str, numbers: frozenset[int]) -> Series:
        proof = partial(self._proof, folder)
        return Series(self.container.lines(name, MAX_LINE), proof, numbers)

    def _proof(self, folder: str, n: int) -> bytes:
        return self.container.read(f"{folder}/{n}.tlog-proof", PROOF_LIMIT)

    def _seen(self, name: str) -> Seen:
        data = self.container.read(name, contents.SMALL)
        return parse_excerpted(data) if self.inventory.selection else parse_full(data)
