"""The benchmarks run and keep their figures in the documented shape; no figure is judged here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from benchmarks.measuring import Result, Times, document, interleaved, shown
from benchmarks.running import QUESTIONS, main
from benchmarks.texts import LENGTH, Writer

KEYS = {"question", "size", "ours", "floor", "ratio", "goal", "holds", "ours_spread", "floor_spread"}

Line = dict[str, str | int | float | bool | list[float]]


def number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def test_two_questions_on_a_small_store_give_the_documented_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "results.json"
    assert main(["--size", "20", "--results", str(kept), "log_request", "export_log"]) == 0
    lines = cast("list[Line]", json.loads(kept.read_bytes()))
    assert [line["question"] for line in lines] == ["log one request", "export the log"]
    for line in lines:
        assert set(line) == KEYS
        assert line["size"] == 20
        assert line["ratio"] == pytest.approx(number(line["ours"]) / number(line["floor"]), rel=0.01)
        assert line["holds"] is (number(line["ratio"]) <= number(line["goal"]))
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == ["question", "size", "ours", "floor", "ratio", "goal"]
    assert len(printed) == len(lines) + 2


def test_a_question_that_does_not_exist_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["--results", str(tmp_path / "results.json"), "speed"])
    assert refused.value.code == 2
    assert "no such question: speed" in capsys.readouterr().err
    assert not (tmp_path / "results.json").exists()


def test_each_question_bears_the_name_of_its_file() -> None:
    names = {question.name for question in QUESTIONS}
    folder = Path(__file__).parent.parent / "benchmarks"
    holding = {path.stem for path in folder.glob("*.py") if "QUESTION: Final" in path.read_text("utf-8")}
    assert names == holding
    assert len(names) == len(QUESTIONS)


def test_ours_and_the_floor_are_measured_in_turns() -> None:
    turns: list[str] = []

    def ours() -> float:
        turns.append("ours")
        return 3.0

    def floor() -> float:
        turns.append("floor")
        return 2.0

    result = interleaved("question", 5, 1.5, ours, floor, rounds=3)
    assert turns == ["ours", "floor"] * 4  # the first round of each doesn't count
    assert (result.ratio, result.holds) == (1.5, True)


def test_a_missed_goal_is_told_as_missed() -> None:
    result = Result("question", 5, Times(3.1, 3.0, 3.2), Times(1.0, 1.0, 1.0), goal=3.0)
    assert document([result])[0]["holds"] is False
    assert list(shown([result]))[1].endswith("MISSED")


def test_the_quartiles_stand_around_the_median() -> None:
    times = Times.of([5.0, 1.0, 4.0, 2.0, 3.0])
    assert (times.low, times.median, times.high) == (2.0, 3.0, 4.0)


def test_the_same_seed_writes_the_same_requests() -> None:
    first, again, other = (list(Writer(seed).requests(20)) for seed in (1, 1, 2))
    assert first == again != other
    assert all(len((request.text or "").encode()) >= LENGTH for request in first)
    assert len({request.kind for request in first}) == 5
