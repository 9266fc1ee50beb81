"""The head of a pasted mail: read where there is one, and nothing taken for one that is prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.transmission.headers import LONGEST, Head, read_head

OUTLOOK = """De : RUIZ Juan <ruiz@policia.example>
Envoyé : mercredi 18 novembre 2026 10:00
À : asi@example
Objet : Demande d’identification : MSKU 731204
Réf. : DIJIN-4711

Bonjour,
"""
SPANISH = "\n\n> De: Fiscalía General\n> Fecha: 18/11/2026\n> Asunto: Contenedor\n>\n> Buenos días\n"
SOURCE = """From: =?utf-8?Q?Ren=C3=A9?= RUIZ <ruiz@policia.example>
To: asi@example
Subject: =?utf-8?B?UsOpZi4gw6kgw6Ag?=
 =?iso-8859-1?Q?v=E9rifier?= : conteneur
Reference: =?utf-8?Q?26=2F12?=

Bonjour,
"""
MARKDOWN = "**From:** Anne Martin\n**Sent:** Wednesday\n**Subject:** Passport\n\nHello"


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (
            OUTLOOK,
            Head("RUIZ Juan <ruiz@policia.example>", "Demande d’identification : MSKU 731204", "DIJIN-4711"),
        ),
        (SPANISH, Head("Fiscalía General", "Contenedor")),
        (MARKDOWN, Head("Anne Martin", "Passport")),
        ("Von: BKA\r\nBetreff: Ausweis\r\n\r\nText", Head("BKA", "Ausweis")),
        ("De : x\nDe : y\n", Head("x")),
        (SOURCE, Head("René RUIZ <ruiz@policia.example>", "Réf. é à vérifier : conteneur", "26/12")),
        (
            SOURCE.replace("\n", "\r\n"),
            Head("René RUIZ <ruiz@policia.example>", "Réf. é à vérifier : conteneur", "26/12"),
        ),
        ("From: x\nSubject: =?utf-8?Q?a=0Ab?=", Head("x", "a b")),
        ("From: x\nSubject: 2 =?= 3 =?no-such?B?w6k=?=", Head("x", "2 =?= 3 é")),
        (f"From: {'(' * 900}=?utf-8?Q?x?=\nSubject: y", Head(None, "y")),
        ("Objet : \nDe : x", Head("x")),
    ],
)
def test_what_the_first_lines_of_a_mail_say_is_read(text: str, head: Head) -> None:
    assert read_head(text) == head


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Objet : une seule ligne peut être de la prose",
        "Bonjour,\nDe : x\nObjet : y",
        "Note : à lire\nObjet : y",
        f"À : y\nDe : {'x' * (LONGEST + 1)}",
        "De\nObjet",
    ],
)
def test_prose_is_no_head(text: str) -> None:
    assert read_head(text) == Head()


@given(st.text(alphabet="De: From*>\n\t \u00a0Objet\x1b\ud800é", max_size=400))
def test_any_text_is_read_without_an_error(text: str) -> None:
    head = read_head(text)
    assert all(value is None or 0 < len(value) <= LONGEST for value in (head.sender, head.subject))


def test_control_signs_that_were_encoded_are_left_out() -> None:
    text = "De : a@b.example\nObjet : =?utf-8?Q?a=00b=1B[31m_c=E2=80=AEd=0A?="
    assert read_head(text).subject == "a b [31m c d"
