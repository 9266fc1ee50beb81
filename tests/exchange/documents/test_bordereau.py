"""The bordereau: everything is on it, in two languages, the same bytes each time, whatever comes."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.documents.bordereau import render
from exchange.documents.content import Attachment, Bordereau, Conditions, Field, Sender, Subject
from exchange.documents.words import PaperLanguage
from tests.exchange.documents.papers import AT, DIGITS, FULL, PLAIN, SHA256, flat, page_texts, words_of


@pytest.mark.parametrize(
    "shown",
    [
        "Service de sécurité intérieure, Bogotá",
        "asi-bogota",
        "RÉPUBLIQUE FRANÇAISE",
        "Dirección de Investigación Criminal",
        "D-0911",
        "BOG-2026-00042",
        "12 novembre 2026, 14:05 (America/Bogota, UTC-05:00)",
        "DIJIN-2026-1188",
        "S-2026-004417/SEGEN",
        "A-1205",
        "Réponse partielle",
        "Valise diplomatique",
        "Personne recherchée",
        "URGENT",
        "Une décision de privation de liberté en dépend",
        "26 novembre 2026, 24:00",
        "Art. 16(4), Strasbourg",
        "DIFFUSION RESTREINTE",
        "H1",
        "Mots officiels.",
        "Official words.",
        "Pas de tiers.",
        "Identification d’un titulaire de passeport",
        "Monsieur le Directeur,",
        "Иванов Пётр Сергеевич",
        "王小明",
        "Identité complète du titulaire.",
        "Fiche décadactylaire.",
        "2026/0113",
        "couleur des yeux",
        "verte",
        "mis en cause",
        "Durand",
        "1985-03",
        "AB12345",
        "photographie.jpg",
        "482 133 octets",
        SHA256,
        "K7QF-2M9X",
        "18233",
        DIGITS,
    ],
)
def test_each_field_can_be_read_on_the_paper(shown: str, full: str) -> None:
    assert flat(shown) in full


@pytest.fixture(scope="module")
def full() -> str:
    return words_of(render(FULL))


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (
            PaperLanguage.EN,
            ["TRANSMITTAL SLIP", "Part answer", "Diplomatic bag", "12 November 2026", "Colombia"],
        ),
        (PaperLanguage.ES, ["NOTA DE REMISIÓN", "Respuesta parcial", "12 de noviembre de 2026", "Francia"]),
        (PaperLanguage.AR, ["جواب جزئي", "الحقيبة الدبلوماسية", "كولومبيا", "المرفقات"]),
    ],
)
def test_the_partners_language_stands_beside_the_french(language: PaperLanguage, shown: list[str]) -> None:
    text = words_of(render(replace(FULL, language=language)))
    for each in [*shown, "BORDEREAU D’ENVOI", "Réponse partielle", "Valise diplomatique"]:
        assert flat(each) in text


def test_a_paper_in_french_alone_has_no_second_column() -> None:
    text = words_of(render(replace(FULL, language=PaperLanguage.FR)))
    assert "Transmittal" not in text and "Remitente" not in text
    assert flat("Réponse partielle") in text


@pytest.mark.parametrize("language", PaperLanguage)
def test_the_same_bordereau_gives_the_same_bytes(language: PaperLanguage) -> None:
    bordereau = replace(FULL, language=language)
    assert render(bordereau) == render(bordereau)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from exchange.documents.bordereau import render;"
        "from tests.exchange.documents.papers import FULL;"
        "print(hashlib.sha256(render(FULL)).hexdigest())"
    )
    environment = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C"}
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert printed.stdout.strip() == hashlib.sha256(render(FULL)).hexdigest()


def test_another_moment_or_word_gives_other_bytes() -> None:
    assert render(FULL) != render(replace(FULL, at=FULL.at + timedelta(minutes=1)))
    assert render(FULL) != render(replace(FULL, return_code="K7QF-2M9Y"))


def test_the_marking_and_the_page_number_stand_on_each_page() -> None:
    pages = page_texts(render(replace(FULL, text="Une ligne de texte.\n" * 150)))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert page.count("DIFFUSION RESTREINTE") >= 2
        assert flat(f"Page {number}/{len(pages)}") in flat(page)
        assert "D-0911" in page


@pytest.mark.parametrize("marking", ["TLP:AMBER+STRICT", "TLP:RED"])
def test_an_official_marking_is_never_translated(marking: str) -> None:
    for page in page_texts(render(replace(FULL, conditions=Conditions(marking)))):
        assert page.count(marking) >= 2


def test_an_unmarked_paper_shows_neither_marking_nor_conditions() -> None:
    text = words_of(render(PLAIN))
    assert "DIFFUSIONRESTREINTE" not in text
    assert flat("Conditions d’utilisation") not in text


def test_the_file_says_its_number_and_its_own_date_alone() -> None:
    about = pypdf.PdfReader(io.BytesIO(render(FULL))).metadata
    assert about is not None
    assert about.title == "Bordereau d’envoi D-0911"
    assert about.creation_date == FULL.at
    assert about.producer == "exchange"
    assert about.subject is None and about.modification_date is None


def test_a_foreign_post_has_no_french_letterhead() -> None:
    text = words_of(render(replace(FULL, sender=replace(FULL.sender, country="EC"))))
    assert "RÉPUBLIQUEFRANÇAISE" not in text
    assert "ÉQUATEUR" in text


def test_text_that_commands_or_reorders_is_shown_not_obeyed() -> None:
    hostile = "a\x00b\x1b[31mc\x9bd\u202etxt.exe\u200be\u2066f\ufeff"
    bordereau = replace(PLAIN, text=hostile, subject=hostile, recipient=hostile, our_reference=hostile)
    pdf = render(bordereau)
    text = words_of(pdf)
    assert "a␀b␛[31mc⟨U+009B⟩d⟨RLO⟩txt.exe⟨ZWSP⟩e⟨LRI⟩f⟨BOM⟩" in text
    assert not {"\x00", "\x1b", "\x9b", "\u202e"} & set(text)


def test_a_character_that_no_font_has_is_written_by_its_code() -> None:
    text = words_of(render(replace(PLAIN, text="voir 😀 et \U00012000 fin")))
    assert "voir⟨U+1F600⟩et⟨U+12000⟩fin" in text


@pytest.mark.parametrize(
    "text", ["{nb}", "{page}/{pages}", "**gras** __x__ [a](b)", "(a\\)(b", "%PDF endstream"]
)
def test_text_is_never_taken_for_a_command_of_the_library(text: str) -> None:
    assert flat(text) in words_of(render(replace(PLAIN, text=text, subject=text)))


def test_a_word_without_spaces_breaks_and_is_whole() -> None:
    word = "".join(f"{number:04d}" for number in range(300))
    assert word in words_of(render(replace(PLAIN, text=word, language=PaperLanguage.FR)))


def test_every_field_may_be_empty_or_absent() -> None:
    empty = Bordereau(
        sender=Sender("", "", ""),
        recipient="",
        number="",
        at=AT,
        zone="UTC",
        our_reference="",
        language=PaperLanguage.AR,
        nature="",
        channel="",
        subject="",
        text="",
        urgency="",
    )
    assert flat("BORDEREAU D’ENVOI") in words_of(render(empty))
    assert flat("12 novembre 2026, 19:05 (UTC, UTC+00:00)") in words_of(render(empty))


def test_long_lists_go_on_over_pages_and_lose_nothing() -> None:
    many = replace(
        PLAIN,
        points=tuple(f"point-{number:03d}" for number in range(120)),
        subjects=tuple(Subject("phone", "", (Field("number", f"+33{number:09d}"),)) for number in range(60)),
        attachments=tuple(Attachment(f"file-{number:02d}.bin", number, SHA256) for number in range(62)),
    )
    text = words_of(render(many))
    assert all(f"point-{number:03d}" in text for number in range(120))
    assert all(f"+33{number:09d}" in text for number in range(60))
    assert all(f"file-{number:02d}.bin" in text for number in range(62))


@settings(max_examples=12, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_at_all_makes_a_readable_paper(text: str) -> None:
    pdf = render(replace(PLAIN, text=text, subject=text, points=(text,), their_references=(text,)))
    assert flat("BORDEREAU D’ENVOI") in words_of(pdf)


def test_a_message_of_a_hundred_pages_is_printed_whole() -> None:
    pdf = render(replace(PLAIN, text="Lorem ipsum dolor sit amet, consectetur. " * 12_000))
    assert pypdf.PdfReader(io.BytesIO(pdf)).get_num_pages() > 90


def test_fields_and_subjects_are_named_and_valued_in_both_languages() -> None:
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    subjects = (
        Subject("document", "", (Field("type", "passport"), Field("country", "COL"), Field("mrz", zone))),
        Subject("vehicle", "", (Field("plate", "FZX123"),)),
    )
    made = replace(PLAIN, details=(Field("result", "doubtful"),), subjects=subjects)
    said = words_of(render(made))
    for words in ("Résultat", "Resultado", "Douteux", "Dudoso", "Passeport", "Pasaporte", "Colombie"):
        assert words in said
    for words in ("Véhicule", "Matrícula", "FZX123", *zone.split()):
        assert flat(words) in said
