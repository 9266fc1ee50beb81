"""Limits of arrests recomputed from the texts, person by person: no row, no table, no code of `exchange.law`.

Each person arrested has a story of his own. What happens to one of several is told by the place, then by
the country, then by whether it means anything for him; else every way is tried, and the one taken leaves
the earliest dates standing for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.exchange.law.naive import OVER, Happened, History, after_days

FREE = ("surrendered", "released", "withdrawn", "closed")
DECIDED = ("decided", *FREE)
PAPERS = ("papers-presented", *FREE)
OF_A_PERSON = (
    "consented", "decided", "papers-presented", "surrender-fixed", "surrendered", "released",
    "delay-notified",
)  # fmt: skip


@dataclass(frozen=True)
class Running:
    """A limit, when it ends, whether it was ended, and what may still happen to it."""

    name: str
    due: datetime | None
    over: bool
    awaits: tuple[str, ...] = ()


@dataclass
class Person:
    """Somebody arrested, or (without an arrest) those of whom nobody knows that they were."""

    arrest: Happened | None = None
    story: list[Happened] = field(default_factory=list)
    enders: Sequence[Happened] = ()

    @property
    def free(self) -> bool:
        """Say whether nobody holds this person any more."""
        return any(one.name in FREE for one in self.story)

    def last(self, name: str) -> datetime | None:
        """Return when something last happened to this person."""
        found = [one.at for one in self.story if one.name == name]
        return found[-1] if found else None

    def appointed(self) -> Happened | None:
        """Return what was last told of the day on which this person is handed over."""
        found = [one for one in self.story if one.name == "surrender-fixed"]
        return found[-1] if found else None

    def since(self, names: Sequence[str], start: datetime) -> list[datetime]:
        """Return when any of several things happened, from a moment on."""
        among = self.story if self.arrest else self.enders
        return [one.at for one in among if one.name in names and one.at >= start]


Clocks = Callable[[History, Person], list[Running]]


def _days(history: History, person: Person, start: datetime, days: int) -> datetime | None:
    """Count days where the person was arrested, in the zone in which they end first."""
    assert person.arrest
    zones = history.zones[person.arrest.country]
    ends = [after_days(start, days, zone, []) for zone in zones or (history.zone,)]
    return min(end for end in ends if end is not None)


def _told(person: Person, start: datetime, ends: tuple[datetime | None, datetime | None]) -> datetime | None:
    """Return the later end once the delay was told before the first one."""
    first, last = ends
    told = person.since(("delay-notified",), start)
    return last if told and first is not None and told[0] <= first else first


def _warrant(names: tuple[str, str, str, str]) -> Clocks:
    decision, with_consent, surrender, new_date = names

    def clocks(history: History, person: Person) -> list[Running]:
        found = []
        consented, decided = person.last("consented"), person.last("decided")
        fixed, zone = person.appointed(), history.zone
        if person.arrest and consented is None:
            start = person.arrest.at
            due = _told(person, start, (_days(history, person, start, 60), _days(history, person, start, 90)))
            awaits = ("consented", "decided", "delay-notified")
            found.append(Running(decision, due, bool(person.since(DECIDED, start)), awaits))
        if consented is not None:
            ends = (after_days(consented, 10, zone, []), after_days(consented, 40, zone, []))
            due, over = _told(person, consented, ends), bool(person.since(DECIDED, consented))
            found.append(Running(with_consent, due, over, ("decided", "delay-notified")))
        if decided is not None and not person.since(("surrender-fixed",), decided):
            over = bool(person.since(FREE, decided))
            found.append(Running(surrender, after_days(decided, 10, zone, []), over, ("surrender-fixed",)))
        if fixed is not None:
            over = bool(person.since(FREE, fixed.at))
            found.append(Running(new_date, after_days(fixed.day or fixed.at, 10, zone, []), over))
        return found

    return clocks


def _provisional_arrest(history: History, person: Person) -> list[Running]:
    found = []
    if person.arrest:
        start, france = person.arrest.at, person.arrest.country == "FR"
        over = bool(person.since(PAPERS, start))
        for name, days in (
            {"request-due-france": 30} if france else {"request-due": 18, "release": 40}
        ).items():
            due = _days(history, person, start, days)
            found.append(Running(name, due, over, ("papers-presented",)))
        if france and any(one.name == "decided" and one.at <= start for one in history.events):
            due = _days(history, person, start, 7)
            found.append(Running("surrender-after-arrest-france", due, bool(person.since(FREE, start))))
    fixed = person.appointed()
    if fixed is not None:
        gone, begun = bool(person.since(FREE, fixed.at)), fixed.day or fixed.at
        for name, days in {"surrender": 15, "surrender-latest": 30}.items():
            found.append(Running(name, after_days(begun, days, history.zone, []), gone))
    return found


def _earliest(history: History, person: Person, clocks: Clocks) -> float:
    ends = [one.due.timestamp() for one in clocks(history, person) if not one.over and one.due]
    return min(ends, default=float("inf"))


def _of_whom(history: History, held: list[Person], told: Happened, clocks: Clocks) -> Person | None:
    """Return of whom something is told; None where of nobody known to be held."""
    country = "" if told.name == "surrendered" and told.country == "FR" else told.country
    found = [one for one in held if not one.free and one.arrest and country in ("", one.arrest.country)]
    meant: list[Callable[[Person], bool]] = [
        lambda one: bool(told.place and one.arrest and one.arrest.place == told.place),
        lambda one: (
            told.name in ("released", "surrendered")
            or any(told.name in limit.awaits for limit in clocks(history, one) if not limit.over)
        ),
    ]
    for means in meant:
        found = [one for one in found if means(one)] or found
    # Each way leaves the others' dates standing: the earliest are kept; of equal ones, the older arrest's.
    ways = [
        (sorted(_earliest(history, other, clocks) for other in found if other is not one), -number, one)
        for number, one in enumerate(found)
    ]
    return min(ways, key=lambda way: way[:2])[2] if ways else None


def persons(history: History, clocks: Clocks) -> list[Person]:
    """Return everybody arrested with his story, and last those of whom no arrest is known."""
    held: list[Person] = []
    unknown = Person(enders=history.events)
    for told in sorted(history.events, key=lambda one: (one.at, one.name != "arrested")):
        if told.name == "arrested":
            held.append(Person(told._replace(country=told.country or history.country)))
        elif told.name in ("withdrawn", "closed"):
            for one in held:
                one.story.append(told)
        elif told.name in OF_A_PERSON:
            (_of_whom(history, held, told, clocks) or unknown).story.append(told)
    return [*held, unknown]


def _all(clocks: Clocks, history: History) -> list[Running]:
    return [limit for one in persons(history, clocks) for limit in clocks(history, one)]


def arrest_warrant(history: History) -> list[Running]:
    """Articles 17, 23: 60 days from the arrest or 10 from the consent (+30), then 10 and 10."""
    return _all(_warrant(("decision", "decision-with-consent", "surrender", "surrender-new-date")), history)


def trade_agreement(history: History) -> list[Running]:
    """Part Three: 45 and 90 days of assistance; surrender as by a warrant."""
    names = ("surrender-decision", "surrender-decision-with-consent", "surrender", "surrender-new-date")
    found = _all(_warrant(names), history)
    if history.last("arrested") is None:
        end = history.first(("recognised", "decided", *OVER), history.received)
        found.append(Running("decide", after_days(history.received, 45, history.zone, []), end is not None))
    recognised = history.first(("recognised",))
    if recognised is not None:
        over = history.first(OVER, recognised) is not None
        found.append(Running("execute", after_days(recognised, 90, history.zone, []), over))
    return found


def extradition_1957(history: History) -> list[Running]:
    """Articles 16(4), 18(4); CPP 696-22, 696-24: 18 and 40 days, in France 30 and 7; 15 and 30."""
    return _all(_provisional_arrest, history)


ARRESTS = {"eaw": arrest_warrant, "tca-uk": trade_agreement, "ece-1957": extradition_1957}
"""The bases whose text gives days to people who are held."""
