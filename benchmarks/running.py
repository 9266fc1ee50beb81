"""Run questions: measure, print a table, keep results.json.

`python -m benchmarks [--size N]… [--mib N] [--stores FOLDER] [question…]`. Each question stands in a
file of this folder. `--size` counts requests (1000 and 10000 unless given), `--mib` the size of the file
that is sealed and opened; `--stores` keeps what was built for the next run.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks import (
    command_help,
    export_log,
    first_page,
    import_requests,
    list_filters,
    log_request,
    make_demo,
    open_request,
    screens,
    screens_memory,
    seal_dispatch,
    search,
    unlock,
    verify_log,
)
from benchmarks.measuring import Result, document, shown
from benchmarks.question import Question
from benchmarks.stores import Stores, stores
from tui.cli.main import COLLECT_AFTER

SIZES: Final = (1_000, 10_000)
RESULTS: Final = Path(__file__).parent / "results.json"
QUESTIONS: Final = tuple(
    module.QUESTION
    for module in (
        log_request,
        import_requests,
        unlock,
        command_help,
        first_page,
        list_filters,
        search,
        open_request,
        verify_log,
        export_log,
        seal_dispatch,
        screens,
        screens_memory,
        make_demo,
    )
)


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for; the exit code says only that it was measured."""
    names = [question.name for question in QUESTIONS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure against floors.")
    parser.add_argument("--size", type=int, action="append", help="requests in the store; may be repeated")
    parser.add_argument("--mib", type=int, help="MiB of the file that is sealed and opened")
    parser.add_argument("--stores", type=Path, help="a folder that keeps the stores for the next run")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures are kept")
    parser.add_argument("question", nargs="*", help=", ".join(names))
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.question) - set(names))
    if unknown:
        parser.error(f"no such question: {', '.join(unknown)}; there are {', '.join(names)}")
    asked = [question for question in QUESTIONS if not given.question or question.name in given.question]
    if given.mib:
        asked = [
            replace(item, sizes=(given.mib,)) if item is seal_dispatch.QUESTION else item for item in asked
        ]
    gc.set_threshold(COLLECT_AFTER)  # as the program itself does
    results: list[Result] = []
    with stores(given.stores) as built:
        for result in _measured(asked, given.size or SIZES, built):
            print(f"{result.question} ({result.size}): {result.ratio:.2f}x", file=sys.stderr, flush=True)
            results.append(result)
    print("\n".join(shown(results)))
    given.results.write_text(json.dumps(document(results), indent=1) + "\n", encoding="utf-8")
    return 0


def _measured(asked: Sequence[Question], sizes: Sequence[int], built: Stores) -> Iterator[Result]:
    """Measure size by size, so that each store is built once and its questions follow each other."""
    own = [(question, size) for question in asked for size in question.sizes]
    on_stores = [(question, size) for size in sizes for question in asked if not question.sizes]
    for question, size in (*on_stores, *own):
        yield from question.measure(built, size)
