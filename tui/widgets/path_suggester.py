"""Completion of a path as it is typed: the first entry of its folder that begins so."""

from __future__ import annotations

from pathlib import Path

from textual.suggester import Suggester


class PathSuggester(Suggester):
    """Suggests files and folders; a folder ends with `/`, hidden ones only where a dot was typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the path that completes `value`."""
        if "/" not in value:
            return None
        folder, _, begun = value.rpartition("/")
        try:
            entries = sorted(Path(folder or "/").expanduser().iterdir())
        except OSError:
            return None
        for entry in entries:
            if entry.name.startswith(begun) and (begun.startswith(".") or not entry.name.startswith(".")):
                return f"{folder}/{entry.name}{'/' if entry.is_dir() else ''}"
        return None
