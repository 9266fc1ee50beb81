"""What comes in through the year: requests by every channel, arrivals to sort, two arrests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from exchange.clock import to_text
from exchange.demo.corpus import Case, Message, cases, messages
from exchange.demo.lives import Leg, Life
from exchange.demo.people import draw_person
from exchange.demo.staff import Office
from exchange.demo.timeline import Act, Timeline
from exchange.demo.writing import Written, draw_words, write
from exchange.requests.inputs import NewRequest
from exchange.requests.opening import Opened
from exchange.transmission.inputs import NewTransmission

INVESTIGATOR: Final = "c.petit"


@dataclass
class Intake:
    """The incoming side of one post."""

    timeline: Timeline
    random: Random
    office: Office
    opened: Callable[[Opened], None]
    """Told of each request that was opened."""

    def spread(self, count: int, first: datetime, last: datetime) -> None:
        """Put down `count` requests of all kinds, evenly between two moments, the last one recent."""
        step = (last - first) / max(1, count)
        for turn, case in enumerate(self._deck(count)):
            moment = first + step * (turn + self.random.uniform(0.2, 1))
            self.timeline.at_work(moment, self._open_later(case, turn))

    def arrests(self) -> None:
        """Put down two arrests: one whose treaty days nobody has read yet, one of the convention of 1957."""
        for days, place, country, to, basis in (
            (6.3, "Quito", "EC", "fiscalia-ec", "extradition-ec"),
            (9.1, "Genève", "CH", "interpol-ch", "ece-1957"),
        ):
            moment = self.timeline.present - timedelta(days=days)
            self.timeline.at(moment + timedelta(hours=3), self._arrest(moment, place, country, to, basis))

    def to_sort(self, reference: Callable[[], str]) -> None:
        """Put down the arrivals of the last days; the first one names a reference of ours."""
        found = messages().arrivals
        for turn, message in enumerate(found):
            moment = self.timeline.present - timedelta(hours=2 + 17 * (len(found) - turn))
            self.timeline.at_work(moment, self._arrive(message, turn, reference))

    def set_aside(self, first: datetime, last: datetime) -> None:
        """Put down some arrivals that are nothing of the post's."""
        for turn, message in enumerate(messages().set_aside * 3):
            moment = first + (last - first) * self.random.random()
            self.timeline.at_work(moment, self._dismiss(message, turn))

    def _deck(self, count: int) -> list[Case]:
        """Return cases so that any five in a row from a multiple of five have all five kinds."""
        by_kind: dict[str, list[Case]] = {}
        for case in cases(self.office.handle):
            by_kind.setdefault(case.kind, []).append(case)
        deck: list[Case] = []
        while len(deck) < count:
            kinds = list(by_kind)
            self.random.shuffle(kinds)
            deck += [self.random.choice(by_kind[kind]) for kind in kinds]
        return deck[:count]

    def _open_later(self, case: Case, turn: int) -> Act:
        def act() -> None:
            # Two turns of scripts against five kinds: all pairs meet.
            script = turn + turn // 5
            written = write(self.random, self.office.handle, case, script, self.timeline.now)
            if self.random.random() < 0.15:
                written = self._registered_first(written)
            self.open(written)

        return act

    def open(self, written: Written) -> Opened:
        """Open a request now; its legs begin their lives."""
        desk = self.office.on_duty(self.timeline.now)
        opened = desk.requests.open(written.new)
        for leg in opened.legs:
            life = Leg(opened.ref, str(leg.number), leg.to, leg.country, leg.basis)
            Life(self.timeline, self.random, self.office, written, life).begin()
        if self.random.random() < 0.25:
            desk.requests.note(opened.ref, self.random.choice(messages().phrases["fr"].note))
        if self.random.random() < 0.12 and self._has_investigator:
            desk.requests.assign(opened.ref, INVESTIGATOR)
        self.opened(opened)
        return opened

    @property
    def _has_investigator(self) -> bool:
        return any(one.handle == INVESTIGATOR for one in self.office.staff.colleagues)

    def _registered_first(self, written: Written) -> Written:
        """Register the message as an arrival; the request then takes its text from there."""
        new = written.new
        arrival = self.office.head.transmissions.record(
            NewTransmission(
                "in",
                new.via or "email",
                from_=new.requester,
                at=new.received_at,
                their_ref=new.their_ref,
                subject=new.title,
                text=new.text,
            )
        )
        return replace(written, new=replace(new, arrival=arrival.transmission, text=None))

    def _arrest(self, moment: datetime, place: str, country: str, to: str, basis: str) -> Act:
        def act() -> None:
            person = draw_person(self.random, "wanted", 4 if country == "CH" else 2)
            words = draw_words(self.random, self.office.handle, person, self.timeline.now)
            opened = self.office.head.requests.open(
                NewRequest(
                    kind="wanted",
                    type="arrest",
                    requester="bnrf",
                    to=(to,),
                    title=f"Arrestation provisoire de {person.shown} à {place}",
                    text=f"{person.shown}, recherché pour vol à main armée, a été interpellé à {place}. "
                    "La demande d'extradition doit parvenir avant le terme de l'arrestation provisoire.",
                    via="telegram",
                    channel="i-24-7",
                    legal_basis=basis,
                    arrested_at=to_text(moment),
                    place=place,
                    arrested_in=country,
                    handling="H0",
                    urgency="urgent",
                    urgency_reason="liberty",
                    points=("Lieu de détention et échéance retenue par l'autorité requise",),
                    fields={
                        "warrant.number": f"ESSAI-{words['digits']}",
                        "warrant.maximum-penalty": "20 ans",
                    },
                    persons=(person.fields,),
                )
            )
            self.office.head.requests.assign(opened.ref, INVESTIGATOR)
            self.opened(opened)

        return act

    def _arrive(self, message: Message, turn: int, reference: Callable[[], str]) -> Act:
        def act() -> None:
            self._record(message, turn, reference())

        return act

    def _dismiss(self, message: Message, turn: int) -> Act:
        def act() -> None:
            number = self._record(message, turn, "")
            self.office.head.transmissions.set_aside(number, message.reason or "sans objet")

        return act

    def _record(self, message: Message, turn: int, ref: str) -> str:
        person = draw_person(self.random, "person-of-interest", turn)
        words = draw_words(self.random, self.office.handle, person, self.timeline.now)
        recorded = self.office.on_duty(self.timeline.now).transmissions.record(
            NewTransmission(
                "in",
                message.channel,
                from_=message.from_,
                subject=message.subject.format(ref=ref, **words) if message.subject else None,
                text=message.text.format(ref=ref, **words),
            )
        )
        return recorded.transmission
