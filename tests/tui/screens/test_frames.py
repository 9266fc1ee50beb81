"""Every screen as text, in both languages, in French also large: what changed in one is seen by reading."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from exchange.locale import Language
from tests.tui.screens.walk import sheets


@pytest.mark.parametrize("language", list(Language))
def test_each_screen_looks_as_it_is_kept(language: Language) -> None:
    for file, text in sheets(language).items():
        kept = file.read_text(encoding="utf-8")
        lines = list(unified_diff(kept.splitlines(), text.splitlines(), "kept", "now", n=2, lineterm=""))
        assert not lines, f"{file.name} (make frames writes it anew)\n" + "\n".join(lines[:120])
