"""A post at work with its head alone, and a story that has just begun: what lives are tried in."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

from exchange.demo.clock import StoryClock
from exchange.demo.corpus import Case, cases, services
from exchange.demo.intake import Intake
from exchange.demo.lives import Leg, Life
from exchange.demo.staff import BOGOTA, MADRID, Office, Staff
from exchange.demo.timeline import Timeline
from exchange.demo.writing import write
from exchange.desk import Settings
from exchange.requests.opening import Opened
from exchange.requests.views import RequestView
from tests.exchange.demo.telling import PRESENT, cheap_settings

POSTS = {"asi-bogota": BOGOTA, "asi-madrid": MADRID}


@dataclass
class Begun:
    """A story a year before its present, in one post."""

    office: Office
    timeline: Timeline
    random: Random
    opened: list[str]

    @property
    def intake(self) -> Intake:
        return Intake(self.timeline, self.random, self.office, self.take)

    def take(self, opened: Opened) -> None:
        self.opened.append(opened.ref)

    def live(self, case: Case, fate: str) -> str:
        """Open a request of a case and put down one fate for its leg; return its reference."""
        written = write(self.random, self.office.handle, case, 0, self.timeline.now)
        new = replace(written.new, to=(case.to[0],), due=None)
        opened = self.office.head.requests.open(new)
        [leg] = opened.legs
        life = Leg(opened.ref, "1", leg.to, leg.country, leg.basis)
        getattr(Life(self.timeline, self.random, self.office, replace(written, new=new), life), fate)()
        return opened.ref

    def show(self, ref: str) -> RequestView:
        return self.office.head.requests.show(ref)[0]


def begin(place: Path, post: str = "asi-bogota", seed: int = 5) -> Begun:
    """Give a post in `place` with its head alone, a copy of one that was founded once."""
    made = _founded(post)
    shutil.copytree(made.place, place, dirs_exist_ok=True)
    clock = StoryClock(made.settings.clock())
    office = replace(made, place=place, settings=_settings(place, clock), desks={}, beside={})
    office.unlock(office.staff.setup.head_handle)
    return Begun(office, Timeline(clock, PRESENT), Random(seed), [])


@cache
def _keep() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="exchange-office-")


@cache
def _founded(post: str) -> Office:
    place = Path(_keep().name) / post
    place.mkdir()
    clock = StoryClock(PRESENT - timedelta(days=365))
    office = Office(Staff(POSTS[post].setup, ()), place, _settings(place, clock), "fr")
    office.found()
    for service in services(post):
        office.head.services.add(service.handle, service.name, service.country, service.type)
    office.lock()
    return office


def _settings(place: Path, clock: StoryClock) -> Settings:
    return replace(cheap_settings(place / "state"), clock=clock)


def case_of(kind: str, post: str = "asi-bogota") -> Case:
    """Return the first case of a kind."""
    return next(case for case in cases(post) if case.kind == kind)
