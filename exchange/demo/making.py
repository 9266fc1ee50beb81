"""Making the demo: both posts founded, a year of work in the order in which it happens, an export.

The clock is passed in and runs over the past year; passphrases cost what they cost, so no desk is
unlocked twice.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from exchange.audit.checks import Verdict
from exchange.audit.verify import verify_export
from exchange.demo.clock import StoryClock
from exchange.demo.corpus import services
from exchange.demo.intake import INVESTIGATOR, Intake
from exchange.demo.model import Made, MadeMember, MadePost, Progress, keep, kept
from exchange.demo.partners import CARDS, DISPATCHES, RECEIPTS, RETURNING, WAITING, Post, Talk, compare_cards
from exchange.demo.staff import BOGOTA, MADRID, PASSPHRASES, Office, open_offices
from exchange.demo.timeline import Timeline
from exchange.desk import Settings
from exchange.errors import Invalid, Refused, Tampered
from exchange.requests.opening import Opened
from exchange.store.files import make_private

SEED: Final = 2026
LEAST: Final = 10
EXPORT: Final = "log-asi-bogota.zip"
_YEAR: Final = timedelta(days=365)
_STEPS: Final = 6  # two posts founded, three members, one export


def make(
    place: Path,
    settings: Settings,
    *,
    requests: int = 200,
    language: str = "fr",
    seed: int = SEED,
    progress: Progress | None = None,
) -> Made:
    """Make the demo in `place`; one that stands there already is left alone, and told of again.

    `requests` are the first post's. Raise Invalid for too few to tell the story, Refused where
    anything else stands in `place`. What fails half-way leaves nothing there.
    """
    place = place.absolute()
    found = kept(place)
    if found is not None:
        return found
    if requests < LEAST:
        raise Invalid("demo-too-few", given=requests, least=LEAST)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise Refused("demo-folder-taken", path=str(place))
    make_private(place)
    try:
        made = Story(place, settings, requests, language, Random(seed), progress).tell()  # noqa: S311  (a story)
        keep(place, made)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return made


@dataclass
class Story:
    """One telling of the story, in a folder of its own."""

    place: Path
    settings: Settings
    requests: int
    language: str
    random: Random
    progress: Progress | None = None
    done: int = 0
    opened: dict[str, list[str]] = field(default_factory=dict)

    def tell(self) -> Made:
        """Let a year pass in both posts; return what they hold."""
        # A minute early: the last acts take their milliseconds, and must not lie ahead of who comes next.
        present = self.settings.clock() - timedelta(minutes=1)
        clock = StoryClock(present - _YEAR)
        settings = replace(self.settings, clock=clock)
        timeline = Timeline(clock, present)
        offices = open_offices(self.place, settings, clock, self.language, self._step)
        try:
            posts = {handle: self._post(timeline, office) for handle, office in offices.items()}
            self._plan(timeline, posts)
            timeline.run()
            return self._finish(posts)
        finally:
            for office in offices.values():
                office.lock()

    def _post(self, timeline: Timeline, office: Office) -> Post:
        self.opened[office.handle] = []
        for service in services(office.handle):
            office.head.services.add(service.handle, service.name, service.country, service.type)
        return Post(Intake(timeline, self.random, office, self._counter(office.handle)), self.place)

    def _plan(self, timeline: Timeline, posts: Mapping[str, Post]) -> None:
        present = timeline.present
        bogota, madrid = posts[BOGOTA.setup.handle], posts[MADRID.setup.handle]
        compare_cards(bogota, madrid)
        for name in (DISPATCHES, RECEIPTS, WAITING, RETURNING):
            (self.place / name).mkdir(mode=0o700)
        first, last = timeline.now + timedelta(days=2), present - timedelta(hours=3)
        step = (last - first - timedelta(days=30)) / self._talks
        for turn in range(self._talks):
            moment = first + step * turn
            Talk(timeline, self.random, bogota, madrid).begin(moment, turn)
            Talk(timeline, self.random, madrid, bogota).begin(moment + step / 2, turn + 2)
        Talk(timeline, self.random, madrid, bogota).leave_waiting(present - timedelta(hours=5), 3)
        bogota.intake.spread(self.requests - 2 - 2 * self._talks, first, last)
        madrid.intake.spread(self._beside, first, last)
        bogota.intake.set_aside(first, last)
        bogota.intake.arrests()
        bogota.intake.to_sort(lambda: bogota.refs[-1])

    def _finish(self, posts: Mapping[str, Post]) -> Made:
        bogota, madrid = posts[BOGOTA.setup.handle], posts[MADRID.setup.handle]
        _investigate(bogota.intake.office)
        head = bogota.intake.office.head
        with (self.place / EXPORT).open("xb") as sink:
            head.log.export(sink)
        cards = tuple((self.place / CARDS / f"{post.handle}.card").read_bytes() for post in (bogota, madrid))
        if verify_export(self.place / EXPORT, cards=cards, witnesses=1).verdict is Verdict.FAILED:
            raise Tampered("demo-export-fails")
        self._step()
        agenda = head.due().items
        return Made(
            folder=str(self.place),
            fresh=True,
            posts=tuple(self._made_post(post.intake.office) for post in posts.values()),
            to_sort=sum(item.what == "to-sort" for item in agenda),
            arrests=tuple(str(item.ref) for item in agenda if item.what == "arrest"),
            dispatches=len(list((self.place / DISPATCHES).iterdir())),
            receipts=len(list((self.place / RECEIPTS).iterdir())),
            waiting=f"{WAITING}/{next((self.place / WAITING).iterdir()).name}",
            export=EXPORT,
            example=bogota.refs[0],
        )

    def _made_post(self, office: Office) -> MadePost:
        card = office.head.cards.show().shown
        return MadePost(
            handle=office.handle,
            origin=card.origin,
            fingerprint=card.fingerprint.digits,
            members=tuple(
                MadeMember(row.handle, row.role, f"{PASSPHRASES}/{office.handle}.{row.handle}.txt")
                for row in office.head.members.list()
            ),
            requests=len(self.opened[office.handle]),
            entries=office.head.log.checkpoint().size,
            witnessed=office.head.log.witnessed().size,
        )

    @property
    def _talks(self) -> int:
        """How many requests each post sends to the other."""
        return max(1, self.requests // 60)

    @property
    def _beside(self) -> int:
        """How many requests the partner has of its own."""
        return max(5, self.requests // 12)

    def _counter(self, handle: str) -> Callable[[Opened], None]:
        def opened(request: Opened) -> None:
            self.opened[handle].append(request.ref)
            self._step()

        return opened

    def _step(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self._total)

    @property
    def _total(self) -> int:
        return _STEPS + self.requests + self._beside + 2 * self._talks + 1


def _investigate(office: Office) -> None:
    """Let the investigator note something in what she was given; she sees nothing else."""
    desk = office.beside[INVESTIGATOR]
    for item in desk.requests.list().items[:3]:
        desk.requests.note(
            item.ref, "Recherches faites dans mes fichiers : voir la réponse jointe au dossier."
        )
