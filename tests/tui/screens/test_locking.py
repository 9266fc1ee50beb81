"""What is answered after a lock is for nobody; what is under a blank or a dialogue waits for it to go."""

from __future__ import annotations

import ast
import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from exchange.audit.area import Log
from exchange.drafts import Drafts
from exchange.requests.area import Requests
from exchange.requests.inputs import Closing
from tests.sources import sources
from tests.tui.screens.population import PASSPORT
from tests.tui.screens.sitting import Sitting, at_request, sitting_down, stored
from tests.world import OFFICER, World
from tui.questions.progress import Long, Tell
from tui.widgets.fields import Wanted
from tui.work import Cancelled

pytestmark = pytest.mark.usefixtures("at_once")


@asynccontextmanager
async def held_up(
    patch: pytest.MonkeyPatch, of: type, verb: str
) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    """Let a verb of the desk end only when this does; give what waits until it has begun."""
    gate, begun, whole = threading.Event(), threading.Event(), getattr(of, verb)

    def slow(self: object, *arguments: object, **named: object) -> object:
        found = whole(self, *arguments, **named)
        begun.set()
        gate.wait(30)
        return found

    patch.setattr(of, verb, slow)
    try:
        yield lambda: asyncio.to_thread(begun.wait, 30)
    finally:
        gate.set()


async def locked(sitting: Sitting) -> asyncio.Task[None]:
    """Lock while the desk's thread is held up; return what ends once it goes on."""
    locking = asyncio.ensure_future(sitting.app.lock("idle"))
    while sitting.screen != "Unlock":
        await asyncio.sleep(0)
    return locking


@pytest.mark.parametrize(("key", "name"), [("o", "text"), ("e", "title"), ("i", "text"), ("s", "text")])
async def test_a_draft_that_is_read_while_the_desk_locks_opens_no_dialogue(
    world: World, monkeypatch: pytest.MonkeyPatch, key: str, name: str
) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press(key)
        sitting.fill(**{name: "Secret du brouillon"})
        await sitting.press("escape")
        async with held_up(monkeypatch, Drafts, "read") as begun:
            sitting._send(key)
            await begun()
            locking = await locked(sitting)
        await locking
        await sitting.settled()
        assert sitting.screen == "Unlock" and not sitting.app.shell.work.unlocked
        assert "Secret" not in sitting.frame
        monkeypatch.undo()
        await sitting.unlock()
        assert sitting.screen == "request"  # nor is it opened for who unlocks then


async def test_what_is_done_while_the_desk_locks_is_done_and_said_to_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("c")
        sitting.fill(outcome="withdrawn", reason="sans objet")
        before = list(sitting.said)
        async with held_up(monkeypatch, Requests, "close") as begun:
            sitting._send("f2")
            await begun()
            locking = await locked(sitting)
        await locking
        await sitting.settled()
        assert sitting.said == before
        await sitting.unlock()
        assert sitting.app.shell.undo is None
    assert stored(world, PASSPORT).item.status == "closed"


async def test_an_area_that_is_gone_to_after_a_lock_opens_nowhere(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        panel = sitting.app.panels["request"]
        await sitting.press("ctrl+l")
        panel.question("Confidentiel", [Wanted("text", "Texte")], lambda _: None)
        await sitting.settled()
        assert sitting.screen == "Unlock"
        await sitting.app.go("request", PASSPORT)
        await sitting.settled()
        assert sitting.screen == "Unlock"


async def test_long_work_that_ends_under_a_blanked_screen_doesnt_uncover_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("5")
        async with held_up(monkeypatch, Log, "verify") as begun:
            sitting._send("v")
            await begun()
            assert isinstance(sitting.app.screen, Long)
            sitting.app.idling.since = monotonic() - 6 * 60
            await sitting.app._look_at_the_time()
        await sitting.settled()
        assert sitting.screen == "Blank"
        assert "log" not in sitting.frame.lower()
        await sitting.unlock()
        assert sitting.screen == "Show"
        assert "Entries verified" in sitting.frame


async def test_long_work_is_stopped_by_a_lock_and_holds_no_keys(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def verify(_: Log, tell: Tell) -> None:
        begun.set()
        try:
            for _second in range(100):
                tell(0, 1)
                stopped.wait(0.1)
        except Cancelled:
            stopped.set()
            raise

    monkeypatch.setattr(Log, "verify", verify)
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("5")
        sitting._send("v")
        await asyncio.to_thread(begun.wait, 30)
        await sitting.app.lock()
        assert stopped.is_set() and not sitting.app.shell.work.unlocked


async def test_who_has_another_role_meanwhile_begins_where_it_begins(world: World) -> None:
    async with sitting_down(world, OFFICER) as sitting:
        await sitting.unlock()
        await sitting.press("3", "ctrl+l")
        desk = world.desk()
        desk.staffing.role(OFFICER, "auditor")
        world.lock(desk)
        await sitting.unlock()
        assert sitting.screen == "log"
    assert "access.refused" not in world.ops()


async def test_a_request_that_is_erased_under_a_dialogue_is_left_when_it_closes(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        title = stored(world, PASSPORT).item.title
        assert title in sitting.frame
        panel = sitting.app.panels["request"]
        desk = world.desk()
        desk.requests.close(PASSPORT, Closing("withdrawn", reason="sans objet"))
        desk.erasing.erase(PASSPORT, "court-order")
        world.lock(desk)
        await sitting.press("c")
        panel.load()
        await sitting.settled()
        assert sitting.asked() and title not in sitting.frame
        await sitting.press("escape")
        assert sitting.screen == "requests"
        assert "erased" in sitting.said[-1]


def test_screens_open_each_other_through_one_door() -> None:
    doors = {"tui/standing.py", "tui/guard.py", "tui/app.py", "tui/choosing.py"}
    pushing = {
        source.path
        for source in sources("tui")
        for node in source.nodes
        if isinstance(node, ast.Attribute) and node.attr == "push_screen"
    }
    assert pushing == doors
