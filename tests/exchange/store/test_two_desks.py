"""Several processes on one store: one log, gapless numbers, nothing lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.exchange.requests.cases import WANTED, ask
from tests.world import OFFICER, World

WRITER = """
import sys
from pathlib import Path
from exchange.desk import Desk, Settings
from exchange.requests.inputs import NewRequest
from tests.world import CHEAP, passphrase_of
folder, state, handle, count = sys.argv[1:]
settings = Settings(Path(state), parameters=CHEAP, floor=CHEAP)
with Desk.unlock(Path(folder), handle, passphrase_of(handle), settings) as desk:
    for n in range(int(count)):
        opened = desk.requests.open(NewRequest(kind="wanted", requester="dnpj", title=f"{handle} {n}"))
        print(opened.ref, opened.log_index, flush=True)
"""
ROOT = Path(__file__).parents[3]


def test_two_processes_writing_at_once_share_one_log_and_one_series(world: World) -> None:
    before = len(world.ops())
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(world.folder), str(world.state), handle, "25"],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        for handle in ("a.martin", OFFICER)
    ]
    said = [line.split() for writer in writers for line in writer.communicate(timeout=60)[0].splitlines()]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(ref for ref, _ in said) == [f"BOG-2026-{n:05d}" for n in range(1, 51)]
    assert sorted(int(n) for _, n in said) == list(range(before, before + 50))
    entries = world.entries()
    assert [entry.n for entry in entries] == list(range(before + 50))
    assert {entry.by for entry in entries[before:]} == {
        world.opened(handle).slot.member for handle in ("a.martin", OFFICER)
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
