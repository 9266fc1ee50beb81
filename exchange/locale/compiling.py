"""The catalogues made from their sources: each `.po` compiled to the `.mo` beside it, in one process.

`make catalogues` runs it after a change; the tests compile what changed since.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent


def sources() -> tuple[Path, ...]:
    """Return every catalogue's source."""
    return tuple(sorted(LOCALE.glob("*/*.po")))


def stale() -> tuple[Path, ...]:
    """Return the sources that changed since they were compiled, or never were."""
    return tuple(source for source in sources() if _is_stale(source, source.with_suffix(".mo")))


def compile_catalogues(chosen: Iterable[Path]) -> None:
    """Compile these sources; whoever reads a catalogue meanwhile finds the old one or the new, whole."""
    for source in chosen:
        part = source.with_suffix(".part")
        with source.open("rb") as text, part.open("wb") as binary:
            write_mo(binary, read_po(text, locale=source.parent.name), use_fuzzy=True)
        part.replace(source.with_suffix(".mo"))


def _is_stale(source: Path, made: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


if __name__ == "__main__":
    compile_catalogues(sources())
