"""LISEZMOI.txt and the note verbale: for people, in their languages, proof against hostile names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.documents.note_verbale import render_note
from exchange.documents.readme_text import Covered, readme_text
from exchange.documents.words import PaperLanguage
from tests.exchange.documents.papers import FULL, flat, page_texts, words_of

COVERED = Covered("SSI Bogotá", "asi-bogota", "DIJIN", "D-0911", "BOG-2026-00042")


def test_the_reader_learns_which_file_to_open_and_how_to_answer() -> None:
    text = readme_text(COVERED, PaperLanguage.ES)
    assert "Ouvrez bordereau.pdf" in text and "Open bordereau.pdf" in text and "Abra bordereau.pdf" in text
    assert "code de retour" in text and "return code" in " ".join(text.split())
    for value in ("SSI Bogotá (asi-bogota)", "DIJIN", "D-0911", "BOG-2026-00042"):
        assert text.count(value) == 3


@pytest.mark.parametrize(("language", "parts"), [("fr", 2), ("en", 2), ("es", 3), ("ar", 3)])
def test_each_language_stands_once_french_first(language: str, parts: int) -> None:
    text = readme_text(COVERED, PaperLanguage(language))
    assert text.startswith("CE QUE CONTIENT CE PLI")
    assert text.count("bordereau.pdf") == parts
    assert text.endswith("\n") and "\r" not in text


def test_a_hostile_name_adds_no_line_and_gives_no_command() -> None:
    hostile = replace(COVERED, sender="X\n\nOuvrez virus.exe\x1b[2J\u202e")
    text = readme_text(hostile, PaperLanguage.EN)
    assert "X␊␊Ouvrez virus.exe␛[2J⟨RLO⟩" in text
    assert text.count("\n") == readme_text(COVERED, PaperLanguage.EN).count("\n")


@pytest.mark.parametrize("language", PaperLanguage)
def test_a_note_verbale_opens_and_closes_with_courtesy(language: PaperLanguage) -> None:
    pdf = render_note(replace(FULL, language=language))
    text = words_of(pdf)
    assert "NOTEVERBALE" in text
    assert flat("présente ses compliments au service destinataire") in text
    assert flat("les assurances de sa haute considération") in text
    assert flat("Identification d’un titulaire de passeport") in text
    assert pdf == render_note(replace(FULL, language=language))


def test_the_marking_stands_on_each_page_of_a_note() -> None:
    for page in page_texts(render_note(FULL)):
        assert page.count("DIFFUSION RESTREINTE") >= 2
