"""A bordereau to vary, and the words that a reader finds in a PDF."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pypdf

from exchange.documents.content import Attachment, Bordereau, Conditions, Due, Field, Sender, Subject
from exchange.documents.words import PaperLanguage

AT = datetime(2026, 11, 12, 19, 5, tzinfo=UTC)
DIGITS = "12345 67890 02468 13579 11223 34455 66778 89900"
SHA256 = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"

SENDER = Sender("Service de sécurité intérieure, Bogotá", "asi-bogota", "FR", DIGITS, "CO")
PLAIN = Bordereau(
    sender=SENDER,
    recipient="Dirección de Investigación Criminal",
    number="D-0911",
    at=AT,
    zone="America/Bogota",
    our_reference="BOG-2026-00042",
    language=PaperLanguage.ES,
    nature="request",
    channel="dispatch",
    subject="Identification d’un titulaire de passeport",
    text="Monsieur le Directeur,\n\nNous sollicitons l’identification de la personne suivante.",
)
FULL = Bordereau(
    sender=SENDER,
    recipient="Dirección de Investigación Criminal",
    number="D-0911",
    at=AT,
    zone="America/Bogota",
    our_reference="BOG-2026-00042",
    language=PaperLanguage.ES,
    nature="part-answer",
    channel="bag",
    subject="Identification d’un titulaire de passeport",
    text="Monsieur le Directeur,\n\nИванов Пётр Сергеевич, 王小明.",
    kind="wanted",
    urgency="urgent",
    urgency_reason="liberty",
    their_references=("DIJIN-2026-1188", "S-2026-004417/SEGEN"),
    answers="A-1205",
    conditions=Conditions("DR", "H1", ("Mots officiels.", "Official words."), "Pas de tiers."),
    due=Due(datetime(2026, 11, 27, 5, tzinfo=UTC), "America/Bogota", ("Art. 16(4), Strasbourg",)),
    points=("Identité complète du titulaire.", "Fiche décadactylaire."),
    details=(Field("warrant.number", "2026/0113"), Field("couleur des yeux", "verte")),
    subjects=(
        Subject("person", "suspect", (Field("family", "Durand"), Field("born", "1985-03"))),
        Subject("document", "", (Field("number", "AB12345"),)),
    ),
    attachments=(Attachment("photographie.jpg", 482_133, SHA256),),
    return_code="K7QF-2M9X",
    log_index=18_233,
)


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page as a reader extracts it."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def flat(text: str) -> str:
    """Return `text` without any space: where lines break is not what a test is about."""
    return re.sub(r"\s+", "", text)


def words_of(pdf: bytes) -> str:
    """Return all that a PDF says, without any space."""
    return flat("".join(page_texts(pdf)))
