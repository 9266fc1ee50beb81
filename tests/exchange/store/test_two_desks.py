"""Several processes on one store: one log, gapless numbers, nothing lost."""

from __future__ import annotations

from tests.exchange.at_once import write
from tests.exchange.requests.cases import WANTED, ask
from tests.warm import begun
from tests.world import HEAD, OFFICER, World


def test_two_processes_writing_at_once_share_one_log_and_one_series(world: World) -> None:
    before = len(world.ops())
    one, other = ((world.folder, world.state, handle, 25) for handle in (HEAD, OFFICER))
    with begun(write, *one) as first, begun(write, *other) as second:
        said = [line.split() for line in (*first.lines(), *second.lines())]
        assert [first.ended(), second.ended()] == [0, 0]
    assert sorted(ref for ref, _ in said) == [f"BOG-2026-{n:05d}" for n in range(1, 51)]
    assert sorted(int(n) for _, n in said) == list(range(before, before + 50))
    entries = world.entries()
    assert [entry.n for entry in entries] == list(range(before + 50))
    assert {entry.by for entry in entries[before:]} == {
        world.opened(handle).slot.member for handle in (HEAD, OFFICER)
    }


def test_a_desk_sees_at_once_what_another_one_wrote(world: World) -> None:
    first, second = world.desk(), world.desk(OFFICER)
    ref = ask(first, "dijin").ref
    second.requests.note(ref, "vu")
    assert [note.text for note in first.requests.show(ref)[0].notes] == ["vu"]
    assert [first.requests.open(WANTED).ref, second.requests.open(WANTED).ref] == [
        "BOG-2026-00002",
        "BOG-2026-00003",
    ]
