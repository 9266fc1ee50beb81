"""What becomes of a request: each leg lives its own life, act after act, till it is closed or now.

| fate | what happens after the leg was passed on |
|---|---|
| answered | acknowledged, answered on all points, returned to the requester, closed with its results |
| partly | a part answer; later the rest, or a closing with a reason |
| questioned | a clarification asked and answered, then as `answered` |
| refused | refused on a ground of its basis, told to the requester, closed |
| negative | nothing known, returned, closed |
| withdrawn | taken back by the requester, closed |
| silent | reminded, again and again; still open |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Final

from exchange.clock import to_text
from exchange.demo.corpus import Phrases, messages, paper
from exchange.demo.staff import Office
from exchange.demo.timeline import Act, Timeline
from exchange.demo.writing import Written
from exchange.desk import Desk
from exchange.law.reader import load_law
from exchange.requests.inputs import Closing, NewEvent
from exchange.transmission.inputs import NewTransmission

PACES: Final[Mapping[str, float]] = MappingProxyType({"fast": 0.08, "normal": 1.0, "slow": 2.5})
_SPANISH: Final = frozenset({"CO", "EC", "ES"})


@dataclass(frozen=True)
class Leg:
    """A leg as its life needs it: where it is, whom it asks, on which basis."""

    ref: str
    number: str
    to: str
    country: str
    basis: str


class Life:
    """The life of one leg; each method is an act, and puts down what follows from it."""

    def __init__(
        self, timeline: Timeline, random: Random, office: Office, written: Written, leg: Leg
    ) -> None:
        self._timeline = timeline
        self._random = random
        self._office = office
        self._written = written
        self._leg = leg
        self._pace = PACES[written.case.pace]
        self._reminders = 0

    def begin(self) -> None:
        """Put down how the leg is passed on, acknowledged, and how it goes on from there."""
        self._later(0.1, 1.5, self._pass_on)
        if self._random.random() < 0.45:
            self._later(1.6, 3.0, self._event("acknowledged"))
        fates = tuple(FATES)
        fate = self._random.choices(fates, weights=[FATES[name][0] for name in fates])[0]
        FATES[fate][1](self)

    def answered(self) -> None:
        """Plan an answer on all points."""
        self._later(4, 35, self._answer)

    def partly(self) -> None:
        """Plan a part answer, and the rest or an end without it."""
        self._later(4, 20, self._part)
        self._later(30, 60, self._answer if self._random.random() < 0.6 else self._give_up)

    def questioned(self) -> None:
        """Plan a question back and its answer, then all points."""
        self._later(3.1, 8, self._event("clarification-asked"))
        self._later(9, 14, self._event("clarification-answered"))
        self._later(16, 40, self._answer)

    def refused(self) -> None:
        """Plan a refusal."""
        self._later(5, 25, self._refuse)

    def negative(self) -> None:
        """Plan an answer that nothing is known."""
        self._later(3.1, 20, self._know_nothing)

    def withdrawn(self) -> None:
        """Plan that the requester takes it back."""
        self._later(4, 20, self._withdraw)

    def silent(self) -> None:
        """Plan a reminder."""
        self._later(35, 50, self._remind)

    def _pass_on(self) -> None:
        self._out(self._leg.to, "request", self._phrase(self._home.cover), self._written.new.title)

    def _answer(self) -> None:
        paper_of = "informe.txt" if self._leg.country in _SPANISH else "proces-verbal.txt"
        attach = (paper(paper_of),) if self._random.random() < 0.2 else ()
        self._in("answer", self._phrase(self._theirs.answer), attach)
        if self._random.random() < 0.4:
            # Some tick the points off one by one and write back; others hand it over and say so at the end.
            for number in range(1, len(self._written.case.points) + 1):
                self._desk.legs.point(self._leg.ref, self._leg.number, number, "answered")
            self._later(0.5, 4, self._return)
            self._later(4.1, 9, self._closing("fulfilled", self._written.results))
        else:
            reason = "réponse remise en mains propres au service requérant"
            self._later(1, 6, self._closing("fulfilled", self._written.results, reason))

    def _part(self) -> None:
        self._in("part-answer", self._phrase(self._theirs.part))
        if self._written.case.points:
            self._desk.legs.point(self._leg.ref, self._leg.number, 1, "answered")

    def _give_up(self) -> None:
        self._closing("partly-fulfilled", (), "le requérant se contente de la réponse partielle")()

    def _refuse(self) -> None:
        grounds = load_law().basis(self._leg.basis).grounds
        part = (
            self._written.new.points[0] if self._written.new.points and self._random.random() < 0.2 else None
        )
        self._desk.legs.refuse(self._leg.ref, self._leg.number, self._random.choice(grounds), part)
        if part is not None:
            self._later(10, 30, self._answer)
        else:
            self._later(0.5, 4, self._tell_refusal)
            self._later(4.1, 9, self._closing("refused", (), "refus transmis au requérant"))

    def _know_nothing(self) -> None:
        self._in("answer", self._phrase(self._theirs.negative))
        self._later(0.5, 3, self._return)
        self._later(3.1, 8, self._closing("negative", (), "points sans objet : personne inconnue"))

    def _withdraw(self) -> None:
        self._event("withdrawn")()
        self._later(0.5, 5, self._closing("withdrawn", (), "demande retirée par le requérant"))

    def _remind(self) -> None:
        self._reminders += 1
        self._out(self._leg.to, "reminder", self._phrase(self._home.reminder), f"Relance {self._reminders}")
        day = self._timeline.now + timedelta(days=30 * self._pace + 2)
        self._desk.legs.follow_up(self._leg.ref, self._leg.number, f"{day:%Y-%m-%d}")
        if self._reminders == 3:
            self._later(20, 30, self._closing("negative", (), "sans réponse après trois relances"))
        else:
            self._later(30, 40, self._remind)

    def _return(self) -> None:
        self._out(self._written.new.requester, "answer", self._phrase(self._home.returned), "Réponse")

    def _tell_refusal(self) -> None:
        self._out(self._written.new.requester, "refusal", self._phrase(self._home.returned), "Refus")

    def _event(self, code: str) -> Act:
        def act() -> None:
            event = NewEvent(code, to_text(self._timeline.now))
            self._desk.legs.event(self._leg.ref, self._leg.number, event)

        return act

    def _closing(self, outcome: str, results: tuple[str, ...], reason: str | None = None) -> Act:
        def act() -> None:
            ending = Closing(outcome, self._leg.number, results, reason)
            self._desk.requests.close(self._leg.ref, ending)

        return act

    def _out(self, to: str, nature: str, text: str, subject: str) -> None:
        self._desk.transmissions.record(
            NewTransmission(
                "out",
                self._written.new.channel or "email",
                to=to,
                nature=nature,
                subject=subject,
                text=text,
                request=self._leg.ref,
                leg=self._leg.number,
            )
        )

    def _in(self, nature: str, text: str, attach: tuple[Path, ...] = ()) -> None:
        self._desk.transmissions.record(
            NewTransmission(
                "in",
                self._written.new.channel or "email",
                from_=self._leg.to,
                nature=nature,
                their_ref=f"{self._leg.to.upper()}-{self._random.randint(100, 9999)}",
                text=text,
                attach=attach,
                request=self._leg.ref,
                leg=self._leg.number,
            )
        )

    def _later(self, first: float, last: float, act: Act) -> None:
        days = self._random.uniform(first, last) * self._pace
        self._timeline.at_work(self._timeline.now + timedelta(days=days), act)

    def _phrase(self, choices: tuple[str, ...]) -> str:
        return self._random.choice(choices).format(ref=self._leg.ref, **self._written.words)

    @property
    def _desk(self) -> Desk:
        return self._office.on_duty(self._timeline.now)

    @property
    def _home(self) -> Phrases:
        return messages().phrases["fr"]

    @property
    def _theirs(self) -> Phrases:
        language = "es" if self._leg.country in _SPANISH else "en" if self._leg.country == "GB" else "fr"
        return messages().phrases[language]


FATES: Final[Mapping[str, tuple[int, Callable[[Life], None]]]] = MappingProxyType(
    {
        "answered": (46, Life.answered),
        "partly": (12, Life.partly),
        "questioned": (12, Life.questioned),
        "refused": (8, Life.refused),
        "negative": (12, Life.negative),
        "withdrawn": (4, Life.withdrawn),
        "silent": (6, Life.silent),
    }
)
"""How likely each fate is, in a hundred, and what it plans."""
