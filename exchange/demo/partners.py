"""Two posts that talk: cards compared, dispatches and receipts both ways, answers, a file that waits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from exchange.demo.corpus import Case, cases, messages, paper
from exchange.demo.intake import Intake
from exchange.demo.timeline import Act, Timeline
from exchange.demo.writing import Written, write
from exchange.directory.services import Shown
from exchange.requests.inputs import Closing, NewRequest
from exchange.transmission.inputs import NewDispatch, NewTransmission

DISPATCHES: Final = "dispatches"
RECEIPTS: Final = "receipts"
WAITING: Final = "to-receive"
RETURNING: Final = "to-return"
CARDS: Final = "cards"
LOCAL: Final = {"asi-bogota": "dijin", "asi-madrid": "policia-es"}
"""Whom each post asks in its country about what the other one sends."""


@dataclass
class Post:
    """One side of an exchange of dispatches."""

    intake: Intake
    place: Path
    refs: list[str] = field(default_factory=list)

    @property
    def handle(self) -> str:
        """The post's handle."""
        return self.intake.office.handle

    def card(self) -> bytes:
        """Return the post's card and keep it as a file."""
        data = self.intake.office.head.cards.export().data
        path = self.place / CARDS / f"{self.handle}.card"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(data)
        return data


def compare_cards(one: Post, other: Post) -> None:
    """Let each post trust the other's card, its fingerprint compared by another way."""
    for here, there in ((one, other), (other, one)):
        card, shown = there.card(), there.intake.office.head.cards.show().shown
        here.intake.office.head.services.trust(card, partial(_said, shown.fingerprint.digits))


def _said(digits: str, _: Shown) -> str:
    return digits


class Talk:
    """One request of a post to the other, from the first file to the last receipt."""

    def __init__(self, timeline: Timeline, random: Random, asking: Post, asked: Post) -> None:
        self._timeline = timeline
        self._random = random
        self._asking = asking
        self._asked = asked
        self._written: Written | None = None
        self._ref = ""
        self._theirs = ""

    def begin(self, moment: datetime, turn: int) -> None:
        """Put down the request and its dispatch."""
        self._timeline.at_work(moment, lambda: self._ask(turn))

    def leave_waiting(self, moment: datetime, turn: int) -> None:
        """Put down a request whose dispatch nobody has received yet."""
        self._timeline.at(moment, lambda: self._ask_only(turn))

    def _ask(self, turn: int) -> None:
        self._open(turn)
        sent = self._send(self._asking, self._ref, self._asked.handle, None, DISPATCHES)
        self._later(0.1, 2, lambda: self._receive_request(sent))

    def _ask_only(self, turn: int) -> None:
        self._open(turn)
        self._send(self._asking, self._ref, self._asked.handle, None, WAITING)

    def _open(self, turn: int) -> None:
        office = self._asking.intake.office
        case = self._random.choice(_sendable(office.handle))
        written = write(self._random, office.handle, case, turn, self._timeline.now)
        new = replace(written.new, to=(self._asked.handle,), channel="dispatch", legal_basis=None, due=None)
        self._written = replace(written, new=new)
        opened = office.head.requests.open(new)
        self._ref = opened.ref
        self._asking.refs.append(opened.ref)
        self._asking.intake.opened(opened)

    def _receive_request(self, file: Path) -> None:
        office, asked = self._asked.intake.office, self._asked
        found = office.head.transmissions.receive(file, asked.place / RECEIPTS)
        self._deliver_receipt(self._asking, found.receipt)
        new = self._case_there(found.transmission)
        opened = office.head.requests.open(new)
        self._theirs = opened.ref
        asked.intake.opened(opened)
        self._later(0.5, 2, self._ask_there)

    def _case_there(self, arrival: str) -> NewRequest:
        new = self._told.new
        return NewRequest(
            kind=new.kind,
            type=new.type,
            requester=self._asking.handle,
            to=(LOCAL[self._asked.handle],),
            title=new.title,
            arrival=arrival,
            channel="email",
            legal_basis="reciprocity",
            their_ref=self._ref,
            handling=new.handling,
            conditions=new.conditions,
            language=new.language,
            points=new.points,
            fields=new.fields,
            persons=new.persons,
            documents=new.documents,
        )

    def _ask_there(self) -> None:
        self._record_there("out", "request", messages().phrases["es"].cover)
        self._later(2, 14, self._answered_there)

    def _answered_there(self) -> None:
        self._record_there("in", "answer", messages().phrases["es"].answer)
        self._later(0.5, 2, self._answer)

    def _answer(self) -> None:
        phrase = self._phrase(messages().phrases["fr"].answer, self._ref)
        sent = self._send(self._asked, self._theirs, self._asking.handle, phrase, DISPATCHES)
        self._later(0.1, 1, lambda: self._receive_answer(sent))
        self._later(3, 5, self._close_there)

    def _receive_answer(self, file: Path) -> None:
        found = self._asking.intake.office.head.transmissions.receive(file, self._asking.place / RECEIPTS)
        self._deliver_receipt(self._asked, found.receipt)
        self._later(0.5, 2, self._return)

    def _return(self) -> None:
        desk, new = self._asking.intake.office.head, self._told.new
        for number in range(1, len(new.points) + 1):
            desk.legs.point(self._ref, "1", number, "answered")
        desk.transmissions.record(
            NewTransmission(
                "out",
                new.via or "email",
                to=new.requester,
                nature="answer",
                text=self._phrase(messages().phrases["fr"].returned, self._ref),
                request=self._ref,
                leg="1",
            )
        )
        self._later(1, 5, self._close)

    def _close(self) -> None:
        ending = Closing("fulfilled", results=self._told.results)
        self._asking.intake.office.head.requests.close(self._ref, ending)

    def _close_there(self) -> None:
        ending = Closing("fulfilled", reason="réponse transmise au service requérant")
        self._asked.intake.office.head.requests.close(self._theirs, ending)

    def _record_there(self, direction: str, nature: str, choices: tuple[str, ...]) -> None:
        local = LOCAL[self._asked.handle]
        incoming = direction == "in"
        self._asked.intake.office.head.transmissions.record(
            NewTransmission(
                direction,
                "email",
                from_=local if incoming else None,
                to=None if incoming else local,
                nature=nature,
                text=self._phrase(choices, self._theirs),
                request=self._theirs,
                leg="1",
            )
        )

    def _send(self, post: Post, ref: str, to: str, text: str | None, folder: str) -> Path:
        attach = (paper("proces-verbal.txt"),) if self._random.random() < 0.5 else ()
        out = post.place / folder
        sent = post.intake.office.head.transmissions.send(
            NewDispatch(ref, to, out, text=text, attach=attach, channel="dispatch")
        )
        return Path(str(sent.file))

    def _deliver_receipt(self, post: Post, receipt: str | None) -> None:
        path = Path(str(receipt))
        self._later(0.05, 0.5, lambda: self._take_receipt(post, path))

    def _take_receipt(self, post: Post, path: Path) -> None:
        post.intake.office.head.transmissions.receive(path, None)

    def _later(self, first: float, last: float, act: Act) -> None:
        days = self._random.uniform(first, last)
        self._timeline.at_work(self._timeline.now + timedelta(days=days), act)

    def _phrase(self, choices: tuple[str, ...], ref: str) -> str:
        return self._random.choice(choices).format(ref=ref, **self._told.words)

    @property
    def _told(self) -> Written:
        if self._written is None:
            raise ValueError("a talk is told after it began")
        return self._written


def _sendable(post: str) -> tuple[Case, ...]:
    """Return the cases that may leave by dispatch: none that its handling code or marking stops."""
    return tuple(case for case in cases(post) if case.marking != "DR-SF" and case.kind != "rogatory")
